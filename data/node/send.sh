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
