# shellcheck shell=sh disable=SC2154,SC3013
# Enrolment of a Postfix node: the few lines in master.cf through which policy takes effect.

# Prints master.cf without our lines, and how it has to be with them; 'draining': reports take their
# usual way, and only those under way are still trimmed.
mtacon_master_stripped() {
    awk -v mode=strip "$mtacon_enrol_awk" "$mtacon_master"
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

# mtacon_policy_dir DIR: where policy lies and which configuration this node has.
mtacon_policy_dir() {
    mtacon_dir=$1 mtacon_queue=''
    # It depends on the environment of this shell alone.
    [ -n "${mtacon_config:-}" ] || mtacon_config=$(postconf -h config_directory) || return 1
    mtacon_master=$mtacon_config/master.cf
}

# Sets by which check sums what enrolment left was last found right, and the queue directory of then;
# false where nobody looked, or another mtacon did.
mtacon_recall() {
    mtacon_enrolment='' mtacon_queue=''
    [ -r "$mtacon_dir/checked" ] || return 1
    {
        IFS= read -r mtacon_name
        [ "$mtacon_name" = "${mtacon_version:-} $mtacon_dir" ] || return 1
        IFS= read -r mtacon_queue
        while IFS= read -r mtacon_name; do
            mtacon_enrolment=$mtacon_enrolment${mtacon_enrolment:+$mtacon_newline}$mtacon_name
        done
    } <"$mtacon_dir/checked"
}

# Looks closely at what enrolment left, and keeps by which check sums it was right: a push looks
# again where they differ.
mtacon_look() {
    if ! mtacon_program_placed || ! grep -q '^mtacon_report ' "$mtacon_master"; then
        mtacon_why="enrolled by another version of mtacon: mtacon nodes enrol again"
        mtacon_is_enrolled || mtacon_why="not enrolled: mtacon nodes enrol"
        return 1
    fi
    mtacon_enrolment=$(cksum "$mtacon_config/main.cf" "$mtacon_master" "$mtacon_dir/report" "$mtacon_dir/parts.regexp")
    if ! mtacon_master_expected | cmp -s - "$mtacon_master"; then
        mtacon_why="master.cf is not as enrolment left it: mtacon nodes drift"
        return 1
    fi
    mtacon_queue=$(postconf -h queue_directory) || return 1
    printf '%s\n' "${mtacon_version:-} $mtacon_dir" "$mtacon_queue" "$mtacon_enrolment" >"$mtacon_dir/checked"
}

# Only one writer at a time; the lock goes with the process, however it ends.
mtacon_lock() {
    # Postfix's processes read what is made here.
    umask 022
    # Tried before: a shell ends when exec cannot open a file.
    if ! { [ -d "$mtacon_dir" ] || mkdir -p "$mtacon_dir"; } 2>/dev/null || ! true 2>/dev/null >>"$mtacon_dir/lock"; then
        mtacon_row failed "cannot write in $mtacon_dir as $(id -un): allow this user sudo -n"
        return 1
    fi
    exec 9>"$mtacon_dir/lock"
    flock -w 30 9 && return 0
    exec 9>&-
    mtacon_row failed "another console is changing this node: try again"
    return 1
}

mtacon_unlock() {
    exec 9>&-
}

# A place where the test of a walk through all steps cuts the way off; else only told.
mtacon_step() {
    mtacon_row step "$1"
}

# Whether master runs, and its id: a process of that name and id that works in the queue directory.
# 'postfix status' finds the same, and starts six processes for it.
mtacon_running() {
    [ -n "$mtacon_queue" ] || mtacon_queue=$(postconf -h queue_directory) || return 1
    [ -r "$mtacon_queue/pid/master.pid" ] && read -r mtacon_master_id <"$mtacon_queue/pid/master.pid" &&
        [ "$mtacon_queue" -ef "/proc/$mtacon_master_id/cwd" ] && read -r mtacon_name 2>/dev/null <"/proc/$mtacon_master_id/comm" &&
        [ "$mtacon_name" = master ]
}

# Makes the MTA read what changed, by the signal that 'postfix reload' sends (master(8)); what else
# that does, it does for queues whose layout was changed.
mtacon_signal() {
    if mtacon_running; then
        kill -HUP "$mtacon_master_id" && return 0
        mtacon_why="cannot reload Postfix: kill -HUP $mtacon_master_id failed"
    elif ! [ -d "$mtacon_queue/pid" ]; then
        mtacon_why="cannot reload Postfix: there is no $mtacon_queue/pid (queue_directory)"
    elif [ -e "$mtacon_queue/pid/master.pid" ] && ! [ -r "$mtacon_queue/pid/master.pid" ]; then
        mtacon_why="cannot reload Postfix: cannot read $mtacon_queue/pid/master.pid"
    elif [ -e "$mtacon_queue/pid/master.pid" ] && ! flock -n "$mtacon_queue/pid/master.pid" true 2>/dev/null; then
        mtacon_why="Postfix runs where this session cannot see it, and was not reloaded: postfix reload there"
    else
        return 0
    fi
    return 1
}

# The same at once for whoever comes next: nothing waits for it any more.
mtacon_reload() {
    mtacon_signal && rm -f "$mtacon_dir/pending"
}

# mtacon_replace_master: master.cf becomes standard input, as one step; its owner and mode stay.
mtacon_replace_master() {
    cp -p "$mtacon_master" "$mtacon_master.mtacon" && cat >"$mtacon_master.mtacon" || return 1
    touch "$mtacon_dir/pending"
    mtacon_sync "$mtacon_master.mtacon"
    mv -f "$mtacon_master.mtacon" "$mtacon_master"
}

# Many files are brought to the disk faster with all else there than one by one.
mtacon_sync() {
    if [ $# -gt 100 ]; then
        sync -f "$1" 2>/dev/null || sync
    else
        sync "$@" 2>/dev/null || sync
    fi
}

# mtacon_enrol_plan DIR (enrol|unenrol) PUBLISH: the difference it would make.
mtacon_enrol_plan() {
    mtacon_policy_dir "$1" || return 1
    {
        if [ "$2" = enrol ]; then mtacon_master_expected; else mtacon_master_stripped; fi
    } | diff -u "$mtacon_master" - | tr '\t' ' ' | while IFS= read -r mtacon_text; do
        mtacon_row diff "$mtacon_text"
    done
    [ "$3" = - ] || [ "$(readlink "$3")" = "$mtacon_dir/published" ] || mtacon_row diff "+$3 -> $mtacon_dir/published"
}

# The parts of Postfix's reports after which nothing is looked at: the mail that is sent back may be
# a report itself. See bounce(8) and header_checks(5).
mtacon_parts='/^Content-Description: ((Undelivered|Delayed) )?Message/ PASS mtacon: the end of the report'

# What enrolment puts into the folder, beside the tables of a revision.
mtacon_place_program() {
    # A program that runs is never written over.
    printf '%s' "$mtacon_report_sh" >"$mtacon_dir/report.new" && chmod 755 "$mtacon_dir/report.new" &&
        mv -f "$mtacon_dir/report.new" "$mtacon_dir/report" &&
        printf '%s\n' "$mtacon_parts" >"$mtacon_dir/parts.regexp" && chmod 644 "$mtacon_dir/parts.regexp"
}

mtacon_program_placed() {
    printf '%s' "$mtacon_report_sh" | cmp -s - "$mtacon_dir/report" &&
        [ -n "$(find "$mtacon_dir/report" -prune -perm -005)" ] &&
        printf '%s\n' "$mtacon_parts" | cmp -s - "$mtacon_dir/parts.regexp"
}

# The user who hands reports on must come there.
mtacon_reachable() {
    mtacon_name=$mtacon_dir
    while [ "$mtacon_name" != / ]; do
        if [ -z "$(find "$mtacon_name" -prune -perm -001)" ]; then
            mtacon_row failed "user nobody cannot enter $mtacon_name, and hands reports on from $mtacon_dir: chmod o+x, or another folder (mtacon nodes change --node-dir)"
            return 1
        fi
        mtacon_name=$(dirname "$mtacon_name")
    done
}

# The folder as it is before any policy was pushed: tables that say nothing.
mtacon_make_folder() {
    mkdir -p "$mtacon_dir/rev" "$mtacon_dir/backups" && chmod 755 "$mtacon_dir" "$mtacon_dir/rev" || return 1
    if ! [ -e "$mtacon_dir/current" ]; then
        mkdir -p "$mtacon_dir/rev/none/published" && touch "$mtacon_dir/rev/none/bounces.regexp" "$mtacon_dir/rev/none/reports" &&
            touch -t 202001010000 "$mtacon_dir/rev/none/submission.texthash" && ln -sfn rev/none "$mtacon_dir/current" || return 1
    fi
    for mtacon_name in policy.json published bounces.regexp reports submission.texthash; do
        ln -sfn "current/$mtacon_name" "$mtacon_dir/$mtacon_name" || return 1
    done
    mtacon_place_program
}

# mtacon_enrol DIR PUBLISH: PUBLISH '-', or a path at which the published documents shall also be.
mtacon_enrol() {
    mtacon_policy_dir "$1" && mtacon_lock || return 1
    mtacon_enrol_locked "$2"
    mtacon_status=$?
    mtacon_unlock
    return "$mtacon_status"
}

mtacon_enrol_locked() {
    trap '' HUP PIPE
    mtacon_make_folder || {
        mtacon_row failed "cannot make $mtacon_dir"
        return 1
    }
    mtacon_reachable && mtacon_submits || return 1
    if [ "$1" != - ]; then
        if [ -e "$1" ] && ! [ -h "$1" ]; then
            mtacon_row failed "$1 exists and is no link: name another place for the published documents"
            return 1
        fi
        if [ -h "$1" ] && [ "$(readlink "$1")" != "$mtacon_dir/published" ]; then
            mtacon_row failed "$1 is a link to $(readlink "$1") already, which is not ours: name another place for the published documents"
            return 1
        fi
        ln -sfn "$mtacon_dir/published" "$1" || {
            mtacon_row failed "cannot make $1 a link to $mtacon_dir/published: is there a folder for it?"
            return 1
        }
        grep -qxF -e "$1" "$mtacon_dir/publish" 2>/dev/null || printf '%s\n' "$1" >>"$mtacon_dir/publish"
    fi
    mtacon_expected=$(mtacon_master_expected && echo .) || {
        mtacon_row failed "$mtacon_master: no 'bounce' and 'defer' service of the usual kind: cannot enrol"
        return 1
    }
    mtacon_backup=$mtacon_dir/backups/master.cf.$(date -u +%Y%m%dT%H%M%SZ)
    cp -p "$mtacon_master" "$mtacon_backup" || return 1
    printf '%s' "${mtacon_expected%.}" | mtacon_replace_master || return 1
    mtacon_why=
    mtacon_text=$(postfix check 2>&1 9>&-) || mtacon_why="postfix check: $(printf '%s' "$mtacon_text" | tail -n 1)"
    [ -n "$mtacon_why" ] || mtacon_reload
    if [ -n "$mtacon_why" ]; then
        mtacon_replace_master <"$mtacon_backup"
        mtacon_reload
        mtacon_row failed "$mtacon_why; master.cf is as it was"
        return 1
    fi
    mtacon_row ok "backup in $mtacon_backup"
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
    mtacon_place_program
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

mtacon_unenrol() {
    mtacon_policy_dir "$1" && mtacon_lock || return 1
    trap '' HUP PIPE
    if mtacon_is_enrolled; then
        mtacon_expected=$(mtacon_master_expected draining && echo .) &&
            printf '%s' "${mtacon_expected%.}" | mtacon_replace_master && mtacon_reload
        if ! mtacon_drain; then
            mtacon_expected=$(mtacon_master_expected && echo .)
            printf '%s' "${mtacon_expected%.}" | mtacon_replace_master && mtacon_reload
            mtacon_row failed "reports wait to be handed on by $mtacon_dir/report, and cannot (see postqueue -p): let them go or delete them, then again; the node is enrolled as before"
            mtacon_unlock
            return 1
        fi
        mtacon_master_stripped | mtacon_replace_master
    fi
    mtacon_why=
    mtacon_reload || mtacon_row failed "$mtacon_why"
    [ -f "$mtacon_dir/publish" ] && while IFS= read -r mtacon_name; do
        [ "$(readlink "$mtacon_name")" = "$mtacon_dir/published" ] && rm -f "$mtacon_name"
    done <"$mtacon_dir/publish"
    (
        cd "$mtacon_dir" && rm -rf rev current policy.json published bounces.regexp reports submission.texthash parts.regexp report \
            publish pending lock checked
    )
    mtacon_unlock
    [ -n "$mtacon_why" ] || mtacon_row ok "master.cf is as it was; $mtacon_dir keeps only backups"
}
