# shellcheck shell=sh disable=SC2154
# Who was not told of what: reports that report.sh kept back, in the words of the log.

# mtacon_withheld LOG SINCE LIMIT NAME READABLE: the newest LIMIT withheld recipients in the domain
# ('': all of them) since that time (epoch), from the log and what was rotated of it since. READABLE is
# the name as an internationalised report writes it. A row: time, queue id of the report, its
# receiver, the recipient, what was answered, with tabs between.
mtacon_withheld() {
    # Oldest first: what a report names stands before what became of it.
    mtacon_since "$1" "$2" | grep "$mtacon_grep" -E '/mtacon/(cleanup|pipe)\[[0-9]+\]: ' |
        awk -v since="$2" -v name="$4" -v readable="$5" "$mtacon_date_awk$mtacon_address_awk$mtacon_withheld_awk" | tail -n "$3"
}
