"""From the command to the first screen that can be read, against htop."""
import shutil
import statistics
import subprocess
import tempfile
import time

import lib
import terminal

TURNS = 9


def first_paint(command, words, quit_key):
    began = time.monotonic()
    console = terminal.Terminal(command)
    try:
        console.wait(words, 30)
        seconds, size = time.monotonic() - began, console.bytes
        console.press(quit_key)
        console.wait_end()
    finally:
        console.close()
    return seconds, size


def measure(results):
    with tempfile.TemporaryDirectory() as folder:
        store = folder + "/bench.db"
        for number in range(50):
            subprocess.run([lib.MTACON, "--store", store, "nodes", "add", "mta%d" % number], check=True,
                           stdout=subprocess.DEVNULL)
        ours = [first_paint([lib.MTACON, "--store", store], "Enter open", "q") for _ in range(TURNS)]
        seconds = statistics.median(paint for paint, _ in ours)
        shown = "%.0f ms, %d bytes" % (seconds * 1000, statistics.median(size for _, size in ours))
        if not shutil.which("htop"):
            results.add("first paint, 50 nodes", shown)
            results.skip("htop", "htop")
            return
        peers = [first_paint(["htop"], "Load average", "q") for _ in range(TURNS)]
        peer = statistics.median(paint for paint, _ in peers)
        results.add("first paint, 50 nodes", shown, "htop %.0f ms, %d bytes" % (
            peer * 1000, statistics.median(size for _, size in peers)), "%.2f" % (seconds / peer))
