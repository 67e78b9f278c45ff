# What lines of Exim's main log say of failures, for count.awk behind it. Runs behind mainlog.awk.

function take(line,    minute, code) {
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
