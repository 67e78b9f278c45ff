# For the binary search in a log: the minute of the first line that is whole.
NR > 1 {
    minute = line_minute($0)
    if (minute >= 0) {
        print minute
        exit
    }
}
