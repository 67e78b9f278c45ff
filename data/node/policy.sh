# shellcheck shell=sh disable=SC2154
# The policy on a node. All of a revision lies in DIR/rev/HASH; the link DIR/current says which is
# in force, and turning that link is the one step by which a push takes effect: before it the node
# is wholly at the old revision, after it wholly at the new one.

# mtacon_policy_state DIR: which revision is in force, and what differs from what was pushed.
mtacon_policy_state() {
    mtacon_policy_dir "$1" || return 1
    mtacon_row place "$(hostname 2>/dev/null || uname -n):$mtacon_config"
    if ! mtacon_is_enrolled; then
        mtacon_row enrolled 0
    else
        mtacon_row enrolled 1
        mtacon_drift
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
    mtacon_master_expected | diff "$mtacon_master" - >/dev/null ||
        mtacon_row drift "master.cf differs: $(mtacon_master_expected | diff - "$mtacon_master" | tr '\t' ' ' | sed -n '2{s/^< *\(.*\)/missing "\1"/;s/^> *\(.*\)/added "\1"/;p;}')"
    mtacon_program_placed || mtacon_row drift "$mtacon_dir/report or parts.regexp is not this mtacon's: nodes enrol again"
    [ -e "$mtacon_dir/pending" ] && mtacon_row drift "a change waits for a reload: push again"
    if [ -r "$mtacon_dir/current/manifest" ]; then
        mtacon_manifest "$mtacon_dir/current" | cmp -s - "$mtacon_dir/current/manifest" ||
            mtacon_row drift "files in $mtacon_dir were changed by hand: push again"
        [ -e "$mtacon_dir/current/reports" ] || mtacon_row drift "pushed by an older mtacon, which withholds reports from senders inside too: push again"
    elif ! [ -r "$mtacon_dir/bounces.regexp" ]; then
        mtacon_row drift "$mtacon_dir lost its tables: enrol again"
    fi
}

# The check sums of a revision's files, in a fixed order.
mtacon_manifest() {
    (
        cd "$1" || exit 1
        cksum head policy.json bounces.regexp reports submission.texthash
        find published -type f | LC_ALL=C sort | xargs cat 2>/dev/null | cksum
    )
}

# The document in force, in lines short enough for the console.
mtacon_policy_read() {
    mtacon_policy_dir "$1" && fold -b -w 4000 "$mtacon_dir/policy.json"
}

# mtacon_push DIR HASH EXPECTED NUMBER AT AUTHOR PROBE MARK: takes the bundle from standard input, if the
# node carries EXPECTED ('-': nothing). The bundle: 'MARK NAME' begins a file. PROBE: a domain whose
# reports are suppressed, '-' none.
mtacon_push() {
    if ! mtacon_policy_dir "$1" || ! mtacon_lock; then
        cat >/dev/null
        return 1
    fi
    # Once all has arrived, a lost connection must not stop it half way.
    trap '' HUP PIPE
    mtacon_push_locked "$@"
    mtacon_status=$?
    rm -rf "$mtacon_dir/rev/new"
    mtacon_unlock
    return "$mtacon_status"
}

mtacon_push_locked() {
    mtacon_why=
    mtacon_head
    if ! mtacon_is_enrolled; then
        cat >/dev/null
        mtacon_row failed "not enrolled: mtacon nodes enrol"
        return 1
    fi
    if [ "$mtacon_hash" != "$2" ] && [ "$mtacon_hash" != "$3" ]; then
        cat >/dev/null
        mtacon_row conflict "$mtacon_hash" "$mtacon_number" "$mtacon_at" "$mtacon_author"
        return 1
    fi
    if ! mtacon_old=$(readlink "$mtacon_dir/current"); then
        cat >/dev/null
        mtacon_row failed "$mtacon_dir is not the folder that this node was enrolled with (see master.cf), or it was lost: name that one (mtacon nodes change --node-dir), or enrol again"
        return 1
    fi
    if ! mtacon_program_placed || ! grep -q '^mtacon_report ' "$mtacon_master"; then
        cat >/dev/null
        mtacon_row failed "enrolled by another version of mtacon: mtacon nodes enrol again"
        return 1
    fi
    if mtacon_stage "$@" && mtacon_switch "$mtacon_target"; then
        if mtacon_verify "$7"; then
            mtacon_prune
            mtacon_row inforce "$2"
            return 0
        fi
        mtacon_roll_back
    fi
    mtacon_row failed "${mtacon_why:-cannot write in $mtacon_dir}"
    return 1
}

# Writes the revision beside the one in force, and checks it.
mtacon_stage() {
    mtacon_new=$mtacon_dir/rev/new
    rm -rf "$mtacon_new" && mkdir -p "$mtacon_new/published" || return 1
    mtacon_step receive
    mtacon_same=$(awk -v mark="$8" -v dir="$mtacon_new/" -v before="$mtacon_dir/current/" '
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
            if (name !~ /^(policy\.json|bounces\.regexp|reports|submission\.texthash|published\/[a-z0-9._-]+\.json)$/)
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
        }') || {
        mtacon_why="the bundle did not arrive whole"
        return 1
    }
    printf '%s %s %s %s\n' "$2" "$4" "$5" "$6" >"$mtacon_new/head"
    chmod -R a+rX "$mtacon_new" || return 1
    printf '%s\n' "$mtacon_same" | mtacon_keep_same
    # Whatever opens a text table that is a second old waits until it is older, smtpd too.
    touch -t 202001010000 "$mtacon_new/submission.texthash"
    mtacon_step check
    mtacon_check_tables "$mtacon_new" "$7" || return 1
    mtacon_manifest "$mtacon_new" >"$mtacon_new/manifest" || return 1
    mtacon_step sync
    mtacon_sync "$mtacon_new"/* "$mtacon_new"
    mtacon_step place
    # The same again stays as it is, unless somebody changed its files by hand. What is in force is
    # never moved: there is always somebody who reads it.
    mtacon_target=$mtacon_old
    mtacon_manifest "$mtacon_dir/current" 2>/dev/null | cmp -s - "$mtacon_new/manifest" && return 0
    mtacon_target=rev/$2
    [ "$mtacon_old" = "$mtacon_target" ] && mtacon_target=rev/$2.again
    rm -rf "${mtacon_dir:?}/$mtacon_target" && mv "$mtacon_new" "$mtacon_dir/$mtacon_target"
}

# Published documents that say what they said before, named on standard input, stay the same files: a
# web server tells clients by a file's time whether there is anything to fetch. One that cannot be kept
# so is only fetched once more.
mtacon_keep_same() {
    while IFS= read -r mtacon_name; do
        # shellcheck disable=SC2086
        [ -z "$mtacon_name" ] || (cd "$mtacon_dir/current/published" && ln -f -- $mtacon_name "$mtacon_new/published") 2>/dev/null
    done
    return 0
}

# mtacon_ask KEY TABLE: sets mtacon_text to what the table says; false when it cannot be read.
mtacon_ask() {
    mtacon_text=$(postmap -q "$1" "$2" 2>"$mtacon_dir/rev/answer")
    mtacon_complaint=$(grep -E '(fatal|error): ' "$mtacon_dir/rev/answer" | tail -n 1)
    rm -f "$mtacon_dir/rev/answer"
    [ -z "$mtacon_complaint" ] && return 0
    mtacon_why=$mtacon_complaint
    return 1
}

# mtacon_check_tables DIR PROBE: the tables can be read, and say what they should.
mtacon_check_tables() {
    mtacon_ask probe@probe.invalid "texthash:$1/submission.texthash" || return 1
    if [ -n "$mtacon_text" ]; then
        mtacon_why="submission.texthash answers for a stranger"
        return 1
    fi
    mtacon_ask "Final-Recipient: rfc822; x@${2#-}" "regexp:$1/bounces.regexp" || return 1
    [ "$2" = - ] && return 0
    if [ "$mtacon_text" != "FILTER mtacon_report:report" ]; then
        mtacon_why="bounces.regexp does not cover $2"
        return 1
    fi
    mtacon_suppressed "$2" "$1/reports" && return 0
    mtacon_why="reports does not cover $2"
    return 1
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
    mtacon_changed=no
    for mtacon_name in bounces.regexp submission.texthash; do
        cmp -s "$mtacon_dir/$mtacon_old/$mtacon_name" "$mtacon_dir/$1/$mtacon_name" || mtacon_changed=yes
    done
    [ -e "$mtacon_dir/pending" ] && mtacon_changed=yes
    [ "$mtacon_changed" = no ] || touch "$mtacon_dir/pending"
    mtacon_step turn
    mtacon_turn "$1" || return 1
    mtacon_step reload
    [ "$mtacon_changed" = no ] || mtacon_reload && return 0
    mtacon_roll_back
    return 1
}

mtacon_roll_back() {
    mtacon_first=$mtacon_why
    touch "$mtacon_dir/pending"
    mtacon_turn "$mtacon_old"
    mtacon_reload
    mtacon_why="$mtacon_first; rolled back: nothing changed"
}

mtacon_turn() {
    [ "$(readlink "$mtacon_dir/current")" = "$1" ] && return 0
    ln -sfn "$1" "$mtacon_dir/current.new" && mv -fT "$mtacon_dir/current.new" "$mtacon_dir/current" &&
        mtacon_sync "$mtacon_dir"
}

# mtacon_verify PROBE: what Postfix would find now, by the names it has; and our lines are still there.
mtacon_verify() {
    mtacon_step verify
    mtacon_check_tables "$mtacon_dir" "$1" || return 1
    mtacon_master_expected | cmp -s - "$mtacon_master" && return 0
    mtacon_why="master.cf is not as enrolment left it: mtacon nodes drift"
    return 1
}

# The last few revisions stay, for whoever needs to look.
mtacon_prune() {
    # shellcheck disable=SC2012
    ls -t "$mtacon_dir/rev" | tail -n +6 | while IFS= read -r mtacon_name; do
        [ "rev/$mtacon_name" = "$(readlink "$mtacon_dir/current")" ] || rm -rf "${mtacon_dir:?}/rev/$mtacon_name"
    done
}
