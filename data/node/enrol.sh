# shellcheck shell=sh disable=SC2154
# Enrolment of a Postfix node: the few lines in master.cf through which policy takes effect.

# Prints master.cf without our lines, and how it has to be with them.
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
        -v restrictions="$(postconf -h smtpd_sender_restrictions)" "$mtacon_enrol_awk"
}

mtacon_is_enrolled() {
    grep -q '^# mtacon begin' "$mtacon_master"
}

# mtacon_policy_dir DIR: where policy lies and which configuration this node has.
mtacon_policy_dir() {
    mtacon_dir=$1
    mtacon_config=$(postconf -h config_directory) || return 1
    mtacon_master=$mtacon_config/master.cf
}

# Only one writer at a time; the lock goes with the process, however it ends.
mtacon_lock() {
    # Tried before: a shell ends when exec cannot open a file.
    if ! mkdir -p "$mtacon_dir" 2>/dev/null || ! touch "$mtacon_dir/lock" 2>/dev/null; then
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

mtacon_running() {
    postfix status >/dev/null 2>&1 9>&-
}

# Makes the MTA read what changed; the mark says so to whoever comes next if we do not get here.
mtacon_reload() {
    if mtacon_running; then
        mtacon_text=$(postfix reload 2>&1 9>&-) || {
            mtacon_why="postfix reload: $(printf '%s' "$mtacon_text" | tail -n 1)"
            return 1
        }
    fi
    rm -f "$mtacon_dir/pending"
}

# mtacon_replace_master: master.cf becomes standard input, as one step; its owner and mode stay.
mtacon_replace_master() {
    cp -p "$mtacon_master" "$mtacon_master.mtacon" && cat >"$mtacon_master.mtacon" || return 1
    touch "$mtacon_dir/pending"
    mtacon_sync "$mtacon_master.mtacon"
    mv -f "$mtacon_master.mtacon" "$mtacon_master"
}

mtacon_sync() {
    sync "$@" 2>/dev/null || sync
}

# mtacon_enrol_plan DIR (enrol|unenrol): the difference it would make.
mtacon_enrol_plan() {
    mtacon_policy_dir "$1" || return 1
    {
        if [ "$2" = enrol ]; then mtacon_master_expected; else mtacon_master_stripped; fi
    } | diff -u "$mtacon_master" - | tr '\t' ' ' | while IFS= read -r mtacon_text; do
        mtacon_row diff "$mtacon_text"
    done
}

# The folder as it is before any policy was pushed: tables that say nothing.
mtacon_make_folder() {
    mkdir -p "$mtacon_dir/rev" "$mtacon_dir/backups" && chmod 755 "$mtacon_dir" "$mtacon_dir/rev" || return 1
    if ! [ -e "$mtacon_dir/current" ]; then
        mkdir -p "$mtacon_dir/rev/none/published" && touch "$mtacon_dir/rev/none/bounces.regexp" &&
            touch -t 202001010000 "$mtacon_dir/rev/none/submission.texthash" && ln -sfn rev/none "$mtacon_dir/current" || return 1
    fi
    for mtacon_name in policy.json published bounces.regexp submission.texthash; do
        ln -sfn "current/$mtacon_name" "$mtacon_dir/$mtacon_name" || return 1
    done
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
    if [ "$1" != - ]; then
        if [ -e "$1" ] && ! [ -h "$1" ]; then
            mtacon_row failed "$1 exists and is no link: name another place for the published documents"
            return 1
        fi
        ln -sfn "$mtacon_dir/published" "$1" && printf '%s\n' "$1" >"$mtacon_dir/publish"
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

mtacon_unenrol() {
    mtacon_policy_dir "$1" && mtacon_lock || return 1
    trap '' HUP PIPE
    if mtacon_is_enrolled; then
        mtacon_master_stripped | mtacon_replace_master
    fi
    mtacon_why=
    mtacon_reload || mtacon_row failed "$mtacon_why"
    if [ -f "$mtacon_dir/publish" ]; then
        IFS= read -r mtacon_name <"$mtacon_dir/publish"
        [ -h "$mtacon_name" ] && rm -f "$mtacon_name"
    fi
    (
        cd "$mtacon_dir" && rm -rf rev current policy.json published bounces.regexp submission.texthash \
            publish pending lock
    )
    mtacon_unlock
    [ -n "$mtacon_why" ] || mtacon_row ok "master.cf is as it was; $mtacon_dir keeps only backups"
}
