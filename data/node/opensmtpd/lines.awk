# What lines of OpenSMTPD's log say of failures, for count.awk behind it. Runs behind delivery.awk.

function take(line,    minute, code) {
    if (!take_delivery(line))
        return
    minute = line_minute(line)
    if (minute < 0) {
        skipped++
        return
    }
    if (minute < since)
        return
    code = result == "Expired" ? "expired" : said ~ /^[45][0-9][0-9]([ -]|$)/ ? substr(said, 1, 3) : result == "TempFail" ? "no-reply-4" : "no-reply-5"
    add(minute, domain_of(address), code)
    if (code != "expired")
        add_sample(minute, domain_of(address), code, said)
}
