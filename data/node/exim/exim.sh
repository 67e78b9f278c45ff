# shellcheck shell=sh disable=SC2154,SC2034
# What the console asks an Exim node. Rows: see include/mtacon/mta/report.h.

# Sets mtacon_exim to the program: Debian calls it exim4 too, and not every system has both names.
mtacon_find_exim() {
    for mtacon_exim in exim4 exim; do
        command -v "$mtacon_exim" >/dev/null && return 0
    done
    return 1
}

# mtacon_hello LOG: what this node is. LOG '-': find it.
mtacon_hello() {
    mtacon_row now "$(date +%s)"
    if ! mtacon_find_exim; then
        mtacon_row error mta "no exim in PATH: is Exim installed on this node?"
        return 1
    fi
    mtacon_settings=$("$mtacon_exim" -bP spool_directory log_file_path pid_file_path message_logs 2>&1) || {
        mtacon_row error mta "$mtacon_exim -bP: $(printf '%s' "$mtacon_settings" | tail -n 1)"
        return 1
    }
    mtacon_spool=$(mtacon_setting spool_directory)
    mtacon_lifetime=$("$mtacon_exim" -brt mtacon.invalid 2>/dev/null |
        awk "$mtacon_retry_awk"'longest_retry($0) { print longest_retry($0); exit }')
    mtacon_lifetime=${mtacon_lifetime:-0}
    mtacon_queued=0
    mtacon_row mta "Exim $("$mtacon_exim" -bV 2>/dev/null | sed -n 's/^Exim version \([^ ]*\).*/\1/p')"
    mtacon_row lifetime "$mtacon_lifetime"
    mtacon_hello_running
    mtacon_hello_log "$1"
    mtacon_queue_readable || mtacon_row error queue "$mtacon_queue_error"
    return 0
}

mtacon_setting() {
    printf '%s\n' "$mtacon_settings" | sed -n "s/^$1 = *//p"
}

# Where no file tells of the daemon's id nobody knows, and nothing is said.
mtacon_hello_running() {
    mtacon_name=$(mtacon_setting pid_file_path)
    [ -n "$mtacon_name" ] || mtacon_name=$mtacon_spool/exim-daemon.pid
    if read -r mtacon_id 2>/dev/null <"$mtacon_name" && [ -d "/proc/${mtacon_id:-none}" ]; then
        mtacon_row running 1
    elif [ "$(id -u)" = 0 ]; then
        mtacon_row running 0
    fi
}

# The main log is where log_file_path says, a list in which '%s' stands for 'main'; where that says
# nothing, in the spool; and where it says 'syslog' alone, with all other mail. cPanel's and others' are
# found by it too.
mtacon_hello_log() {
    mtacon_unit=exim
    mtacon_facility_number "$(mtacon_setting syslog_facility)"
    mtacon_text=$(mtacon_setting log_file_path)
    mtacon_name=$(printf '%s\n' "${mtacon_text:-$mtacon_spool/log/%slog}" | tr ':' '\n' |
        sed -n 's/^ *//; s/ *$//; s/^$/!/; /^syslog$/d; s/%s/main/; s/%[DM]//; p' | head -n 1)
    [ "$mtacon_name" = '!' ] && mtacon_name=$mtacon_spool/log/mainlog
    case $1:$mtacon_name in
    -:) mtacon_find_log - /var/log/mail.log /var/log/maillog /var/log/mail/mail.log /var/log/syslog ;;
    -:*) mtacon_find_log "$mtacon_name" ;;
    *) mtacon_find_log "$1" ;;
    esac
}

mtacon_queue_readable() {
    if { cd "$mtacon_spool/input" && [ -r . ]; } 2>/dev/null; then
        cd /
        return 0
    fi
    cd /
    mtacon_queue_error="cannot read $mtacon_spool/input as $(id -un): add this user to the group of Exim's spool (Debian-exim, mail or exim), or allow it sudo -n"
    return 1
}

# The header files of the queue, one for each message, split into folders (split_spool_directory)
# or not.
mtacon_spool_files() {
    find input -name '*-H' -type f 2>/dev/null
}

# Queue sizes: small queues without starting find. What is frozen says so in its envelope, which is
# read: in a few milliseconds for hundreds of messages, and for very many as it was last listed.
mtacon_sizes() {
    cd "$mtacon_spool" || return 1
    if [ "$mtacon_queued" -lt 500 ]; then
        set -- input/*-H input/?/*-H
        mtacon_queued=0
        for mtacon_name; do
            [ "$mtacon_name" = 'input/*-H' ] || [ "$mtacon_name" = 'input/?/*-H' ] || mtacon_queued=$((mtacon_queued + 1))
        done
    else
        mtacon_queued=$(($(mtacon_spool_files | wc -l)))
    fi
    if [ "$mtacon_queued" = 0 ]; then
        mtacon_frozen=0
    elif [ "$mtacon_queued" -lt 5000 ] || [ -z "${mtacon_frozen:-}" ]; then
        mtacon_frozen=$(($(find input -name '*-H' -type f -exec grep -l '^-frozen ' {} + 2>/dev/null |
            awk -v frozen_only=1 "$mtacon_mainlog_awk$mtacon_spool_awk" | wc -l)))
    fi
    cd /
    [ "$mtacon_frozen" -le "$mtacon_queued" ] || mtacon_frozen=$mtacon_queued
    mtacon_row size deferred "$((mtacon_queued - mtacon_frozen))"
    mtacon_row size hold "$mtacon_frozen"
}

# mtacon_queue SIZES: all messages, a JSON object each as postqueue(1) would print it.
mtacon_queue() {
    cd "$mtacon_spool" 2>/dev/null && [ -r input ] || return 1
    mtacon_spool_files | awk -v sizes="$1" "$mtacon_mainlog_awk$mtacon_spool_awk"
}

# The whole queue, summed up here.
mtacon_listing() {
    mtacon_frozen=
    { (mtacon_queue 0) || echo '!failed'; } |
        awk -v lifetime="$mtacon_lifetime" -v limit="$1" -v exim="$mtacon_exim" "$mtacon_mainlog_awk$mtacon_retry_awk$mtacon_expiry_awk$mtacon_queue_awk"
}

# mtacon_messages DOMAIN LIMIT: the oldest queued messages with a recipient in DOMAIN ('': of all
# domains).
mtacon_messages() {
    (mtacon_queue 1) | grep "$mtacon_grep" -iF "${1:+@$1\"}" | awk -v limit="$2" "$mtacon_oldest_awk"
}

# The lines of a log that count, for mtacon_log: see there.
mtacon_sentinel=' =='
mtacon_select() {
    grep "$mtacon_grep" -F -e ' == ' -e ' ** ' -e ': error ignored' "$@"
}

# mtacon_lines LOG DOMAIN LIMIT: the newest failing log lines of DOMAIN ('': of all domains), each
# after its time (epoch, 0 where it has none) and a tab.
mtacon_lines() {
    mtacon_tail "$1" 33554432 | grep "$mtacon_grep" -iF "${2:+@$2}" | grep "$mtacon_grep" -F -e ' == ' -e ' ** ' |
        awk -v wanted="$2" "$mtacon_date_awk$mtacon_mainlog_awk"'
            take_head($0) && (flag == "==" || flag == "**") && take_recipient() && take_reason() && !is_untried() {
                if (wanted != "" && tolower(substr(address, length(address) - length(wanted))) != "@" wanted)
                    next
                at = line_minute($0)
                print (at < 0 ? 0 : at + substr($0, $0 ~ /^[0-9]/ ? 18 : 14, 2)) "\t" $0
            }' | tail -n "$3"
}

# mtacon_queue_id MESSAGE_ID: the newest queue id that it got, for mtacon_fate.
mtacon_queue_id() {
    grep "$mtacon_grep" -F " id=$1" |
        awk -v wanted="id=$1" "$mtacon_mainlog_awk"'
            take_head($0) && flag == "<=" {
                n = split(rest, word, " ")
                for (i = 2; i <= n; i++)
                    if (word[i] == wanted)
                        found = id
            }
            END { print found }'
}

# mtacon_last_status QUEUE_ID: what the log says last of it, in the words that all drivers have for it.
mtacon_last_status() {
    grep "$mtacon_grep" -F "$1 " | awk -v wanted="$1" "$mtacon_mainlog_awk"'
        take_head($0) && id == wanted && (flag == "=>" || flag == "->" || flag == "==" || flag == "**") {
            said = ""
            if (!take_recipient())
                next
            if (flag == "=>" || flag == "->") {
                said = "sent (" (match(rest, / C="/) ? substr(rest, RSTART + 4) : "delivered" rest)
                sub(/"$/, "", said)
            } else {
                take_reason()
                said = (flag == "==" ? "deferred" : is_expired() ? "expired" : "bounced") " (" reason
            }
            said = said ")"
        }
        END {
            gsub(/\t/, " ", said)
            print said
        }'
}
