# Mail whose sender was not told, put together from the lines of each message: '<=' names the sender,
# '==' and '**' say what was answered, 'ADDRESS: error ignored' that nobody is told. Runs behind mainlog.awk and
# date.awk. Variables: since (epoch), name and readable (the domain; "": all).

function is_meant(address,    domain) {
    domain = match(address, /@[^@]*$/) ? tolower(substr(address, RSTART + 1)) : ""
    return name == "" || domain == name || domain == readable
}

function shown(text) {
    gsub(/\t/, " ", text)
    return text
}

take_head($0) {
    if (flag == "<=") {
        if (take_recipient())
            from[id] = address
    } else if (flag == "==" || flag == "**") {
        # That its time is over is no answer: the last one before counts.
        if (take_recipient() && take_reason() && !is_untried() &&
            !(is_expired() && reply_code(reason) == "" && (id, address) in said))
            said[id, address] = answer(reason)
    } else if (take_withheld()) {
        at = line_minute($0)
        if (at >= 0)
            at += substr($0, $0 ~ /^[0-9]/ ? 18 : 14, 2)
        if (at >= since && is_meant(address))
            print at "\t" id "\t" shown(id in from ? from[id] : "(unknown)") "\t" shown(address) "\t" shown(said[id, address])
    }
}
