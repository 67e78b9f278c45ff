# shellcheck shell=sh disable=SC2154,SC2034
# Where nobody said which mail server a node has: what stands behind this sets mtacon_kind to the one that it finds.
mtacon_kind=none

# mtacon_introduce COMMAND [ARGUMENT...]: says which it is, and runs the command.
mtacon_introduce() {
    [ "$mtacon_kind" = none ] || mtacon_row kind "$mtacon_kind"
    "$@"
}

# The driver's own takes its place where there is one.
mtacon_hello() {
    mtacon_row now "$(date +%s)"
    mtacon_row error mta "no mail server found in PATH that mtacon knows: is one installed on this node?"
}
