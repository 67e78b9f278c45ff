"""The summary of a large queue against the tools that an operator would use on the node."""
import os
import shutil
import statistics
import subprocess

import fleet as fleets
import lib
import place

MESSAGES = int(os.environ.get("MTACON_BENCH_MESSAGES", "100000"))
DOMAINS = 50


def fill(node):
    """So many deferred messages, of several customers, each of them a real one."""
    node.run("postconf", "defer_transports=smtp", "in_flow_delay=0")
    node.postfix("reload")
    for number in range(DOMAINS):
        subprocess.run(["smtp-source", "-s", "20", "-m", str(MESSAGES // DOMAINS), "-l", "500", "-f", "news@sender.example",
                        "-t", "c450@customer%d.example" % number, "%s:%d" % (node.address, node.smtp_port)], check=True)
    place.wait_for(lambda: len(node.files("deferred")) >= MESSAGES // DOMAINS * DOMAINS, "all are deferred", 1800)


def measure(timed, results):
    with fleets.Fleet(1) as fleet:
        node, store = fleet[0], fleet.dir + "/bench.db"
        fill(node)
        mtacon = [lib.MTACON, "--store", store, "--ssh-config", fleet.ssh + "/config"]
        subprocess.run([*mtacon, "nodes", "add", "mta1"], check=True)
        environment = dict(os.environ, MAIL_CONFIG=node.etc)

        def ours():
            return timed([*mtacon, "watch", "--once", "--timeout", "600"])[0]
        ours()
        seconds = statistics.median(ours() for _ in range(3))
        results.add("queue of %d messages summed up by domain, age, reason and expiry, connecting included" % MESSAGES,
                    "%.2f s" % seconds)
        for name, package, command in (("mailq", "postfix", ["mailq"]),
                                       ("qshape", "postfix", ["qshape", "deferred"])):
            if results.skip(name, package):
                continue
            peer = statistics.median(timed(command, env=environment)[0] for _ in range(3))
            results.add("the same", "%.2f s" % seconds, "%s %.2f s" % (name, peer), "%.2f" % (seconds / peer))
        if shutil.which("pfqueue"):
            results.add("the same", "%.2f s" % seconds, "pfqueue: shows 200 messages at most, without sums")
