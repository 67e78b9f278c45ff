# Failures in lines of a log, counted by (minute, domain, code). Reads only lines that grep let
# through, and a last one made of `sentinel`, by which a line cut off at the end of the piece is known.
# The driver's own part stands before it and has take(line), which calls `add` for each failure.
# Variables: sentinel, since (epoch), fingerprint, offset (end of the piece),
# final (1: take a cut-off last line as whole), more. Instead of final:
# direct: bytes of the piece, and each line comes behind its offset in it;
# journal: 1: lines of journal.sh; and unit: whose dropped lines are mail.

function domain_of(name) {
    if (!match(name, /@[^@]*$/))
        return "(invalid)"
    name = tolower(substr(name, RSTART + 1))
    return length(name) > 253 || name !~ /^[][a-z0-9._:-]+$/ ? "(invalid)" : name
}

function add(minute, domain, code) {
    add_many(minute, domain, code, 1)
}

function add_many(minute, domain, code, number,    key) {
    key = minute "\t" domain "\t" code
    if (!(key in count) && ++keys > 200000)
        key = minute "\t(other)\t" code
    count[key] += number
}

# What was said, once for each domain and code.
function add_sample(minute, domain, code, text) {
    if ((domain, code) in sample || samples >= 500)
        return
    samples++
    sample[domain, code] = 1
    gsub(/\t/, " ", text)
    print "sample\t" domain "\t" code "\t" minute "\t" substr(text, 1, 200)
}

# A submission that the mail server refused: it is no mail of anybody's yet.
function refuse(minute) {
    refused[minute]++
}

# Microseconds of a journal's cursor.
function cursor_time(cursor,    i, hex, value) {
    if (!match(cursor, /;t=[0-9a-f]+/))
        return 0
    hex = substr(cursor, RSTART + 3, RLENGTH - 3)
    for (i = 1; i <= length(hex); i++)
        value = value * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
    return value
}

journal && /^-- cursor: / {
    fingerprint = substr($0, 12)
    # How many there are behind it is not told: what is old is not all.
    more = cursor_time(fingerprint) < (date_now - 60) * 1000000
    next
}

journal && /^-- end: / {
    ended = $3 == 0
    next
}

direct && /^-- end: / {
    ended = $3 < 2
    next
}

# A line behind its offset, from where the piece begins.
direct {
    if ($0 + 0 < direct)
        take(substr($0, index($0, ":") + 1))
    next
}

# journald drops what a unit logs above RateLimitBurst=.
journal && /^[0-9.]+ [^ ]+ systemd-journald\[[0-9]+\]: Suppressed [0-9]+ messages from / {
    if ($NF ~ unit)
        dropped[$NF] += $5
    next
}

{
    cut = index($0, sentinel)
    if (!cut) {
        take($0)
        next
    }
    ended = 1
    if (cut > 1 && final)
        take(substr($0, 1, cut - 1))
    else
        offset -= cut - 1
}

END {
    if (!ended)
        exit 1
    for (key in count)
        print "fail\t" key "\t" count[key]
    for (name in dropped)
        print "gap\tjournald dropped " dropped[name] " lines of " name ": raise RateLimitBurst= in journald.conf there"
    for (key in refused)
        print "refused\t" key "\t" refused[key]
    if (skipped)
        print "skipped\t" skipped
    # Not all that was there: what is older than `since` does not count in the next piece either.
    if (more && since + 0 > 0)
        fingerprint = fingerprint "@" since
    printf "cursor\t%s\t%.0f\t%d\n", fingerprint, offset, more
}
