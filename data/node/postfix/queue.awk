# Sums up `postqueue -j`, one JSON object a line. Strings in it are escaped, so
# that the separators below cannot stand inside one.
# Variables: now, lifetime (seconds), limit (messages read at most). Runs behind date.awk.

function domain_of(address,    at) {
    if (!match(address, /@[^@]*$/))
        return "(invalid)"
    at = tolower(substr(address, RSTART + 1))
    return length(at) > 253 || at !~ /^[][a-z0-9._:-]+$/ ? "(invalid)" : at
}

# Why it waits, without the names of hosts, so that equal reasons add up.
function reason_of(text) {
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
    gsub(/[\t]/, " ", text)
    return substr(text, 1, 120)
}

function age_bucket(age,    i) {
    for (i = 1; i <= bounds && age >= bound[i]; i++)
        ;
    return i - 1
}

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

function count_expiry(file_time, names,    left, name, n, i) {
    left = file_time + lifetime - now
    expire_6h += left < 21600
    expire_24h += left < 86400
    n = split(names, name, " ")
    for (i = 1; i <= n; i++) {
        soon[name[i]] += left < 21600
        later[name[i]] += left < 86400
        if (!(name[i] in expires) || file_time + lifetime < expires[name[i]])
            expires[name[i]] = file_time + lifetime
    }
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

# Prints the `most` greatest of array `of` as rows.
function print_top(kind, most,    i, key, best) {
    for (i = 0; i < most; i++) {
        best = ""
        for (key in top)
            if (best == "" || top[key] > top[best])
                best = key
        if (best == "")
            return
        if (kind == "domain")
            print "domain\t" best "\t" top[best] "\t" (oldest[best] + 0) "\t" (soon[best] + 0) \
                "\t" (later[best] + 0) "\t" (expires[best] + 0)
        else
            print "reason\t" best "\t" top[best]
        delete top[best]
    }
}

BEGIN {
    bounds = split("300 3600 21600 86400 172800 259200 345600 432000", bound, " ")
    if (!now)
        now = systime()
}

/^!failed/ {
    failed = 1
    next
}

{
    if (!match($0, /^\{"queue_name": "[a-z]+", "queue_id": "[0-9A-Za-z]+", "arrival_time": [0-9]+, /)) {
        skipped++
        next
    }
    if (++messages > limit) {
        truncated = 1
        exit
    }
    head = substr($0, 1, RLENGTH - 2)
    split(head, word, "\"")
    size[word[4]]++
    arrival = substr(head, match(head, /[0-9]+$/)) + 0
    if (!first || arrival < first)
        first = arrival
    age[age_bucket(now - arrival)]++
    names_here = ""
    for (name in seen)
        delete seen[name]
    parts = split($0, part, /\{"address": "/)
    for (i = 2; i <= parts; i++) {
        stop = match(part[i], /", "delay_reason": "/)
        why = stop ? substr(part[i], stop + RLENGTH) : ""
        to = stop ? substr(part[i], 1, stop - 1) : substr(part[i], 1, index(part[i], "\"}") - 1)
        name = domain_of(to)
        if (why != "") {
            sub(/"\}.*$/, "", why)
            gsub(/\\"/, "\"", why)
            key = name "\t" reason_of(why)
            if (key in reasons || ++kinds <= 5000)
                reasons[key]++
        }
        if (name in seen)
            continue
        seen[name] = 1
        if (!(name in domains) && ++names > 20000)
            continue
        domains[name]++
        if (!(name in oldest) || arrival < oldest[name])
            oldest[name] = arrival
        names_here = names_here " " name
    }
    # What is held does not expire, and what was requeued begins anew.
    if (word[4] != "hold" && word[4] != "maildrop")
        take_expiry(word[8], arrival, names_here)
}

END {
    if (failed)
        exit 1
    for (name in size)
        print "size\t" name "\t" size[name]
    take_asked()
    print "oldest\t" (first + 0)
    print "expiring\t" (expire_6h + 0) "\t" (expire_24h + 0)
    for (i = 0; i <= bounds; i++)
        print "age\t" i "\t" (age[i] + 0)
    for (name in domains)
        top[name] = domains[name]
    print_top("domain", 200)
    for (name in top)
        delete top[name]
    for (key in reasons)
        top[key] = reasons[key]
    print_top("reason", 200)
    if (skipped)
        print "skipped\t" skipped
    if (truncated)
        print "truncated\t" limit
    print "listed\t" (messages + 0)
}
