# Postfix's master.cf with the lines that mtacon needs (mode=apply), or without (mode=strip). Only
# whole lines are added, between two marks, so that taking them out again gives the very bytes of
# before. `apply` expects what `strip` printed.
# Variables: mode, dir (where policy lies), restrictions (main.cf's smtpd_sender_restrictions),
# unfinished (1: the file does not end with a newline), draining (reports take their usual way).

function is_submission(    name) {
    name = entry_word[1]
    sub(/^.*:/, "", name)
    return entry_word[2] == "inet" && entry_word[8] == "smtpd" &&
        (name ~ /^(submission|submissions|smtps|587|465)$/ || entry ~ /syslog_name *= *[^ ]*\/(submission|submissions|smtps)/)
}

# The smtpd_sender_restrictions that the entry has of its own, else those of main.cf.
function own_restrictions(    value) {
    if (match(entry, /-o *\{ *smtpd_sender_restrictions *= *[^}]*\}/)) {
        value = substr(entry, RSTART, RLENGTH - 1)
        sub(/^[^=]*= */, "", value)
    } else if (match(entry, /-o *smtpd_sender_restrictions=[^ \t]*/)) {
        value = substr(entry, RSTART, RLENGTH)
        sub(/^[^=]*=/, "", value)
    } else
        value = restrictions
    sub(/[ \t,]+$/, "", value)
    return value
}

function mark_begin(what) {
    print "# mtacon begin" what ": 'mtacon nodes unenrol' takes this out"
}

function add_for_entry(    value) {
    if (entry_word[2] == "unix" && (entry_word[1] == "bounce" || entry_word[1] == "defer") &&
        entry_word[8] == "bounce") {
        bounces++
        if (draining)
            return
        mark_begin("")
        print " -o cleanup_service_name=mtacon_bounce"
        print " -o internal_mail_filter_classes=bounce"
        print "# mtacon end"
    } else if (is_submission()) {
        value = own_restrictions()
        mark_begin("")
        print " -o { smtpd_sender_restrictions = check_sender_access pipemap:{regexp:" dir \
            "/sender.regexp,texthash:" dir "/submission.texthash}" (value == "" ? "" : ", " value) " }"
        print "# mtacon end"
    }
}

# An entry ends with its last line that is not blank or a comment: ours follow it.
function flush_entry(    i) {
    for (i = 1; i <= last_content; i++)
        print line[i]
    if (last_content) {
        split(entry, entry_word)
        add_for_entry()
    }
    for (i = last_content + 1; i <= lines; i++)
        print line[i]
    lines = last_content = 0
    entry = ""
}

mode == "strip" {
    if ($0 ~ /^# mtacon begin/ && inside++ || inside && ++ours > 20)
        exit broken = 3
    if ($0 ~ /^# mtacon begin/) {
        if ($0 ~ /^# mtacon begin, no newline before/)
            cut = 1
    }
    if (!inside) {
        if (held)
            print before
        before = $0
        held = 1
    }
    if ($0 ~ /^# mtacon end/)
        inside = ours = 0
    next
}

{
    if ($0 ~ /^[^ \t#]/)
        flush_entry()
    line[++lines] = $0
    if ($0 !~ /^[ \t]*(#|$)/ && (entry != "" || $0 ~ /^[^ \t]/)) {
        entry = entry " " $0
        last_content = lines
    }
}

END {
    if (mode == "strip") {
        if (held)
            printf "%s%s", before, cut ? "" : "\n"
        # A mark that lost its other one: what is ours cannot be told.
        exit broken || inside ? 3 : 0
    }
    flush_entry()
    mark_begin(unfinished ? ", no newline before" : "")
    print "mtacon_bounce unix n - n - 0 cleanup"
    print " -o body_checks=regexp:" dir "/bounces.regexp"
    print " -o mime_header_checks=regexp:" dir "/parts.regexp"
    print " -o body_checks_size_limit=100000000"
    print " -o syslog_name=postfix/mtacon"
    print " -o header_checks= -o nested_header_checks= -o non_smtpd_milters="
    print "mtacon_report unix - n n - 4 pipe"
    print " -o syslog_name=postfix/mtacon -o soft_bounce=yes"
    print " flags=q user=nobody null_sender= argv=" dir "/report ${sender} ${recipient}"
    print "# mtacon end"
    exit bounces == 2 ? 0 : 3
}
