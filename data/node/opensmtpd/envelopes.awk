# Envelopes as `smtpctl show queue` prints them, sorted, as JSON objects in the form of `postqueue -j`: one for each message,
# whose number is the first half of an envelope's. Fields, with '|' between: id, family, type, flags, sender, recipient,
# destination, created, expires, last try, tries, state, seconds, error.

function json(text,    out, i, byte) {
    if (text !~ /["\\]/ && text !~ /[^ -~]/)
        return text
    for (i = 1; i <= length(text); i++) {
        byte = substr(text, i, 1)
        out = out (byte == "\"" || byte == "\\" ? "\\" byte : byte ~ /[\001-\037\177]/ ? "?" : byte)
    }
    return out
}

function end_message() {
    if (number != "")
        print "{\"queue_name\": \"" queue "\", \"queue_id\": \"" number "\", \"arrival_time\": " arrival \
            ", \"message_size\": 0, \"forced_expire\": false, \"sender\": \"" json(sender) "\", \"recipients\": [" recipients "]}"
    number = recipients = ""
}

{
    n = split($0, field, "|")
    if (n < 13 || field[1] !~ /^[0-9a-f]+$/ || length(field[1]) != 16 || field[8] !~ /^[0-9]+$/)
        next
    # A '|' in an address is one too many before the time; one in what a remote said is behind it.
    why = field[14]
    for (i = 15; i <= n; i++)
        why = why "|" field[i]
    if (substr(field[1], 1, 8) != number) {
        end_message()
        number = substr(field[1], 1, 8)
        queue = "active"
        arrival = field[8]
        sender = field[5] == "@" || field[5] == "" ? "MAILER-DAEMON" : field[5]
    }
    if (field[4] ~ /suspend/)
        queue = "hold"
    else if (field[12] != "inflight" && queue == "active")
        queue = "deferred"
    recipients = recipients (recipients == "" ? "" : ", ") "{\"address\": \"" json(field[7]) "\"" \
        (why == "" ? "" : ", \"delay_reason\": \"" json(substr(why, 1, 500)) "\"") "}"
}

END { end_message() }
