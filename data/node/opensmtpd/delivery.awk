# Takes lines of OpenSMTPD's log apart.

# Sets `address`, `result` and `said` of a delivery that failed, or of an envelope that was given up; false of any other
# line. Neither sender nor recipient can have a '>' or a blank in it: smtpd refuses such addresses.
function take_delivery(line,    at) {
    result = ""
    at = index(line, "]: ")
    if (!at || substr(line, 1, at) !~ / smtpd\[[0-9]+\]$/)
        return 0
    line = substr(line, at + 3)
    if (match(line, /^[0-9a-f]+ mta delivery evpid=[0-9a-f]+ from=<[^ >]*> to=<[^ >]*> /))
        address = substr(line, 1, RLENGTH - 2)
    else if (match(line, /^[^ ]+: Expire for [0-9a-f]+: from=<[^ >]*>, to=<[^ >]*>, /)) {
        address = substr(line, 1, RLENGTH - 3)
        result = "Expired"
        said = "Envelope expired"
    } else
        return 0
    line = substr(line, RLENGTH + 1)
    sub(/^.*</, "", address)
    if (result == "Expired" && line ~ /, stat=Envelope expired$/)
        return 1
    if (!match(line, / result="[A-Za-z]+" stat="/))
        return 0
    said = substr(line, RSTART + RLENGTH)
    sub(/"$/, "", said)
    result = substr(line, RSTART + 9)
    result = substr(result, 1, index(result, "\"") - 1)
    return result ~ /^(TempFail|PermFail|Loop)$/
}
