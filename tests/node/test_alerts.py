"""Availability alerts, from a failing customer to a mail that arrives: real Postfix fails and delivers."""
import collections
import email
import email.policy
import json
import os
import random
import signal
import sqlite3
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../screen"))
import lib  # noqa: E402
import terminal  # noqa: E402
import test_fleet  # noqa: E402

CYCLES = lib.times("CYCLES", 4)


class AlertCase(test_fleet.FleetCase):
    nodes = 2

    def setUp(self):
        super().setUp()
        self.fleet.destination.open("acme")
        self.fleet.quiet()
        for node in self.fleet.nodes:
            node.forget()  # or what failed in another test is an alert in this one
        self.fleet.destination.received.clear()
        self.add_nodes()

    def configure(self, **settings):
        super().configure(**{"alert_sendmail": "", **settings})

    def mails(self, kind=None, to=None):
        """Mails of alerts that arrived, as (recipients, message)."""
        found = []
        for recipients, data in self.fleet.destination.mails():
            message = email.message_from_string(data.replace("\r\n", "\n"), policy=email.policy.default)
            if message["X-Mtacon-Alert"] and (not kind or message["X-Mtacon-Alert"] == kind) and \
                    (not to or recipients == [to]):
                found.append((recipients, message))
        return found

    def alerts(self):
        return json.loads(self.mtacon("alerts", "--json").stdout)["alerts"]

    def outbox(self):
        return json.loads(self.mtacon("outbox", "--json").stdout)

    def wait_for(self, condition, what="never came true"):
        return test_fleet.wait_for(condition, lambda: "%s: %s" % (
            what, self.mtacon("alerts", "--json").stdout + self.mtacon("outbox").stdout))

    def wait_for_later_mail(self):
        """A test mail comes to each subscriber: what was asked for before it was sent before it, and arrived."""
        before = len(self.mails("test"))
        self.mtacon("alerts", "test", "acme.example")
        self.wait_for(lambda: len(self.mails("test")) == before + 2)
        self.fleet.quiet()

    def customer(self, hourly=5, subscribers=("anna@noc.example", "ben@help.example")):
        self.mtacon("threshold", "acme.example", "--hourly", str(hourly))
        for address in subscribers:
            self.mtacon("subscribers", "acme.example", "add", address)

    def goes_down(self, messages=8):
        self.fleet.destination.close("acme")
        for i in range(messages):
            self.fleet[i % len(self.fleet.nodes)].send("user%d@acme.example" % i)

    def comes_up(self):
        """The mail system is back, and an hour passes: what failed is no part of the last hour any more, and the
        alerts before are hours away."""
        self.fleet.destination.open("acme")
        for node in self.fleet.nodes:
            node.postfix("flush")

        def recovered():
            with sqlite3.connect(self.store, timeout=20) as store:
                store.execute("DELETE FROM failure_minute")
                store.execute("DELETE FROM failure_hour")
                lib.untold(store)
            store.close()
            return all(alert["closed_at"] for alert in self.alerts())
        self.wait_for(recovered, "never recovered")
        with sqlite3.connect(self.store, timeout=20) as store:
            store.execute("UPDATE alert SET fired_at = fired_at - 30000")
        store.close()


@test_fleet.NEEDS_ROOT
class Delivery(AlertCase):
    seconds = 45

    def test_a_mail_tells_what_matters(self):
        self.customer()
        self.watch()
        self.goes_down()
        self.wait_for(lambda: len(self.mails("firing")) == 2)
        (recipients, message), = self.mails("firing", "anna@noc.example")
        self.assertEqual(recipients, ["anna@noc.example"])  # nobody sees who else is told
        self.assertEqual(message["To"], "anna@noc.example")
        self.assertEqual(message["Auto-Submitted"], "auto-generated")
        self.assertEqual((message["X-Mtacon-Domain"], message["X-Mtacon-Window"]), ("acme.example", "hourly"))
        self.assertRegex(message["Subject"], r"^\[mtacon\] acme\.example: \d+ failures in the last hour \(threshold 5\)$")
        self.assertRegex(message["From"], r"^mtacon <mtacon@[^ ]+>$")
        self.assertNotIn("ben@", message.as_string())
        body = message.get_content()
        first, second = body.split("\n")[:2]
        self.assertRegex(first, r"^acme\.example: \d+ failures in the last hour; the threshold is 5\.$")
        self.assertRegex(second, r"^Since \d\d:\d\d UTC, .* In the last 24 hours: \d+ failures\.$")
        self.assertRegex(body, r"no reply 4 .*temporary: stays in the queue and is tried again")
        self.assertRegex(body, r"Connection refused")
        self.assertRegex(body, r"Nodes:\n +\d+  mta\d\n")
        self.assertRegex(body, r"continuity mode Disabled; reports to external senders on")
        self.assertRegex(body, r"mtacon mode acme\.example enabled --for 2h --reason INCIDENT --push")
        self.comes_up()
        self.wait_for(lambda: len(self.mails("recovered")) == 2)
        (_, after), = self.mails("recovered", "anna@noc.example")
        self.assertEqual(after["In-Reply-To"], message["Message-ID"])
        self.assertRegex(after.get_content(), r"^Recovered: acme\.example: .*\nSince .*; it lasted .*highest count was \d+")

    def test_on_and_off_with_kills(self):
        """Each firing and each recovery is one mail to each subscriber; a kill may double one, and loses none."""
        self.customer()
        watch, kills, rng = self.watch(), 0, random.Random(20931)
        for cycle in range(CYCLES):
            self.goes_down()
            if cycle % 2:
                time.sleep(rng.random() * 2)
                self.end(watch, signal.SIGKILL)
                watch, kills = self.watch(), kills + 1
            self.wait_for(lambda: all(alert["mails"] for alert in self.alerts()) and
                          len(self.alerts()) == cycle + 1, "cycle %d never fired" % cycle)
            self.comes_up()
        expected = {(kind, to): CYCLES for kind in ("firing", "recovered")
                    for to in ("anna@noc.example", "ben@help.example")}

        def arrived():
            ids = {(m["X-Mtacon-Alert"], r[0], m["Message-ID"]) for r, m in self.mails()}
            return dict(collections.Counter((kind, to) for kind, to, _ in ids))
        self.wait_for(lambda: arrived() == expected, "mails missing")
        self.wait_for_later_mail()
        expected.update({("test", to): 1 for _, to in expected})
        self.assertEqual(arrived(), expected)
        doubled = len(self.mails()) - sum(expected.values())
        print(" [%d cycles, %d kills, %d mails, %d doubled]" % (CYCLES, kills, len(self.mails()), doubled), end=" ")
        self.assertLessEqual(doubled, kills)

    def test_two_watches_and_a_console_send_one_mail(self):
        self.customer()
        self.watch()
        self.watch()
        console = terminal.Terminal(self.command("--interval", "1")) if terminal.pyte else None
        if console:
            self.addCleanup(console.close)
            console.wait("nodes 2 of 2 up")
        self.goes_down()
        self.wait_for(lambda: len(self.mails()) >= 2)
        if console:
            console.settle(1)
        time.sleep(2)  # each of the three looks once a second
        self.wait_for_later_mail()
        self.assertEqual(sorted(r for r, _ in self.mails("firing")), [["anna@noc.example"], ["ben@help.example"]])
        self.assertEqual(len(self.mails()), 4)

    def test_acknowledged_muted_and_removed(self):
        self.customer()
        self.configure(alert_repeat="1m")
        self.mtacon("alerts", "mute", "acme.example", "--for", "1h", "--note", "planned")
        watch = self.watch()
        self.goes_down()
        self.wait_for(lambda: self.alerts())
        time.sleep(1)
        alert, = self.alerts()
        self.assertEqual((alert["state"], alert["mails"], self.mails()), ("muted", 0, []))
        self.mtacon("alerts", "unmute", str(alert["id"]))
        self.wait_for(lambda: len(self.mails("firing")) == 2)
        self.assertEqual(len(self.mails()), 2)
        # a minute later (its last mail is put back by one) nobody has acknowledged it
        self.put_back()
        self.wait_for(lambda: len(self.mails("repeated")) == 2)
        self.mtacon("alerts", "ack", "acme.example", "--note", "anna is \x1b[31mat it")
        self.put_back()
        time.sleep(1)
        self.wait_for_later_mail()
        self.assertEqual(len(self.mails("repeated")), 2)
        # for a time only: then it is told again
        self.mtacon("alerts", "ack", str(self.alerts()[0]["id"]), "--for", "1m",
                    env=dict(os.environ, MTACON_NOW=str(int(time.time()) - 59)))
        self.wait_for(lambda: len(self.mails("repeated")) == 4)
        self.mtacon("alerts", "ack", "acme.example", "--note", "anna is \x1b[31mat it")
        alert, = self.alerts()
        self.assertEqual((alert["state"], alert["note"]), ("acknowledged", "anna is ^[[31mat it"))
        self.mtacon("alerts", "ack", "99", code=1)
        self.mtacon("alerts", "mute", "contoso.example", code=1)
        self.mtacon("domains", "remove", "acme.example")
        self.wait_for(lambda: self.alerts()[0]["state"] == "ended")
        self.end(watch)

    def put_back(self):
        with sqlite3.connect(self.store, timeout=20) as store:
            store.execute("UPDATE alert SET mailed_at = mailed_at - 61 WHERE mailed_at > 0")
        store.close()

    def test_a_single_reading_sends_too(self):
        self.customer()
        self.goes_down()
        self.fleet.quiet()
        self.mtacon("watch", "--once")
        self.wait_for(lambda: len(self.mails("firing")) == 2)
        self.mtacon("watch", "--once")
        self.fleet.quiet()
        self.assertEqual(len(self.mails()), 2)

    def test_a_test_mail(self):
        self.mtacon("alerts", "test", "acme.example", code=1)
        self.customer()
        out = self.mtacon("alerts", "test", "acme.example").stdout
        self.assertIn("test mails sent: 2", out)
        for name in ("anna@noc", "ben@help"):  # as Postfix itself logs that it was delivered
            self.assertRegex(out, r"; %s\.example by (mta\d): taken by \S+; queue id [0-9A-Za-z]+: sent \(250 " % name)
        self.assertRegex(self.mtacon("outbox").stdout, r"queue id [0-9A-Za-z]+: sent \(250 ")
        self.wait_for(lambda: len(self.mails("test")) == 2)
        self.watch()
        self.mtacon("alerts", "test", "acme.example")
        self.wait_for(lambda: len(self.mails("test")) == 4)

    def test_office_365_that_reports_by_itself_is_told(self):
        """A report that comes from Office 365 for a domain: failures there are not seen, and that is said."""
        self.mtacon("domains", "add", "cloud.example")
        with self.fleet[0].client() as client:
            client.ehlo()
            self.assertEqual(client.docmd("XCLIENT", "NAME=mail-db1.outbound.protection.outlook.com")[0], 220)
            client.ehlo()
            client.sendmail("", ["user@cloud.example"], "Subject: Undeliverable\r\n\r\nx\r\n")
        self.fleet.quiet()
        self.mtacon("watch", "--once")
        if not terminal.pyte:
            self.skipTest("the terminal emulator (python3-pyte) is not installed")
        console = terminal.Terminal(self.command())
        self.addCleanup(console.close)
        console.press("/")
        console.type("cloud")
        console.press("Enter")
        console.wait(r"^ cloud\.example")
        console.press("Enter")
        console.wait(r"reports of Office 365 arrive: it fails unseen, monitoring is blind here")

    def test_settings_are_read_again(self):
        self.customer()
        watch = self.watch()
        self.wait_for(lambda: all(n["state"] == "up" for n in self.status()["nodes"]))
        self.configure(alert_from="noc@provider.example")
        watch.send_signal(signal.SIGHUP)
        self.assertIn("settings were read again", watch.stderr.readline())
        with open(self.config_file, "w") as out:
            out.write("{")
        watch.send_signal(signal.SIGHUP)
        self.assertIn("going on with the settings before", watch.stderr.readline())
        self.goes_down()
        self.wait_for(lambda: len(self.mails("firing")) == 2)
        self.assertEqual(self.mails("firing")[0][1]["From"], "mtacon <noc@provider.example>")
        self.end(watch)


@test_fleet.NEEDS_ROOT
class Trouble(AlertCase):
    seconds = 22

    def tearDown(self):
        for node in self.fleet.nodes:
            if not node.sshd or node.sshd.poll() is not None:
                node.start_sshd()

    def program(self, name, text):
        path = "%s/%s-%s" % (self.fleet.dir, self._testMethodName, name)
        with open(path, "w") as out:
            out.write("#!/bin/sh\n" + text)
        os.chmod(path, 0o755)
        return path

    def test_all_nodes_down(self):
        """What is missing is no recovery; the mail goes out by this host's own sendmail, else by a command."""
        self.customer()
        taken = self.fleet.dir + "/taken"
        self.configure(alert_grace=1,
                       alert_sendmail=self.program("sendmail", 'echo "$*" >>%s; cat >>%s\n' % (taken, taken)))
        self.watch()
        self.goes_down()
        self.wait_for(lambda: len(self.mails("firing")) == 2)
        for node in self.fleet.nodes:
            node.stop_sshd()
        with sqlite3.connect(self.store, timeout=20) as store:
            store.execute("DELETE FROM failure_minute")
            store.execute("DELETE FROM failure_hour")
            lib.untold(store)
        store.close()
        self.wait_for(lambda: self.alerts()[0]["blind_nodes"] == 2)
        self.assertIn("blind on 2 nodes", self.mtacon("alerts").stdout)
        self.mtacon("alerts", "test", "acme.example", code=None)  # sent by the watch, or by this
        self.wait_for(lambda: os.path.exists(taken) and open(taken).read().count("Subject: [mtacon] test") == 2)
        self.assertEqual(self.alerts()[0]["state"], "firing")
        with open(taken) as text:
            self.assertIn("-t -i -f <>\n", text.read())

    def test_the_command_takes_json(self):
        self.customer(subscribers=["anna@noc.example"])
        for node in self.fleet.nodes:
            node.stop_sshd()
        taken = self.fleet.dir + "/json"
        self.configure(alert_grace=1, alert_sendmail=self.program("sendmail", "echo no route >&2; exit 75\n"),
                       alert_command=self.program("command", "cat >%s\n" % taken))
        self.mtacon("alerts", "test", "acme.example")
        with open(taken) as text:
            said = json.load(text)
        self.assertEqual((said["domain"], said["alert"], said["to"]), ("acme.example", "test", "anna@noc.example"))
        self.assertIn("Message-ID: <%s>" % said["message_id"], said["message"])

    def test_a_mail_server_takes_it(self):
        """By SMTP, as a service must that cannot run sendmail; or says why not."""
        self.customer(subscribers=["anna@noc.example", "c550@noc.example"])
        for node in self.fleet.nodes:
            node.stop_sshd()
        place = self.fleet.destination.place

        def comes_to(server, what, arrived=0):
            self.configure(alert_grace=1, alert_sendmail="smtp:" + place(server))
            watch = self.watch()
            self.mtacon("alerts", "test", "acme.example", "--timeout", "1", code=None)
            self.wait_for(lambda: what in self.mtacon("outbox").stdout and len(self.mails("test")) >= arrived)
            self.end(watch)
        comes_to("main", "RCPT TO: it said: 550 5.1.1 no such user here", 1)
        self.assertIn("acme.example", self.mails(to="anna@noc.example")[0][1].get_body().get_content())
        comes_to("closed", "greeting: Connection refused")
        comes_to("drop", "greeting: it closed the connection")
        comes_to("greet554", "greeting: it said: 554 ")

    def test_nobody_takes_it(self):
        self.customer(subscribers=["anna@noc.example"])
        self.configure(alert_grace=1)
        for node in self.fleet.nodes:
            node.stop_sshd()
        for timeout in ("4", "16", "64"):
            out = self.mtacon("alerts", "test", "acme.example", "--timeout", timeout, code=3)
            if "no node is up to take it" in out.stderr:
                break
        else:
            self.fail(out.stderr)
        self.assertEqual(self.outbox()[0]["state"], "queued")
        # a day later it is a dead letter, and shown
        with sqlite3.connect(self.store, timeout=20) as store:
            count = store.execute("UPDATE outbox SET created_at = created_at - 90000, next_at = 0").rowcount
        store.close()
        self.watch()
        self.wait_for(lambda: all(mail["state"] == "dead" for mail in self.outbox()))
        self.assertIn("could not be sent at all: %d" % count, self.mtacon("alerts").stdout)

    def test_a_failing_node_is_not_chosen(self):
        self.customer()
        self.fleet[0].send(["c550@contoso%d.example" % i for i in range(20)])  # far more than the other one will have
        self.fleet.quiet()
        self.watch()
        self.wait_for(lambda: all(n["state"] == "up" for n in self.status()["nodes"]))
        self.wait_for(lambda: sum(self.counts().values()) >= 20)
        self.goes_down()
        self.wait_for(lambda: len(self.mails("firing")) == 2)
        self.wait_for(lambda: all(mail["via"] for mail in self.outbox()))  # it arrives before the watch hears of it
        self.assertTrue(all(mail["via"].startswith("mta2") for mail in self.outbox()), self.outbox())

    def test_hostile_and_doubtful_subscribers(self):
        self.mtacon("threshold", "acme.example", "--hourly", "5")
        for address in ("a@b.example\nBcc: x@y.example", "a@b.example, x@y.example", "\"a\\\n\"@b.example", "a@b.example\r"):
            self.mtacon("subscribers", "acme.example", "add", address, code=2)
        out = self.mtacon("subscribers", "acme.example", "add", "boss@acme.example")
        self.assertIn("all subscribers are inside acme.example itself", out.stderr)
        self.mtacon("subscribers", "acme.example", "add", "anna@noc.example")
        self.watch()
        self.goes_down()
        self.wait_for(lambda: self.mails("firing", "anna@noc.example"))
        # the other is in a node's queue, and arrives when the domain is back
        self.wait_for(lambda: [m for m in self.outbox() if m["to"] == "boss@acme.example" and m["state"] == "sent"])
        self.assertEqual(self.mails("firing", "boss@acme.example"), [])
        self.comes_up()
        self.wait_for(lambda: self.mails("firing", "boss@acme.example"))
