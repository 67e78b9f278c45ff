# What several programs look for in lines of the log: addresses, in which strangers may write what
# they like, and what stands behind them.

# Cuts '<address>' off the front of `rest` (a quoted local part may hold
# anything, RFC 5321 section 4.1.2) and sets `address`.
function take_address(    i, byte, length_of_rest) {
    i = 1
    if (substr(rest, 1, 1) == "\"") {
        length_of_rest = length(rest)
        for (i = 2; i <= length_of_rest; i++) {
            byte = substr(rest, i, 1)
            if (byte == "\\")
                i++
            else if (byte == "\"")
                break
        }
    }
    byte = index(substr(rest, i), ">, ")
    if (!byte)
        return 0
    address = substr(rest, 1, i + byte - 2)
    rest = substr(rest, i + byte + 2)
    return 1
}

# Of a line of our own pipe(8), whose `rest` begins with the queue id: leaves in `rest` what our program
# said of a report that it withheld, "2/3 of 5: acme.example=1 ..."; else false.
function take_verdict(    told) {
    if (!match(rest, /^[0-9A-Za-z]+: to=</))
        return 0
    told = rest
    rest = substr(rest, RLENGTH + 1)
    if (take_address() && substr(rest, 1, 9) == "orig_to=<") {
        rest = substr(rest, 10)
        take_address()
    }
    if (match(rest, /^relay=mtacon_report, [^(]*status=sent \(delivered via mtacon_report service \(mtacon withheld /)) {
        rest = substr(rest, RLENGTH + 1)
        sub(/\)*$/, "", rest)
        if (rest ~ /^[0-9]+\/[0-9]+ of [0-9]+: /)
            return 1
    }
    rest = told
    return 0
}
