# Times of log lines, in any style: 'Nov 23 21:29:47' (local time, no year), RFC 3339, Exim's own, which
# may name its zone, and seconds since 1970 with a fraction, as the journal is read. Needs mktime and
# systime (gawk, mawk, busybox).

# Days from 1970-01-01 to a day of the Gregorian calendar.
function days(year, month, day,    era_year) {
    era_year = month > 2 ? year : year - 1
    month = month > 2 ? month - 3 : month + 9
    return int((153 * month + 2) / 5) + day - 1 + 365 * era_year + int(era_year / 4) \
        - int(era_year / 100) + int(era_year / 400) - 719468
}

# The year is not written: a date more than a day ahead is of last year.
function traditional_minute(stamp,    month, year, rest, when) {
    month = (index("JanFebMarAprMayJunJulAugSepOctNovDec", substr(stamp, 1, 3)) + 2) / 3
    if (month < 1 || month != int(month))
        return -1
    year = date_year
    rest = sprintf(" %02d %02d %02d %02d 00", month, substr(stamp, 5, 2), substr(stamp, 8, 2), \
                   substr(stamp, 11, 2))
    when = mktime(year rest)
    if (when > date_now + 86400)
        when = mktime((year - 1) rest)
    return when
}

function rfc3339_minute(stamp, zone,    seconds, shift) {
    seconds = days(substr(stamp, 1, 4) + 0, substr(stamp, 6, 2) + 0, substr(stamp, 9, 2) + 0) * 86400 \
        + substr(stamp, 12, 2) * 3600 + substr(stamp, 15, 2) * 60
    if (zone ~ /^[+-]/) {
        shift = substr(zone, 2, 2) * 3600 + substr(zone, length(zone) - 1) * 60
        seconds = substr(zone, 1, 1) == "+" ? seconds - shift : seconds + shift
    }
    return seconds
}

# '2026-11-25 01:19:06', as Exim writes it without log_timezone: local time.
function local_minute(stamp) {
    return mktime(substr(stamp, 1, 4) " " substr(stamp, 6, 2) " " substr(stamp, 9, 2) " " \
        substr(stamp, 12, 2) " " substr(stamp, 15, 2) " 00")
}

# The minute (epoch) of a log line, or -1 when it does not begin with a time.
function line_minute(line,    stamp, zone) {
    if (line ~ /^[A-Z][a-z][a-z] [ 0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9] /) {
        stamp = substr(line, 1, 12)
        if (stamp != date_stamp) {
            date_stamp = stamp
            date_minute = traditional_minute(stamp)
        }
        return date_minute
    }
    if (line ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]T[0-9][0-9]:[0-9][0-9]:/) {
        stamp = substr(line, 1, index(line, " ") - 1)
        zone = match(stamp, /[+-][0-9][0-9]:?[0-9][0-9]$/) ? substr(stamp, RSTART) : "Z"
        stamp = substr(stamp, 1, 16) zone
        if (stamp != date_stamp) {
            date_stamp = stamp
            date_minute = rfc3339_minute(stamp, zone)
        }
        return date_minute
    }
    if (line ~ /^[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:/) {
        zone = match(line, /^[0-9-]+ [0-9:.]+ [+-][0-9][0-9][0-9][0-9] /) ? substr(line, RLENGTH - 5, 5) : ""
        stamp = substr(line, 1, 16) zone
        if (stamp != date_stamp) {
            date_stamp = stamp
            date_minute = zone != "" ? rfc3339_minute(stamp, zone) : local_minute(stamp)
        }
        return date_minute
    }
    if (line ~ /^[0-9]+\.[0-9]+ /)
        return int(line / 60) * 60
    return -1
}

BEGIN {
    date_now = systime()
    date_year = strftime("%Y") + 0
}
