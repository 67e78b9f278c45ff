# shellcheck shell=sh disable=SC2154
# Who was not told of what: failures whose errors went nowhere, in the words of the main log.

# mtacon_withheld LOG SINCE LIMIT NAME READABLE: the newest LIMIT withheld recipients in the domain
# ('': all of them) since that time (epoch), from the log and what was rotated of it. READABLE is the
# name as internationalised mail writes it. A row: time, queue id of the mail, its sender, the
# recipient, what was answered, with tabs between.
mtacon_withheld() {
    mtacon_ids=$(mtacon_since "$1" "$2" | grep "$mtacon_grep" -F ': error ignored' |
        awk "$mtacon_mainlog_awk"'take_head($0) && !(id in seen) && take_withheld() { seen[id]; print id }')
    [ -n "$mtacon_ids" ] || return 0
    # The mail came at most its lifetime before.
    mtacon_longest=${mtacon_lifetime:-0}
    [ "$mtacon_longest" -ge 432000 ] || mtacon_longest=432000
    # Very many ids are no argument of a program.
    mtacon_since "$1" "$(($2 - mtacon_longest))" | grep "$mtacon_grep" -F -f /dev/fd/3 3<<END |
$mtacon_ids
END
        awk -v since="$2" -v name="$4" -v readable="$5" "$mtacon_date_awk$mtacon_mainlog_awk$mtacon_withheld_awk" |
        tail -n "$3"
}
