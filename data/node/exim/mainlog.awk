# Takes lines of Exim's main log apart. In a line, addresses and what a remote said are anybody's: what is Exim's own is found
# by its place, from the left.

# Takes Exim's head off a line: time, process id, message id and flag, with syslog's own head before
# it or not (log_selector, syslog_timestamp in Exim's specification). Sets `rest` to what follows,
# `flag` ("==", "**", "<=", "=>" or "") and `id`; false where there is no message id.
function take_head(line,    word, n) {
    rest = line
    if (rest ~ /^[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]+ /)
        rest = substr(rest, 17)
    else if (rest ~ /^([0-9-]+T[^ ]+|[0-9]+\.[0-9]+) /)
        sub(/^[^ ]+ /, "", rest)
    if (rest != line && !sub(/^[^ ]+ [A-Za-z0-9_.-]+(\[[0-9]+\])?: (\[[0-9]+[-\\\/][0-9]+\] )?/, "", rest))
        return 0
    sub(/^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9:.]+ ([+-][0-9][0-9][0-9][0-9] )?/, "", rest)
    sub(/^\[[0-9]+\] /, "", rest)
    if (!match(rest, /^[0-9A-Za-z]+-[0-9A-Za-z]+-[0-9A-Za-z]+ /) || RLENGTH < 17 || RLENGTH > 24)
        return 0
    id = substr(rest, 1, RLENGTH - 1)
    rest = substr(rest, RLENGTH + 1)
    flag = ""
    if (match(rest, /^(==|\*\*|<=|=>|->) /)) {
        flag = substr(rest, 1, 2)
        rest = substr(rest, 4)
    }
    return 1
}

# Where the quoted local part ends that begins at `from`; sets `plain` to what it stands for.
function quoted_end(text, from,    i, byte, size) {
    plain = ""
    size = length(text)
    for (i = from + 1; i <= size; i++) {
        byte = substr(text, i, 1)
        if (byte == "\"")
            return i
        if (byte == "\\")
            byte = substr(text, ++i, 1)
        plain = plain byte
    }
    return 0
}

# Cuts the recipient off the front of `rest` and sets `address`, and `original`, what it was when the
# mail came. A local part in quotes is written
# without them, and then the whole once more in angle brackets: the two must say the same.
function take_recipient(    at, more, end, close_at) {
    while ((more = index(substr(rest, at + 1), " <\""))) {
        at += more
        end = quoted_end(rest, at + 2)
        close_at = end ? index(substr(rest, end), ">") : 0
        if (close_at && (substr(rest, 1, at - 1) == plain substr(rest, end + 1, close_at - 2) || substr(rest, 1, at - 1) == plain)) {
            address = original = substr(rest, at + 2, end + close_at - at - 3)
            rest = substr(rest, end + close_at)
            return 1
        }
    }
    if (!match(rest, /^[^ ]+/))
        return 0
    address = substr(rest, 1, RLENGTH)
    rest = substr(rest, RLENGTH + 1)
    # A report of an address in an error ends with a colon.
    if (sub(/:$/, "", address))
        rest = ":" rest
    original = address
    if (match(rest, /^ <[^ >]*>/)) {
        original = substr(rest, 3, RLENGTH - 3)
        # A local delivery names the local part alone.
        if (address !~ /@/)
            address = original
        rest = substr(rest, RLENGTH + 1)
    }
    return 1
}

# Cuts "F=<sender>" and "P=<return path>" off the front of `rest`; sets `sender`, "" where it is not said.
function take_sender(    end, quote_end, key) {
    sender = ""
    while (match(rest, /^ [FP]=</)) {
        key = substr(rest, 2, 1)
        quote_end = substr(rest, 5, 1) == "\"" ? quoted_end(rest, 5) : 4
        end = index(substr(rest, quote_end + 1), ">")
        if (!end)
            return
        if (key == "F")
            sender = substr(rest, 5, quote_end + end - 5)
        rest = substr(rest, quote_end + end + 1)
    }
}

# Whether it is 'ADDRESS: error ignored', which has no flag; takes the recipient. What a remote said has none either,
# behind its name.
function take_withheld() {
    return flag == "" && rest !~ /^H=([^ ]+ )?(\([^ ]*\) )?\[[0-9a-fA-F.:]+\]/ && sub(/: error ignored$/, "", rest) && \
        take_recipient() && rest == ""
}

# Sets `reason` to what stands behind router, transport and host.
function take_reason(    at) {
    take_sender()
    at = index(rest, ": ")
    # The name in a certificate is its owner's, and may hold the same.
    if (match(rest, / DN="[^"]*"/) && RSTART < at) {
        at = index(substr(rest, RSTART + RLENGTH), ": ")
        at += at ? RSTART + RLENGTH - 1 : 0
    }
    reason = at ? substr(rest, at + 2) : ""
    route = at ? substr(rest, 1, at - 1) : rest
    return at > 0 && (route == "" || route ~ /^ /)
}

# "SMTP error from remote mail server after RCPT TO:<anything>: 450 ...": the reply's code, or "".
function reply_code(text,    end) {
    if (!match(text, /^(SMTP|LMTP) error (from remote mail server )?after (pipelined )?/))
        return ""
    text = substr(text, RLENGTH + 1)
    if (match(text, /^(RCPT TO|MAIL FROM):</)) {
        end = substr(text, RLENGTH + 1, 1) == "\"" ? quoted_end(text, RLENGTH + 1) : RLENGTH
        if (!end || !index(substr(text, end + 1), ">"))
            return ""
        text = substr(text, end + index(substr(text, end + 1), ">"))
    }
    return match(text, /^[^:]*: [45][0-9][0-9]([ -]|$)/) ? substr(text, index(text, ": ") + 2, 3) : ""
}

# The answer itself, where there was one.
function answer(text,    code, at) {
    code = reply_code(text)
    at = code == "" ? 0 : index(text, ": " code)
    return at ? substr(text, at + 2) : text
}

# A delivery that was not tried is no failure of anybody's: its host's, or the address's, time to be
# tried again has not come.
function is_untried() {
    return flag == "==" && (route ~ /defer \(-5[1-4]\)$/ || reason ~ /^retry time not reached/)
}

# It was given up as it had been tried for too long, whatever was said last.
function is_expired() {
    return flag == "**" && reply_code(reason) !~ /^5/ && \
        reason ~ /(^|: )(retry timeout exceeded|all hosts (for .* )?have been failing for a long time[^:]*)$/
}

function code_of() {
    if (is_expired())
        return "expired"
    if (reply_code(reason) != "")
        return reply_code(reason)
    return flag == "==" ? "no-reply-4" : "no-reply-5"
}
