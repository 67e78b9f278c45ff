#!/bin/sh
# Hands a delivery failure report on, without the recipients of whom its receiver is not to be told.
# Postfix's pipe(8) runs it as an unprivileged user, for reports that name a recipient in a domain
# whose reports are off; the report is the input.
#
#   report SENDER RECIPIENT...
#
# SENDER is that of the report, "" as a rule; what has one is a copy for postmaster (notify_classes in
# postconf(5)), and goes on as it is. RECIPIENT: who gets the report. That is the sender of the mail
# that failed, or who he is by the node's aliases: who is inside goes by him, as the report names him.
#
# Beside it lies the table reports, a line a domain: AS-WRITTEN NAME GROUP on|off. Whoever
# sent from a domain in the group of the recipient is inside, and gets the report as it is. What it comes to goes to
# the log, in the status of pipe(8), which has room for 100 bytes:
#
#   mtacon withheld 2/3 of 5: acme.example=1 contoso.example=1
#
# of five recipients three are in domains whose reports are off, and two of them were not told of. Who
# they are stands in the log before it, under the same queue id: cleanup(8) tells of each. Whatever
# goes wrong is a reason to try again, never to lose or to trim more: exit 75 (EX_TEMPFAIL).
LC_ALL=C
PATH=$PATH:/usr/sbin:/sbin:/usr/lib:/usr/local/sbin
MTACON_TABLE=${0%/*}/reports
export LC_ALL PATH MTACON_TABLE
umask 077
mtacon_sender=$1
shift

later() {
    echo "4.3.0 mtacon: $1"
    exit 75
}

if [ -n "$mtacon_sender" ]; then
    sendmail -G -i -f "$mtacon_sender" -- "$@" || later "the copy cannot be handed on"
    echo "mtacon handed on whole: a copy for postmaster"
    exit 0
fi
[ -r "$MTACON_TABLE" ] || later "cannot read $MTACON_TABLE as $(id -un)"
mtacon_file=$(mktemp) || later "no room for the report"
# shellcheck disable=SC2094
exec 3>"$mtacon_file" 4<"$mtacon_file" 5<"$mtacon_file"
rm -f "$mtacon_file"
# Not every awk says that there was no room: it tells how much it wrote.
mtacon_size=$(awk '
function put(text) {
    print text
    size += length(text) + 1
}

# As it stands in the text, where lines are broken at blanks.
function squeezed(address) {
    gsub(/[ \t]+/, " ", address)
    return tolower(address)
}

function domain_of(address) {
    return match(address, /@[^@]*$/) ? tolower(substr(address, RSTART + 1)) : ""
}

function group_of(domain) {
    return domain in group ? group[domain] : domain
}

# The fields of the group of lines that has just ended: those of one recipient, or of the message.
function end_group(    domain) {
    if (address != "") {
        found++
        domain = domain_of(address)
        suppressed += state[domain] == "off"
        if (state[domain] == "off" && group_of(domain) != inside) {
            drops[groups] = 1
            dropped[squeezed(address)] = 1
            if (!withheld[name[domain]]++)
                order[++domains] = name[domain]
            count++
        } else
            kept[squeezed(address)] = 1
    }
    address = field = ""
}

function end_field(    key, value) {
    if (!match(field, /^[A-Za-z-]+:[ \t]*/))
        return
    key = tolower(substr(field, 1, index(field, ":") - 1))
    value = substr(field, RLENGTH + 1)
    sub(/[ \t\r]+$/, "", value)
    if (key == "x-postfix-sender") {
        sub(/^[^;]*;[ \t]*/, "", value)
        inside = group_of(domain_of(value))
    } else if (key == "final-recipient") {
        sub(/^[^;]*;[ \t]*/, "", value)
        address = value
    }
    field = ""
}

# part 1 is the text, part 2 the status of each recipient; `from` and `to`: lines of it.
function read_status(from, to,    i, body) {
    for (i = from; i <= to; i++) {
        if (!body) {
            body = line[i] ~ /^\r?$/
            continue
        }
        if (line[i] ~ /^\r?$/) {
            end_field()
            end_group()
            groups++
        } else if (line[i] ~ /^[ \t]/)
            field = field " " line[i]
        else {
            end_field()
            field = line[i]
        }
        group_at[i] = groups
    }
    end_field()
    end_group()
}

# The group that begins at line i, as one text.
function paragraph(i, to,    text) {
    for (; i <= to && line[i] !~ /^\r?$/; i++) {
        sub(/\r$/, "", line[i])
        text = text (text == "" ? "" : " ") line[i]
    }
    gsub(/[ \t]+/, " ", text)
    return tolower(text)
}

# An address may hold ">" itself: each is tried as its end.
function is_about_dropped(text,    at, more, one) {
    if (substr(text, 1, 1) != "<")
        return 0
    while ((more = index(substr(text, at + 1), ">"))) {
        at += more
        one = substr(text, 2, at - 2)
        if (one in dropped && !(one in kept))
            return 1
    }
    return 0
}

function write_text(from, to,    i, body, skip, first) {
    for (i = from; i <= to; i++) {
        if (line[i] ~ /^\r?$/) {
            if (!skip)
                put(line[i])
            body = 1
            first = 1
            skip = 0
            continue
        }
        if (body && first)
            skip = is_about_dropped(paragraph(i, to))
        first = 0
        if (!skip)
            put(line[i])
    }
}

function write_status(from, to,    i) {
    for (i = from; i <= to; i++)
        if (!(group_at[i] in drops))
            put(line[i])
}

# What is at the boundary: 1 the text begins, 2 the status, 3 the mail.
function at_boundary() {
    part++
    begins[part] = lines
    if (part < 3 && $0 != delimiter "--")
        return
    decided = 1
    if (part >= 3)
        read_status(begins[2] + 1, lines - 1)
    if (!count) {
        write_whole(found ? "all handed on" : "all handed on whole: no recipient in its status")
    } else if (count == found) {
        put("none " verdict())
        exit
    } else {
        put("some " verdict())
        write_text(1, begins[2])
        write_status(begins[2] + 1, lines - 1)
        put($0)
    }
}

function verdict(    i, text) {
    text = "withheld " count "/" suppressed " of " found ":"
    for (i = 1; i <= domains; i++)
        text = text " " order[i] "=" withheld[order[i]]
    return length(text) > 90 ? substr(text, 1, 89) "~" : text
}

function write_whole(what,    i) {
    put(what)
    for (i = 1; i <= lines; i++)
        put(line[i])
}

BEGIN {
    table = ENVIRON["MTACON_TABLE"]
    while ((got = (getline row < table)) > 0) {
        if (split(row, word, " ") != 4) {
            bad = 1
            exit
        }
        name[word[1]] = word[2]
        group[word[1]] = word[3]
        state[word[1]] = word[4]
    }
    if (got < 0) {
        bad = 1
        exit
    }
}

decided {
    put($0)
    next
}

{ line[++lines] = $0 }

!heads {
    if ($0 ~ /^\r?$/)
        heads = 1
    if ($0 ~ /^[ \t]/)
        head = head " " $0
    else
        head = $0
    if (tolower(head) ~ /^content-type:[ \t]*multipart\/report/ && match(head, /boundary="[^"]+"/))
        delimiter = "--" substr(head, RSTART + 10, RLENGTH - 11)
    next
}

delimiter != "" && index($0, delimiter) == 1 { at_boundary() }

END {
    if (bad)
        exit 3
    # Not a report as we know them: it goes out as it is.
    if (!decided)
        write_whole("all handed on whole: no report")
    printf "%d\n", size > "/dev/stderr"
}' 2>&1 >&3) || later "cannot take the report apart"
[ "$mtacon_size" = "$(($(wc -c <&5)))" ] || later "no room for the report"
IFS= read -r mtacon_verdict <&4 || later "no room for the report"
case $mtacon_verdict in
none*) ;;
*) sendmail -G -i -f '<>' -- "$@" <&4 || later "the rest of the report cannot be handed on" ;;
esac
echo "mtacon ${mtacon_verdict#* }"
exit 0
