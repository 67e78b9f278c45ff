# When OpenSMTPD's messages expire, and why they wait, for queue.awk behind it.
# Variable: lifetime.

function take_expiry(id, arrival, names) {
    count_expiry(arrival, names)
}

function take_asked() {
}

function lifetime_of(name) {
    return lifetime
}

function telling(text) {
    return text
}
