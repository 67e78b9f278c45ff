# shellcheck shell=sh disable=SC2154,SC2034
# The systemd journal as a log, named 'journal'. A position is the journal's own cursor, which names
# one entry exactly: rotation, vacuuming and another boot do not move it; and whether that is mail (0) or
# not (1). What of the journal is mail is told by the syslog facility (mtacon_facility), as all instances
# of a mail server log under it, whatever they call themselves. Lines that were dropped are told by the
# unit (mtacon_unit, a regular expression). Only options that systemd 239 has.

# mtacon_facility_number NAME: sets mtacon_facility, as the journal has it; of no name: mail's.
mtacon_facility_number() {
    case $1 in
    user) mtacon_facility=1 ;;
    daemon) mtacon_facility=3 ;;
    local[0-7]) mtacon_facility=$((16 + ${1#local})) ;;
    *) mtacon_facility=2 ;;
    esac
}

# mtacon_journalctl OPTION...: the mail in it, and what journald says of lines that it dropped
# (SD_MESSAGE_JOURNAL_DROPPED).
mtacon_journalctl() {
    journalctl --quiet --no-pager --all "$@" "SYSLOG_FACILITY=${mtacon_facility:-2}" + \
        MESSAGE_ID=a596d6fe7bfa4994828e72309e95d61e 2>/dev/null
}

# Whether there is a journal, and this user may read it: all of its files are opened, as what may be
# read is told by access lists too.
mtacon_journal_readable() {
    command -v journalctl >/dev/null || return 1
    for mtacon_name in /var/log/journal/*/system*.journal /run/log/journal/*/system*.journal; do
        { true <"$mtacon_name"; } 2>/dev/null && return 0
    done
    return 1
}

mtacon_journal_unreadable() {
    mtacon_text="no mail log and no journal found here: name a log file with 'mtacon nodes add --log FILE'"
    for mtacon_name in /var/log/journal/*/system*.journal /run/log/journal/*/system*.journal; do
        [ -e "$mtacon_name" ] &&
            mtacon_text="cannot read the journal as $(id -un): add this user to the group systemd-journal (or adm), or allow it sudo -n"
    done
    command -v journalctl >/dev/null ||
        mtacon_text="no mail log found, and no journalctl here: name a log file with 'mtacon nodes add --log FILE'"
    echo "$mtacon_text"
}

# mtacon_journal_any OPTION...: the cursor of the first entry that those give; '-': there is none;
# nothing: journalctl failed.
mtacon_journal_any() {
    {
        journalctl --quiet --no-pager --output=export --output-fields=MESSAGE "$@" 2>/dev/null
        echo "-- end: $?"
    } 2>/dev/null | sed -n -e '/^__CURSOR=/{s///p;q;}' -e 's/^-- end: 0$/-/p'
}

# mtacon_journal_first OPTION...: the same of the mail in it. That there is none is status 1 after some
# options; whoever asks this asks mtacon_journal_any too.
mtacon_journal_first() {
    {
        mtacon_journalctl --output=export --output-fields=MESSAGE "$@"
        echo "-- end: $?"
    } 2>/dev/null | sed -n -e '/^__CURSOR=/{s///p;q;}' -e 's/^-- end: [01]$/-/p'
}

# mtacon_journal CURSOR OTHER SINCE LIMIT: what came after that cursor, of about LIMIT bytes at most (an
# entry is taken for 256); without one ('-'), or when it is of a file: from SINCE on.
mtacon_journal() {
    if ! mtacon_journal_readable; then
        mtacon_row error log "$(mtacon_journal_unreadable)"
        return 1
    fi
    mtacon_entries=$(($4 / 256 + 1))
    case $1 in
    s=*) if [ "$2" = 0 ]; then mtacon_journal_on "$1"; else mtacon_journal_on_other "$1"; fi ;;
    -) mtacon_journal_since "$3" ;;
    *)
        mtacon_row gap "the log is another one now, the journal: up to two minutes in between may be missing"
        mtacon_journal_since "$3"
        ;;
    esac
}

# From an entry that is gone --after-cursor goes on behind the next one there is: so whether it was
# still there is asked last. Where no mail comes for ten minutes, the position goes along with what else
# there is, before it is vacuumed.
mtacon_journal_on() {
    mtacon_newest=$1
    mtacon_journal_time "$1"
    [ "$mtacon_time" -ge $((($(date +%s) - 600) * 1000000)) ] || mtacon_newest=$(mtacon_journal_any --lines=1)
    mtacon_journal_piece "--after-cursor=$1"
    case $?:$mtacon_cursor in
    0:- | 0:"$1") mtacon_journal_idle "$1" 0 ;;
    *) mtacon_journal_if_there "$1" mtacon_journal_told ;;
    esac
}

# From an entry that is no mail, --after-cursor would do so too.
mtacon_journal_on_other() {
    mtacon_newest=$(mtacon_journal_any --lines=1)
    if [ "$mtacon_newest" = "$1" ]; then
        mtacon_row cursor "$1" 1 0
        return
    fi
    mtacon_first=$(mtacon_journal_first "--cursor=$1")
    if [ "$mtacon_first" = - ]; then
        mtacon_journal_time "$1"
        [ "$mtacon_time" -lt $((($(date +%s) - 600) * 1000000)) ] || mtacon_newest=$1
        mtacon_journal_idle "$1" 1
        return
    fi
    mtacon_journal_piece "--cursor=$mtacon_first"
    mtacon_journal_if_there "$1" mtacon_journal_told
}

# mtacon_journal_idle CURSOR OTHER: nothing came; on to mtacon_newest, which was so before.
mtacon_journal_idle() {
    if [ "$mtacon_newest" = "$1" ]; then
        mtacon_row cursor "$1" "$2" 0
    else
        mtacon_journal_if_there "$1" mtacon_row cursor "$mtacon_newest" 1 0
    fi
}

# mtacon_journal_if_there CURSOR COMMAND...: runs that, if the entry is still there.
mtacon_journal_if_there() {
    if [ "$(mtacon_journal_any --cursor="$1" --lines=1)" != "$1" ]; then
        mtacon_journal_lost "$1"
    elif [ -z "$mtacon_newest" ]; then
        mtacon_row error log "cannot read the journal: journalctl failed"
        return 1
    else
        shift
        "$@"
    fi
}

# Sets mtacon_time to the time of a cursor in microseconds; 0: it makes no sense.
mtacon_journal_time() {
    mtacon_time=${1##*;t=}
    mtacon_time=${mtacon_time%%;*}
    case $mtacon_time in
    '' | *[!0-9a-f]* | ????????????????*) mtacon_time=0 ;;
    *) mtacon_time=$((0x$mtacon_time)) ;;
    esac
}

# The entry is gone: on from its time, at most a day back.
mtacon_journal_lost() {
    mtacon_journal_time "$1"
    mtacon_day=$((($(date +%s) - 86400) * 1000000))
    [ "$mtacon_time" -ge "$mtacon_day" ] || mtacon_time=$mtacon_day
    mtacon_time=$((mtacon_time + 1))
    mtacon_journal_since "$(printf '%d.%06d' $((mtacon_time / 1000000)) $((mtacon_time % 1000000)))" || return 1
    mtacon_journal_next "$1" "$(mtacon_journal_any)" ||
        mtacon_row gap "the journal has lost the entry that was read last (vacuumed, or not kept over a boot): what came after it and before $(mtacon_journal_begin) may be missing"
}

# mtacon_journal_next CURSOR OLDEST: whether the oldest entry is the one behind it: nothing was missed.
mtacon_journal_next() {
    case $1:$2 in
    s=*\;i=*:"${1%%;*}"\;i=*) ;;
    *) return 1 ;;
    esac
    mtacon_number=${1#*;i=}
    mtacon_number=${mtacon_number%%;*}
    case $mtacon_number in
    '' | *[!0-9a-f]* | ????????????????*) return 1 ;;
    esac
    mtacon_text=${2#*;i=}
    [ "$(printf '%x' $((0x$mtacon_number + 1)))" = "${mtacon_text%%;*}" ]
}

# When the oldest entry was written, for people.
mtacon_journal_begin() {
    mtacon_text=$(journalctl --quiet --no-pager --output=short-iso 2>/dev/null | sed -n '/^[0-9]/{s/ .*//p;q;}')
    echo "${mtacon_text:-now}"
}

# mtacon_journal_since TIME: from the first mail since then on. The newest is looked for first: what
# comes meanwhile is after it.
mtacon_journal_since() {
    mtacon_newest=$(mtacon_journal_any --lines=1)
    mtacon_first=$(mtacon_journal_first --since="@$1")
    mtacon_out=
    case $mtacon_newest:$mtacon_first in
    :* | *:) ;;
    *:-)
        mtacon_cursor=$(mtacon_journal_first --lines=1)
        mtacon_row cursor "$mtacon_newest" "$([ "$mtacon_cursor" = "$mtacon_newest" ] && echo 0 || echo 1)" 0
        return 0
        ;;
    *) mtacon_journal_piece "--cursor=$mtacon_first" ;;
    esac
    mtacon_journal_told
}

# mtacon_journal_piece FROM: sets mtacon_out to the rows of the next entries ('' when they cannot be
# read), and mtacon_cursor to the last one's cursor. Lines of entries begin with a time, or (further
# lines of one entry) a blank: nobody can forge those that begin with '--'.
mtacon_journal_piece() {
    mtacon_cursor=
    mtacon_out=$({
        mtacon_journalctl "$1" --lines="$mtacon_entries" --show-cursor --output=short-unix
        echo "-- end: $?"
    } | mtacon_select -e '-- cursor: ' -e '-- end: ' -e ']: Suppressed ' |
        awk -v journal=1 -v unit="$mtacon_unit" -v sentinel="$mtacon_mark" -v fingerprint=- \
            "$mtacon_date_awk$mtacon_lines_awk$mtacon_count_awk") || {
        mtacon_out=
        return 1
    }
    mtacon_cursor=${mtacon_out##*cursor	}
    mtacon_cursor=${mtacon_cursor%%	*}
}

mtacon_journal_told() {
    case $mtacon_out in
    '')
        mtacon_row error log "cannot count in the journal: journalctl or awk failed"
        return 1
        ;;
    *unresolved*) mtacon_resolve journal "$mtacon_cursor" ;;
    esac
    printf '%s\n' "$mtacon_out"
}
