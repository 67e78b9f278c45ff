"""Pictures of the running console on the demo fleet, at 80x24 and 160x48: screenshots.py DIRECTORY [mixed]"""
import os
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "../node"), os.path.join(HERE, "../fleet"), HERE]
import lib  # noqa: E402
import fleet as fleets  # noqa: E402
import machine  # noqa: E402
import mixed  # noqa: E402
import terminal  # noqa: E402

# Name, and the keys that lead to the screen from the first one.
SCREENS = [("domains", []), ("domain", ["Enter"]), ("nodes", ["2"]), ("node", ["2", "Enter"]),
           ("messages", ["m"]), ("log", ["o"]), ("codes", ["6"]), ("alerts", ["3"]), ("outbox", ["3", "O"]), ("history", ["4"]), ("system", ["5"]),
           ("continuity", ["c"]), ("business-continuity", ["e"]), ("thresholds", ["a"]), ("push", ["p"]),
           ("help", ["?"])]
MIXED = [("mixed-domains", []), ("mixed-nodes", ["2"])]


def picture(console, directory, name, size):
    console.settle(0.4)
    with open("%s/%s-%dx%d.svg" % (directory, name, *size), "w") as out:
        out.write(terminal.svg(console.screen))


def main(directory, nodes=3, screens=SCREENS):
    with fleets.Fleet(nodes, history=True) as fleet:
        fleet.start_traffic()
        common = [lib.MTACON, "--store", fleet.ssh + "/demo.db", "--ssh-config", fleet.ssh + "/config"]
        for node in fleet.nodes:
            subprocess.run([*common, "nodes", "add", node.name, "--node-dir", node.policy_dir], check=True)
            subprocess.run([*common, "nodes", "enrol", node.name, "--yes"], check=True, stdout=subprocess.DEVNULL)
        for domain, hourly, daily in (("*", 400, 2000), ("acme.example", 100, 500), ("contoso.example", 60, 900)):
            subprocess.run([*common, "domains", "add", domain, "--hourly", str(hourly), "--daily", str(daily)],
                           check=True)
        subprocess.run([*common, "bounce", "acme.example", "disabled-on-continuity"], check=True)
        subprocess.run([*common, "subscribers", "acme.example", "add", "noc@provider.example"], check=True)
        subprocess.run([*common, "push", "--yes"], check=True)
        subprocess.run([*common, "mode", "acme.example", "enabled", "--for", "2h", "--reason",
                        "INC-20931 Exchange down"], check=True)
        watch = subprocess.Popen([*common, "watch"], stdin=subprocess.DEVNULL)
        consoles = [(size, terminal.Terminal(common, *size)) for size in ((80, 24), (160, 48))]
        end = time.time() + 75  # acme.example's mail system goes down after 20 s
        while time.time() < end:
            for _, console in consoles:
                console.read()
        for size, console in consoles:
            console.wait("nodes %d of %d up" % (len(fleet.nodes), len(fleet.nodes)))
            for name, keys in screens:
                console.press(*keys)
                picture(console, directory, name, size)
                console.press("Esc", "Esc", "1")
            console.close()
        watch.terminate()
        watch.wait()


if __name__ == "__main__":
    if sys.argv[2:] != ["mixed"]:
        main(sys.argv[1])
    if not machine.missing():
        main(sys.argv[1], mixed.NODES, MIXED)
