# shellcheck shell=sh disable=SC2154
# Mail of the console through the node's own mail server.

# mtacon_send SENDER: the mail on standard input, recipients from its head; SENDER '-': the null
# sender, so that no report ever comes back to it.
mtacon_send() {
    if ! command -v sendmail >/dev/null; then
        cat >/dev/null
        mtacon_row failed "no sendmail on the node"
        return 1
    fi
    [ "$1" = - ] && set -- '<>'
    if mtacon_said=$(sendmail -t -i -f "$1" 2>&1); then
        mtacon_row ok "taken by $(hostname 2>/dev/null || uname -n)"
    else
        mtacon_row failed "sendmail: $(printf '%s\n' "$mtacon_said" | tr '\t' ' ' | sed -n 1p)"
        return 1
    fi
}

# mtacon_fate LOG MESSAGE_ID: what became of a mail that was taken here: its queue id, and what the
# log says last of it. A mail that was just taken is at the end of the log: only where it is not,
# more is read. What its lines say is the driver's: mtacon_queue_id and mtacon_last_status.
mtacon_fate() {
    case $2 in
    '' | *[!0-9A-Za-z.@-]*)
        mtacon_row failed "no message id of ours"
        return 1
        ;;
    esac
    if ! mtacon_is_readable "$1"; then
        mtacon_row failed "$(mtacon_unreadable "$1")"
        return 1
    fi
    for mtacon_back in 1048576 33554432; do
        mtacon_id=$(mtacon_tail "$1" "$mtacon_back" | mtacon_queue_id "$2")
        if [ -n "$mtacon_id" ]; then
            mtacon_said=$(mtacon_tail "$1" "$mtacon_back" | mtacon_last_status "$mtacon_id")
            mtacon_row ok "queue id $mtacon_id: ${mtacon_said:-no delivery was tried yet}"
            return 0
        fi
    done
    mtacon_row failed "not in the log yet"
    return 1
}
