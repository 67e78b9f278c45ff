# When Postfix's messages expire and how it words why they wait, for queue.awk behind it. Runs behind date.awk.

# A message expires by the age of its queue file, which `postsuper -r` makes anew; listed is when the
# message arrived. A long queue id begins with the time of the file, six digits to the base of 52.
function long_id_time(id,    i, seconds) {
    if (length(id) < 12 || substr(id, 11, 1) != "z")
        return 0
    for (i = 1; i <= 6; i++)
        seconds = seconds * 52 + index("0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz", substr(id, i, 1)) - 1
    return seconds
}

# One that is close to its end by its arrival, and whose short id does not say, is looked into at the
# end: as many as that costs little.
function take_expiry(id, arrival, names,    file_time) {
    file_time = arrival + lifetime - now < 86400 ? long_id_time(id) : 0
    if (arrival + lifetime - now < 86400 && !file_time && asked < 5000) {
        ask[++asked] = id
        ask_names[id] = names
        ask_arrival[id] = arrival
        return
    }
    count_expiry(file_time > arrival ? file_time : arrival, names)
}

# 'Tue Nov 24 23:23:05 2026', in UTC.
function postcat_time(text,    word, clock, month) {
    split(text, word, " ")
    split(word[4], clock, ":")
    month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", word[2]) + 2) / 3
    return days(word[5] + 0, month, word[3] + 0) * 86400 + clock[1] * 3600 + clock[2] * 60 + clock[3]
}

# postcat(1) ends, a second later, at a message that is gone meanwhile (or at the first, where it may
# not read): it is asked anew from there on, not for ever. How many it told of.
function ask_postcat(first,    command, i, told, line, id) {
    command = "TZ=UTC0 postcat -qe"
    for (i = first; i <= asked && i < first + 200; i++)
        command = command " " ask[i]
    command = command " 2>/dev/null"
    while ((command | getline line) > 0) {
        if (match(line, /^\*\*\* ENVELOPE RECORDS ([a-z]+\/)?([0-9A-F]\/)*/)) {
            told++
            id = substr(line, RLENGTH + 1, length(line) - RLENGTH - 4)
        } else if (line ~ /^create_time: / && id in ask_arrival) {
            created[id] = postcat_time(substr(line, 14))
            id = ""
        }
    }
    close(command)
    return told + 0
}

function take_asked(    i, next_one, told, known, in_vain) {
    for (next_one = 1; next_one <= asked && in_vain < (known ? 5 : 2); next_one += told) {
        told = ask_postcat(next_one)
        known += told
        if (told == 0) {
            in_vain++
            told = 1
        }
    }
    for (i = 1; i <= asked; i++)
        count_expiry(created[ask[i]] > ask_arrival[ask[i]] ? created[ask[i]] : ask_arrival[ask[i]], ask_names[ask[i]])
}

# The same for all of them.
function lifetime_of(name) {
    return lifetime
}

# Why it waits, without the names of hosts.
function telling(text) {
    sub(/^delivery temporarily suspended: /, "", text)
    if (match(text, /(said|refused to talk to me): /) && text ~ /^host /)
        text = substr(text, RSTART + RLENGTH)
    else if (match(text, /^connect to [^ ]+: /))
        text = substr(text, RSTART + RLENGTH)
    else if (match(text, /^lost connection with [^ ]+ /))
        text = "lost connection " substr(text, RSTART + RLENGTH)
    else if (match(text, /^conversation with [^ ]+ timed out /))
        text = "conversation timed out " substr(text, RSTART + RLENGTH)
    sub(/ \(in reply to .*$/, "", text)
    sub(/\. Name service error .*$/, "", text)
    return text
}
