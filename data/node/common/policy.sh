# shellcheck shell=sh disable=SC2154,SC3013
# The policy on a node. All of a revision lies in DIR/rev/HASH; the link DIR/current says which is
# in force, and turning that link is the one step by which a push takes effect: before it the node
# is wholly at the old revision, after it wholly at the new one.
#
# What is the mail server's is its driver's: mtacon_policy_dir DIR sets mtacon_dir, mtacon_config (which configuration
# this is), mtacon_tables (the names of what it reads of a revision), mtacon_reloading (those that running processes
# hold), mtacon_placed (what else enrolment puts into the folder) and mtacon_enrolled_files (where it stands). And
# mtacon_is_enrolled, mtacon_look_closely, mtacon_drift_own, mtacon_prepare_tables FOLDER, mtacon_check_tables PROBE,
# mtacon_signal, mtacon_limits (rows of what policy cannot do on that node); for enrol.sh, what stands at its head.

# mtacon_policy_state DIR: which revision is in force, and what differs from what was pushed.
mtacon_policy_state() {
    mtacon_policy_dir "$1" || return 1
    mtacon_row place "$(hostname 2>/dev/null || uname -n):$mtacon_config"
    if ! mtacon_is_enrolled; then
        mtacon_row enrolled 0
    else
        mtacon_row enrolled 1
        mtacon_drift
        mtacon_limits
    fi
    mtacon_head
    mtacon_row policy "$mtacon_hash" "$mtacon_number" "$mtacon_at" "$mtacon_author"
}

# Sets hash, number, at and author of what is in force; '-' nothing.
mtacon_head() {
    mtacon_hash=- mtacon_number=0 mtacon_at=0 mtacon_author=
    [ -r "$mtacon_dir/current/head" ] &&
        IFS=' ' read -r mtacon_hash mtacon_number mtacon_at mtacon_author <"$mtacon_dir/current/head"
    return 0
}

mtacon_drift() {
    mtacon_drift_own
    [ -e "$mtacon_dir/pending" ] && mtacon_row drift "a change waits for a reload: push again"
    if [ -r "$mtacon_dir/current/manifest" ]; then
        if ! [ -e "$mtacon_dir/current/reports" ]; then
            mtacon_row drift "pushed by an older mtacon, which withholds reports from senders inside too: push again"
        elif ! mtacon_manifest "$mtacon_dir/current" | cmp -s - "$mtacon_dir/current/manifest"; then
            mtacon_row drift "files in $mtacon_dir were changed by hand: push again"
        fi
    elif ! [ -r "$mtacon_dir/reports" ]; then
        mtacon_row drift "$mtacon_dir lost its tables: enrol again"
    fi
}

# The check sums of a revision's files, in a fixed order.
mtacon_manifest() {
    mtacon_sum "$1" 2>/dev/null
}

# mtacon_sum DIR [FILE...]: prints the check sums of FILEs and of the revision in DIR, in one process
# as long as the names of all fit on a command line. In a subshell only: it becomes that process.
mtacon_sum() {
    cd "$1" || exit 1
    shift
    # shellcheck disable=SC2086
    set -- "$@" head policy.json $mtacon_tables published/*
    [ $# -gt 10000 ] || exec cksum "$@"
    printf '%s\n' "$@" | tr '\n' '\0' | xargs -0 cksum
}

# The document in force, in lines short enough for the console.
mtacon_policy_read() {
    mtacon_policy_dir "$1" && fold -b -w 4000 "$mtacon_dir/policy.json"
}

# mtacon_push DIR HASH EXPECTED NUMBER AT AUTHOR PROBE MARK: takes the bundle from standard input, if the
# node carries EXPECTED ('-': nothing). The bundle: 'MARK NAME' begins a file. PROBE: a domain whose
# reports are suppressed, '-' none.
mtacon_push() {
    if ! mtacon_policy_place "$1" || ! mtacon_lock; then
        cat >/dev/null
        return 1
    fi
    # Once all has arrived, a lost connection must not stop it half way.
    trap '' HUP PIPE
    mtacon_push_locked "$@"
    mtacon_status=$?
    mtacon_unlock
    return "$mtacon_status"
}

mtacon_push_locked() {
    mtacon_why=
    mtacon_head
    if ! mtacon_accepts "$2" "$3"; then
        cat >/dev/null
        [ -z "$mtacon_why" ] || mtacon_row failed "$mtacon_why"
        return 1
    fi
    if mtacon_stage "$@" && mtacon_switch "$mtacon_target"; then
        if mtacon_verify; then
            mtacon_tidy
            mtacon_row inforce "$2"
            return 0
        fi
        mtacon_roll_back
    fi
    [ "$mtacon_dir/current" -ef "$mtacon_new" ] || rm -rf "$mtacon_new"
    mtacon_row failed "${mtacon_why:-cannot write in $mtacon_dir}"
    return 1
}

# mtacon_accepts HASH EXPECTED: whether this node is one to push to, before anything is written.
mtacon_accepts() {
    if ! mtacon_recall && ! mtacon_is_enrolled; then
        mtacon_why="not enrolled: mtacon nodes enrol"
        return 1
    fi
    if [ "$mtacon_hash" != "$1" ] && [ "$mtacon_hash" != "$2" ]; then
        mtacon_row conflict "$mtacon_hash" "$mtacon_number" "$mtacon_at" "$mtacon_author"
        return 1
    fi
    if ! mtacon_linked; then
        mtacon_why="$mtacon_dir is not the folder that this node was enrolled with (see $mtacon_config), or it was lost: name that one (mtacon nodes change --node-dir), or enrol again"
        return 1
    fi
    [ -n "$mtacon_enrolment" ] || mtacon_look
}

# Sets the revision in force; its name is nearly always known, and asking for it is a process.
mtacon_linked() {
    [ -h "$mtacon_dir/current" ] || return 1
    for mtacon_old in "rev/$mtacon_hash" "rev/$mtacon_hash.again"; do
        [ "$mtacon_dir/current" -ef "$mtacon_dir/$mtacon_old" ] && return 0
    done
    mtacon_old=$(readlink "$mtacon_dir/current")
}

# Writes the revision beside the one in force, and checks it. What is in force is never moved: there
# is always somebody who reads it.
mtacon_stage() {
    mtacon_target=rev/$2
    [ "$mtacon_old" = "$mtacon_target" ] && mtacon_target=rev/$2.again
    mtacon_new=$mtacon_dir/$mtacon_target
    if [ -e "$mtacon_new" ]; then rm -rf "$mtacon_new"; fi
    mkdir -p "$mtacon_new/published" || return 1
    mtacon_step receive
    mtacon_receive "$8" || {
        mtacon_why="the bundle did not arrive whole"
        return 1
    }
    printf '%s %s %s %s\n' "$2" "$4" "$5" "$6" >"$mtacon_new/head"
    mtacon_prepare_tables "$mtacon_new"
    mtacon_step check
    mtacon_sum_up && mtacon_check_tables "$7" || return 1
    printf '%s' "$mtacon_sums" >"$mtacon_new/manifest" || return 1
    mtacon_step sync
    mtacon_sync_staged
    mtacon_step place
    # The same again stays as it is, unless somebody changed its files by hand.
    if [ "$mtacon_hash" = "$2" ] && mtacon_manifest "$mtacon_dir/current" | cmp -s - "$mtacon_new/manifest"; then
        rm -rf "$mtacon_new"
        mtacon_target=$mtacon_old mtacon_new=$mtacon_dir/$mtacon_old
    fi
}

# mtacon_receive MARK: the bundle, from standard input.
mtacon_receive() {
    mtacon_same=$(awk -v mark="$1" -v dir="$mtacon_new/" -v before="$mtacon_dir/current/" -v tables="$mtacon_tables" '
        BEGIN {
            split(tables, word, " ")
            for (i in word)
                known[word[i]] = 1
            known["policy.json"] = 1
        }
        function end_file() {
            if (file)
                close(file)
            if (old) {
                if (same && (getline line < old) == 0)
                    kept = kept " " substr(name, 11)
                close(old)
            }
            if (length(kept) > 100000)
                print_kept()
            file = old = ""
        }
        function print_kept() {
            if (kept)
                print kept
            kept = ""
        }
        index($0, mark " ") == 1 {
            end_file()
            name = substr($0, length(mark) + 2)
            if (name == "end") { whole = 1; next }
            if (!(name in known) && name !~ /^published\/[a-z0-9._-]+\.json$/)
                exit bad = 1
            file = dir name
            if (name ~ /^published/)
                old = before name
            same = 1
            printf "" > file
            next
        }
        old { same = same && (getline line < old) > 0 && line "" == $0 "" }
        file { print > file }
        END {
            print_kept()
            exit bad || !whole
        }') || return 1
    mtacon_keep_same <<END
$mtacon_same
END
}

# Published documents that say what they said before, named on standard input, stay the same files: a
# web server tells clients by a file's time whether there is anything to fetch. One that cannot be kept
# so is only fetched once more.
mtacon_keep_same() {
    while IFS= read -r mtacon_name; do
        # shellcheck disable=SC2086
        [ -z "$mtacon_name" ] || (cd "$mtacon_dir/current/published" && exec ln -f -- $mtacon_name "$mtacon_new/published") 2>/dev/null
    done
    return 0
}

# Sums up what enrolment left, the tables in force, and the new revision; looks closely at what
# enrolment left where it is not as it was found right the last time.
mtacon_sum_up() {
    # shellcheck disable=SC2086
    set -- $mtacon_enrolled_files
    for mtacon_name in $mtacon_reloading; do
        set -- "$@" "$mtacon_dir/$mtacon_name"
    done
    mtacon_sums=$(mtacon_sum "$mtacon_new" "$@" 2>/dev/null)$mtacon_newline
    mtacon_name=${mtacon_enrolled_files##* }
    mtacon_text=${mtacon_sums%%" $mtacon_name$mtacon_newline"*}
    if [ "$mtacon_text" != "${mtacon_enrolment%" $mtacon_name"}" ]; then
        mtacon_look || return 1
    fi
    mtacon_before=$mtacon_sums
    mtacon_sum_of head "$mtacon_sums" || return 1
    mtacon_sums="$mtacon_text head$mtacon_newline${mtacon_sums#*" head$mtacon_newline"}"
    mtacon_changed=no
    for mtacon_name in $mtacon_reloading; do
        mtacon_sum_of "$mtacon_name" "$mtacon_sums" || return 1
        mtacon_table=$mtacon_text
        mtacon_sum_of "$mtacon_dir/$mtacon_name" "$mtacon_before" && [ "$mtacon_text" = "$mtacon_table" ] || mtacon_changed=yes
    done
}

# mtacon_sum_of NAME SUMS: sets what these say of a file; false where there is none.
mtacon_sum_of() {
    mtacon_text=${2%%" $1$mtacon_newline"*}
    mtacon_text=${mtacon_text##*"$mtacon_newline"}
    [ -n "$mtacon_text" ]
}

mtacon_sync_staged() {
    set -- "$mtacon_new"/published/*
    [ -e "$1" ] || shift
    mtacon_sync "$mtacon_dir/rev" "$mtacon_new" "$mtacon_new"/* "$@"
}

# mtacon_suppressed DOMAIN FILE
mtacon_suppressed() {
    while IFS=' ' read -r mtacon_text mtacon_name mtacon_text mtacon_state; do
        [ "$mtacon_name" = "$1" ] && [ "$mtacon_state" = off ] && return 0
    done <"$2"
    return 1
}

# mtacon_switch REV: turns the link; reloads where a table that running processes hold has changed.
mtacon_switch() {
    [ -e "$mtacon_dir/pending" ] && mtacon_changed=yes
    [ "$mtacon_changed" = no ] || : >"$mtacon_dir/pending"
    mtacon_step turn
    mtacon_turn "$1" || return 1
    mtacon_step reload
    [ "$mtacon_changed" = no ] || mtacon_signal && return 0
    mtacon_roll_back
    return 1
}

mtacon_roll_back() {
    mtacon_first=$mtacon_why
    : >"$mtacon_dir/pending"
    mtacon_turn "$mtacon_old"
    mtacon_reload
    mtacon_why="$mtacon_first; rolled back: nothing changed"
}

mtacon_turn() {
    [ "$mtacon_dir/current" -ef "$mtacon_dir/$1" ] && return 0
    ln -sfn "$1" "$mtacon_dir/current.new" && mv -fT "$mtacon_dir/current.new" "$mtacon_dir/current" &&
        mtacon_sync "$mtacon_dir"
}

# By the names that the mail server has, these are the very files that were checked; and what
# enrolment left is still there.
mtacon_verify() {
    mtacon_step verify
    # shellcheck disable=SC2086
    if mtacon_text=$(cd "$mtacon_dir" && exec cksum $mtacon_enrolled_files current/head policy.json $mtacon_tables 2>/dev/null); then
        mtacon_name="$mtacon_enrolment$mtacon_newline${mtacon_sums%%" head$mtacon_newline"*} current/head"
        case "$mtacon_name$mtacon_newline${mtacon_sums#*" head$mtacon_newline"}" in
        "$mtacon_text$mtacon_newline"*) [ "$mtacon_dir/published" -ef "$mtacon_new/published" ] && return 0 ;;
        esac
    fi
    mtacon_why="what enrolment left, or the files in $mtacon_dir, changed meanwhile: mtacon nodes drift"
    return 1
}

# Nothing waits for a reload any more; the last few revisions stay, for whoever needs to look.
mtacon_tidy() {
    set --
    [ "$mtacon_changed" = no ] || set -- "$mtacon_dir/pending"
    for mtacon_name in "$mtacon_dir"/rev/*; do
        mtacon_later=0
        for mtacon_text in "$mtacon_dir"/rev/*; do
            [ "$mtacon_text" -nt "$mtacon_name" ] && mtacon_later=$((mtacon_later + 1))
        done
        [ "$mtacon_later" -ge 5 ] && ! [ "$mtacon_dir/current" -ef "$mtacon_name" ] && set -- "$@" "$mtacon_name"
    done
    [ $# = 0 ] || rm -rf "$@"
}
