# What lines of Postfix's log say of failures, for count.awk behind it.
# Variables: resolving (1: after rows 'unresolved' come lines that say of whom those were).

function code_of(class, text) {
    if (match(text, /^\((delivery temporarily suspended: )?(host [^ ]+ (said|refused to talk to me)|SASL authentication failed; server [^ ]+ said|TLS is required, but host [^ ]+ refused to start TLS): [45][0-9][0-9][ -]/))
        return substr(text, RLENGTH + RSTART - 4, 3)
    return class == "4" ? "no-reply-4" : "no-reply-5"
}

# An expired message is logged without its recipients, right after its last
# deferral: the recipients' domains of the last two minutes are remembered.
function remember(minute, id, domain,    i) {
    if (minute != current_minute) {
        for (i in older)
            delete older[i]
        for (i in recent) {
            older[i] = recent[i]
            delete recent[i]
        }
        current_minute = minute
    }
    if (index(recent[id], " " domain " ") == 0)
        recent[id] = recent[id] " " domain " "
}

function add_expired(minute, id,    names, n, i, seen) {
    n = split(recent[id] older[id], names, " ")
    if (n == 0)
        print "unresolved\t" minute "\t" id
    for (i = 1; i <= n; i++)
        if (!(names[i] in seen)) {
            seen[names[i]] = 1
            add(minute, names[i], "expired")
        }
}

# Our own service hands reports on: whom it did not tell of is counted, by the recipient's domain;
# that it could not is no failure of anybody's mail. What an enrolment of before left in the log
# counts whole reports.
function take_ours(line,    id, minute, word, field, n, i, left) {
    minute = line_minute(line)
    if (minute < since || resolving)
        return
    id = substr(rest, 1, index(rest, ":") - 1)
    if (take_verdict()) {
        # A line for each who gets the report: it is one.
        if (id in verdict)
            return
        verdict[id] = 1
        left = rest + 0
        sub(/^[^:]*: /, "", rest)
        n = split(rest, word, " ")
        for (i = 1; i <= n; i++)
            if (split(word[i], field, "=") == 2 && field[1] ~ /^[a-z0-9._-]+$/ && field[2] ~ /^[0-9]+$/) {
                add_many(minute, field[1], "suppressed", field[2])
                left -= field[2]
            }
        # Where the line had no room for all of them.
        if (left > 0)
            add_many(minute, "(several)", "suppressed", left)
    } else if (match(rest, /^[0-9A-Za-z]+: discard: body Final-Recipient: .*: mtacon: bounce policy of [a-z0-9._-]+$/)) {
        match(rest, /[a-z0-9._-]+$/)
        add(minute, substr(rest, RSTART), "suppressed")
    }
}

# A refused submission, but for what continuity mode itself refuses: that is its aim.
function take_refused(line,    minute) {
    if (resolving || rest ~ /: continuity mode of [^ ]+ is disabled: /)
        return
    minute = line_minute(line)
    if (minute >= since)
        refuse(minute)
}

function take(line,    start, id, minute, domain, code, class, status, text) {
    start = index(line, "]: ")
    rest = substr(line, start + 3)
    if (start && substr(line, 1, start) ~ /\/mtacon\/[a-z]+\[[0-9]+\]$/) {
        take_ours(line)
        return
    }
    if (start && substr(rest, 1, 16) == "NOQUEUE: reject:") {
        if (substr(line, 1, start) ~ /\/(submissions?|smtps)\/smtpd\[[0-9]+\]$/)
            take_refused(line)
        return
    }
    if (!start || !match(rest, /^[0-9A-Za-z]+: (to|from)=</))
        return
    minute = line_minute(line)
    if (minute < 0) {
        skipped++
        return
    }
    id = substr(rest, 1, index(rest, ":") - 1)
    if (minute < since && !(id in wanted))
        return
    if (substr(rest, RLENGTH - 2, 1) == "m") {
        if (rest ~ />, status=(force-)?expired, returned to sender/ && !resolving)
            add_expired(minute, id)
        return
    }
    rest = substr(rest, RLENGTH + 1)
    if (!take_address())
        return
    domain = domain_of(address)
    if (substr(rest, 1, 9) == "orig_to=<") {
        rest = substr(rest, 10)
        if (!take_address())
            return
    }
    if (!match(rest, /, dsn=[45]\.[0-9]+\.[0-9]+, status=(deferred|bounced|SOFTBOUNCE) /))
        return
    class = substr(rest, RSTART + 6, 1)
    status = substr(rest, RSTART, RLENGTH)
    text = substr(rest, RSTART + RLENGTH)
    if (resolving) {
        if (id in wanted && index(found[id], " " domain " ") == 0)
            found[id] = found[id] " " domain " "
        return
    }
    if (status ~ /deferred/)
        remember(minute, id, domain)
    code = code_of(class, text)
    add(minute, domain, code)
    sub(/\)$/, "", text)
    add_sample(minute, domain, code, substr(text, 2))
}

substr($0, 1, 11) == "unresolved\t" && resolving {
    split($0, row, "\t")
    wanted[row[3]] = row[2]
    next
}

END {
    if (resolving) {
        for (id in wanted) {
            n = split(found[id], names, " ")
            if (n == 0)
                names[n = 1] = "(unknown)"
            for (i = 1; i <= n; i++)
                print "fail\t" wanted[id] "\t" names[i] "\texpired\t1"
        }
        exit
    }
}
