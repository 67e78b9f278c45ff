# shellcheck shell=sh disable=SC2154,SC3013
# Enrolment of a node: the few lines in its mail server's configuration through which policy takes effect, and the
# folder that they name.
#
# What is the mail server's is its driver's: mtacon_difference (enrol|unenrol) prints what would change, as diff -u
# does; mtacon_may_enrol says in a row why it may not; mtacon_place puts mtacon_placed into the folder;
# mtacon_change_enrol sets mtacon_backup, mtacon_change_unenrol sets mtacon_said, and where they fail nothing has
# changed, or mtacon_why says what; it says why. mtacon_stripped FILE prints it without our lines, and fails where a mark
# lost its other one. For the rest, see policy.sh.

# Sets by which check sums what enrolment left was last found right, and what the driver kept of then;
# false where nobody looked, or another mtacon did.
mtacon_recall() {
    mtacon_enrolment='' mtacon_kept=''
    [ -r "$mtacon_dir/checked" ] || return 1
    {
        IFS= read -r mtacon_name
        [ "$mtacon_name" = "${mtacon_version:-} $mtacon_dir" ] || return 1
        IFS= read -r mtacon_kept
        while IFS= read -r mtacon_name; do
            mtacon_enrolment=$mtacon_enrolment${mtacon_enrolment:+$mtacon_newline}$mtacon_name
        done
    } <"$mtacon_dir/checked"
}

# Looks closely at what enrolment left, and keeps by which check sums it was right: a push looks
# again where they differ.
mtacon_look() {
    # shellcheck disable=SC2086
    mtacon_enrolment=$(cksum $mtacon_enrolled_files 2>/dev/null)
    mtacon_look_closely || return 1
    printf '%s\n' "${mtacon_version:-} $mtacon_dir" "$mtacon_kept" "$mtacon_enrolment" >"$mtacon_dir/checked"
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

# Whether there is a folder on the way to the policy that not everybody may enter: the mail server's user reads it too.
# Sets mtacon_name to that.
mtacon_barred() {
    mtacon_name=$mtacon_dir
    while [ "$mtacon_name" != / ]; do
        [ ! -e "$mtacon_name" ] || [ -n "$(find -L "$mtacon_name" -prune -perm -001)" ] || return 0
        mtacon_name=$(dirname "$mtacon_name")
    done
    return 1
}

# A place where the test of a walk through all steps cuts the way off; else only told.
mtacon_step() {
    mtacon_row step "$1"
}

# The same at once for whoever comes next: nothing waits for it any more.
mtacon_reload() {
    mtacon_signal && rm -f "$mtacon_dir/pending"
}

# Many files are brought to the disk faster with all else there than one by one.
mtacon_sync() {
    if [ $# -gt 100 ]; then
        sync -f "$1" 2>/dev/null || sync
    else
        sync "$@" 2>/dev/null || sync
    fi
}

# mtacon_policy_place DIR: the same as mtacon_policy_dir, and says in a row where it cannot tell.
mtacon_policy_place() {
    mtacon_why=
    mtacon_policy_dir "$1" && return 0
    mtacon_row failed "${mtacon_why:-cannot find the configuration of the mail server}"
    return 1
}

# mtacon_marks_whole: whether what is ours can be told from what is not; says in a row where it cannot.
mtacon_marks_whole() {
    for mtacon_name in $mtacon_enrolled_files; do
        if grep -q '^# mtacon begin' "$mtacon_name" 2>/dev/null && ! mtacon_stripped "$mtacon_name" >/dev/null; then
            mtacon_row failed "$mtacon_name: a line '# mtacon begin' has not its '# mtacon end' a few lines below it: put it back where mtacon's lines end ($mtacon_dir/backups has the file as it was), then again"
            return 1
        fi
    done
}

# mtacon_behind FILE: sets mtacon_target to the file itself where that is a link: it stays one, and what is written
# anew is written beside the file that it leads to.
mtacon_behind() {
    mtacon_target=$1
    [ ! -h "$1" ] || mtacon_target=$(readlink -f "$1")
}

# mtacon_keep_originals FILE...: in a folder of this moment, each under its whole path.
mtacon_keep_originals() {
    for mtacon_name; do
        mkdir -p "$mtacon_backup${mtacon_name%/*}" && cp -p "$mtacon_name" "$mtacon_backup$mtacon_name" || return 1
    done
}

# mtacon_put_back FILE...: as they were kept. Adds to mtacon_why what became of them.
mtacon_put_back() {
    for mtacon_name; do
        cmp -s "$mtacon_backup$mtacon_name" "$mtacon_name" && continue
        mtacon_behind "$mtacon_name"
        if ! cp -p "$mtacon_backup$mtacon_name" "$mtacon_target.mtacon" || ! mv -f "$mtacon_target.mtacon" "$mtacon_target"; then
            mtacon_why="$mtacon_why; and cannot put $mtacon_name back: as it was, it is in $mtacon_backup"
            return 1
        fi
    done
    mtacon_why="$mtacon_why; the configuration is as it was"
}

# mtacon_enrol_plan DIR (enrol|unenrol) PUBLISH: the difference it would make.
mtacon_enrol_plan() {
    mtacon_policy_place "$1" && mtacon_marks_whole || return 1
    mtacon_difference "$2" | tr '\t' ' ' | while IFS= read -r mtacon_text; do
        mtacon_row diff "$mtacon_text"
    done
    [ "$3" = - ] || [ "$(readlink "$3")" = "$mtacon_dir/published" ] || mtacon_row diff "+$3 -> $mtacon_dir/published"
}

# The folder as it is before any policy was pushed: tables that say nothing.
mtacon_make_folder() {
    mkdir -p "$mtacon_dir/rev" "$mtacon_dir/backups" && chmod 755 "$mtacon_dir" "$mtacon_dir/rev" || return 1
    if ! [ -e "$mtacon_dir/current" ]; then
        mkdir -p "$mtacon_dir/rev/none/published" || return 1
        for mtacon_name in $mtacon_tables; do
            touch "$mtacon_dir/rev/none/$mtacon_name" || return 1
        done
        mtacon_prepare_tables "$mtacon_dir/rev/none" && ln -sfn rev/none "$mtacon_dir/current" || return 1
    fi
    for mtacon_name in policy.json published $mtacon_tables; do
        ln -sfn "current/$mtacon_name" "$mtacon_dir/$mtacon_name" || return 1
    done
    mtacon_place
}

# mtacon_enrol DIR PUBLISH: PUBLISH '-', or a path at which the published documents shall also be.
mtacon_enrol() {
    mtacon_policy_place "$1" && mtacon_lock || return 1
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
    mtacon_marks_whole && mtacon_may_enrol || return 1
    [ "$1" = - ] || mtacon_publish_at "$1" || return 1
    mtacon_why=
    if mtacon_change_enrol; then
        mtacon_row ok "backup in $mtacon_backup"
    else
        mtacon_row failed "$mtacon_why"
        return 1
    fi
}

# mtacon_publish_at PATH: there, too, are the published documents.
mtacon_publish_at() {
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
}

mtacon_unenrol() {
    mtacon_policy_place "$1" && mtacon_lock || return 1
    trap '' HUP PIPE
    if ! mtacon_marks_whole; then
        mtacon_unlock
        return 1
    fi
    mtacon_why='' mtacon_said="it was not enrolled"
    if mtacon_is_enrolled && ! mtacon_change_unenrol; then
        mtacon_row failed "${mtacon_why:-cannot change what enrolment left}"
        mtacon_unlock
        return 1
    fi
    mtacon_reload || mtacon_row failed "$mtacon_why"
    [ -f "$mtacon_dir/publish" ] && while IFS= read -r mtacon_name; do
        [ "$(readlink "$mtacon_name")" = "$mtacon_dir/published" ] && rm -f "$mtacon_name"
    done <"$mtacon_dir/publish"
    # shellcheck disable=SC2086
    (cd "$mtacon_dir" && rm -rf rev current policy.json published $mtacon_tables $mtacon_placed publish pending lock checked)
    mtacon_unlock
    [ -n "$mtacon_why" ] || mtacon_row ok "$mtacon_said; $mtacon_dir keeps only backups"
}
