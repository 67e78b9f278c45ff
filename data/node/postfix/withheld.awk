# Lines of the log that tell of reports, of whom they are about and of what became of them, put
# together by queue id. Variables: since (epoch), name and readable (the domain; "": all).

function domain_of(address) {
    return match(address, /@[^@]*$/) ? tolower(substr(address, RSTART + 1)) : ""
}

# Whether the report's receiver was not told of recipients in that domain. `told` is what the line
# says, "2/3 of 5: acme.example=1 ...". Where not all of those are withheld, a name that is not ASCII
# or had no room is taken as withheld: nobody is forgotten.
function is_withheld(domain, told,    part) {
    split(told, part, /[\/ ]/)
    return part[1] == part[2] || told ~ /~$/ || domain !~ /^[a-z0-9._-]+$/ || index(told, " " domain "=") > 0
}

# A recipient may have anything in his name: what is ours comes last.
function last_index(text, what,    at, more) {
    while ((more = index(substr(text, at + 1), what)))
        at += more
    return at
}

# The log has the first 175 bytes of an address: then what was told says of which domains.
function is_meant(address, domain, told) {
    return name == "" || domain == name || domain == readable || (length(address) == 175 && index(told, " " name "=") > 0)
}

function write(id, told, at,    i, domain) {
    for (i = 1; i <= count[id]; i++) {
        domain = domain_of(recipient[id, i])
        if (is_withheld(domain, told) && is_meant(recipient[id, i], domain, told))
            print at "\t" id "\t" receiver[id] "\t" recipient[id, i] "\t" reply[id, i]
    }
}

function forget(id,    i) {
    for (i = 1; i <= count[id]; i++) {
        delete recipient[id, i]
        delete reply[id, i]
    }
    delete count[id]
    delete receiver[id]
}

{
    start = index($0, "]: ")
    rest = substr($0, start + 3)
    if (substr($0, 1, start) !~ /\/mtacon\/(cleanup|pipe)\[[0-9]+\]$/ || !match(rest, /^[0-9A-Za-z]+: /))
        next
    id = substr(rest, 1, RLENGTH - 2)
    rest = substr(rest, RLENGTH + 1)
    gsub(/\t/, " ", rest)
    if (match(rest, /^filter: body Final-Recipient: [^;]*; */)) {
        rest = substr(rest, RLENGTH + 1)
        at = last_index(rest, " from local; from=<> to=<")
        if (!at || rest !~ />: mtacon_report:report$/)
            next
        recipient[id, ++count[id]] = substr(rest, 1, at - 1)
        receiver[id] = substr(rest, at + 25, length(rest) - at - 47)
    } else if (match(rest, /^info: body Diagnostic-Code: [^;]*; */)) {
        rest = substr(rest, RLENGTH + 1)
        sub(/ from local; from=<> to=<.*$/, "", rest)
        if (count[id] && reply[id, count[id]] == "")
            reply[id, count[id]] = rest
    } else if ($0 ~ /^[^]]*\/mtacon\/pipe\[/) {
        rest = id ": " rest
        at = line_minute($0)
        if (at >= 0)
            at += substr($0, $0 ~ /^[0-9]/ ? 18 : 14, 2)
        if (take_verdict()) {
            if (at >= since)
                write(id, rest, at)
            forget(id)
        }
    }
}
