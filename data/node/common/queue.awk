# Sums up a queue, one JSON object a line as `postqueue -j` prints them. Strings in it are escaped, so
# that the separators below cannot stand inside one. The driver's own part stands before it and says
# when a message expires: take_expiry calls count_expiry, at once or in take_asked; lifetime_of(domain);
# and telling(reason).
# Variables: now, lifetime (seconds), limit (messages read at most).

function domain_of(address,    at) {
    if (!match(address, /@[^@]*$/))
        return "(invalid)"
    at = tolower(substr(address, RSTART + 1))
    return length(at) > 253 || at !~ /^[][a-z0-9._:-]+$/ ? "(invalid)" : at
}

# Why it waits, so that equal reasons add up: the driver's telling() leaves out names of hosts.
function reason_of(text) {
    text = telling(text)
    gsub(/[\t]/, " ", text)
    return substr(text, 1, 120)
}

function age_bucket(age,    i) {
    for (i = 1; i <= bounds && age >= bound[i]; i++)
        ;
    return i - 1
}

# By the domain whose mail is given up first; `file_time`: since when it is tried.
function count_expiry(file_time, names,    left, first_left, name, n, i) {
    n = split(names, name, " ")
    first_left = n ? 86400 : file_time + lifetime - now
    for (i = 1; i <= n; i++) {
        left = file_time + lifetime_of(name[i]) - now
        if (left < first_left)
            first_left = left
        soon[name[i]] += left < 21600
        later[name[i]] += left < 86400
        if (!(name[i] in expires) || left + now < expires[name[i]])
            expires[name[i]] = left + now
    }
    expire_6h += first_left < 21600
    expire_24h += first_left < 86400
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
    if (!match($0, /^\{"queue_name": "[a-z]+", "queue_id": "[0-9A-Za-z-]+", "arrival_time": [0-9]+, /)) {
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
