# shellcheck shell=sh disable=SC2154,SC2034
# What the console asks a Postfix node. Rows: see include/mtacon/mta/report.h.

# mtacon_hello LOG: what this node is. LOG '-': find it.
mtacon_hello() {
    mtacon_row now "$(date +%s)"
    if ! command -v postconf >/dev/null; then
        mtacon_row error mta "no postconf in PATH: is Postfix installed on this node?"
        return 1
    fi
    mtacon_settings=$(postconf mail_version queue_directory maximal_queue_lifetime maillog_file syslog_facility \
        hash_queue_names hash_queue_depth 2>&1) || {
        mtacon_row error mta "postconf: $(printf '%s' "$mtacon_settings" | tail -n 1)"
        return 1
    }
    mtacon_queue_directory=$(mtacon_setting queue_directory)
    mtacon_lifetime=$(mtacon_seconds "$(mtacon_setting maximal_queue_lifetime)")
    mtacon_hashes
    mtacon_row mta "Postfix $(mtacon_setting mail_version)"
    mtacon_row lifetime "$mtacon_lifetime"
    if postfix status >/dev/null 2>&1; then
        mtacon_row running 1
    else
        [ "$(id -u)" = 0 ] && mtacon_row running 0
    fi
    mtacon_hello_log "$1"
    mtacon_queue_readable || mtacon_row error queue "$mtacon_queue_error"
    return 0
}

mtacon_setting() {
    printf '%s\n' "$mtacon_settings" | sed -n "s/^$1 = *//p"
}

# A Postfix time value in seconds: 5d, 120h, 90m, 30s, 1w; a bare number is days here.
mtacon_seconds() {
    case $1 in
    *w) echo $((${1%w} * 604800)) ;;
    *h) echo $((${1%h} * 3600)) ;;
    *m) echo $((${1%m} * 60)) ;;
    *s) echo $((${1%s})) ;;
    *) echo $((${1%d} * 86400)) ;;
    esac
}

# mtacon_hello_log WANTED: what maillog_file names is a file, unless it is a container's output.
mtacon_hello_log() {
    mtacon_unit=postfix
    mtacon_facility_number "$(mtacon_setting syslog_facility)"
    mtacon_name=$(mtacon_setting maillog_file)
    case $1:$mtacon_name in
    -: | -:/dev/*) mtacon_find_log - /var/log/mail.log /var/log/maillog /var/log/mail/mail.log /var/log/syslog ;;
    -:*) mtacon_find_log "$mtacon_name" ;;
    *) mtacon_find_log "$1" ;;
    esac
}

mtacon_queue_readable() {
    for mtacon_name in incoming active deferred hold; do
        if ! { cd "$mtacon_queue_directory/$mtacon_name" && [ -r . ]; } 2>/dev/null; then
            cd /
            mtacon_queue_error="cannot read $mtacon_queue_directory/$mtacon_name as $(id -un): sizes come from postqueue, less often; allow this user sudo -n for more"
            return 1
        fi
    done
    cd /
    return 0
}

# Sets mtacon_patterns: where the files of each queue are (postconf(5), hash_queue_depth).
mtacon_hashes() {
    mtacon_hash=
    mtacon_depth=$(mtacon_setting hash_queue_depth)
    while [ "${mtacon_depth:-0}" -gt 0 ]; do
        mtacon_hash="$mtacon_hash/?"
        mtacon_depth=$((mtacon_depth - 1))
    done
    mtacon_patterns=
    for mtacon_name in incoming active deferred hold corrupt; do
        case " $(mtacon_setting hash_queue_names | tr , ' ') " in
        *" $mtacon_name "*) mtacon_patterns="$mtacon_patterns $mtacon_name$mtacon_hash/*" ;;
        *) mtacon_patterns="$mtacon_patterns $mtacon_name/*" ;;
        esac
    done
    mtacon_queued=0
}

# Queue sizes by counting files: small queues without starting any process, large ones (where the
# shell's sorting would cost more) with find. A file that vanishes meanwhile is no error.
mtacon_sizes() {
    cd "$mtacon_queue_directory" || return 1
    if [ "$mtacon_queued" -lt 1000 ]; then
        mtacon_sizes_small
    else
        mtacon_found=$(find incoming active deferred hold corrupt -type f -print 2>/dev/null |
            awk -F / '{ n[$1]++ } END {
                split("incoming active deferred hold corrupt", name, " ")
                for (i = 1; i <= 5; i++) print "size\t" name[i] "\t" (n[name[i]] + 0)
                print "sum\t" NR }')
        mtacon_queued=${mtacon_found##*sum	}
        printf '%s\n' "${mtacon_found%sum	*}"
    fi
    cd /
}

mtacon_sizes_small() {
    mtacon_queued=0
    set -f
    # shellcheck disable=SC2086
    set -- $mtacon_patterns
    set +f
    for mtacon_pattern; do
        # shellcheck disable=SC2086
        mtacon_count_matches $mtacon_pattern
        mtacon_row size "${mtacon_pattern%%/*}" "$mtacon_matches"
        mtacon_queued=$((mtacon_queued + mtacon_matches))
    done
}

# Sets mtacon_matches: the words, or none where a pattern found nothing.
mtacon_count_matches() {
    mtacon_matches=$#
    case $1 in
    *\*) mtacon_matches=0 ;;
    esac
}

# The whole queue, summed up here.
mtacon_listing() {
    { postqueue -j || echo '!failed'; } |
        awk -v lifetime="$mtacon_lifetime" -v limit="$1" "$mtacon_date_awk$mtacon_expiry_awk$mtacon_queue_awk"
}

# mtacon_messages DOMAIN LIMIT: the oldest queued messages with a recipient in DOMAIN ('': of all
# domains), as postqueue prints them. Its own order is that of the queue's files.
mtacon_messages() {
    postqueue -j | grep "$mtacon_grep" -iF "${1:+@$1\"}" |
        awk -v limit="$2" "$mtacon_oldest_awk"
}

# mtacon_lines LOG DOMAIN LIMIT: the newest failing log lines of DOMAIN ('': of all domains), each
# after its time (epoch, 0 where it has none) and a tab.
mtacon_lines() {
    mtacon_tail "$1" 33554432 | grep "$mtacon_grep" -iF "${2:+@$2>}" |
        grep "$mtacon_grep" -E 'status=(deferred|bounced|SOFTBOUNCE)' |
        grep "$mtacon_grep" -vE '^[^]]*/mtacon/pipe\[[0-9]+\]: ' | tail -n "$3" |
        awk "$mtacon_date_awk"'{
            at = line_minute($0)
            print (at < 0 ? 0 : at + substr($0, $0 ~ /^[0-9]/ ? 18 : 14, 2)) "\t" $0 }'
}

# The lines of a log that count, for mtacon_log: see there.
mtacon_sentinel=status=deferred
mtacon_select() {
    grep "$mtacon_grep" -F -e status=deferred -e status=bounced -e status=expired \
        -e status=force-expired -e status=SOFTBOUNCE -e '(mtacon withheld' -e 'mtacon: bounce policy of ' \
        -e 'NOQUEUE: reject: ' "$@"
}

# Domains of expired messages whose last deferral is further back: a bounded look.
mtacon_resolve() {
    mtacon_rows=$(printf '%s\n' "$mtacon_out" | grep '^unresolved	' | head -n 200)
    mtacon_ids=$(printf '%s\n' "$mtacon_rows" | cut -f 3)
    {
        printf '%s\n' "$mtacon_rows"
        mtacon_before "$1" "$2" | grep "$mtacon_grep" -F -e "$mtacon_ids" | grep "$mtacon_grep" -F 'status=deferred'
    } | awk -v sentinel="$mtacon_sentinel $mtacon_mark" -v resolving=1 "$mtacon_date_awk$mtacon_lines_awk$mtacon_count_awk"
}

# mtacon_office365 LOG: which domains' mail Office 365 takes, and whose reports come from it, in the
# newest 32 MiB of the log. Of the messages that came from it, the newest 200 are looked at.
mtacon_office365() {
    mtacon_ids=$(mtacon_tail "$1" 33554432 | grep "$mtacon_grep" -F .outbound.protection.outlook.com |
        sed -n 's/.*smtpd\[[0-9]*\]: \([0-9A-Za-z]*\): client=[^ ]*\.outbound\.protection\.outlook\.com\[.*/]: \1: /p' |
        tail -n 200)
    {
        mtacon_tail "$1" 33554432 | grep "$mtacon_grep" -F .mail.protection.outlook.com
        [ -z "$mtacon_ids" ] || mtacon_tail "$1" 33554432 | grep "$mtacon_grep" -F "$mtacon_ids"
    } | awk "$mtacon_date_awk$mtacon_office365_awk"
}

# mtacon_queue_id MESSAGE_ID: the newest queue id that it got. Of a line, only what the mail server's
# own program wrote counts: what others said comes later in it.
mtacon_queue_id() {
    grep "$mtacon_grep" -F "message-id=<$1>" |
        sed -n "s/^[^][<]*\\[[0-9]*\\]: \\([0-9A-Za-z]*\\): message-id=<$1>\$/\\1/p" | tail -n 1
}

# mtacon_last_status QUEUE_ID: of its delivery, or (its sender's line) that it was given up.
mtacon_last_status() {
    mtacon_own="^[^][<]*\\[[0-9]*\\]: $1: "
    mtacon_last=$(grep "$mtacon_grep" -F "]: $1: " | grep "$mtacon_grep" \
        -e "${mtacon_own}to=<.*, status=" -e "${mtacon_own}from=<.*, status=" | tail -n 1 | tr '\t' ' ')
    printf '%s\n' "${mtacon_last#*', status='}"
}
