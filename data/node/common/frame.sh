# shellcheck shell=sh disable=SC2154,SC2034
# Framing of requests on the one long-lived shell of a session. The console
# sets mtacon_mark to a random word first; whatever a command prints cannot
# forge it.

# mtacon_run SEQUENCE COMMAND [ARGUMENT...]: runs with no input, then prints
# 'MARK SEQUENCE STATUS' on a line of its own.
mtacon_run() {
    mtacon_sequence=$1
    shift
    "$@" </dev/null
    mtacon_status=$?
    printf '\n%s %s %s\n' "$mtacon_mark" "$mtacon_sequence" "$mtacon_status"
}

# mtacon_take SEQUENCE COMMAND [ARGUMENT...]: the same for a command that reads what follows the
# request (a here-document).
mtacon_take() {
    mtacon_sequence=$1
    shift
    "$@"
    mtacon_status=$?
    printf '\n%s %s %s\n' "$mtacon_mark" "$mtacon_sequence" "$mtacon_status"
}

# Rows for the console are fields with tabs between: KIND [FIELD...].
mtacon_row() {
    mtacon_text=$1
    shift
    for mtacon_field; do
        mtacon_text="$mtacon_text	$mtacon_field"
    done
    printf '%s\n' "$mtacon_text"
}

mtacon_newline='
'
PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin:/usr/local/bin
LC_ALL=C
export PATH LC_ALL
unset TZ
