"""Policy on real Postfix: what is pushed takes effect, wholly or not at all, and can be taken back."""
import fcntl
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import mta  # noqa: E402
import test_fleet  # noqa: E402


class PolicyCase(test_fleet.FleetCase):
    """Nodes that are enrolled, each with its own folder for policy. Enrolment is done once, and each test finds the
    nodes as they were after it."""

    enrolled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.enrolled_store = cls.fleet.dir + "/enrolled.db"

        def mtacon(*arguments):
            subprocess.run([lib.MTACON, "--store", cls.enrolled_store, "--ssh-config", cls.fleet.ssh + "/config",
                            *arguments], check=True, stdin=subprocess.DEVNULL, capture_output=True)
        for node in cls.fleet.nodes:
            mtacon("nodes", "add", node.name, "--node-dir", node.dir + "/policy")
        for node in cls.fleet.nodes:
            if cls.enrolled:
                mtacon("nodes", "enrol", node.name, "--yes")
            else:
                os.mkdir(node.dir + "/policy")
            for folder in ("etc", "policy"):
                shutil.copytree(node.dir + "/" + folder, node.dir + "/saved/" + folder, symlinks=True)

    def setUp(self):
        super().setUp()
        shutil.copy(self.enrolled_store, self.store)
        self.fleet.destination.received.clear()
        for node in self.fleet.nodes:
            self.restore(node)
            node.postfix("reload")

    @staticmethod
    def restore(node):
        """Nothing is ever missing: master does not start a service for a minute that found no main.cf."""
        for name in os.listdir(node.dir + "/saved/etc"):
            shutil.copy2("%s/saved/etc/%s" % (node.dir, name), node.dir + "/restored")
            os.replace(node.dir + "/restored", "%s/%s" % (node.etc, name))
        shutil.copytree(node.dir + "/saved/policy", node.dir + "/restored", symlinks=True)
        os.rename(node.dir + "/policy", node.dir + "/gone")
        os.rename(node.dir + "/restored", node.dir + "/policy")
        shutil.rmtree(node.dir + "/gone")

    def policy(self, node, name="policy.json"):
        with open("%s/policy/%s" % (node.dir, name)) as text:
            return text.read()

    def reports(self, subject):
        """Reports about messages with that subject which reached a sender."""
        return [data for _, data in self.fleet.destination.mails()
                if "Undelivered Mail" in data and "Subject: %s\r\n" % subject in data]

    def audit(self, store=None):
        """What the trail says of this store, oldest first, as (action, subject, detail)."""
        with sqlite3.connect(store or self.store) as connection:
            rows = connection.execute("SELECT action, subject, detail FROM audit ORDER BY id").fetchall()
        connection.close()
        return rows

    def asked(self, *arguments, store=None):
        return lib.Asked(self, "--store", store or self.store, "--ssh-config", self.fleet.ssh + "/config", *arguments)

    def submit(self, node, sender):
        with node.client(mta.SUBMISSION_PORT) as client:
            client.ehlo()
            code, text = client.mail(sender)
            if code == 250:
                code, text = client.rcpt("someone@elsewhere.example")
            return code, text.decode()


@test_fleet.NEEDS_ROOT
class Effect(PolicyCase):
    nodes = 2
    seconds = 15

    def test_reports_stop_and_flow_again(self):
        """A hard failure and an expired message of acme.example send no report while it is on continuity,
        other domains' do; mail queued before the switch is covered; switched back, reports flow."""
        node = self.fleet[0]
        node.send("c550@acme.example", subject="before")
        self.wait_for(lambda: self.reports("before"))
        node.send("c450@acme.example", subject="queued before")
        self.mtacon("bounce", "acme.example", "disabled-on-continuity")
        out = self.mtacon("mode", "acme.example", "enabled", "--reason", "INC-1", "--push").stdout
        self.assertIn("2 in force, 0 waiting, 0 failed", out)
        node.send("c550@acme.example", subject="hard")
        node.send("c450@acme.example", subject="expires")
        node.send("c550@contoso.example", subject="other")
        node.send("c450@contoso.example", subject="other expires")
        node.send("c550@sub.acme.example", subject="below")
        self.fleet.quiet()
        node.expire()
        self.wait_for(lambda: self.reports("other expires"))
        self.wait_for(lambda: self.reports("other") and self.reports("below"))
        self.fleet.quiet()
        self.assertEqual(node.logged("(mtacon withheld 1/1 of 1: acme.example=1)"), 3)
        for subject in ("hard", "expires", "queued before"):
            self.assertEqual(self.reports(subject), [], subject)
        self.mtacon("watch", "--once")
        status = self.status()
        self.assertEqual([n["suppressed_reports"] for n in status["nodes"]], [3, 0])
        acme = [d for d in status["domains"] if d["name"] == "acme.example"][0]
        self.assertEqual((acme["mode"], acme["bounce_policy"], acme["effective_bounce"]),
                         ("enabled", "disabled-on-continuity", "disabled"))
        self.assertGreater(acme["failures"]["permanent"], 0)  # still counted
        self.mtacon("mode", "acme.example", "disabled", "--push")
        node.send("c550@acme.example", subject="after")
        self.wait_for(lambda: self.reports("after"))

    def test_submission_follows_the_mode(self):
        for domain, mode in (("off.example", "disabled"), ("opt.example", "optional"), ("on.example", "enabled")):
            self.mtacon("mode", domain, mode)
        self.mtacon("push", "--yes")
        for node in self.fleet.nodes:
            code, text = self.submit(node, "user@off.example")
            self.assertEqual(code, 554, text)
            self.assertIn("continuity mode of off.example is disabled", text)
            self.assertEqual(self.submit(node, '"user @ x"@OFF.example')[0], 554)
            for sender in ("user@opt.example", "user@on.example", "user@stranger.example", "user@sub.off.example",
                           "off.example@stranger.example"):
                self.assertEqual(self.submit(node, sender)[0], 250, sender)
            # Port 25 is not touched.
            node.send("ok@acme.example", sender="user@off.example")
            published = json.loads(self.policy(node, "published/on.example.json"))
            self.assertEqual((published["domain"], published["mode"], published["until"]), ("on.example", "enabled", None))
            self.assertEqual(os.stat(node.dir + "/policy/published/on.example.json").st_mode & 0o777, 0o644)
        self.mtacon("mode", "off.example", "optional", "--push")
        self.assertEqual(self.submit(self.fleet[0], "user@off.example")[0], 250)

    def test_pushing_the_same_again_changes_nothing(self):
        node = self.fleet[0]
        self.mtacon("mode", "acme.example", "enabled", "--push")
        inode = os.stat(node.dir + "/policy/current/policy.json").st_ino
        self.fleet.quiet()
        reloads = node.logged("reload -- version")
        self.assertIn("2 in force", self.mtacon("push", "--yes").stdout)
        self.assertIn("2 in force", self.mtacon("subscribers", "acme.example", "add", "noc@isp.example", "--push").stdout)
        self.fleet.quiet()
        self.assertEqual(node.logged("reload -- version"), reloads)
        self.assertNotEqual(os.stat(node.dir + "/policy/current/policy.json").st_ino, inode)
        hashed = subprocess.run(["sha256sum", node.dir + "/policy/policy.json"], capture_output=True, text=True, check=True)
        head = json.loads(self.mtacon("history", "--json").stdout)[0]
        self.assertEqual(hashed.stdout.split()[0], head["hash"])


@test_fleet.NEEDS_ROOT
class Enrolment(PolicyCase):
    enrolled = False
    seconds = 35

    def test_enrolment_can_be_taken_back_to_the_byte(self):
        node = self.fleet[0]
        master = node.etc + "/master.cf"
        with open(master, "rb") as before:
            plain = before.read()
        variants = [plain, plain.rstrip(b"\n"), plain + b"\n\n# a comment at the end\n",
                    plain.replace(b" -o syslog_name=postfix/submission\n",
                                  b" -o syslog_name=postfix/submission\n# a comment inside\n -o smtpd_tls_wrappermode=no\n\n"),
                    plain.replace(b" -o syslog_name=postfix/submission\n",
                                  b" -o syslog_name=postfix/submission\n -o smtpd_sender_restrictions=reject_non_fqdn_sender\n")]
        for variant in variants:
            with open(master, "wb") as out:
                out.write(variant)
            os.chmod(master, 0o640)
            with open(node.etc + "/main.cf", "rb") as main:
                main_before = main.read()
            out = self.mtacon("nodes", "enrol", "mta1", "--yes").stdout
            self.assertIn("+ -o cleanup_service_name=mtacon_bounce", out)
            self.assertEqual(subprocess.run(["postfix", "-c", node.etc, "check"]).returncode, 0)
            enrolled = node.run("postconf", "-P")
            self.assertIn("cleanup_service_name = mtacon_bounce", enrolled)
            if b"reject_non_fqdn_sender" in variant:
                self.assertRegex(enrolled, r"smtpd_sender_restrictions = check_sender_access pipemap:{regexp:\S+/sender.regexp,texthash:\S+/submission.texthash}, reject_non_fqdn_sender")
            # An edit made since stays.
            with open(master, "rb") as text:
                edited = text.read().replace(b"anvil unix", b"# hand-made\nanvil unix", 1)
            with open(master, "wb") as text:
                text.write(edited)
            self.mtacon("nodes", "unenrol", "mta1", "--yes")
            with open(master, "rb") as after:
                self.assertEqual(after.read(), variant.replace(b"anvil unix", b"# hand-made\nanvil unix", 1))
            self.assertEqual(os.stat(master).st_mode & 0o777, 0o640)
            with open(node.etc + "/main.cf", "rb") as main:
                self.assertEqual(main.read(), main_before)
            self.assertEqual(os.listdir(node.dir + "/policy"), ["backups"])

    def test_consent_is_to_what_was_shown(self):
        """Another console changes the node while the operator reads: nothing is done that was not looked at."""
        node = self.fleet[0]
        master = node.etc + "/master.cf"
        shutil.rmtree(node.dir + "/policy", ignore_errors=True)  # backups of other tests
        one = self.asked("nodes", "enrol", "mta1")
        self.assertIn("+ -o cleanup_service_name=mtacon_bounce", one.text)
        self.mtacon("nodes", "enrol", "mta1", "--yes", store=self.fleet.dir + "/other.db", code=1)  # it has no such node
        self.mtacon("nodes", "add", "mta1", "--node-dir", node.dir + "/policy", store=self.fleet.dir + "/other.db")
        self.mtacon("nodes", "enrol", "mta1", "--yes", store=self.fleet.dir + "/other.db")
        with open(master) as text:
            enrolled = text.read()
        one.answer("yes")
        self.assertIn("nothing to change: mta1 is enrolled already (by another console?)", one.over(0))
        with open(master) as text:
            self.assertEqual(text.read(), enrolled)
        self.assertEqual(len(os.listdir(node.dir + "/policy/backups")), 1)
        self.assertEqual([row[0] for row in self.audit()], ["add node"])
        self.assertIn("nothing to change: mta1 is enrolled already", self.mtacon("nodes", "enrol", "mta1", "--yes").stdout)
        back = self.asked("nodes", "unenrol", "mta1")
        with open(master, "w") as out:
            out.write(enrolled.replace(" -o cleanup_service_name=mtacon_bounce\n", "", 1))
        back.answer("yes")
        back.wait()
        self.assertIn("it changed meanwhile: look at it again", back.text)
        back.answer("no")
        self.assertIn("left as it is", back.over(1))
        with open(master, "w") as out:
            out.write(enrolled)
        self.assertIn("- -o cleanup_service_name=mtacon_bounce", self.mtacon("nodes", "unenrol", "mta1", "--dry-run").stdout)
        self.assertIn("say --yes", self.mtacon("nodes", "unenrol", "mta1", code=1).stderr)  # nobody to ask
        self.mtacon("nodes", "unenrol", "mta1", "--yes")
        self.assertRegex(self.audit()[-1][2], "^master.cf is as it was")
        self.assertEqual([row[0] for row in self.audit()], ["add node", "unenrol"])
        os.unlink(self.fleet.dir + "/other.db")

    def test_a_change_whose_end_nobody_heard_is_in_the_trail(self):
        """The connection goes, and the console is killed by its time, while the node waits for another one's lock."""
        node = self.fleet[0]
        os.makedirs(node.dir + "/policy", exist_ok=True)
        with open(node.dir + "/policy/lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            inode = ":%d " % os.fstat(lock.fileno()).st_ino

            def waits():
                """The processes that wait for the lock."""
                with open("/proc/locks") as locks:
                    return [int(line.split()[5]) for line in locks if "->" in line and inode in line]
            asked = self.asked("nodes", "enrol", "mta1")
            asked.answer("yes")
            self.wait_for(waits)
            node.stop_sshd()
            self.assertIn("not known whether it was done: look at it again", asked.over(3))
            node.start_sshd()
            self.wait_for(lambda: not waits())
            asked = self.asked("nodes", "enrol", "mta1", "--timeout", "10")
            asked.answer("yes")
            self.wait_for(waits)
            self.assertIn("not done in time", asked.over(3))
            for pid in waits():  # so that it gives up, and does not enrol when the lock is free
                os.kill(pid, signal.SIGKILL)
            self.wait_for(lambda: not waits())
        details = [row[2] for row in self.audit() if row[0] == "enrol"]
        self.assertRegex(details[0], "^not known whether it was done: ")
        self.assertEqual(details[1], "begun; its end was not waited for")

    def test_what_is_not_enrolled_is_told(self):
        self.mtacon("mode", "acme.example", "enabled")
        out = self.mtacon("push", "--yes", "--nodes", "mta1", code=1).stdout
        self.assertRegex(out, r"failed +mta1 +not enrolled: mtacon nodes enrol")
        self.mtacon("watch", "--once")
        self.assertIn("no node is enrolled", self.mtacon("push", "--yes", code=1).stderr)

    def test_a_folder_that_cannot_be_written_is_told(self):
        """Also where the shell would end: the link stays up, the node says why."""
        node = self.fleet[0]
        self.mtacon("nodes", "remove", "mta1")
        self.mtacon("nodes", "add", "mta1", "--node-dir", node.dir + "/main.log/policy")
        with open(node.dir + "/main.log", "w"):
            self.addCleanup(os.unlink, node.dir + "/main.log")
        self.assertIn("cannot write in", self.mtacon("nodes", "enrol", "mta1", "--yes", code=1).stderr)
        action, subject, detail = self.audit()[-1]
        self.assertEqual((action, subject), ("enrol", "mta1"))
        self.assertRegex(detail, "^failed: cannot write in ")

    def test_drift_is_seen_and_mended(self):
        node = self.fleet[0]
        self.mtacon("nodes", "enrol", "mta1", "--yes", "--publish", node.dir + "/www")
        self.mtacon("mode", "acme.example", "enabled", "--push")
        self.assertTrue(os.path.exists(node.dir + "/www/acme.example.json"))
        self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
        with open(node.etc + "/master.cf") as text:
            master = text.read()
        with open(node.etc + "/master.cf", "w") as out:
            out.write(master.replace(" -o cleanup_service_name=mtacon_bounce\n", "", 1))
        out = self.mtacon("nodes", "drift", "mta1", code=1).stdout
        self.assertIn('missing "-o cleanup_service_name=mtacon_bounce"', out)
        with open(node.etc + "/master.cf", "w") as out:
            out.write(master)
        with open(node.dir + "/policy/bounces.regexp", "a") as out:
            out.write("# by hand\n")
        self.assertIn("changed by hand", self.mtacon("nodes", "drift", "mta1", code=1).stdout)
        self.assertIn("changed by hand", self.status()["nodes"][0]["drift"])
        self.mtacon("push", "--yes")
        self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
        node.run("postconf", "maximal_queue_lifetime=1d")
        self.assertIn("the rule is 5 days", self.mtacon("nodes", "drift", "mta1", code=1).stdout)
        node.run("postconf", "maximal_queue_lifetime=5d")
        self.mtacon("nodes", "unenrol", "mta1", "--yes")
        self.assertFalse(os.path.lexists(node.dir + "/www"))


@test_fleet.NEEDS_ROOT
class Interrupted(PolicyCase):
    """The way is cut off at every step of a push, on the node itself."""

    seconds = 34
    STEPS = ("receive", "check", "sync", "place", "turn", "reload", "verify")

    def test_who_reads_a_document_always_finds_it(self):
        """Clients fetch it at any moment: also while the same revision is pushed again, over files changed by hand."""
        node = self.fleet[0]
        self.mtacon("mode", "acme.example", "optional", "--push")
        path, stop, misses, reads = node.dir + "/policy/published/acme.example.json", threading.Event(), [], [0]

        def read():
            while not stop.is_set():
                try:
                    with open(path) as text:
                        json.load(text)
                except (OSError, ValueError) as error:
                    misses.append(str(error))
                reads[0] += 1
        reader = threading.Thread(target=read)
        reader.start()
        try:
            for turn in range(4):
                before = reads[0]
                if turn % 2:
                    with open(node.dir + "/policy/current/bounces.regexp", "a") as table:
                        table.write("# by hand\n")
                self.assertIn("in force", self.mtacon("push", "--yes").stdout)
                self.assertIn("no drift", self.mtacon("nodes", "drift", node.name).stdout)
                self.assertGreater(reads[0], before)
        finally:
            stop.set()
            reader.join()
        self.assertEqual(misses, [])

    def test_each_step_leaves_the_old_or_the_new(self):
        node = self.fleet[0]
        for step in self.STEPS:
            before = {"bounce": "enabled", "mode": "optional"}
            self.mtacon("bounce", "acme.example", before["bounce"])
            self.mtacon("mode", "acme.example", before["mode"], "--push")
            old = self.policy(node)
            self.mtacon("bounce", "acme.example", "disabled")
            self.mtacon("mode", "acme.example", "disabled")
            # The node's own script, cut off by force where it tells that this step begins.
            head = json.loads(self.mtacon("history", "--json").stdout)
            run = self.push_by_hand(node, "[ \"$1\" != %s ] || kill -9 $$" % step, head[0], self.hash_of(old))
            self.assertEqual(run.returncode, -9, run.stdout + run.stderr)
            now = self.policy(node)
            tables = self.policy(node, "submission.texthash")
            if now == old:
                self.assertNotIn("acme.example", tables)
                self.assertIn('"optional"', self.policy(node, "published/acme.example.json"))
            else:
                self.assertEqual(self.hash_of(now), head[0]["hash"])
                self.assertIn("acme.example REJECT", tables)
                self.assertIn('"disabled"', self.policy(node, "published/acme.example.json"))
            node.send("ok@flows.example")  # mail flows all the while
            self.assertIn("1 in force", self.mtacon("push", "--yes").stdout)
            self.assertEqual(self.hash_of(self.policy(node)), head[0]["hash"])
            self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
            self.assertLessEqual(set(os.listdir(node.dir + "/policy/rev")) & {"new", "again"}, set())

    def test_in_force_is_what_the_next_client_meets(self):
        """master is late to act on the signal: until then a server that is idle has the former table."""
        node = self.fleet[0]
        self.mtacon("bounce", "acme.example", "disabled")
        self.mtacon("mode", "acme.example", "optional", "--push")
        self.assertEqual(self.submit(node, "user@acme.example")[0], 250)  # it is idle from now on
        old = self.policy(node)
        self.mtacon("mode", "acme.example", "disabled")
        with open(node.dir + "/queue/pid/master.pid") as text:
            master = int(text.read())
        late = "[ \"$1\" != reload ] || { kill -STOP %d; (sleep 0.3; kill -CONT %d) >/dev/null 2>&1 & }" % (master, master)
        run = self.push_by_hand(node, late, json.loads(self.mtacon("history", "--json").stdout)[0], self.hash_of(old))
        self.assertEqual(self.submit(node, "user@acme.example")[0], 554, run.stdout + run.stderr)

    def push_by_hand(self, node, step, head, old):
        """The node's own script, with what it does where it tells of a step."""
        script = lib.library() + "mtacon_step() { %s; }\n" % step
        return subprocess.run(["sh"], text=True, capture_output=True, env=dict(os.environ, MAIL_CONFIG=node.etc),
                              input=script + "mtacon_push %s/policy %s %s %d 1 test - 0123456789abcdef <<'END'\n%sEND\n"
                              % (node.dir, head["hash"], old, head["number"], self.bundle(head["number"])))

    @staticmethod
    def hash_of(text):
        return subprocess.run(["sha256sum"], input=text, capture_output=True, text=True, check=True).stdout.split()[0]

    def bundle(self, number):
        """As the console would send it, from the store's document."""
        import sqlite3
        with sqlite3.connect(self.store) as database:
            document = database.execute("SELECT document FROM revision WHERE number = ?", (number,)).fetchone()[0]
        mark = "0123456789abcdef "
        return ("".join(mark + part for part in (
            "policy.json\n" + document,
            "bounces.regexp\nif /^Final-Recipient:/\n/@acme\\.example$/ FILTER mtacon_report:report\nendif\n",
            "reports\nacme.example acme.example acme.example off\n",
            "submission.texthash\nacme.example REJECT continuity mode of acme.example is disabled\n",
            "published/acme.example.json\n{\"mode\":\"disabled\"}\n", "end\n")))

    def test_the_connection_is_lost_at_random(self):
        """sshd is killed while pushes run: the node is at one revision or the other, and the next completes."""
        node = self.fleet[0]
        rng = random.Random(3)
        self.mtacon("mode", "acme.example", "optional", "--push")
        for turn in range(lib.times("KILLS", 3)):
            mode = ("enabled", "optional")[turn % 2]
            old = self.policy(node)
            self.mtacon("mode", "acme.example", mode)
            push = subprocess.Popen(self.command("push", "--yes", "--timeout", "4"), stdout=subprocess.DEVNULL,
                                    stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
            time.sleep(rng.uniform(0.1, 1.0))
            node.stop_sshd()
            push.wait()
            now = self.policy(node)
            if now != old:
                self.assertEqual(json.loads(now)["domains"]["acme.example"]["mode"], mode)
            self.assertEqual(json.loads(self.policy(node, "published/acme.example.json"))["mode"],
                             json.loads(now)["domains"]["acme.example"]["mode"])
            node.start_sshd()
            self.assertIn("1 in force", self.mtacon("push", "--yes").stdout)
            self.assertEqual(json.loads(self.policy(node))["domains"]["acme.example"]["mode"], mode)


@test_fleet.NEEDS_ROOT
class Operators(PolicyCase):
    nodes = 2
    seconds = 42

    def other(self, *arguments, **settings):
        return self.mtacon(*arguments, store=self.fleet.dir + "/other-%s.db" % self._testMethodName, **settings)

    def add_other(self):
        for node in self.fleet.nodes:
            self.other("nodes", "add", node.name, "--node-dir", node.dir + "/policy")

    def test_a_newer_revision_is_never_overwritten(self):
        self.add_other()
        self.mtacon("mode", "acme.example", "enabled", "--reason", "INC-7", "--push")
        self.other("mode", "acme.example", "optional")
        out = self.other("push", "--yes", code=1).stdout
        self.assertRegex(out, r"conflict +mta1 +carries revision 1 by .*@.* does not know: adopt it, or override")
        self.assertIn('"enabled"', self.policy(self.fleet[0]))
        status = json.loads(self.other("status", "--json").stdout)
        self.assertIn("does not know", status["nodes"][0]["drift"])
        preview = self.other("adopt", "mta1", "--dry-run").stdout
        self.assertRegex(preview, r"mta1 carries revision 1 \([0-9a-f]{12}\) by .*: INC-7\nAgainst ours, revision 1 ")
        self.assertIn("  acme.example: mode Optional -> Enabled\n", preview)
        self.assertIn("Optional", self.other("mode", "acme.example").stdout)
        self.assertIn("INC-7", self.other("adopt", "mta1").stdout)
        self.assertIn("nothing to change", self.other("adopt", "mta1").stdout)
        self.assertIn("Enabled", self.other("mode", "acme.example").stdout)
        self.other("mode", "acme.example", "optional", "--push")
        # Now the first one is behind, and says so; it overrides with a reason.
        self.mtacon("mode", "acme.example", "disabled")
        self.mtacon("push", "--yes", code=1)
        self.assertIn("--reason", self.mtacon("adopt", "mta1", "--keep-ours", code=2).stderr)
        out = self.mtacon("adopt", "mta1", "--keep-ours", "--reason", "INC-8: ours is right").stdout
        self.assertIn("Ours is made current again on top of it", out)
        self.assertIn("our policy is current again, as revision 4", out)
        self.assertEqual([row[:2] for row in self.audit()[-2:]], [("adopt", "revision 3"), ("save", "revision 4")])
        self.assertIn("2 in force", self.mtacon("push", "--yes").stdout)
        self.assertIn('"disabled"', self.policy(self.fleet[1]))

    def test_two_pushes_at_once(self):
        """Whoever comes second is told; never mixed files, never a lost update."""
        self.add_other()
        for turn in range(lib.times("CONFLICTS", 3)):
            for run, mode in ((self.mtacon, "enabled"), (self.other, "optional")):
                run("mode", "turn%d.example" % turn, mode)
            results = {}

            def push(name, run):
                results[name] = run("push", "--yes", code=None)
            threads = [threading.Thread(target=push, args=pair) for pair in (("one", self.mtacon), ("other", self.other))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            codes = {name: run.returncode for name, run in results.items()}
            self.assertEqual(sorted(codes.values()), [0, 1], results)
            carried = [json.loads(self.policy(node)) for node in self.fleet.nodes]
            for node, document in zip(self.fleet.nodes, carried):
                self.assertEqual(json.loads(self.policy(node, "published/turn%d.example.json" % turn))["mode"],
                                 document["domains"]["turn%d.example" % turn]["mode"])
            loser = self.other if codes["one"] == 0 else self.mtacon
            self.assertEqual(carried[0], carried[1])
            self.assertIn("conflict", results["other" if codes["one"] == 0 else "one"].stdout)
            loser("adopt", "mta1")

    def test_late_nodes_get_it_when_they_return(self):
        late, there = self.fleet.nodes
        late.stop_sshd()
        self.mtacon("mode", "acme.example", "enabled")
        out = self.mtacon("push", "--yes", code=3).stdout
        self.assertIn("1 in force, 1 waiting, 0 failed", out)
        late.start_sshd()
        watch = self.watch()
        self.wait_for(lambda: os.path.exists(late.dir + "/policy/policy.json"))
        self.end(watch)
        self.assertEqual(self.policy(late), self.policy(there))

    def test_a_failure_stops_the_rollout_and_rolls_back(self):
        """The canary cannot take it: it is as before, and the others are not touched."""
        self.mtacon("mode", "acme.example", "optional", "--push")
        canary, other = sorted(self.fleet.nodes, key=lambda node: node.etc)
        old = self.policy(canary)
        with open(canary.etc + "/main.cf") as text:
            main = text.read()
        canary.write("etc/main.cf", main + "queue_directory = /dev/null/queue\n")
        canary.settle("main.cf")
        self.mtacon("mode", "acme.example", "disabled")  # which Postfix has to read; nobody can make that folder
        out = self.mtacon("push", "--yes", code=1).stdout
        canary.write("etc/main.cf", main)
        canary.settle("main.cf")
        self.assertRegex(out, r"failed +%s +.*rolled back: nothing changed" % canary.name)
        self.assertEqual((self.policy(canary), self.policy(other)), (old, old))
        self.assertIn("2 in force", self.mtacon("push", "--yes").stdout)

    def test_a_push_in_waves_is_taken_back_where_it_does_harm(self):
        """What fails on the canary afterwards keeps it from the other, which had none of it."""
        self.mtacon("mode", "acme.example", "optional", "--push")
        canary, other = sorted(self.fleet.nodes, key=lambda node: node.etc)
        old = self.policy(canary)
        self.mtacon("mode", "acme.example", "enabled")
        push = subprocess.Popen(self.command("push", "--yes", "--waves", "1,100%", "--gate", "3600"),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.addCleanup(push.kill)
        self.wait_for(lambda: self.policy(canary) != old)
        for number in range(15):
            canary.send("c550@acme.example", subject="harm %d" % number)
        out = push.communicate()[0]
        self.assertEqual(push.returncode, 1, out)
        self.assertRegex(out, r"taken back: failures a minute on 1 changed nodes: [0-9.]+, before [0-9.]+; on 1 others: 0\.0")
        self.assertEqual((self.policy(canary), self.policy(other)), (old, old))
        self.assertIn("taken back", [action for action, _, _ in self.audit()])
        self.assertIn("2 in force", self.mtacon("push", "--yes", "--waves", "1,100%", "--gate", "1").stdout)

    def push_event(self):
        """A continuity event that is nearly over, in force, and known to both consoles; returns its end. Where that
        took too long, the next has more time."""
        for left in (6, 24, 96):
            self.mtacon("mode", "acme.example", "optional", "--push")
            # As if said earlier: a minute is long for a test.
            self.mtacon("mode", "acme.example", "enabled", "--for", "10m",
                        env=dict(os.environ, MTACON_NOW=str(int(time.time()) - 600 + left)))
            until = json.loads(self.mtacon("mode", "acme.example", "--json").stdout)["until"]
            self.mtacon("push", "--yes")
            self.other("adopt", "mta1")
            if until and until in self.policy(self.fleet[0], "published/acme.example.json"):
                return until
        return self.fail("no push was in time")

    def test_an_event_ends_by_itself(self):
        self.add_other()
        until = self.push_event()
        stores = (self.store, self.fleet.dir + "/other-%s.db" % self._testMethodName)
        watches = [self.watch(store) for store in stores]
        self.wait_for(lambda: all(json.loads(self.policy(node, "published/acme.example.json"))["mode"] == "optional"
                                  for node in self.fleet.nodes))

        def is_known(store):
            status = json.loads(self.mtacon("status", "--json", store=store).stdout)
            head = json.loads(self.mtacon("history", "--json", store=store).stdout)[0]
            return all(node["revision"] and node["revision"]["hash"] == head["hash"] and not node["drift"]
                       for node in status["nodes"])
        self.wait_for(lambda: all(is_known(store) for store in stores))
        time.sleep(1)
        for watch in watches:
            self.assertIsNone(watch.poll(), "a watch ended by itself")
            self.end(watch)
        for run in (self.mtacon, self.other):
            history = json.loads(run("history", "--json").stdout)
            self.assertEqual((history[0]["author"], history[0]["at"]), ("mtacon", until))
            self.assertEqual([r["author"] for r in history if r["at"] == until], ["mtacon"])
            self.assertIn("2 in force", run("push", "--yes").stdout)


@test_fleet.NEEDS_ROOT
class Hostile(PolicyCase):
    seconds = 10

    def test_names_and_addresses_are_refused(self):
        for name in ("x.com; rm -rf /", "a$(id).example", "a.*.example", "a|b.example", "../etc.example"):
            self.assertIn("is no domain", self.mtacon("mode", name, "enabled", code=2).stderr)
        for address in ("a@b.example\r\nBcc: x@y.example", "a b@c.example", "a@b.example; id"):
            self.assertIn("is no mail address", self.mtacon("subscribers", "acme.example", "add", address, code=2).stderr)
        self.mtacon("mode", "acme.example", "enabled", "--reason", "'; touch /tmp/mtacon-was-here; \" $(id) \\ %s")
        self.mtacon("bounce", "a-b.c_d.example", "disabled")
        self.mtacon("push", "--yes")
        self.assertFalse(os.path.exists("/tmp/mtacon-was-here"))
        node = self.fleet[0]
        for recipient, found in (("x@a-b.c_d.example", "FILTER mtacon_report:report"),
                                 ("x@aab.c_d.example", ""), ("x@a-bxc_d.example", ""), ("x@z.a-b.c_d.example", "")):
            out = node.run("postmap", "-q", "Final-Recipient: rfc822; " + recipient,
                           "regexp:%s/policy/bounces.regexp" % node.dir, check=False)
            self.assertEqual(out.strip(), found, recipient)

    def test_thousands_of_domains(self):
        count = lib.times("DOMAINS", 1000)
        self.mtacon("mode", "first.example", "enabled")
        domains = {"*": {}}
        for i in range(count):
            domains["customer-%d.example" % i] = {"bounce_policy": "disabled", "mode": ("enabled", "disabled")[i % 2]}
        # Taken over from a node, as an operator would get it from a colleague.
        document = json.dumps({"format": 1, "number": 2, "parent": "", "author": "test", "reason": "many",
                               "at": "2026-11-24T15:04:05Z", "domains": domains}, sort_keys=True, separators=(",", ":")) + "\n"
        node = self.fleet[0]
        name = Interrupted.hash_of(document)
        os.makedirs(node.dir + "/policy/rev/%s/published" % name)
        for file, text in (("policy.json", document), ("head", "%s 2 1 test\n" % name), ("bounces.regexp", ""),
                           ("submission.texthash", "")):
            with open("%s/policy/rev/%s/%s" % (node.dir, name, file), "w") as out:
                out.write(text)
        os.unlink(node.dir + "/policy/current")
        os.symlink("rev/" + name, node.dir + "/policy/current")
        self.mtacon("adopt", "mta1")
        self.mtacon("mode", "customer-5.example", "optional")
        began = time.time()
        self.assertIn("1 in force", self.mtacon("push", "--yes").stdout)
        print(" [%d domains pushed in %.1f s]" % (count, time.time() - began), end=" ")
        self.assertEqual(len(os.listdir(node.dir + "/policy/published")), count)
        self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
        node.send("c550@customer-77.example", subject="many")
        self.fleet.quiet()
        self.assertEqual(node.logged("(mtacon withheld 1/1 of 1: customer-77.example=1)"), 1)
        self.assertEqual(self.reports("many"), [])


if __name__ == "__main__":
    unittest.main()
