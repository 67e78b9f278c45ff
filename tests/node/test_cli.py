"""The command line: usage, exit codes, the fixed points that scripts rely on."""
import datetime
import json
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402


class Commands(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.mkdtemp(prefix="mtacon-cli-")
        self.addCleanup(shutil.rmtree, self.dir)
        self.environment = dict(os.environ, HOME=self.dir)
        for name in ("XDG_STATE_HOME", "XDG_CONFIG_HOME"):
            self.environment.pop(name, None)

    def run_it(self, *arguments, code=0):
        if arguments and arguments[0] in ("mode", "bounce", "threshold", "subscribers"):
            arguments += ("--new",)
        if arguments and arguments[0] == "mode" and "--reason" not in arguments:
            arguments += ("--reason", "a test")
        return self.run_plain(*arguments, code=code)

    def run_plain(self, *arguments, code=0):
        run = subprocess.run([lib.MTACON, *arguments], capture_output=True, text=True,
                             env=self.environment, stdin=subprocess.DEVNULL)
        self.assertEqual(run.returncode, code, run.stdout + run.stderr)
        return run

    def test_usage_errors_are_2_and_say_what(self):
        for arguments, word in ((["nosuch"], "nosuch"), (["nodes"], "nodes"),
                                (["nodes", "add"], "needs NAME"), (["--nosuch"], "--nosuch"),
                                (["nodes", "add", "a", "b", "c"], "'c'"), (["--store"], "--store"),
                                (["nodes", "add", "a", "--port", "99999"], "65535"),
                                (["status", "--port", "1"], "no option of 'status'"),
                                (["nodes", "add", "a b"], "letters"),
                                (["nodes", "add", "a", "-oProxyCommand=x"], "unknown option"),
                                (["nodes", "add", "a", "--", "-oProxyCommand=x"], "destination"),
                                (["nodes", "add", "a", "--mta", "sendmail"], "postfix"),
                                (["push", "--stop", "--dry-run"], "--stop stands alone"),
                                (["push", "--stop", "--nodes", "mta9"], "--stop stands alone"),
                                (["domains", "add", "x.com; rm -rf /"], "no domain")):
            self.assertIn(word, self.run_it(*arguments, code=2).stderr)

    def test_what_the_configuration_says_of_waves_does_not_keep_a_push_from_being_stopped(self):
        config = self.dir + "/config.json"
        with open(config, "w") as out:
            json.dump({"waves": "1,100%"}, out)
        self.assertIn("nothing is being pushed", self.run_it("--config", config, "push", "--stop", code=1).stderr)

    def test_a_store_whose_folder_is_not_there_is_a_mistake(self):
        run = self.run_it("--store", self.dir + "/nosuch/x.db", "status", code=4)
        self.assertIn("there is no folder %s/nosuch: make it first" % self.dir, run.stderr)
        self.assertFalse(os.path.exists(self.dir + "/nosuch"))

    def test_nodes_come_and_go(self):
        self.assertIn("mtacon nodes add", self.run_it("nodes", "list").stdout)
        self.run_it("nodes", "add", "mta1", "root@192.0.2.1", "--port", "2200")
        self.assertIn("exists already", self.run_it("nodes", "add", "mta1", code=1).stderr)
        node = json.loads(self.run_it("nodes", "list", "--json").stdout)[0]
        self.assertEqual((node["name"], node["destination"], node["port"]),
                         ("mta1", "root@192.0.2.1", 2200))
        self.run_it("nodes", "remove", "mta1")
        self.assertIn("mta1", self.run_it("nodes", "remove", "mta1", code=1).stderr)
        path = self.dir + "/.local/state/mtacon/mtacon.db"
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)

    def test_an_empty_reason_is_none(self):
        self.run_it("nodes", "add", "mta1", "root@192.0.2.1")
        run = self.run_it("adopt", "mta1", "--keep-ours", "--reason", "", "--timeout", "5", code=2)
        self.assertIn("give a --reason", run.stderr)

    def audit(self):
        """What the trail says, oldest first, as (action, subject, detail)."""
        with sqlite3.connect(self.dir + "/.local/state/mtacon/mtacon.db") as store:
            rows = store.execute("SELECT action, subject, detail FROM audit ORDER BY id").fetchall()
        store.close()
        return rows

    def test_what_changes_nodes_is_in_the_audit_trail(self):
        self.run_it("nodes", "add", "mta1", "root@192.0.2.1", "--port", "2200")
        self.run_it("nodes", "add", "mta1", code=1)
        self.run_it("nodes", "change", "mta1", "--port", "", "--log", "/var/log/maillog")
        self.run_it("nodes", "change", "mta1", "--log", "/var/log/maillog")  # nothing new
        node = json.loads(self.run_it("nodes", "list", "--json").stdout)[0]
        self.assertEqual((node["destination"], node["port"], node["log"]), ("root@192.0.2.1", 0, "/var/log/maillog"))
        self.assertIn("no node is called 'mta2'; did you mean 'mta1'?", self.run_it("nodes", "change", "mta2", "--port", "1", code=1).stderr)
        self.assertIn("65535", self.run_it("nodes", "change", "mta1", "--port", "0", code=2).stderr)
        self.run_it("nodes", "remove", "mta1")
        self.run_it("nodes", "remove", "mta1", code=1)
        before, after = "root@192.0.2.1 port 2200, auto, policy in /etc/mtacon", \
            "root@192.0.2.1 log /var/log/maillog, auto, policy in /etc/mtacon"
        self.assertEqual(self.audit(), [("add node", "mta1", before), ("change node", "mta1", before + " -> " + after),
                                        ("remove node", "mta1", "with its history")])

    def test_what_is_only_saved_is_told_from_what_is_in_force(self):
        """One node carries what was saved last, one what was before, one is out of reach."""
        sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../screen"))
        import fixture
        store = self.dir + "/store.db"
        fixture.make(store, "policy")
        self.environment["MTACON_NOW"] = str(fixture.NOW)
        run = lambda *arguments: self.run_plain("--store", store, *arguments).stdout  # noqa: E731
        words = "mode Enabled until 24 Nov 17:04Z, in force on 1 of 3; mta1 has Disabled; mta3 unknown since 15:02"
        self.assertIn("acme.example: " + words, run("status"))
        self.assertIn("POLICY r7 saved, on 1 of 3\n", run("status"))
        self.assertIn("on the nodes   " + words, run("mode", "acme.example"))
        self.assertRegex(run("domains", "list"), r"acme.example +Enabled 1/3 +OFF 1/3")
        status = json.loads(run("status", "--json"))
        self.assertEqual(status["policy"], {"revision": 7, "standing": "saved",
                                            "nodes": {"carry_it": 1, "unknown": 1, "enrolled": 3}})
        nodes = {"as_saved": 1, "otherwise": 1, "unknown": 1, "enrolled": 3}
        in_force = {domain["name"]: domain["in_force"] for domain in status["domains"]}["acme.example"]
        self.assertEqual(in_force["effective_bounce"], {"value": "disabled", "nodes": nodes})
        self.assertEqual(in_force, json.loads(run("bounce", "acme.example", "--json"))["in_force"])
        # All of them carry what was before: that is what is in force.
        with sqlite3.connect(store) as database:
            database.execute("UPDATE node SET policy_hash = (SELECT hash FROM revision WHERE number = 4)")
        in_force = json.loads(run("mode", "acme.example", "--json"))["in_force"]
        self.assertEqual(in_force["mode"]["value"], {"mode": "disabled", "until": None})
        self.assertRegex(run("domains", "list"), r"acme.example +Disabled>Enabled r7 +on>OFF")

    def test_a_reason_can_be_read_back(self):
        """What a document cannot hold never gets into one: a policy that cannot be read is none."""
        for reason in ("tab\there", "\u202ereversed", "line\nline"):
            self.run_it("mode", "acme.example", "enabled", "--reason", reason)
            self.assertIn("Enabled", self.run_it("mode", "acme.example").stdout)
            self.run_it("mode", "acme.example", "disabled")
        self.assertEqual(json.loads(self.run_it("history", "--json").stdout)[5]["reason"], "tab^Ihere")
        self.assertIn("255 bytes", self.run_it("mode", "acme.example", "enabled", "--reason", "x" * 254 + "\u00e9",
                                               code=2).stderr)
        self.assertIn("255 bytes", self.run_it("revert", "1", "--reason", "x" * 240, code=2).stderr)
        self.assertIn("Disabled", self.run_it("mode", "acme.example").stdout)

    def test_a_preview_is_of_the_named_nodes(self):
        for name in ("mta1", "mta2", "mta3"):
            self.run_it("nodes", "add", name)
        self.assertIn("nothing was saved yet", self.run_it("push", "--dry-run", code=1).stderr)
        self.run_it("mode", "acme.example", "enabled")
        self.assertEqual([line.split(":")[0] for line in self.run_it("push", "--dry-run").stdout.split("\n")[1:-1]],
                         ["mta1", "mta2", "mta3"])
        self.assertEqual([line.split(":")[0] for line in
                          self.run_it("push", "--dry-run", "--nodes", "mta3,mta1").stdout.split("\n")[1:-1]],
                         ["mta1", "mta3"])
        for nodes in ("mta1,mta9", "mta9"):
            run = self.run_it("push", "--dry-run", "--nodes", nodes, code=1)
            self.assertIn("no node is called 'mta9'; did you mean 'mta1'? See", run.stderr)
            self.assertEqual(run.stdout, "")
        for words in (("nodes", "test"), ("nodes", "remove"), ("nodes", "drift"), ("nodes", "enrol", "--yes"), ("adopt",)):
            self.assertIn("no node is called 'mta33'; did you mean 'mta3'?", self.run_it(*words, "mta33", code=1).stderr)
        self.assertNotIn("did you mean", self.run_it("push", "--dry-run", "--nodes", "relay", code=1).stderr)
        self.assertIn("names no node", self.run_it("push", "--dry-run", "--nodes", ",", code=2).stderr)

    def test_revert_shows_the_net_difference(self):
        self.run_it("mode", "acme.example", "enabled")
        self.run_it("bounce", "acme.example", "disabled")
        self.run_it("mode", "acme.example", "optional")
        out = self.run_it("revert", "1", "--dry-run").stdout
        self.assertEqual(out.split("\n")[:2], ["acme.example: mode Optional -> Enabled",
                                               "acme.example: bounce policy Disabled -> Inherited from *"])
        self.assertEqual(json.loads(self.run_it("history", "--json").stdout)[0]["number"], 3)
        self.run_it("revert", json.loads(self.run_it("history", "--json").stdout)[2]["hash"])
        self.assertIn("nothing to change", self.run_it("revert", "1").stdout)
        self.assertEqual(json.loads(self.run_it("history", "--json").stdout)[0]["number"], 4)

    def test_one_revision_is_undone_alone(self):
        self.run_it("mode", "acme.example", "enabled")
        self.run_it("bounce", "acme.example", "disabled")
        self.run_it("threshold", "acme.example", "--hourly", "9")
        out = self.run_it("revert", "2", "--only", "--reason", "wrong customer").stdout
        self.assertRegex(out, r"acme.example: bounce policy Disabled -> Inherited from \*\nsaved as revision 4")
        self.assertIn("undo of revision 2: wrong customer", self.run_it("history").stdout)
        self.assertIn("changed again by revision 2 (", self.run_it("revert", "1", "--only", code=1).stderr)
        self.assertEqual(json.loads(self.run_it("history", "--json").stdout)[0]["number"], 4)

    def test_an_event_is_extended_and_ended(self):
        self.assertIn("no continuity event of acme.example runs: mtacon mode acme.example enabled --for 2h begins one",
                      self.run_it("mode", "acme.example", "--extend", "2h", code=1).stderr)
        self.run_it("mode", "acme.example", "optional")
        out = self.run_it("mode", "acme.example", "enabled", "--for", "2h", "--reason", "INC-1").stdout
        until = re.search(r"until (\S+Z)", out)[1]
        out = self.run_it("mode", "acme.example", "--extend", "90m", "--reason", "INC-1").stdout
        self.assertRegex(out, r"mode Enabled until %s, then Optional -> Enabled until \S+Z, then Optional\nsaved as "
                         r"revision 3; in force after: mtacon push" % until)
        later = re.search(r"-> Enabled until (\S+Z)", out)[1]
        times = [datetime.datetime.strptime(one, "%Y-%m-%dT%H:%M:%SZ") for one in (until, later)]
        self.assertEqual(times[1] - times[0], datetime.timedelta(minutes=90))
        for both in (["optional", "--end-now"], ["--extend", "2h", "--end-now"], ["--extend", "2h", "--for", "2h"]):
            self.assertRegex(self.run_it("mode", "acme.example", *both, code=2).stderr, "say one|say which")
        self.assertRegex(self.run_it("mode", "acme.example", "--end-now").stdout, r"then Optional -> Optional\n")
        self.assertIn("holds at once", self.run_it("threshold", "acme.example", "--hourly", "9").stdout)

    def test_commands_help_on(self):
        out = self.run_it("nodes", "--help").stdout
        for verb in ("add", "change", "list", "remove", "test", "trust", "enrol", "unenrol", "drift"):
            self.assertRegex(out, r"(?m)^  mtacon nodes %s\b" % verb)
        self.assertIn("example: mtacon nodes enrol mta1", out)
        self.assertIn("--node-dir DIR", out)
        self.assertNotIn("domains", out)
        for words, meant in ((["psuh"], "push"), (["node", "list"], "nodes list"), (["nodes", "enroll", "a"], "nodes enrol"),
                             (["alert", "mute", "x"], "alerts mute"), (["histroy"], "history"), (["nods"], "nodes"), (["nods", "list"], "nodes list"),
                             (["help", "nods"], "nodes"), (["alerts", "mtue", "x"], "alerts mute"), (["domain", "list"], "domains list"),
                             (["mode", "a.example", "enabled", "--resaon", "x"], "--reason"), (["--jsno", "status"], "--json"),
                             (["push", "--dry-rnu=1"], "--dry-run")):
            self.assertIn("did you mean '%s'?" % meant, self.run_it(*words, code=2).stderr)
        self.assertIn("'domains' needs a verb: add, list, remove", self.run_it("domains", code=2).stderr)
        self.assertIn("no command 'nodes frobnicate': there are add, ", self.run_it("nodes", "frobnicate", code=2).stderr)
        # Of a command only its own options are meant, and those of all.
        for words, meant in ((["status", "--check", "--foo"], None), (["status", "--chekc"], "--check"), (["mode", "a.example", "--fro", "2h"], "--for"),
                             (["help", "status", "--foo"], None), (["status", "--jsno"], "--json"), (["nodes", "list", "--prot", "1"], None)):
            said = self.run_it(*words, code=3 if "--check" in words else 2)
            self.assertEqual("did you mean '%s'?" % meant in said.stdout + said.stderr, bool(meant), said)
            self.assertEqual("did you mean" in said.stdout + said.stderr, bool(meant), said)
        for words in (["frobnicate"], ["--frobnicate"], ["-x"]):
            self.assertNotIn("did you mean", self.run_it(*words, code=2).stderr)

    def commands(self):
        """All of them, by what the help says: each with what its own help says."""
        found = {}
        for line in self.run_it("help").stdout.split("\n")[3:]:
            if not line or line.startswith("--"):
                continue
            name, verbs = line[10:].split("  ")[0].split(), line[10:].split("  ", 1)[1].strip()
            names = ["%s %s" % (name[0], verb) for verb in verbs.split()] if name[1:] else name
            for one in names:
                found[one] = self.run_it("help", *one.split()).stdout
                self.assertEqual(self.run_it(*one.split(), "--help").stdout, found[one])
        return found

    def test_help_fits_a_screen(self):
        lines = self.run_it("help").stdout.split("\n")[:-1]
        self.assertEqual(self.run_it("--help").stdout.split("\n")[:-1], lines)
        self.assertLessEqual(len(lines), 24)
        self.assertLessEqual(max(map(len, lines)), 80)
        for out in self.commands().values():
            self.assertLessEqual(max(map(len, out.split("\n"))), 80, out)

    def test_examples_are_commands(self):
        """Each names its command, and takes options of it alone."""
        for name, out in self.commands().items():
            example = out.split("\nexample:\n  ")[1].split("\n")[0]
            self.assertIn("mtacon" if name == "console" else "mtacon " + name, example)
            self.assertNotIn("CLI", out)
            words = shlex.split(example)[1:]
            run = subprocess.run([lib.MTACON, *words, "--help"], capture_output=True, text=True, env=self.environment)
            self.assertEqual((run.returncode, run.stderr), (0, ""), example)
            own = re.findall(r"--[a-z-]+", out.split("\nexample:")[0]) + re.findall(r"--[a-z-]+", out.split("of all commands:")[1])
            self.assertEqual([word for word in words if word.startswith("--") and word not in own], [], example)

    def test_read_only_refuses(self):
        for arguments in (["nodes", "add", "a"], ["nodes", "remove", "a"], ["nodes", "trust", "a"],
                          ["domains", "add", "a.example"], ["domains", "remove", "a.example"]):
            self.assertIn("--read-only", self.run_it("--read-only", *arguments, code=1).stderr)
        self.run_it("--read-only", "status")

    def test_status_json_has_its_shape(self):
        self.run_it("nodes", "add", "mta1")
        self.run_it("domains", "add", "*", "--hourly", "9")
        self.run_it("domains", "add", "Acme.Example", "--daily", "70")
        status = json.loads(self.run_it("status", "--json").stdout)
        self.assertRegex(status["at"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        node = status["nodes"][0]
        self.assertEqual(sorted(node), ["cannot", "drift", "enrolled", "error", "failures", "last_contact", "mta",
                                        "name", "queue", "revision", "state", "suppressed_reports"])
        self.assertEqual(sorted(node["queue"]), ["active", "corrupt", "deferred", "expiring_24h",
                                                 "expiring_6h", "hold", "incoming", "oldest_seconds"])
        self.assertEqual(node["failures"], {"last_hour": 0, "last_24h": 0})
        self.assertEqual([d["name"] for d in status["domains"]], ["acme.example", "*"])
        self.assertEqual(status["domains"][0]["thresholds"], {"hourly": 9, "daily": 70})
        self.assertEqual([status["domains"][0][key] for key in ("mode", "bounce_policy", "effective_bounce", "until")],
                         ["disabled", "enabled", "enabled", None])
        self.assertEqual(status["domains"][0]["failures"],
                         {"last_hour": 0, "last_24h": 0, "temporary": 0, "permanent": 0, "codes": {}})

    def test_policy_is_shown_changed_and_reverted(self):
        self.assertIn("not configured", self.run_it("mode", "acme.example").stdout)
        out = self.run_it("mode", "Acme.Example.", "enabled", "--for", "2h", "--reason", "INC-1", "--dry-run").stdout
        self.assertRegex(out, r"acme.example: mode Inherited from \* -> Enabled until \S+Z, then Inherited from \*\n"
                         r"it would be revision 1, and go to 0 of 0 nodes when it is pushed:\nnothing was saved")
        self.assertIn("nothing was saved", self.run_it("history").stdout)
        self.assertIn("saved as revision 1", self.run_it("mode", "acme.example", "enabled", "--reason", "INC-1").stdout)
        self.run_it("bounce", "*", "disabled-on-continuity")
        self.run_it("subscribers", "acme.example", "add", "NOC@ISP.example")
        self.assertIn("nothing to change", self.run_it("subscribers", "acme.example", "add", "NOC@isp.example").stdout)
        shown = json.loads(self.run_it("mode", "acme.example", "--json").stdout)
        self.assertEqual((shown["mode"], shown["effective_bounce"], shown["subscribers"]),
                         ("enabled", "disabled", ["NOC@isp.example"]))
        warned = self.run_it("threshold", "acme.example", "--hourly", "9", "--daily", "5").stderr
        self.assertIn("above the daily one", warned)
        self.assertIn("hourly threshold Inherited from * -> 9", self.run_it("diff").stdout)
        history = json.loads(self.run_it("history", "--json").stdout)
        self.assertEqual([r["number"] for r in history], [4, 3, 2, 1])
        self.assertEqual([r["parent"] for r in history], [r["hash"] for r in history][1:] + [""])
        self.assertEqual(history[3]["reason"], "INC-1")
        self.run_it("revert", "1", "--reason", "wrong customer")
        self.assertIn("no difference", self.run_it("diff", "1", "5").stdout)
        self.assertIn("back to revision 1: wrong customer", self.run_it("history").stdout)
        self.assertIn("no revision 77", self.run_it("revert", "77", code=1).stderr)
        self.assertIn("acme.example: a change of the mode needs a reason",
                      self.run_it("domains", "remove", "acme.example", code=2).stderr)
        self.run_it("domains", "remove", "acme.example", "--reason", "left us")
        self.assertIn("refused", self.run_it("--read-only", "mode", "acme.example", "enabled", code=1).stderr)
        self.assertIn("not configured", self.run_it("domains", "remove", "acme.example", code=1).stderr)

    def test_a_domain_that_nobody_has_seen_may_be_misspelt(self):
        self.run_plain("domains", "add", "acme.example")
        run = self.run_plain("mode", "acme.exmaple", "enabled", code=2)
        self.assertIn("mtacon: acme.exmaple was never seen and is not configured: did you mean acme.example? "
                      "If it is new, say --new\n", run.stderr)
        self.assertEqual(run.stdout, "")
        self.assertNotIn("--new", self.run_plain("withheld", "acme.exmaple", code=2).stderr)  # it does not take that
        self.assertNotIn("did you mean", self.run_plain("bounce", "fabrikam.example", "disabled", code=2).stderr)
        self.assertIn("did you mean acme.example?", self.run_plain("threshold", "acme.exmaple").stderr)  # only shown
        self.run_plain("bounce", "*", "disabled")
        with sqlite3.connect(self.dir + "/.local/state/mtacon/mtacon.db") as store:
            store.execute("INSERT INTO seen_domain (name) VALUES ('contoso.example'), ('(invalid)')")
        store.close()
        self.run_plain("threshold", "contoso.example", "--hourly", "5")
        self.assertIn("contoso.example", self.run_plain("subscribers", "contso.example", "add", "a@b.example", code=2).stderr)
        self.run_plain("subscribers", "contso.example", "add", "a@b.example", "--new")
        names = [d["name"] for d in json.loads(self.run_plain("domains", "list", "--json").stdout)]
        self.assertEqual(names, ["*", "acme.example", "contoso.example", "contso.example"])
        for answer, code, changed in (("no", 2, False), ("", 2, False), ("y", 0, True)):
            asked = lib.Asked(self, "mode", "acme.exmaple", "optional", "--reason", "x", environment=self.environment)
            self.assertIn("did you mean acme.example? [y/N]", asked.text)
            asked.answer(answer)
            self.assertEqual("acme.example: mode" in asked.over(code), changed)

    def test_a_domain_is_looked_at_wherever_it_is_written(self):
        self.run_plain("domains", "add", "acme.example")
        run = self.run_plain("domains", "add", "acme.exmaple")
        self.assertIn("acme.exmaple was never seen: did you mean acme.example?", run.stderr)
        self.assertIn("saved as revision 2", run.stdout)
        self.assertEqual(self.run_plain("domains", "add", "fabrikam.example").stderr, "")
        self.run_plain("domains", "remove", "acme.exmaple")
        self.assertIn("acme.exmaple is not configured: did you mean acme.example? See",
                      self.run_plain("domains", "remove", "acme.exmaple", code=1).stderr)
        for words in (("alerts", "mute"), ("alerts", "test")):
            run = self.run_plain(*words, "acme.exmaple", code=2)
            self.assertIn("did you mean acme.example?", run.stderr)
        self.run_plain("alerts", "mute", "acme.example", "--for", "1h")
        self.run_plain("alerts", "mute", "unseen.example", "--for", "1h", "--new")

    def test_policy_usage_errors(self):
        for arguments, word in ((["mode", "a.example", "on"], "no mode"), (["bounce", "a.example", "off"], "no bounce policy"),
                                (["mode", "a.example", "enabled", "--for", "2"], "90m"), (["revert", "x"], "no revision"),
                                (["subscribers", "a.example", "drop", "a@b.example"], "add ADDRESS"),
                                (["mode", "a_b!.example", "enabled"], "no domain")):
            self.assertIn(word, self.run_it(*arguments, code=2).stderr)
        self.assertIn("B\u00fccher".lower(), self.run_it("mode", "B\u00fccher.example", "enabled").stdout.lower()
                      + self.run_it("domains", "list").stdout.lower())

    def test_unusable_store_and_configuration_are_4(self):
        with open(self.dir + "/bad", "w") as out:
            out.write("x" * 5000)
        self.assertIn("damaged", self.run_it("--store", self.dir + "/bad", "status", code=4).stderr)
        self.assertIn("/proc/x", self.run_it("--store", "/proc/x", "status", code=4).stderr)
        self.assertIn("line 1", self.run_it("--config", self.dir + "/bad", "status", code=4).stderr)
        with open(self.dir + "/config.json", "w") as out:
            json.dump({"store": self.dir + "/other.db", "interval": 3}, out)
        self.run_it("--config", self.dir + "/config.json", "status")
        self.assertTrue(os.path.exists(self.dir + "/other.db"))
        with open(self.dir + "/config.json", "w") as out:
            json.dump({"stoer": "x"}, out)
        self.assertIn("stoer", self.run_it("--config", self.dir + "/config.json", "status", code=4).stderr)
        for key in ("policy_interval", "listing_interval", "office365_interval", "alert_grace", "alert_avoid"):
            most = 120 if key == "policy_interval" else 86400
            for value, code in ((1, 0), (most, 0), (0, 4), (most + 1, 4), ("60", 4), (1.5, 4)):
                with open(self.dir + "/config.json", "w") as out:
                    json.dump({key: value}, out)
                self.run_it("--config", self.dir + "/config.json", "status", code=code)
        self.assertTrue(self.run_it("--store", self.dir + "/bad", "status", "--check", code=3)
                        .stdout.startswith("MTACON UNKNOWN"))

    def test_a_check_is_what_the_command_says(self):
        """A value, or a word behind --, that reads so is none."""
        self.run_plain("domains", "add", "acme.example")
        for words in (("mode", "acme.example", "off", "--reason", "--check"), ("alerts", "ack", "acme.example", "--nosuch", "--note", "--check"),
                      ("mode", "acme.example", "optional", "--reason", "x", "--", "--check"), ("nodes", "list", "--check"), ("mdoe", "acme.example", "--reason", "--check")):
            run = self.run_plain(*words, code=2)
            self.assertEqual(run.stdout, "", words)
            self.assertRegex(run.stderr, r"\Amtacon: ", words)
        for words in (("status", "--check", "--nosuch"), ("--nosuch", "status", "--check"), ("status", "--timeout", "x", "--check"),
                      ("--store", self.dir, "status", "--check"), ("status", "extra", "--check")):
            self.assertRegex(self.run_plain(*words, code=3).stdout, r"\AMTACON UNKNOWN - ", words)

    def test_a_preview_of_a_change_says_where_it_would_go(self):
        for name in ("mta1", "mta2"):
            self.run_it("nodes", "add", name)
        self.run_it("mode", "acme.example", "enabled")
        with sqlite3.connect(self.dir + "/.local/state/mtacon/mtacon.db") as store:
            store.execute("UPDATE node SET policy_seen = 1, enrolled = 0 WHERE name = 'mta2'")
            store.execute("UPDATE node SET policy_seen = 1, enrolled = 1, policy_number = 1, policy_hash = "
                          "(SELECT hash FROM revision) WHERE name = 'mta1'")
        store.close()
        said = "acme.example: bounce policy Inherited from * -> Disabled\n"
        for more, when in (((), " when it is pushed"), (("--push",), "")):
            out = self.run_it("bounce", "acme.example", "disabled", "--dry-run", *more).stdout
            self.assertEqual(out, said + "it would be revision 2, and go to 1 of 2 nodes" + when + ":\n"
                             "mta1: carries revision 1; this would change:\n" + said +
                             "mta2: not enrolled: it gets nothing\nnothing was saved (--dry-run)\n")
        self.assertEqual(len(json.loads(self.run_it("history", "--json").stdout)), 1)

    def test_refusals_say_what_to_do(self):
        self.assertIn("'mtacon domains add DOMAIN' begins", self.run_plain("push", "--yes", code=1).stderr)
        self.assertIn("see 'mtacon alerts'", self.run_plain("alerts", "unmute", "acme.example", code=1).stderr)
        self.run_it("subscribers", "acme.example", "add", "noc@isp.example")
        self.assertIn("nco@isp.example is no subscriber of acme.example; did you mean noc@isp.example? See",
                      self.run_it("subscribers", "acme.example", "remove", "nco@isp.example", code=1).stderr)
        self.assertIn("'mtacon history'", self.run_it("diff", "x", code=2).stderr)
        self.assertIn("'mtacon history'", self.run_it("revert", "f" * 64, code=1).stderr)

    def test_a_change_of_the_mode_has_a_reason(self):
        """As in the console, whose form requires it."""
        self.run_plain("domains", "add", "acme.example")
        for reason in ((), ("--reason", ""), ("--reason", "  ")):
            run = self.run_plain("mode", "acme.example", "enabled", *reason, code=2)
            self.assertIn("acme.example: a change of the mode needs a reason", run.stderr)
        self.assertIn("nothing was saved", self.run_plain("mode", "acme.example", "enabled", "--dry-run").stdout)
        self.assertEqual(len(json.loads(self.run_plain("history", "--json").stdout)), 1)
        self.run_plain("bounce", "acme.example", "disabled")
        for answer, code in (("", 2), ("INC-7", 0)):
            asked = lib.Asked(self, "mode", "acme.example", "enabled", environment=self.environment,
                              question="Reason, such as an incident number: ")
            asked.answer(answer)
            asked.over(code)
        self.assertEqual(json.loads(self.run_plain("history", "--json").stdout)[0]["reason"], "INC-7")
        self.assertIn("nothing to change", self.run_plain("mode", "acme.example", "enabled").stdout)
        self.run_plain("mode", "acme.example", "enabled", "--for", "2h", code=2)

    def check(self, *arguments, code):
        """Whatever is the matter: one line, and nothing beside it."""
        run = self.run_plain(*arguments, code=code)
        self.assertEqual(run.stderr, "", arguments)
        self.assertRegex(run.stdout, r"^MTACON %s - [^\n]+\n\Z" % ("OK", "WARNING", "CRITICAL", "UNKNOWN")[code])
        return run.stdout

    def test_a_check_says_one_line(self):
        self.assertIn("no nodes: mtacon nodes add", self.check("status", "--check", code=3))
        self.assertIn("0 of 0", self.check("status", "--check", "--json", code=3))
        for store in ("/no/such/folder/x.db", "/proc/x", self.dir, "/dev/null", "/dev/full"):
            self.check("--store", store, "status", "--check", code=3)
        for arguments in (("status", "--check", "--frobnicate"), ("--frobnicate", "status", "--check"),
                          ("status", "--timeout", "--check"), ("status", "--check", "--store"), ("status", "--check", "x"),
                          ("--interval", "x", "status", "--check"), ("status", "--check", "--nodes", "mta1"),
                          ("sttaus", "--check")):
            self.check(*arguments, code=3)
        with open(self.dir + "/config.json", "w") as out:
            out.write("{\n\n")
        self.check("--config", self.dir + "/config.json", "status", "--check", code=3)
        for name in ("mta1", "mta2"):
            self.run_plain("nodes", "add", name, "127.0.0.1", "--port", "1")
        self.run_plain("watch", "--once", code=3)
        self.assertIn("0 of 2 nodes up", self.check("status", "--check", code=2))
        self.run_plain("domains", "add", "acme.example", "--hourly", "5", "--daily", "2")
        self.assertIn(", mta1 down, mta2 down", self.check("status", "--check", "--read-only", code=2))

    def test_of_a_domain_that_nobody_configured_nobody_is_told(self):
        now = int(time.time()) // 60 * 60
        self.run_plain("nodes", "add", "mta1", "127.0.0.1")
        self.run_plain("domains", "add", "*", "--hourly", "100")
        with sqlite3.connect(self.dir + "/.local/state/mtacon/mtacon.db") as database:
            database.execute("UPDATE node SET state = 'up', last_contact = ?", (now,))
            for name, count in (("acme.example", 120), ("quiet.example", 3)):
                domain = database.execute("INSERT INTO seen_domain (name) VALUES (?)", (name,)).lastrowid
                database.execute("INSERT INTO failure_minute (minute, node, domain, code, count) "
                                 "VALUES (?, 1, ?, 450, ?)", (now, domain, count))
                database.execute("INSERT INTO failure_hour (hour, node, domain, code, count) "
                                 "VALUES (?, 1, ?, 450, ?)", (now // 3600 * 3600, domain, count))
        words = "not configured: nobody is told"
        text = self.run_plain("status").stdout
        self.assertRegex(text, r"(?m)^acme\.example .* 120/100 ! .*\n  %s$" % words)
        self.assertNotIn("quiet.example", text)
        domains = {one["name"]: one for one in json.loads(self.run_plain("status", "--json").stdout)["domains"]}
        self.assertEqual((domains["acme.example"]["configured"], domains["acme.example"]["note"]), (False, words))
        self.assertEqual((domains["*"]["configured"], domains["*"]["note"]), (True, None))
        self.assertIn("acme.example 120/h 120/24h (%s)" % words, self.check("status", "--check", code=2))
        self.run_plain("domains", "add", "acme.example")
        self.assertNotIn(words, self.run_plain("status").stdout + self.check("status", "--check", code=2))

    def test_console_without_a_terminal_says_so(self):
        self.assertIn("needs a terminal", self.run_it(code=1).stderr)

    def test_manual_names_how_the_policy_may_stand(self):
        with open(lib.TOP + "/data/mtacon.1") as manual:
            text = " ".join(manual.read().split())
        with open(lib.TOP + "/src/cli/in_force.c") as source:
            names = re.findall(r'\[MODEL_[A-Z_]+\] = "([^"]+)"', source.read())
        self.assertGreater(len(names), 8)
        for name in names:
            self.assertIn('"%s"' % name, text.split("how the current revision stands")[1].split(")")[0])

    def test_help_and_manual_agree(self):
        """The manual has each command with its arguments, and with exactly its own options."""
        with open(lib.TOP + "/data/mtacon.1") as manual:
            text = re.sub(r"\\f[BIR]", "", manual.read().replace("\\-", "-"))
        parts = {}
        for part in text.split(".SH OPTIONS")[0].split(".SH COMMANDS")[1].split("\n.TP\n")[1:]:
            head, body = part.split("\n", 1)
            parts[head[len(".B "):]] = body.split("\n.PP")[0]
        listed = text.split(".SH OPTIONS")[1].split(".SH EXIT")[0]
        for name, out in self.commands().items():
            heads = [head for head in parts if re.match(re.escape(name) + r"( [^a-z]| \S*\||$)", head)]
            self.assertEqual(len(heads), 1, name)
            own = re.findall(r"(?m)^  (--[a-z-]+)", out.split("\nexample:")[0])
            told = set(re.findall(r"--[a-z-]+", parts[heads[0]])) - {"--json"}
            self.assertEqual(told, set(own), name)
            for option in re.findall(r"(?m)^  (--[a-z-]+)", out):
                self.assertIn(option, listed, name)

    def test_version(self):
        self.assertRegex(self.run_it("--version").stdout, r"^mtacon \d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    unittest.main()
