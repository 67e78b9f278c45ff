# The oldest messages of `postqueue -j`, oldest first, and of one age as they came. They are held in
# a heap with the newest on top, so that a queue of any length needs room for `limit` lines only.
# Variables: limit.

function is_newer(one, other) {
    return at[one] > at[other] || (at[one] == at[other] && came[one] > came[other])
}

function exchange(one, other,    kept) {
    kept = heap[one]
    heap[one] = heap[other]
    heap[other] = kept
}

function rise(place,    above) {
    for (; place > 1; place = above) {
        above = int(place / 2)
        if (!is_newer(heap[place], heap[above]))
            return
        exchange(place, above)
    }
}

# From the top of the first `places` on.
function sink(places,    place, below) {
    for (place = 1; (below = 2 * place) <= places; place = below) {
        if (below < places && is_newer(heap[below + 1], heap[below]))
            below++
        if (!is_newer(heap[below], heap[place]))
            return
        exchange(place, below)
    }
}

function keep(slot, arrival) {
    at[slot] = arrival
    came[slot] = NR
    line[slot] = $0
}

match($0, /"arrival_time": [0-9]+/) {
    arrival = substr($0, RSTART + 16, RLENGTH - 16) + 0
    if (count < limit) {
        count++
        heap[count] = count
        keep(count, arrival)
        rise(count)
    } else if (arrival < at[heap[1]]) {
        keep(heap[1], arrival)
        sink(count)
    }
}

END {
    for (i = count; i > 1; i--) {
        exchange(1, i)
        sink(i - 1)
    }
    for (i = 1; i <= count; i++)
        print line[heap[i]]
}
