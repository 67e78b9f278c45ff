# When Exim's messages expire and how it words why they wait, for queue.awk behind it. They expire by the
# retry rule of each domain, as Exim says it. Runs behind mainlog.awk and retry.awk. Variables: exim (the program), lifetime (by the rule of no domain in particular).

function take_expiry(id, arrival, names) {
    count_expiry(arrival, names)
}

function take_asked() {
}

# A rule is asked for once a domain, and for as many as that costs little.
function lifetime_of(name,    command, line) {
    if (name in lifetimes)
        return lifetimes[name]
    lifetimes[name] = lifetime
    if (name ~ /^[a-z0-9][a-z0-9._-]*$/ && ++rules_asked <= 100) {
        command = exim " -brt " name " 2>/dev/null"
        if ((command | getline line) > 0 && longest_retry(line))
            lifetimes[name] = longest_retry(line)
        close(command)
    }
    return lifetimes[name]
}

# Why it waits, without the names of hosts and recipients.
function telling(text) {
    sub(/ for any host for .*$/, " for any host", text)
    return answer(text)
}
