"""The console's reading against real Postfix behind real sshd: counts, rotation, kills, nodes in
trouble. Every count is compared with an independent one over the same logs."""
import gzip
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import destination  # noqa: E402
import fleet as fleets  # noqa: E402
import image  # noqa: E402
import mta  # noqa: E402
import place  # noqa: E402

from place import PATIENCE, wait_for  # noqa: E402

CODES = [421, 450, 451, 452, 500, 501, 502, 503, 504, 550, 551, 552, 553, 554]
NEEDS_ROOT = unittest.skipUnless(os.getuid() == 0 and shutil.which("postfix") and mta.SSHD,
                                 "starting Postfix instances needs root, postfix and sshd")


class FleetCase(unittest.TestCase):
    """Mail that waits is tried again, and expires, when a test says so (node.try_again, node.expire)."""

    nodes = 1
    # What a console asks of a node now and then, it asks all the time.
    pace = dict(policy_interval=1, listing_interval=1, office365_interval=1)

    @classmethod
    def setUpClass(cls):
        cls.fleet = fleets.Fleet(cls.nodes, backoff=86400, maximal_backoff=86400, run_delay=86400)
        cls.addClassCleanup(cls.fleet.stop)
        try:
            cls.fleet.start()
        except image.Unavailable as why:
            raise unittest.SkipTest(str(why)) from why

    def setUp(self):
        self.store = "%s/%s.db" % (self.fleet.dir, self._testMethodName)
        self.config_file = self.store + ".json"
        self.configure()

    def configure(self, **settings):
        with open(self.config_file, "w") as out:
            json.dump({**self.pace, **settings}, out)

    def command(self, *arguments, store=None, ssh_config=None):
        return [lib.MTACON, "--store", store or self.store, "--ssh-config",
                ssh_config or self.fleet.ssh + "/config", "--config", self.config_file, *arguments]

    def mtacon(self, *arguments, code=0, store=None, ssh_config=None, **settings):
        if arguments[0] in ("mode", "bounce", "threshold", "subscribers") or arguments[:2] in (("alerts", "mute"), ("alerts", "test")):
            arguments += ("--new",)  # tests name customers that no node has seen
        if arguments[0] == "mode" and len(arguments) > 3 and "--reason" not in arguments:
            arguments += ("--reason", "a test")
        run = subprocess.run(self.command(*arguments, store=store, ssh_config=ssh_config), capture_output=True,
                             text=True, stdin=subprocess.DEVNULL, **settings)
        if code is not None:
            self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run

    def watch(self, store=None):
        process = subprocess.Popen(self.command("--interval", "1", "watch", store=store), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.addCleanup(self.end, process)
        return process

    def end(self, process, number=signal.SIGTERM):
        if process.returncode is None:
            process.send_signal(number)
            errors = process.communicate()[1]
            if number == signal.SIGTERM:
                self.assertEqual(process.returncode, 0, errors)
        process.stderr.close()

    def wait_for(self, condition, what="never came true", seconds=PATIENCE):
        return wait_for(condition, what, seconds)

    def add_nodes(self, count=None):
        for node in self.fleet.nodes[:count]:
            self.mtacon("nodes", "add", node.name)

    def status(self, *options):
        return json.loads(self.mtacon("status", "--json", *options).stdout)

    def counts(self):
        """What the store has, as lib.count has it."""
        found = {}
        for domain in self.status("--all-domains")["domains"]:
            for code, number in domain["failures"]["codes"].items():
                found[domain["name"], code] = number
        return found

    def logs(self, node):
        return [os.path.join(node.dir, name) for name in os.listdir(node.dir)
                if name.startswith("mail.log")]

    def expected(self):
        return dict(lib.count(path for node in self.fleet.nodes for path in sorted(
            self.logs(node), key=lambda name: os.stat(name).st_mtime_ns)))

    def send_all_kinds(self, node):
        for i, code in enumerate(CODES):
            node.send("c%d@customer%d.example" % (code, i % 3), subject="one")
        node.send(["m550@multi.example", "m450@multi.example", "ok@multi.example"])
        node.send(["u@drop.example", "u@refused.example", "u@greet421.example",
                   "u@greet554.example", "u@nohost.example", "u@error5.example", "u@pipe.example",
                   "u@socket.example"])
        node.send("\"c552 x\"@Quoted.Example")


@NEEDS_ROOT
class Counts(FleetCase):
    nodes = 3
    seconds = 22

    def test_all_codes_and_expiry_equal_an_independent_count(self):
        self.add_nodes()
        for node in self.fleet.nodes:
            self.send_all_kinds(node)
        self.fleet.quiet()
        for node in self.fleet.nodes:
            node.try_again()
            node.expire()
        self.mtacon("watch", "--once")
        expected = self.expected()
        self.assertEqual(self.counts(), expected)
        for code in CODES:
            self.assertTrue(any(key[1] == str(code) for key in expected), code)
        self.assertTrue(any(key[1] == "expired" for key in expected))
        self.assertTrue(any(key[1] == "no-reply-4" for key in expected))
        self.assertTrue(any(key[1] == "no-reply-5" for key in expected))
        self.assertGreater(expected["multi.example", "550"], 0)
        self.assertNotIn(("forged.example", "550"), expected)

    def rotate(self, node, serial):
        name = "%s.%d" % (node.log, serial)
        os.rename(node.log, name)
        node.run("postfix", "reload")
        if serial % 2:
            return
        wait_for(lambda: not self.is_open(name, node), "nobody writes " + name)
        status = os.stat(name)
        with open(name, "rb") as plain, gzip.open(name + ".gz", "wb") as out:
            shutil.copyfileobj(plain, out)
        os.utime(name + ".gz", ns=(status.st_atime_ns, status.st_mtime_ns))
        os.unlink(name)

    @staticmethod
    def is_open(path, node):
        """Whether a process of this Postfix may still write to it."""
        with open(node.dir + "/queue/pid/master.pid") as pid:
            processes = place.descendants(int(pid.read()))
        for process in processes:
            try:
                folder = "/proc/%d/fd/" % process
                if any(os.readlink(folder + entry) == path for entry in os.listdir(folder)):
                    return True
            except OSError:
                pass
        return False

    def test_rotation_kills_and_two_consoles_lose_and_double_nothing(self):
        """Mail flows; logs are rotated; two consoles read one store and are killed at random."""
        self.add_nodes()
        rng = random.Random(5)
        ending = threading.Event()

        def traffic():
            while not ending.is_set():
                node = rng.choice(self.fleet.nodes)
                node.send("c%d@customer%d.example" % (rng.choice(CODES), rng.randrange(4)))
                time.sleep(0.02)

        sender = threading.Thread(target=traffic)
        sender.start()
        consoles = []
        try:
            for turn in range(lib.times("KILLS", 6)):
                consoles = [c for c in consoles if c.poll() is None]
                while len(consoles) < 2:
                    consoles.append(subprocess.Popen(self.command("watch", "--interval", "1"),
                                                     stdin=subprocess.DEVNULL))
                time.sleep(rng.uniform(0.2, 1.2))
                if turn % 2:
                    self.rotate(self.fleet.nodes[turn // 2 % 2], turn // 2)
                self.fleet[2].run("postqueue", "-f")
                rng.choice(consoles).send_signal(signal.SIGKILL)
        finally:
            ending.set()
            sender.join()
            for console in consoles:
                console.kill()
                console.wait()
        self.fleet.quiet()
        for node in self.fleet.nodes:
            node.expire()
        self.mtacon("watch", "--once")
        self.assertEqual(self.counts(), self.expected())
        self.assertGreater(sum(self.counts().values()), 50)


@NEEDS_ROOT
class Trouble(FleetCase):
    nodes = 5
    seconds = 30

    def node_status(self, node):
        return [row for row in self.status()["nodes"] if row["name"] == node.name][0]

    def test_one_node_in_trouble_is_its_own_trouble(self):
        """One sshd stopped, one frozen, one with another host key, one that answers garbage: the
        fifth stays fresh, and each says what is wrong. The stopped one comes back by itself."""
        stopped, frozen, changed, garbage, good = self.fleet.nodes
        self.add_nodes()
        stopped.stop_sshd()
        changed.stop_sshd()
        changed.new_host_key()
        changed.start_sshd()
        garbage.stop_sshd()
        garbage.start_sshd("ForceCommand head -c 300000 /dev/urandom; sleep 1000")
        frozen.signal_sshd(signal.SIGSTOP)
        self.addCleanup(frozen.signal_sshd, signal.SIGCONT)
        self.watch()
        self.wait_for(lambda: "refused" in (self.node_status(stopped)["error"] or ""))
        stopped.start_sshd()
        self.wait_for(lambda: self.node_status(stopped)["state"] == "up")
        stopped.stop_sshd()
        wanted = {stopped: "refused", changed: "HOST KEY CHANGED", frozen: "SSH handshake",
                  garbage: "no shell answers"}
        sent = 0

        def told():
            nonlocal sent
            good.send("c550@fresh.example")
            sent += 1
            self.wait_for(lambda: self.node_status(good)["failures"]["last_hour"] == sent)
            return all(words in (self.node_status(node)["error"] or "") for node, words in wanted.items())
        self.wait_for(told, lambda: self.status()["nodes"])
        nodes = {node["name"]: node for node in self.status()["nodes"]}
        self.assertIn("known_hosts line 3", nodes[changed.name]["error"])
        self.assertIn("nodes trust", nodes[changed.name]["error"])
        for node in wanted:
            self.assertEqual(nodes[node.name]["state"], "down")
            self.assertEqual(nodes[node.name]["error"].isprintable(), True)
        self.assertEqual(nodes[good.name]["state"], "up")
        self.assertEqual(nodes[good.name]["failures"]["last_hour"], sent)

    def test_queue_files_that_vanish_while_they_are_counted(self):
        node = self.fleet.nodes[4]
        self.mtacon("nodes", "add", node.name)
        folder = node.dir + "/queue/deferred/F"
        os.makedirs(folder, exist_ok=True)
        ending = threading.Event()

        def churn():
            while not ending.is_set():
                for i in range(200):
                    open("%s/F%d" % (folder, i), "w").close()
                for i in range(200):
                    os.unlink("%s/F%d" % (folder, i))

        thread = threading.Thread(target=churn)
        thread.start()
        try:
            for _ in range(lib.times("LISTINGS", 3)):
                self.mtacon("watch", "--once")
        finally:
            ending.set()
            thread.join()


@NEEDS_ROOT
class OneNode(FleetCase):
    seconds = 15

    def test_status_tells_the_queue(self):
        node = self.fleet.nodes[0]
        self.add_nodes()
        node.send(["c450@wait.example"])
        node.send(["u@refused.example"])
        self.fleet.quiet()
        self.mtacon("watch", "--once")
        row = self.status()["nodes"][0]
        self.assertEqual(row["state"], "up")
        self.assertEqual(row["queue"]["deferred"], 2)
        self.assertEqual(row["queue"]["expiring_6h"], 0)
        self.assertLess(row["queue"]["oldest_seconds"], 3600)
        self.assertEqual(row["mta"], "Postfix " + node.run("postconf", "-h", "mail_version").strip())
        self.assertIsNone(row["error"])

    def test_check_speaks_the_plugin_convention(self):
        self.assertTrue(self.mtacon("status", "--check", code=3).stdout.startswith("MTACON UNKNOWN"))
        self.add_nodes()
        self.assertTrue(self.mtacon("status", "--check", code=1).stdout.startswith("MTACON WARNING"))
        self.fleet.nodes[0].send(["c550@checked.example"])
        self.fleet.quiet()
        self.mtacon("watch", "--once")
        line = self.mtacon("status", "--check", code=0).stdout
        self.assertRegex(line, r"^MTACON OK - 1 of 1 nodes up, .*\| failures_hour=\d+;;;0 ")
        self.mtacon("domains", "add", "checked.example", "--hourly", "1")
        run = self.mtacon("status", "--check", code=2)
        line, complaint = run.stdout, run.stderr
        self.assertEqual(complaint, "")
        self.assertRegex(line, r"^MTACON CRITICAL - .*checked.example 1/h .*'checked.example_hour'=1;0;1;0")
        self.assertEqual(line.count("\n"), 1)

    def test_nodes_test_walks_the_way(self):
        self.add_nodes()
        out = self.mtacon("nodes", "test", "mta1").stdout
        for word in ("name lookup", "TCP connection", "host key", "authentication", "sudo", "MTA",
                     "log", "queue listing"):
            self.assertRegex(out, r"(?m)^ok +%s" % word)
        self.mtacon("nodes", "test", "nobody", code=1)
        self.mtacon("nodes", "add", "lost", "no-such-host.invalid")
        self.assertRegex(self.mtacon("nodes", "test", "lost", code=3).stdout,
                         r"(?m)^FAIL +name lookup .*no address")
        self.mtacon("nodes", "add", "closed", self.fleet.destination.address, "--port",
                    str(destination.CLOSED_PORT))
        self.assertIn("refused", self.mtacon("nodes", "test", "closed", code=3).stdout)
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            threading.Thread(target=self.greet, args=(silent,), daemon=True).start()
            self.mtacon("nodes", "add", "web", "127.0.0.1", "--port", str(silent.getsockname()[1]))
            out = self.mtacon("nodes", "test", "web", code=3).stdout
        self.assertIn("no SSH server answers", out)

    @staticmethod
    def greet(listener):
        try:
            connection, _ = listener.accept()
            connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 100)
            connection.close()
        except OSError:
            pass

    def test_missing_log_is_named_and_the_rest_is_read(self):
        self.mtacon("nodes", "add", "mta1", "--log", "/no/such.log")
        run = self.mtacon("watch", "--once", code=3)
        self.assertIn("mta1: no log at /no/such.log", run.stderr)
        self.assertIn("no log", self.status()["nodes"][0]["error"])
        self.assertEqual(self.status()["nodes"][0]["state"], "up")

    def test_full_disk_loses_nothing(self):
        """The store cannot grow: a clear error, and the same counts once it can."""
        node = self.fleet.nodes[0]
        self.add_nodes()
        for i in range(300):
            node.send(["c550@full%d.example" % i])
        self.fleet.quiet()

        def limit():
            import resource
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (40000, 40000))

        run = self.mtacon("watch", "--once", code=4, preexec_fn=limit)
        self.assertIn("store", run.stderr)
        self.mtacon("watch", "--once")
        self.assertEqual(self.counts(), self.expected())

    def test_unprivileged_users(self):
        """An account that may sudo, and one that may not."""
        name = "mtacon-t%d" % (os.getpid() % 100000)
        node = self.fleet.nodes[0]
        place.add_account(self.fleet.dir, name)
        self.addCleanup(place.remove_account, name)
        sudoers = "/etc/sudoers.d/" + name
        self.mtacon("nodes", "add", "mta1", name + "@mta1")
        os.chmod(node.log, 0o600)
        out = self.mtacon("nodes", "test", "mta1", code=3).stdout
        self.assertIn("no sudo -n", out)
        self.assertRegex(out, r"(?m)^FAIL +log +cannot read .*adm")
        self.assertRegex(out, r"(?m)^note +queue +cannot read .*sudo -n")
        self.assertRegex(out, r"(?m)^FAIL +|^ok +queue listing")
        os.chmod(node.log, 0o644)
        with open(sudoers, "w") as out:
            out.write("%s ALL=(ALL) NOPASSWD: ALL\n" % name)
        os.chmod(sudoers, 0o440)
        out = self.mtacon("nodes", "test", "mta1").stdout
        self.assertRegex(out, r"(?m)^ok +sudo +sudo -n works")
        self.mtacon("watch", "--once")
        self.assertEqual(self.status()["nodes"][0]["error"], None)


if __name__ == "__main__":
    unittest.main()
