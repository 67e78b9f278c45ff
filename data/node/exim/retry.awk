# How long the retry rule in a line of `exim -brt` tries, in seconds: the longest of its
# 'LETTER,UNTIL,...' parts. 0: the line has none.

function duration(text,    total, number) {
    while (match(text, /^[0-9]+[wdhms]/)) {
        number = substr(text, 1, RLENGTH - 1) + 0
        total += number * (text ~ /^[0-9]+w/ ? 604800 : text ~ /^[0-9]+d/ ? 86400 : text ~ /^[0-9]+h/ ? 3600 : text ~ /^[0-9]+m/ ? 60 : 1)
        text = substr(text, RLENGTH + 1)
    }
    return total
}

function longest_retry(line,    part, field, n, i, most) {
    n = split(line, part, /[; ]+/)
    for (i = 1; i <= n; i++)
        if (part[i] ~ /^[FGH],/ && split(part[i], field, ",") >= 2 && duration(field[2]) > most)
            most = duration(field[2])
    return most + 0
}
