# What a log says of Office 365, by mail domain: messages that it took ('relayed'), and reports (mail
# with the null sender) that came from it for addresses of the domain. Reads lines that grep let
# through: deliveries to it, and all lines of the messages that came from it.

function domain_of(rest,    end) {
    end = index(rest, ">")
    if (!end || !match(substr(rest, 1, end - 1), /@[^@]*$/))
        return ""
    rest = tolower(substr(rest, RSTART + 1, RLENGTH - 1))
    return length(rest) > 253 || rest !~ /^[a-z0-9._-]+$/ ? "" : rest
}

function note(domain, minute) {
    if (!(domain in newest)) {
        if (++domains > 1000)
            return 0
        newest[domain] = 0
    }
    if (minute > newest[domain])
        newest[domain] = minute
    return 1
}

{
    start = index($0, "]: ")
    rest = substr($0, start + 3)
    if (!start || !match(rest, /^[0-9A-Za-z]+: (to|from)=</))
        next
    id = substr(rest, 1, index(rest, ":") - 1)
    value = substr(rest, RLENGTH + 1)
    if (substr(rest, RLENGTH - 2, 1) == "m") {
        if (value ~ /^>, /)
            null_sender[id] = 1
        next
    }
    domain = domain_of(value)
    if (domain == "")
        next
    minute = line_minute($0)
    if (value ~ /^[^>]*>, (orig_to=<[^>]*>, )?relay=[^ ,]*\.mail\.protection\.outlook\.com\[[^,]*, .* status=sent /) {
        if (note(domain, minute))
            relayed[domain]++
    }
    if ((id in null_sender) && !((id, domain) in told) && note(domain, minute)) {
        told[id, domain] = 1
        reports[domain]++
    }
}

END {
    for (domain in newest)
        print "office365\t" domain "\t" relayed[domain] + 0 "\t" reports[domain] + 0 "\t" (newest[domain] > 0 ? newest[domain] : 0)
}
