# shellcheck shell=sh disable=SC2154
# What clients can fetch: whether it can be read, and what it says.

# mtacon_published DIR: how many documents, and what the newest of them says.
mtacon_published() {
    mtacon_dir=$1 mtacon_plural=
    if ! mtacon_folder=$(cd "$mtacon_dir/published" 2>/dev/null && pwd -P); then
        mtacon_row ok "nothing yet: not enrolled"
        return 0
    fi
    mtacon_others "$mtacon_folder" || return 1
    # shellcheck disable=SC2012
    mtacon_name=$(ls -t "$mtacon_folder" | head -n 1)
    [ -z "$mtacon_name" ] || mtacon_name=", $(mtacon_published_says <"$mtacon_folder/$mtacon_name")"
    mtacon_count=$(($(find "$mtacon_folder" -type f | wc -l)))
    [ "$mtacon_count" = 1 ] || mtacon_plural=s
    mtacon_row ok "$mtacon_count document$mtacon_plural$mtacon_name"
}

# The document on standard input in words: 'acme.example enabled until 2026-11-24 17:04Z'.
mtacon_published_says() {
    sed -n 's/.*"domain":"\([^"]*\)".*"mode":"\([^"]*\)".*/\1 \2&/
        s/^\([^{]*\){.*"until":"\([0-9-]*\)T\([0-9:]*\):[0-9]*Z".*/\1 until \2 \3Z/
        s/{.*//
        p
        q'
}

# mtacon_others FOLDER: whether a web server comes to the documents in it, by each way there is.
mtacon_others() {
    set -- "$1"
    if [ -f "$mtacon_dir/publish" ]; then
        while IFS= read -r mtacon_name; do
            if [ "$(readlink "$mtacon_name")" != "$mtacon_dir/published" ]; then
                mtacon_row failed "$mtacon_name is no link to $mtacon_dir/published any more: mtacon nodes enrol --publish"
                return 1
            fi
            set -- "$@" "$(cd "$(dirname "$mtacon_name")" && pwd -P)"
        done <"$mtacon_dir/publish"
    fi
    for mtacon_name; do
        while [ "$mtacon_name" != / ]; do
            set -- "$@" "$mtacon_name"
            mtacon_name=$(dirname "$mtacon_name")
        done
    done
    mtacon_closed=$(find "$@" -prune ! -perm -001 | head -n 1)
    if [ -n "$mtacon_closed" ]; then
        mtacon_row failed "others cannot enter $mtacon_closed, a web server neither: chmod o+x, or another place (mtacon nodes enrol --publish)"
        return 1
    fi
    mtacon_closed=$(find "$1" -type f ! -perm -004 | head -n 1)
    [ -z "$mtacon_closed" ] && return 0
    mtacon_row failed "others cannot read $mtacon_closed, a web server neither: chmod o+r"
    return 1
}
