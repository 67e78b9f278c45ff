# What lines of Exim's main log say of failures, for count.awk behind it. Runs behind mainlog.awk.

# What nearly every failing line is - Exim's own time, an address without quotes, what a remote answered to it - the
# short way: the long one costs several times as much. Takes only what would come out the same: a quoted address is
# nowhere in the line, and no quote and no angle bracket before the answer.
function take_usual(line,    at, head, domain, said, code) {
    if (index(line, " <\"") || !match(line, /^[0-9]+-[0-9]+-[0-9]+ [0-9:]+ [0-9A-Za-z]+-[0-9A-Za-z]+-[0-9A-Za-z]+ (==|[*][*]) [^] "<:@]+@[A-Za-z0-9._-]+ /))
        return 0
    head = substr(line, 1, RLENGTH - 1)
    at = index(line, ": ")
    said = substr(line, at + 2, 600)
    if (substr(line, RLENGTH, at - RLENGTH) ~ /["<]| defer \(-5/ || !match(said, \
        /^SMTP error from remote mail server after (pipelined )?(RCPT TO|MAIL FROM):<[^">]*>[^:]*: [45][0-9][0-9] /))
        return 0
    code = substr(said, RLENGTH - 3, 3)
    domain = tolower(substr(head, index(head, "@") + 1))
    # Too long a name; or given up after a temporary answer.
    if (length(domain) > 253 || (code < 500 && index(head, "*")))
        return 0
    if (substr(line, 1, 16) != usual_stamp) {
        usual_stamp = substr(line, 1, 16)
        usual_minute = line_minute(line)
    }
    if (usual_minute < 0)
        return 0
    if (usual_minute >= since) {
        add(usual_minute, domain, code)
        add_sample(usual_minute, domain, code, said)
    }
    return 1
}

function take(line,    minute, code) {
    if (take_usual(line))
        return
    if (!take_head(line) || (flag != "==" && flag != "**" && rest !~ /: error ignored$/))
        return
    minute = line_minute(line)
    if (minute < 0) {
        skipped++
        return
    }
    if (minute < since)
        return
    if (flag == "") {
        if (take_withheld())
            add(minute, domain_of(address), "suppressed")
        return
    }
    if (!take_recipient() || !take_reason() || is_untried())
        return
    code = code_of()
    add(minute, domain_of(address), code)
    add_sample(minute, domain_of(address), code, reason)
}
