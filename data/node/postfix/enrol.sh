# shellcheck shell=sh disable=SC2154,SC2034,SC3013
# Enrolment of a Postfix node: the few lines in master.cf through which policy takes effect.

# Prints master.cf without our lines, and how it has to be with them; 'draining': reports take their
# usual way, and only those under way are still trimmed.
mtacon_stripped() {
    awk -v mode=strip "$mtacon_enrol_awk" "$1"
}

mtacon_master_stripped() {
    mtacon_stripped "$mtacon_master"
}

mtacon_master_expected() {
    mtacon_unfinished=0
    if mtacon_is_enrolled; then
        grep -q '^# mtacon begin, no newline before' "$mtacon_master" && mtacon_unfinished=1
    elif [ -n "$(tail -c 1 "$mtacon_master")" ]; then
        mtacon_unfinished=1
    fi
    mtacon_master_stripped | awk -v mode=apply -v dir="$mtacon_dir" -v unfinished="$mtacon_unfinished" \
        -v draining="${1:-}" -v restrictions="$(postconf -h smtpd_sender_restrictions)" "$mtacon_enrol_awk"
}

mtacon_is_enrolled() {
    grep -q '^# mtacon begin' "$mtacon_master"
}

# What policy.sh and enrol.sh ask of a driver: see there. mtacon_kept is the queue directory.
mtacon_tables="bounces.regexp reports submission.texthash"
mtacon_reloading="bounces.regexp submission.texthash"
mtacon_placed="report parts.regexp sender.regexp"

mtacon_policy_dir() {
    mtacon_dir=$1 mtacon_kept=''
    # It depends on the environment of this shell alone.
    [ -n "${mtacon_config:-}" ] || mtacon_config=$(postconf -h config_directory) || return 1
    mtacon_master=$mtacon_config/master.cf
    mtacon_enrolled_files="$mtacon_config/main.cf $mtacon_master $mtacon_dir/report $mtacon_dir/parts.regexp $mtacon_dir/sender.regexp"
}

mtacon_look_closely() {
    if ! mtacon_program_placed || ! grep -q '^mtacon_report ' "$mtacon_master"; then
        mtacon_why="enrolled by another version of mtacon: mtacon nodes enrol again"
        mtacon_is_enrolled || mtacon_why="not enrolled: mtacon nodes enrol"
        return 1
    fi
    if ! mtacon_master_expected | cmp -s - "$mtacon_master"; then
        mtacon_why="master.cf is not as enrolment left it: mtacon nodes drift"
        return 1
    fi
    mtacon_kept=$(postconf -h queue_directory)
}

mtacon_drift_own() {
    mtacon_master_expected | diff "$mtacon_master" - >/dev/null ||
        mtacon_row drift "master.cf differs: $(mtacon_master_expected | diff - "$mtacon_master" | tr '\t' ' ' | sed -n '2{s/^< *\(.*\)/missing "\1"/;s/^> *\(.*\)/added "\1"/;p;}')"
    if [ -n "$(find -L "$mtacon_dir" -prune ! -perm -001)" ] ||
        [ -n "$(find -L "$mtacon_dir/reports" "$mtacon_dir/parts.regexp" "$mtacon_dir/sender.regexp" -prune ! -perm -004 2>/dev/null)" ]; then
        mtacon_row drift "user nobody cannot read $mtacon_dir, and reports wait: chmod o+rX"
    fi
    mtacon_program_placed || mtacon_row drift "$mtacon_dir/report, parts.regexp or sender.regexp is not this mtacon's: nodes enrol again"
}

mtacon_limits() {
    return 0
}

# Whatever opens a text table that is a second old waits until it is older, smtpd too.
mtacon_prepare_tables() {
    touch -t 202001010000 "$1/submission.texthash"
}

# mtacon_check_tables PROBE: the new tables can be read, and say what they should. One look-up goes
# through both: the first has no such key, and would answer for a stranger.
mtacon_check_tables() {
    mtacon_complaint='' mtacon_answer=''
    mtacon_said=$(postmap -q "Final-Recipient: rfc822; x@${1#-}" "texthash:$mtacon_new/submission.texthash" \
        "regexp:$mtacon_new/bounces.regexp" 2>&1 9>&-)
    while IFS= read -r mtacon_text; do
        case $mtacon_text in
        *"fatal: "* | *"error: "*) mtacon_complaint=$mtacon_text ;;
        "postmap: "*) ;;
        *) mtacon_answer=$mtacon_answer$mtacon_text ;;
        esac
    done <<END
$mtacon_said
END
    if [ -n "$mtacon_complaint" ]; then
        mtacon_why=$mtacon_complaint
    elif [ "$1" = - ] && [ -n "$mtacon_answer" ]; then
        mtacon_why="the tables answer for a stranger"
    elif [ "$1" != - ] && [ "$mtacon_answer" != "FILTER mtacon_report:report" ]; then
        mtacon_why="bounces.regexp does not cover $1"
    elif [ "$1" != - ] && ! mtacon_suppressed "$1" "$mtacon_new/reports"; then
        mtacon_why="reports does not cover $1"
    fi
    [ -z "$mtacon_why" ]
}

mtacon_difference() {
    {
        if [ "$1" = enrol ]; then mtacon_master_expected; else mtacon_master_stripped; fi
    } | diff -u "$mtacon_master" -
}

mtacon_change_enrol() {
    mtacon_expected=$(mtacon_master_expected && echo .) || {
        mtacon_why="$mtacon_master: no 'bounce' and 'defer' service of the usual kind: cannot enrol"
        return 1
    }
    mtacon_backup=$mtacon_dir/backups/master.cf.$(date -u +%Y%m%dT%H%M%SZ)
    mtacon_why="cannot write $mtacon_master or $mtacon_backup"
    cp -p "$mtacon_master" "$mtacon_backup" || return 1
    printf '%s' "${mtacon_expected%.}" | mtacon_replace_master || return 1
    mtacon_why=
    mtacon_text=$(postfix check 2>&1 9>&-) || mtacon_why="postfix check: $(printf '%s' "$mtacon_text" | tail -n 1)"
    [ -n "$mtacon_why" ] || mtacon_reload
    [ -n "$mtacon_why" ] || return 0
    mtacon_replace_master <"$mtacon_backup"
    mtacon_first=$mtacon_why
    mtacon_reload
    mtacon_why="$mtacon_first; master.cf is as it was"
    return 1
}

mtacon_change_unenrol() {
    mtacon_expected=$(mtacon_master_expected draining && echo .) &&
        printf '%s' "${mtacon_expected%.}" | mtacon_replace_master && mtacon_reload
    if ! mtacon_drain; then
        mtacon_expected=$(mtacon_master_expected && echo .)
        printf '%s' "${mtacon_expected%.}" | mtacon_replace_master && mtacon_reload
        mtacon_why="reports wait to be handed on by $mtacon_dir/report, and cannot (see postqueue -p): let them go or delete them, then again; the node is enrolled as before"
        return 1
    fi
    mtacon_why=
    mtacon_said="master.cf is as it was"
    mtacon_master_stripped | mtacon_replace_master
}


# Whether master runs, and its id: a process of that name and id that works in the queue directory.
# 'postfix status' finds the same, and starts six processes for it.
mtacon_running() {
    [ -n "$mtacon_kept" ] || mtacon_kept=$(postconf -h queue_directory) || return 1
    [ -r "$mtacon_kept/pid/master.pid" ] && read -r mtacon_master_id <"$mtacon_kept/pid/master.pid" &&
        [ "$mtacon_kept" -ef "/proc/$mtacon_master_id/cwd" ] && read -r mtacon_name 2>/dev/null <"/proc/$mtacon_master_id/comm" &&
        [ "$mtacon_name" = master ]
}

# Makes the MTA read what changed, by the signal that 'postfix reload' sends (master(8)); what else
# that does, it does for queues whose layout was changed.
mtacon_signal() {
    if mtacon_running; then
        mtacon_servers=''
        read -r mtacon_servers 2>/dev/null <"/proc/$mtacon_master_id/task/$mtacon_master_id/children"
        if ! kill -HUP "$mtacon_master_id"; then
            mtacon_why="cannot reload Postfix: kill -HUP $mtacon_master_id failed"
        elif mtacon_await_servers; then
            return 0
        else
            mtacon_why="Postfix was told to reload, and servers of before go on ($mtacon_left ): does master ($mtacon_master_id) run?"
        fi
    elif ! [ -d "$mtacon_kept/pid" ]; then
        mtacon_why="cannot reload Postfix: there is no $mtacon_kept/pid (queue_directory)"
    elif [ -e "$mtacon_kept/pid/master.pid" ] && ! [ -r "$mtacon_kept/pid/master.pid" ]; then
        mtacon_why="cannot reload Postfix: cannot read $mtacon_kept/pid/master.pid"
    elif [ -e "$mtacon_kept/pid/master.pid" ] && ! flock -n "$mtacon_kept/pid/master.pid" true 2>/dev/null; then
        mtacon_why="Postfix runs where this session cannot see it, and was not reloaded: postfix reload there"
    else
        return 0
    fi
    return 1
}

# master acts on its signal some ms later. Until then a server that is idle takes the next client, by the tables that it
# read when it began: so what is told to be in force waits until those are gone. One that is at a client, or a mail,
# waits for it by poll(2), not by the events of an idle one: it ends when that is over, and is not waited for.
mtacon_await_servers() {
    mtacon_tries=0
    while mtacon_count_servers && [ -n "$mtacon_left" ]; do
        mtacon_tries=$((mtacon_tries + 1))
        [ "$mtacon_tries" -lt 800 ] && sleep 0.01 || return 1
    done
}

# Sets mtacon_left. Of one that runs, or of which nobody may know what it waits for, it will show soon, or never.
mtacon_count_servers() {
    mtacon_left=''
    for mtacon_id in $mtacon_servers; do
        mtacon_name='' mtacon_waits=''
        read -r mtacon_name 2>/dev/null <"/proc/$mtacon_id/comm"
        read -r mtacon_waits 2>/dev/null <"/proc/$mtacon_id/wchan"
        case $mtacon_name:$mtacon_waits in
        smtpd:*epoll* | smtpd:*ep_poll* | smtpd:*lock* | cleanup:*epoll* | cleanup:*ep_poll* | cleanup:*lock*) mtacon_left="$mtacon_left $mtacon_id" ;;
        smtpd:*poll* | cleanup:*poll*) ;;
        smtpd:* | cleanup:*) [ "$mtacon_tries" -ge 50 ] || mtacon_left="$mtacon_left $mtacon_id" ;;
        esac
    done
}

# mtacon_replace_master: master.cf becomes standard input, as one step; its owner and mode stay.
mtacon_replace_master() {
    mtacon_behind "$mtacon_master"
    cp -p "$mtacon_target" "$mtacon_target.mtacon" && cat >"$mtacon_target.mtacon" || return 1
    touch "$mtacon_dir/pending"
    mtacon_sync "$mtacon_target.mtacon"
    mv -f "$mtacon_target.mtacon" "$mtacon_target"
}

# The parts of Postfix's reports after which nothing is looked at: the mail that is sent back may be
# a report itself. See bounce(8) and header_checks(5).
mtacon_parts='/^Content-Description: ((Undelivered|Delayed) )?Message/ PASS mtacon: the end of the report'

# The domain of a sender. An access map by itself also answers with what it says of a domain above it (access(5),
# parent_domain_matches_subdomains), and that list is everybody's; of a table of expressions the whole address is asked.
# shellcheck disable=SC2016
mtacon_sender='/@([^@]+)$/ $1'

# What enrolment puts into the folder, beside the tables of a revision.
mtacon_place() {
    # A program that runs is never written over.
    printf '%s' "$mtacon_report_sh" >"$mtacon_dir/report.new" && chmod 755 "$mtacon_dir/report.new" &&
        mv -f "$mtacon_dir/report.new" "$mtacon_dir/report" &&
        printf '%s\n' "$mtacon_parts" >"$mtacon_dir/parts.regexp" && printf '%s\n' "$mtacon_sender" >"$mtacon_dir/sender.regexp" &&
        chmod 644 "$mtacon_dir/parts.regexp" "$mtacon_dir/sender.regexp"
}

mtacon_program_placed() {
    printf '%s' "$mtacon_report_sh" | cmp -s - "$mtacon_dir/report" &&
        [ -n "$(find "$mtacon_dir/report" -prune -perm -005)" ] &&
        printf '%s\n' "$mtacon_parts" | cmp -s - "$mtacon_dir/parts.regexp" &&
        printf '%s\n' "$mtacon_sender" | cmp -s - "$mtacon_dir/sender.regexp"
}

mtacon_may_enrol() {
    if mtacon_barred; then
        mtacon_row failed "user nobody cannot enter $mtacon_name, and hands reports on from $mtacon_dir: chmod o+x, or another folder (mtacon nodes change --node-dir)"
        return 1
    fi
    mtacon_submits
}

# Reports that wait for their way to be trimmed, by queue id; false where nobody can say. See
# postcat(1).
mtacon_waiting_reports() {
    mtacon_queued_now=$(postqueue -j 2>/dev/null) || return 1
    printf '%s\n' "$mtacon_queued_now" |
        sed -n 's/.*"queue_id": "\([0-9A-Za-z]*\)".*"sender": "\(MAILER-DAEMON\|double-bounce@[^"]*\)".*/\1/p' |
        while IFS= read -r mtacon_name; do
            if postcat -qe "$mtacon_name" 2>/dev/null | grep -q '^content_filter: mtacon_report:'; then
                printf '%s\n' "$mtacon_name"
            fi
        done
}

# Reports under way are handed on: without their transport they would wait for ever.
mtacon_drain() {
    mtacon_place
    mtacon_tries=0
    while mtacon_waiting=$(mtacon_waiting_reports) || return 1 && [ -n "$mtacon_waiting" ]; do
        mtacon_tries=$((mtacon_tries + 1))
        [ "$mtacon_tries" -le 30 ] || return 1
        # shellcheck disable=SC2086
        set -- $mtacon_waiting
        if [ $# -gt 10 ]; then
            postqueue -f 2>/dev/null
        else
            for mtacon_name; do
                postqueue -i "$mtacon_name" 2>/dev/null
            done
        fi
        sleep 1
    done
}

# Whether the user who hands reports on may hand in mail at all.
mtacon_submits() {
    case " $(postconf -h authorized_submit_users | tr , ' ') " in
    *' static:anyone '* | *' nobody '*) return 0 ;;
    esac
    mtacon_row failed "authorized_submit_users does not name nobody, who hands reports on: add it in main.cf"
    return 1
}
