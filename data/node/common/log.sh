# shellcheck shell=sh disable=SC2154,SC2034
# Reads what came after a remembered position in a log that may be rotated by
# rename or by copy and truncate, and compressed. A position is (fingerprint of
# the file's first line, bytes read): it survives a new name and compression. Until all that was there
# at first is read, '@SINCE' follows the fingerprint: what is older does not count, in later pieces neither.
# Which lines count is the driver's: mtacon_select lets those through, any that begins with
# mtacon_sentinel, and what the patterns it is given (-e TEXT) let through; mtacon_lines_awk takes
# them apart. Instead of a file there may be the journal: journal.sh.

mtacon_is_compressed() {
    case $1 in
    *.gz | *.xz | *.bz2 | *.zst) return 0 ;;
    esac
    return 1
}

mtacon_cat() {
    case $1 in
    *.gz) gzip -dc <"$1" 2>/dev/null ;;
    *.xz) xz -dc <"$1" 2>/dev/null ;;
    *.bz2) bzip2 -dc <"$1" 2>/dev/null ;;
    *.zst) zstd -dc <"$1" 2>/dev/null ;;
    *) cat <"$1" ;;
    esac
}

# mtacon_slice FILE OFFSET COUNT: COUNT bytes from OFFSET on.
mtacon_slice() {
    if mtacon_is_compressed "$1"; then
        mtacon_cat "$1" | tail -c "+$(($2 + 1))" | head -c "$3"
    elif [ "$mtacon_dd" = yes ]; then
        dd if="$1" bs=262144 iflag=skip_bytes,count_bytes skip="$2" count="$3" 2>/dev/null
    else
        tail -c "+$(($2 + 1))" "$1" | head -c "$3"
    fi
}

# Sets mtacon_line to the first line of FILE, empty when it has no whole one.
mtacon_first_line() {
    if mtacon_is_compressed "$1"; then
        mtacon_line=$(mtacon_cat "$1" | head -n 1)
    else
        IFS= read -r mtacon_line <"$1" || mtacon_line=
    fi
}

# Sets mtacon_print to the fingerprint of mtacon_line; the last one is kept, so
# that in the steady state no process is started for it.
mtacon_fingerprint() {
    if [ -z "$mtacon_line" ]; then
        mtacon_print=-
    elif [ "$mtacon_line" = "$mtacon_known_line" ]; then
        mtacon_print=$mtacon_known_print
    else
        mtacon_print=$(printf '%s' "$mtacon_line" | cksum)
        mtacon_print="${mtacon_print% *}:${mtacon_print#* }"
    fi
}

mtacon_remember_fingerprint() {
    mtacon_known_line=$mtacon_line
    mtacon_known_print=$mtacon_print
}

# Sets mtacon_size; that of a compressed file is what it holds.
mtacon_file_size() {
    if mtacon_is_compressed "$1"; then
        mtacon_size=$(mtacon_cat "$1" | wc -c)
    else
        # shellcheck disable=SC2012,SC2046
        set -- $(ls -lnL "$1" 2>/dev/null)
        mtacon_size=${5:-0}
    fi
}

# The rotated files of LOG, newest first, a line each. A compressed file beside
# its plain twin is still being written: the twin counts.
mtacon_rotated() {
    # shellcheck disable=SC2012
    ls -td "$1".* "$1"-* 2>/dev/null | while IFS= read -r mtacon_name; do
        if mtacon_is_compressed "$mtacon_name" && [ -f "${mtacon_name%.*}" ] &&
            [ "${mtacon_name%.*}" != "$1" ]; then
            continue
        fi
        [ -f "$mtacon_name" ] && printf '%s\n' "$mtacon_name"
    done
}

# mtacon_piece FILE FINGERPRINT OFFSET COUNT SINCE FINAL MORE: prints the counts
# of that piece and the new cursor.
mtacon_piece() {
    mtacon_out=$(
        if [ "$mtacon_whole$mtacon_direct" = 1yes ] && [ "$4" -gt "$mtacon_direct_from" ] && ! mtacon_is_compressed "$1"; then
            mtacon_piece_direct "$@"
        else
            mtacon_piece_piped "$@"
        fi
    ) || {
        mtacon_row error log "cannot count in $1: grep or awk failed"
        return 1
    }
    # Not the file it was when we began? Then say nothing: the next request sees it as it is.
    if [ "$1" = "$mtacon_log" ]; then
        mtacon_line_before=$mtacon_line
        mtacon_first_line "$1"
        if [ "$mtacon_line" != "$mtacon_line_before" ]; then
            mtacon_row retry
            return 0
        fi
    fi
    case $mtacon_out in
    *unresolved*) mtacon_resolve "$1" "$(($3 + $4))" ;;
    esac
    printf '%s\n' "$mtacon_out"
}

mtacon_piece_piped() {
    {
        mtacon_slice "$1" "$3" "$4"
        printf '%s %s\n' "$mtacon_sentinel" "$mtacon_mark"
    } | mtacon_select |
        awk -v sentinel="$mtacon_sentinel $mtacon_mark" -v fingerprint="$2" -v offset="$(($3 + $4))" -v since="$5" \
            -v final="$6" -v more="$7" "$mtacon_date_awk$mtacon_lines_awk$mtacon_count_awk"
}

# A large piece at the end of a file: grep reads it itself, from where dd has moved the descriptor to,
# and says where its lines are (-b). A last line that is not whole, and what was written meanwhile, is left
# for the next time.
mtacon_piece_direct() {
    mtacon_count=$4
    if [ "$6" = 0 ] && [ "$(mtacon_slice "$1" "$(($3 + $4 - 1))" 1 | wc -l)" -eq 0 ]; then
        mtacon_count=$(($4 > 65536 ? 65536 : $4))
        mtacon_count=$(($4 - $(mtacon_slice "$1" "$(($3 + $4 - mtacon_count))" "$mtacon_count" | tail -n 1 | wc -c)))
    fi
    {
        dd bs=262144 iflag=skip_bytes skip="$3" count=0 2>/dev/null
        mtacon_select -b
        echo "-- end: $?"
    } <"$1" | awk -v fingerprint="$2" -v offset="$(($3 + mtacon_count))" -v direct="$mtacon_count" \
        -v sentinel="$mtacon_mark" -v since="$5" -v more="$7" "$mtacon_date_awk$mtacon_lines_awk$mtacon_count_awk"
}

# mtacon_seek FILE SIZE SINCE: sets mtacon_offset to a line start not far before SINCE.
mtacon_seek() {
    mtacon_low=0
    mtacon_high=$(($2 / 4096))
    while [ $((mtacon_high - mtacon_low)) -gt 512 ]; do
        mtacon_middle=$(((mtacon_low + mtacon_high) / 2))
        mtacon_minute=$(dd if="$1" bs=4096 skip="$mtacon_middle" count=16 2>/dev/null |
            awk "$mtacon_date_awk$mtacon_probe_awk")
        if [ "${mtacon_minute:-0}" -lt "$3" ]; then
            mtacon_low=$mtacon_middle
        else
            mtacon_high=$mtacon_middle
        fi
    done
    mtacon_offset=0
    if [ "$mtacon_low" -gt 0 ]; then
        mtacon_offset=$((mtacon_low * 4096 +
            $(dd if="$1" bs=4096 skip="$mtacon_low" count=16 2>/dev/null | head -n 1 | wc -c)))
    fi
}

# mtacon_first_contact LOG SINCE LIMIT: begins in the oldest file written since SINCE - at most
# a day back.
mtacon_first_contact() {
    mtacon_start=$1
    mtacon_older=$(mtacon_rotated "$1" | while IFS= read -r mtacon_name; do
        [ -n "$(find "$mtacon_name" -mtime -1 2>/dev/null)" ] || break
        printf '%s\n' "$mtacon_name"
    done | tail -n 1)
    [ -n "$mtacon_older" ] && mtacon_start=$mtacon_older
    mtacon_first_line "$mtacon_start"
    mtacon_fingerprint
    if [ "$mtacon_print" = - ]; then
        mtacon_row cursor - 0 0
        return 0
    fi
    mtacon_file_size "$mtacon_start"
    mtacon_offset=0
    mtacon_is_compressed "$mtacon_start" || mtacon_seek "$mtacon_start" "$mtacon_size" "$2"
    mtacon_from_here "$mtacon_start" "$mtacon_offset" "$2" "$3" \
        "$([ "$mtacon_start" = "$1" ] && echo 0 || echo 1)"
}

# mtacon_from_here FILE OFFSET SINCE LIMIT LEAVING: one piece of FILE, whose size and fingerprint
# are set. LEAVING: a newer file has begun, so that this one is complete.
mtacon_from_here() {
    mtacon_count=$((mtacon_size - $2))
    mtacon_whole=1
    if [ "$mtacon_count" -gt "$4" ]; then
        mtacon_count=$4
        mtacon_whole=0
    fi
    mtacon_more=$5
    [ "$mtacon_whole" = 0 ] && mtacon_more=1
    mtacon_piece "$1" "$mtacon_print" "$2" "$mtacon_count" "$3" \
        "$((mtacon_whole && $5))" "$mtacon_more"
}

# Sets mtacon_found to the file whose first line has FINGERPRINT, and mtacon_newer to the one
# written after it.
mtacon_find() {
    mtacon_newer=
    mtacon_found=
    mtacon_previous=$1
    mtacon_names=$(mtacon_rotated "$1")
    mtacon_old_ifs=$IFS
    IFS='
'
    set -f
    for mtacon_candidate in $mtacon_names; do
        mtacon_first_line "$mtacon_candidate"
        mtacon_fingerprint
        if [ "$mtacon_print" = "$2" ]; then
            mtacon_found=$mtacon_candidate
            mtacon_newer=$mtacon_previous
            break
        fi
        mtacon_previous=$mtacon_candidate
    done
    set +f
    IFS=$mtacon_old_ifs
    [ -n "$mtacon_found" ]
}

# mtacon_log LOG FINGERPRINT OFFSET SINCE LIMIT: what came after that cursor, at most LIMIT bytes
# read. Without one ('-' 0), or when it is lost: from SINCE on.
mtacon_log() {
    mtacon_log=$1
    mtacon_from=0
    if [ "$1" = journal ]; then
        mtacon_journal "$2" "$3" "$4" "$5"
        return
    fi
    if ! [ -r "$1" ]; then
        mtacon_row error log "$(mtacon_unreadable "$1")"
        return 1
    fi
    case $2 in
    *@*)
        mtacon_from=${2#*@}
        set -- "$1" "${2%%@*}" "$3" "$4" "$5"
        ;;
    esac
    mtacon_first_line "$1"
    mtacon_fingerprint
    mtacon_file_size "$1"
    if [ "$2" = - ]; then
        mtacon_first_contact "$1" "$4" "$5"
        return
    fi
    if [ "$mtacon_print" = "$2" ] && [ "$mtacon_size" -ge "$3" ]; then
        mtacon_remember_fingerprint
        if [ "$mtacon_size" -eq "$3" ]; then
            mtacon_row cursor "$2" "$3" 0
        else
            mtacon_from_here "$1" "$3" "$mtacon_from" "$5" 0
        fi
        return
    fi
    mtacon_log_rotated "$@"
}

mtacon_log_rotated() {
    if ! mtacon_find "$1" "$2"; then
        mtacon_row gap "the line that was read last is in none of the files of $1: what came after it may be missing"
        mtacon_first_contact "$1" "$4" "$5"
        return
    fi
    mtacon_first_line "$mtacon_newer"
    mtacon_fingerprint
    mtacon_newer_print=$mtacon_print
    mtacon_leaving=1
    [ "$mtacon_newer_print" = - ] && mtacon_leaving=0
    mtacon_file_size "$mtacon_found"
    if [ "$mtacon_size" -gt "$3" ]; then
        mtacon_print=$2
        mtacon_from_here "$mtacon_found" "$3" "$mtacon_from" "$5" "$mtacon_leaving"
    elif [ "$mtacon_leaving" = 1 ]; then
        [ "$mtacon_from" = 0 ] || mtacon_newer_print=$mtacon_newer_print@$mtacon_from
        mtacon_row cursor "$mtacon_newer_print" 0 1
    else
        mtacon_row cursor "$2" "$3" 0
    fi
}

# mtacon_is_readable LOG.
mtacon_is_readable() {
    case $1 in
    journal) mtacon_journal_readable ;;
    *) [ -r "$1" ] ;;
    esac
}

# mtacon_tail LOG BYTES: about the newest BYTES of it.
mtacon_tail() {
    case $1 in
    journal) mtacon_journalctl --output=short-iso --lines=$(($2 / 256)) ;;
    *) tail -c "$2" "$1" ;;
    esac
}

# mtacon_before LOG END: about 64 MiB before END, in any order: of the journal a cursor, else an offset.
mtacon_before() {
    case $1 in
    journal) mtacon_journalctl --output=short-unix --reverse --lines=262144 --cursor="$2" ;;
    *)
        mtacon_from=$(($2 > 67108864 ? $2 - 67108864 : 0))
        mtacon_slice "$1" "$mtacon_from" "$(($2 - mtacon_from))"
        ;;
    esac
}

# mtacon_since LOG TIME: all since then (epoch) at least, the oldest first.
mtacon_since() {
    if [ "$1" = journal ]; then
        mtacon_journalctl --output=short-iso --since="@$2"
        return
    fi
    mtacon_minutes=$((($(date +%s) - $2) / 60 + 2))
    mtacon_rotated "$1" | awk '{ line[NR] = $0 } END { for (i = NR; i; i--) print line[i] }' |
        while IFS= read -r mtacon_name; do
            [ -z "$(find "$mtacon_name" -prune -mmin "-$mtacon_minutes" 2>/dev/null)" ] || mtacon_cat "$mtacon_name"
        done
    cat "$1"
}

# mtacon_find_log WANTED FILE...: says which log is read: WANTED, or ('-') the first of those that is
# written and may be read, else the journal, else any that is there. One that was not written for two
# days is what rsyslog left when it went, where there is a journal.
mtacon_find_log() {
    mtacon_log_path=$1
    shift
    if [ "$mtacon_log_path" = - ]; then
        mtacon_log_path=
        for mtacon_name; do
            if [ -r "$mtacon_name" ] && [ -n "$(find -L "$mtacon_name" -prune -mtime -2 2>/dev/null)" ]; then
                mtacon_log_path=$mtacon_name
                break
            fi
        done
        [ -n "$mtacon_log_path" ] || ! mtacon_journal_readable || mtacon_log_path=journal
        for mtacon_name; do
            [ -z "$mtacon_log_path" ] && [ -e "$mtacon_name" ] && mtacon_log_path=$mtacon_name
        done
        : "${mtacon_log_path:=journal}"
    fi
    if mtacon_is_readable "$mtacon_log_path"; then
        mtacon_row log "$mtacon_log_path"
    else
        mtacon_row error log "$(mtacon_unreadable "$mtacon_log_path")"
    fi
    mtacon_log_setup
}

mtacon_unreadable() {
    mtacon_text=$(dirname "$1")
    if [ "$1" = journal ]; then
        mtacon_journal_unreadable
    # In a folder that this user may not enter nobody knows what is there.
    elif [ -e "$1" ] || { [ -d "$mtacon_text" ] && ! [ -x "$mtacon_text" ]; }; then
        echo "cannot read $1 as $(id -un): add this user to the log's group (often adm), or allow it sudo -n"
    else
        echo "no log at $1: name it with 'mtacon nodes add --log FILE'"
    fi
}

mtacon_log_setup() {
    mtacon_known_line=
    mtacon_known_print=
    mtacon_grep=-s
    echo x | grep -a x >/dev/null 2>&1 && mtacon_grep=-a
    mtacon_dd=no
    mtacon_direct=no
    mtacon_direct_from=4194304
    [ "$(echo abc | dd bs=262144 iflag=skip_bytes,count_bytes skip=1 count=1 2>/dev/null)" = b ] &&
        mtacon_dd=yes
    [ "$mtacon_dd$(echo ab | grep -ab b 2>/dev/null)" = yes0:ab ] && mtacon_direct=yes
    return 0
}
