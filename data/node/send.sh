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

# mtacon_fate LOG MESSAGE_ID: what became of a mail that was taken here: its queue id, and the newest
# line about its delivery, from the newest 32 MiB of the log.
mtacon_fate() {
    case $2 in
    '' | *[!0-9A-Za-z.@-]*)
        mtacon_row failed "no message id of ours"
        return 1
        ;;
    esac
    if ! [ -r "$1" ]; then
        mtacon_row failed "$(mtacon_unreadable "$1")"
        return 1
    fi
    mtacon_id=$(tail -c 33554432 "$1" | grep "$mtacon_grep" -F "message-id=<$2>" |
        sed -n "s/^[^<]*\\]: \\([0-9A-Za-z]*\\): message-id=<$2>\$/\\1/p" | tail -n 1)
    if [ -z "$mtacon_id" ]; then
        mtacon_row failed "not in the log yet"
        return 1
    fi
    mtacon_said=$(tail -c 33554432 "$1" | grep "$mtacon_grep" -F "]: $mtacon_id: to=<" |
        grep "$mtacon_grep" -F ', status=' | tail -n 1 | tr '\t' ' ')
    case $mtacon_said in
    *', status='*) mtacon_said=${mtacon_said#*', status='} ;;
    *) mtacon_said='no delivery was tried yet' ;;
    esac
    mtacon_row ok "queue id $mtacon_id: $mtacon_said"
}
