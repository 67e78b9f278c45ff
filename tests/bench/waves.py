"""How far a policy gets that does harm: a rollout in waves to 200 stand-ins, the harm beginning in one wave or the next."""
import os
import subprocess
import threading

import lib
import standins

NODES = int(os.environ.get("MTACON_BENCH_WAVES", "200"))
SIZES = "1,5%,25%,100%"
REACH = [1, NODES // 20, NODES // 4, NODES]
GATE = 60


def revision_on(fleet, number):
    try:
        with open("%s/head.%d.%d" % (fleet.state, *fleet.parts(number))) as text:
            return int(text.read().split()[1])
    except FileNotFoundError:
        return 0


class Seen:
    """Whoever ever had a revision: looks all the time while it is entered."""

    def __init__(self, fleet, revision):
        self.fleet, self.revision, self.nodes, self.over = fleet, revision, set(), threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.over.wait(0.1):
            self.nodes.update(number for number in range(NODES) if revision_on(self.fleet, number) == self.revision)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


def measure(rows):
    for wave in range(3):
        with standins.Standins(NODES) as fleet:
            store = fleet.dir + "/bench.db"

            def mtacon(*arguments, check=True):
                return subprocess.run([lib.MTACON, "--store", store, "--ssh-config", fleet.ssh + "/config", *arguments],
                                      check=check, capture_output=True, text=True)
            # The order in which a rollout takes them.
            order = sorted(range(NODES), key=lambda number: "%d.%d:" % fleet.parts(number))
            first = REACH[wave - 1] if wave else 0
            for number in order[first:]:
                fleet.mode("broken-by 2", number)
            for name in fleet.names:
                mtacon("nodes", "add", name)
            mtacon("watch", "--once", "--timeout", "300")
            mtacon("mode", "acme.example", "optional", "--new", "--reason", "bench")
            mtacon("push", "--yes", "--timeout", "600")
            mtacon("mode", "acme.example", "enabled", "--reason", "bench")
            with Seen(fleet, 2) as seen:
                out = mtacon("push", "--yes", "--waves", SIZES, "--gate", str(GATE), check=False).stdout
            why = [line for line in out.split("\n") if line.startswith("taken back: ")]
            still = sum(revision_on(fleet, number) == 2 for number in range(NODES))
            rows.add("policy that breaks delivery from wave %d on, %d stand-ins, waves %s, gate %d s" % (
                wave + 1, NODES, SIZES, GATE), "%d nodes ever had it, %d have it still; %s" % (
                    len(seen.nodes), still, why[0] if why else "never taken back: " + out[-200:]),
                     goal="%d, 0" % REACH[wave], met=len(seen.nodes) == REACH[wave] and still == 0 and bool(why))
