# Exim's spool as JSON objects, one a line, in the form of `postqueue -j`. Reads names of header files
# (input/1abc-def-gh-H, input/x/1abc-def-gh-H), a line each, in the spool directory. See 'Format of
# spool files' in Exim's specification.
# Runs behind mainlog.awk. Variables: sizes (1: of the bodies too), frozen_only (1: prints the ids of frozen messages alone).

function json(text,    out, i, byte) {
    if (text !~ /["\\]/ && text !~ /[^ -~]/)
        return text
    for (i = 1; i <= length(text); i++) {
        byte = substr(text, i, 1)
        out = out (byte == "\"" || byte == "\\" ? "\\" byte : byte ~ /[\001-\037\177]/ ? "?" : byte)
    }
    return out
}

# A recipient's line without what may follow the address: 'ADDRESS ORCPT N,FLAGS ERRORS_TO N,PARENT#3'.
function bare(text) {
    if (!match(text, / -?[0-9]+,-?[0-9]+#[0-9]+$/))
        return text
    text = without_tail(text)
    return match(text, / -?[0-9]+,-?[0-9]+$/) ? without_tail(text) : text
}

# Without what was matched, and without the text before it, whose length that names.
function without_tail(text,    size) {
    size = substr(text, RSTART + 1) + 0
    text = substr(text, 1, RSTART - 1)
    if (size < length(text))
        text = substr(text, 1, length(text) - size)
    sub(/ $/, "", text)
    return text
}

# The value of an ACL variable, which may look like anything: `size` bytes and a newline.
function skip_value(name, size,    line) {
    for (size++; size > 0 && (getline line < name) > 0; size -= length(line) + 1)
        ;
}

# The envelope; false where the file is gone or no spool file. Sets envelope_sender, arrival, frozen, left[1..lefts].
function read_envelope(name,    line, number, count, tree) {
    split("", gone)
    lefts = arrival = frozen = 0
    envelope_sender = ""
    while ((getline line < name) > 0 && line != "") {
        number++
        if (number == 1 && line !~ /^[0-9A-Za-z]+-[0-9A-Za-z]+-[0-9A-Za-z]+-H$/)
            break
        if (number == 3)
            envelope_sender = substr(line, 2, length(line) - 2)
        else if (number == 4)
            arrival = line + 0
        else if (number > 4 && count == "") {
            # '-aclm NAME LENGTH'; a second '-' and a name in brackets say that the value is a stranger's.
            if (line ~ /^--?(\([^)]*\))?acl[cm]? [^ ]+ [0-9]+$/) {
                match(line, / [0-9]+$/)
                skip_value(name, substr(line, RSTART + 1) + 0)
            } else if (line ~ /^-frozen/)
                frozen = 1
            else if (line ~ /^[YN][YN] /)
                gone[substr(line, 4)] = tree = 1
            else if (line == "XX")
                tree = 1
            else if (tree && line ~ /^[0-9]+$/)
                count = line + 0
        } else if (count > 0) {
            count--
            line = bare(line)
            if (!(line in gone))
                left[++lefts] = line
        }
    }
    close(name)
    return arrival > 0
}

# Who got it since the envelope was written.
function read_journal(name,    line, i, kept) {
    split("", gone)
    while ((getline line < name) > 0)
        gone[line] = 1
    close(name)
    for (i = 1; i <= lefts; i++)
        if (!(left[i] in gone))
            left[++kept] = left[i]
    lefts = kept + 0
}

# Without the time that a line begins with, of any kind (log_timezone, millisec in log_selector).
function behind_time(line) {
    return match(line, /^[0-9-]+ [0-9:.]+ ([+-][0-9][0-9][0-9][0-9] )?/) ? substr(line, RLENGTH + 1) : ""
}

# Why each recipient waits, as the message's own log says last; sets why[address].
function read_reasons(name,    line) {
    split("", why)
    while ((getline line < name) > 0) {
        if (!index(line, " defer (") || !take_head(message_id " == " behind_time(line)))
            continue
        if (take_recipient() && take_reason() && !(is_untried() && original in why))
            why[address] = why[original] = reason
    }
    close(name)
}

function print_message(    i, text) {
    text = "{\"queue_name\": \"" (frozen ? "hold" : "deferred") "\", \"queue_id\": \"" message_id \
        "\", \"arrival_time\": " arrival ", \"message_size\": " (size_of[message_id] + 0) \
        ", \"forced_expire\": false, \"sender\": \"" (envelope_sender == "" ? "MAILER-DAEMON" : json(envelope_sender)) "\", \"recipients\": ["
    for (i = 1; i <= lefts; i++)
        text = text (i > 1 ? ", " : "") "{\"address\": \"" json(left[i]) "\"" \
            (left[i] in why ? ", \"delay_reason\": \"" json(substr(why[left[i]], 1, 500)) "\"" : "") "}"
    print text "]}"
}

BEGIN {
    while (sizes && ("find input -name \"*-D\" -exec ls -ln {} + 2>/dev/null" | getline line) > 0)
        if (split(line, word, " ") >= 9 && match(line, /[^\/]+-D$/))
            size_of[substr(line, RSTART, RLENGTH - 2)] = word[5]
}

{
    path = $0
    if (!match(path, /[^\/]+-H$/))
        next
    message_id = substr(path, RSTART, RLENGTH - 2)
    folder = substr(path, 7, RSTART - 7)
    if (message_id !~ /^[0-9A-Za-z-]+$/ || !read_envelope(path))
        next
    if (frozen_only) {
        if (frozen)
            print message_id
        next
    }
    read_journal(substr(path, 1, length(path) - 1) "J")
    # What it logs lies in a folder of the same name.
    read_reasons("msglog/" folder message_id)
    if (lefts)
        print_message()
}
