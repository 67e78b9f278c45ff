# shellcheck shell=sh disable=SC2154,SC2034
# What the console asks an OpenSMTPD node. Rows: see include/mtacon/mta/report.h. It is read only: who gets a report is
# nothing that smtpd.conf(5) can say.

# mtacon_hello LOG: what this node is. LOG '-': find it. It logs with all other mail (syslog's facility 'mail').
mtacon_hello() {
    mtacon_row now "$(date +%s)"
    if ! command -v smtpctl >/dev/null; then
        mtacon_row error mta "no smtpctl in PATH: is OpenSMTPD installed on this node?"
        return 1
    fi
    mtacon_lifetime=$(mtacon_seconds "$(sed -n 's/^[ \t]*queue[ \t][ \t]*ttl[ \t][ \t]*"\{0,1\}\([0-9]*[smhd]\).*/\1/p' /etc/smtpd.conf 2>/dev/null | tail -n 1)")
    mtacon_row mta "$(smtpd -h 2>&1 | sed -n 's/^version: //p')"
    mtacon_row lifetime "$mtacon_lifetime"
    if smtpctl show status >/dev/null 2>&1; then
        mtacon_row running 1
    elif [ "$(id -u)" = 0 ]; then
        mtacon_row running 0
    fi
    mtacon_unit=smtpd
    mtacon_facility_number mail
    if [ "$1" = - ]; then
        mtacon_find_log - /var/log/mail.log /var/log/maillog /var/log/mail/mail.log /var/log/syslog
    else
        mtacon_find_log "$1"
    fi
    [ "$(id -u)" = 0 ] || mtacon_row error queue "smtpctl shows the queue to root alone: allow this user sudo -n"
    return 0
}

# Asked before it was known which mail server this is.
mtacon_enrol_plan() {
    mtacon_row failed "policy cannot take effect on OpenSMTPD: mtacon only reads it"
    return 1
}

# A time of smtpd.conf(5) in seconds; of none, what holds then.
mtacon_seconds() {
    case $1 in
    *s) echo "$((${1%s}))" ;;
    *m) echo "$((${1%m} * 60))" ;;
    *h) echo "$((${1%h} * 3600))" ;;
    *d) echo "$((${1%d} * 86400))" ;;
    *) echo 345600 ;;
    esac
}

# mtacon_queue: all messages, a JSON object each as postqueue(1) would print it. Of an envelope for each recipient, as
# smtpctl(8) shows them, those of a message begin alike.
mtacon_queue() {
    smtpctl show queue 2>/dev/null | sort | awk "$mtacon_envelopes_awk"
}

mtacon_sizes() {
    mtacon_queue | awk -F '"' '{ n[$4]++ } END {
        split("active deferred hold", name, " ")
        for (i = 1; i <= 3; i++) print "size\t" name[i] "\t" (n[name[i]] + 0) }'
}

# The whole queue, summed up here.
mtacon_listing() {
    { mtacon_queue || echo '!failed'; } |
        awk -v lifetime="$mtacon_lifetime" -v limit="$1" "$mtacon_expiry_awk$mtacon_queue_awk"
}

# mtacon_messages DOMAIN LIMIT: the oldest queued messages with a recipient in DOMAIN ('': of all domains).
mtacon_messages() {
    mtacon_queue | grep "$mtacon_grep" -iF "${1:+@$1\"}" | awk -v limit="$2" "$mtacon_oldest_awk"
}

# The lines of a log that count, for mtacon_log: see there.
mtacon_sentinel=' result="TempFail" '
mtacon_select() {
    grep "$mtacon_grep" -F -e ' result="TempFail" ' -e ' result="PermFail" ' -e ' result="Loop" ' -e ', stat=Envelope expired' "$@"
}

# mtacon_lines LOG DOMAIN LIMIT: the newest failing log lines of DOMAIN ('': of all domains), each after its time (epoch, 0
# where it has none) and a tab.
mtacon_lines() {
    mtacon_tail "$1" 33554432 | grep "$mtacon_grep" -iF "${2:+@$2>}" |
        awk -v wanted="$2" "$mtacon_date_awk$mtacon_delivery_awk"'
            take_delivery($0) && (wanted == "" || tolower(substr(address, length(address) - length(wanted))) == "@" wanted) {
                at = line_minute($0)
                print (at < 0 ? 0 : at + ($0 ~ /^[0-9]+[.]/ ? int($0) % 60 : substr($0, $0 ~ /^[0-9]/ ? 18 : 14, 2))) "\t" $0
            }' | tail -n "$3"
}
