# A file of Exim's configuration with the lines that mtacon needs (mode=apply), or without (mode=strip). Only whole lines
# are added, between two marks, so that taking them out again gives the very bytes of before. `apply` expects what
# `strip` printed; `strip` fails where a mark lost its other one.
# Variables: mode, section (in which the file begins), dir (where policy lies), acl (the name of acl_smtp_rcpt),
# transports (those that have no return_path of their own, with blanks between).
#
# Who is not told is decided for each recipient, whenever a delivery is tried: a router before all others gives the
# address back to them with no one to tell of errors, so that failures before any transport count too. The sender that
# the next server sees comes of the same setting, and is put back where the mail leaves (errors_to and return_path in
# Exim's specification).

function looked_up(name, otherwise) {
    return "${lookup{" name "}lsearch{" dir "/reports}{$value}{" otherwise "}}"
}

function word_of(number, text) {
    return "${extract{" number "}{ }{" text "}}"
}

function print_begin() {
    print "# mtacon begin: 'mtacon nodes unenrol' takes this out"
}

function print_router() {
    print_begin()
    print "mtacon_reports:"
    print "  driver = redirect"
    print "  caseful_local_part"
    print "  no_verify"
    print "  condition = ${if and{{def:sender_address}{exists{" dir "/reports}}\\"
    print "    {eq{" word_of(3, looked_up("$domain", "")) "}{off}}\\"
    print "    {!eqi{" word_of(2, looked_up("$domain", "- $domain")) "}\\"
    print "    {" word_of(2, looked_up("$sender_address_domain", "- $sender_address_domain")) "}}}}"
    # What begins with '#', '|' or '/' would be a comment, a command, a file.
    print "  data = ${if match{$local_part}{^[A-Za-z0-9._-]}{${quote_local_part:$local_part}}{${quote:$local_part}}}@$domain"
    print "  forbid_pipe"
    print "  forbid_file"
    print "  forbid_include"
    print "  forbid_blackhole"
    print "  errors_to ="
    print "# mtacon end"
}

function print_acl() {
    print_begin()
    print "  deny"
    print "    condition = ${if and{{match{$received_port}{^(587|465)\\$}}{exists{" dir "/submission}}}\\"
    print "      {${lookup{$sender_address_domain}lsearch{" dir "/submission}{yes}{no}}}{no}}"
    print "    message = 554 5.7.1 ${lookup{$sender_address_domain}lsearch{" dir "/submission}}"
    print "# mtacon end"
}

function print_transport() {
    print_begin()
    print "  return_path = ${if eq{$return_path}{}{$sender_address}fail}"
    print "# mtacon end"
}

BEGIN {
    n = split(transports, name, " ")
    for (i = 1; i <= n; i++)
        wanted[name[i]] = 1
}

mode == "strip" {
    if ($0 ~ /^# mtacon begin/ && inside++ || inside && ++ours > 20)
        exit broken = 3
    if (!inside)
        print
    if ($0 ~ /^# mtacon end/)
        inside = ours = 0
    next
}

{
    print
    continued = goes_on
    goes_on = $0 ~ /\\[ \t]*$/ && $0 !~ /^[ \t]*#/
    if (continued || goes_on)
        next
}

/^[ \t]*begin[ \t]+[a-z]+[ \t]*$/ {
    section = $2
    if (section == "routers")
        print_router()
    next
}

section == "acl" && $0 ~ /^[ \t]*[A-Za-z0-9_]+:[ \t]*$/ {
    sub(/:.*$/, "", $1)
    if ($1 == acl)
        print_acl()
}

section == "transports" && $0 ~ /^[ \t]*[A-Za-z0-9_]+:[ \t]*$/ {
    current = $1
    sub(/:.*$/, "", current)
}

section == "transports" && $0 ~ /^[ \t]*driver[ \t]*=[ \t]*"?(smtp|lmtp|pipe|appendfile)"?[ \t]*$/ && current in wanted {
    print_transport()
    delete wanted[current]
}

# A mark that lost its other one: what is ours cannot be told.
END {
    exit broken || inside ? 3 : 0
}
