"""A day of captured traffic: what a real mail server has just logged, over and over for 24 hours, rotated and
vacuumed while it is read. Counts are another program's."""
import gzip
import os
import shutil
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import test_journal  # noqa: E402

HOURS = 24


def hours(lines, now):
    """[(epoch, line)] of each hour of the day."""
    for hour in range(HOURS):
        begin = now - HOURS * 3600 + hour * 3600
        yield [(begin + i * 3500 // len(lines), line) for i, line in enumerate(lines)]


def count_file(driver, lines, head, count):
    """(what is read, what is there) of a log file; `head`: what stands before a line at that time."""
    folder, now = tempfile.mkdtemp(prefix="mtacon-captured-"), int(time.time())
    log = folder + "/log"
    try:
        reader = lib.LogReader(lib.NodeShell(None, "sh", driver), log, now - 90000, 1 << 18)
        for hour, entries in enumerate(hours(lines, now)):
            with open(log, "a", errors="surrogateescape") as out:
                out.writelines(head(at) + line + "\n" for at, line in entries)
            if hour % 3 == 0:
                reader.poll()
            if hour in (7, 15):
                os.rename(log, "%s.%d" % (log, 2 if hour == 7 else 1))
            if hour == 18:
                with open(log + ".2", "rb") as text, gzip.open(log + ".2.gz", "wb") as out:
                    shutil.copyfileobj(text, out)
                os.unlink(log + ".2")
        reader.poll()
        return dict(reader.counts), dict(count([path for path in (log + ".2.gz", log + ".1", log) if os.path.exists(path)])), reader.gaps
    finally:
        shutil.rmtree(folder)


def count_journal(lines):
    """The same of a journal: 24 files, of which the oldest go once they were read."""
    journal, now = test_journal.JournalCase(), int(time.time())
    journal.setUp()
    try:
        reader, files = journal.reader(since=now - 90000, limit=256 * 1000), []
        for entries in hours(lines, now):
            journal.at = entries[0][0] * 1000000
            files.append(journal.write(line for _, line in entries))
            reader.poll()
            if len(files) > 6:
                os.unlink(files[len(files) - 7])
        return dict(reader.counts), {key: HOURS * count for key, count in lib.count_lines(lines).items()}, reader.gaps
    finally:
        journal.doCleanups()
