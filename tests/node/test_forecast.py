"""What expires when, and failures of other forms, on real Postfix."""
import json
import os
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import test_fleet  # noqa: E402

HOUR = 3600


@test_fleet.NEEDS_ROOT
class Forecast(test_fleet.FleetCase):
    seconds = 12

    def setUp(self):
        super().setUp()
        self.node = self.fleet[0]
        self.node.forget()
        self.mtacon("nodes", "add", "mta1")

    def queue(self):
        """By recipient's domain: (queue, id, arrival)."""
        found = {}
        for line in self.node.run("postqueue", "-j").splitlines():
            row = json.loads(line)
            found[row["recipients"][0]["address"].split("@")[1]] = (row["queue_name"], row["queue_id"], row["arrival_time"])
        return found

    def expires(self):
        """By domain, as the store has it."""
        self.mtacon("watch", "--once")
        with sqlite3.connect(self.store) as database:
            rows = database.execute("SELECT name, expires, expiring_6h FROM queue_domain JOIN seen_domain ON id = domain").fetchall()
        database.close()
        return {name: (at, soon) for name, at, soon in rows}

    def check_forecast(self):
        self.node.set_lifetime("1h")
        self.addCleanup(self.node.set_lifetime, self.node.settings["lifetime"])
        for name in ("plain", "held", "requeued"):
            self.node.send("c450@%s.example" % name)
        self.fleet.quiet()
        arrived = self.queue()
        time.sleep(3)
        self.node.run("postsuper", "-h", arrived["held.example"][1])
        self.node.run("postsuper", "-r", arrived["requeued.example"][1])

        def is_back():
            # Again: pickup may be just about to end, and does not hear of it.
            self.node.run("postkick", "public", "pickup", "W", check=False)
            return self.queue().get("requeued.example", "?")[0] == "deferred"
        self.wait_for(is_back)
        queue, seen = self.queue(), self.expires()
        self.assertEqual(queue["requeued.example"][2], arrived["requeued.example"][2], "arrival is as it was")
        self.assertEqual(seen["held.example"], (0, 0))
        self.assertEqual(seen["plain.example"][1], 1)
        self.assertLessEqual(abs(seen["plain.example"][0] - arrived["plain.example"][2] - HOUR), 1)
        self.assertEqual(seen["requeued.example"][1], 1)
        self.assertGreaterEqual(seen["requeued.example"][0], arrived["requeued.example"][2] + HOUR + 2)
        said = self.status()["nodes"][0]["queue"]
        self.assertEqual((said["expiring_6h"], said["hold"]), (2, 1), said)
        return queue["plain.example"][1]

    def test_short_ids(self):
        self.assertRegex(self.check_forecast(), "^[0-9A-F]+$")

    def test_long_ids(self):
        self.node.run("postconf", "enable_long_queue_ids=yes")
        self.node.postfix("reload")
        try:
            self.assertRegex(self.check_forecast(), "^.{10}z")
        finally:
            self.node.run("postconf", "-X", "enable_long_queue_ids")
            self.node.postfix("reload")

    def test_soft_bounces_are_the_failures_that_they_say(self):
        self.node.run("postconf", "soft_bounce=yes")
        self.node.settle("main.cf")
        self.node.postfix("reload")
        try:
            self.node.send("c550@soft.example")
            self.fleet.quiet()
            self.assertEqual(self.node.logged("status=SOFTBOUNCE"), 1)
            self.mtacon("watch", "--once")
            self.assertEqual(self.counts(), {("soft.example", "550"): 1})
            self.assertEqual(self.counts(), self.expected())
        finally:
            self.node.run("postconf", "-X", "soft_bounce")
            self.node.settle("main.cf")
            self.node.postfix("reload")


if __name__ == "__main__":
    unittest.main()
