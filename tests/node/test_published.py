"""The other half of continuity: what nodes publish, and clients fetch."""
import functools
import glob
import http.server
import json
import os
import re
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402
import test_fleet  # noqa: E402
import test_policy  # noqa: E402

TYPES = {"string": str, "integer": int, "boolean": bool, "object": dict, "array": list, "null": type(None)}
# Keywords that say nothing of a value.
NOTES = {"$schema", "$defs", "title", "description"}


def wrong(value, schema, root, where="document"):
    """What is wrong with a value, by the keywords of JSON Schema that our schemas use; None: nothing. One that is not
    known here is an error: it would be a rule that nobody checks."""
    def below(name, one, inner):
        return wrong(one, inner, root, "%s.%s" % (where, name))

    def type_holds(names):
        return any(type(value) is TYPES[name] for name in ([names] if isinstance(names, str) else names))

    def properties_hold(inner):
        return next(filter(None, (below(name, value[name], inner[name]) for name in inner if name in value)), None)

    def others_hold(inner):
        others = [name for name in value if name not in schema.get("properties", {})]
        if inner is False:
            return "unknown %s" % others if others else None
        return next(filter(None, (below(name, value[name], inner) for name in others)), None)

    text = isinstance(value, str)
    rules = {
        "$ref": lambda to: wrong(value, functools.reduce(dict.get, to[2:].split("/"), root), root, where),
        "anyOf": lambda all_of: min((wrong(value, one, root, where) or "" for one in all_of), key=len),
        "type": lambda names: None if type_holds(names) else "is no %s" % names,
        "enum": lambda known: None if value in known else "is none of %s" % known,
        "const": lambda known: None if value == known else "is not %s" % known,
        "pattern": lambda form: None if not text or re.search(form, value, re.A) else "is not like %s" % form,
        "minLength": lambda least: "is too short" if text and len(value) < least else None,
        "maxLength": lambda most: "is too long" if text and len(value) > most else None,
        "minimum": lambda least: "is too small" if value < least else None,
        "maxItems": lambda most: "has too many" if len(value) > most else None,
        "uniqueItems": lambda _: "has one twice" if len(set(value)) < len(value) else None,
        "items": lambda inner: next(filter(None, (below("[]", one, inner) for one in value)), None),
        "required": lambda names: next(("lacks " + name for name in names if name not in value), None),
        "properties": properties_hold,
        "additionalProperties": others_hold,
    }
    for keyword in sorted(set(schema) - NOTES, key=lambda word: word != "type"):
        found = rules[keyword](schema[keyword])
        if found:
            return found if found.startswith("document") else "%s %s" % (where, found)
    return None


def schema(name):
    with open("%s/data/%s.schema.json" % (lib.TOP, name)) as text:
        return json.load(text)


def one_liner():
    """The client of the manual, as it is shown there."""
    with open(lib.TOP + "/data/mtacon.1") as manual:
        found = re.search(r"\.nf\n(curl .*?)\.fi\n", manual.read(), re.S)[1]
    return found.replace("\\(aq", "'").replace("\\-", "-")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format, *arguments):
        pass


@test_fleet.NEEDS_ROOT
class Published(test_policy.PolicyCase):
    nodes = 1
    seconds = 15

    def serve(self, folder):
        """Its address, as long as the test runs."""
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return "http://127.0.0.1:%d/" % server.server_address[1]

    def times(self):
        folder = self.fleet[0].dir + "/policy/published/"
        return {name: os.stat(folder + name).st_mtime_ns for name in os.listdir(folder)}

    def push(self, *arguments):
        self.mtacon(*arguments, "--push", "--yes")

    def test_documents_are_as_their_schemas_say(self):
        self.mtacon("domains", "add", "acme.example", "--hourly", "5")
        self.mtacon("organisation", "acme.example", "acme")
        self.mtacon("subscribers", "acme.example", "add", "noc@provider.example")
        self.mtacon("mode", "open.example", "enabled")
        self.mtacon("mode", "bücher.example", "optional")
        self.push("mode", "acme.example", "enabled", "--for", "2h")
        node, seen = self.fleet[0], []
        self.assertIsNone(wrong(json.loads(self.policy(node)), schema("policy"), schema("policy")))
        for name in os.listdir(node.dir + "/policy/published"):
            text = self.policy(node, "published/" + name)
            document = json.loads(text)
            self.assertIsNone(wrong(document, schema("published"), schema("published")), text)
            self.assertEqual(document["domain"] + ".json", name)
            self.assertEqual(text, json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n")
            seen.append((document["mode"], document["mode_after"], document["until"] is not None))
        self.assertEqual(sorted(seen, key=str), [("enabled", "disabled", True), ("enabled", None, False), ("optional", None, False)])

    def test_the_schema_refuses_what_is_none(self):
        good = {"domain": "acme.example", "format": 2, "mode": "enabled", "mode_after": None, "until": None}
        rules = schema("published")
        self.assertIsNone(wrong(good, rules, rules))
        for change in ({"format": 1}, {"mode": "on"}, {"mode_after": "inherit"}, {"until": "17:04"}, {"until": 5},
                       {"domain": "A b"}, {"revision": "0"}):
            self.assertIsNotNone(wrong({**good, **change}, rules, rules), change)
        for name in good:
            self.assertIsNotNone(wrong({key: good[key] for key in good if key != name}, rules, rules), name)

    def test_what_did_not_change_keeps_its_time(self):
        """Over pushes, undone ones too, and files that somebody changed by hand are made good again."""
        for domain in ("acme.example", "b.example"):
            self.mtacon("mode", domain, "enabled")
        self.push("mode", "c.example", "optional")
        first = self.times()
        self.push("mode", "b.example", "disabled")
        second = self.times()
        self.assertEqual({name for name in first if first[name] != second[name]}, {"b.example.json"})
        self.push("threshold", "acme.example", "--hourly", "7")
        self.push("mode", "d.example", "enabled")
        third = self.times()
        self.assertEqual({name: third[name] for name in second}, second)
        self.mtacon("domains", "remove", "d.example", "--reason", "INC-1")
        self.mtacon("push", "--yes")
        self.assertEqual(self.times(), second)
        path = self.fleet[0].dir + "/policy/published/b.example.json"
        with open(path, "a") as out:
            out.write("{}\n")
        self.mtacon("push", "--yes")
        self.assertNotIn("{}", self.policy(self.fleet[0], "published/b.example.json"))
        self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
        self.assertEqual({name for name, at in self.times().items() if at != second[name]}, {"b.example.json"})

    def test_a_web_client_is_told_that_nothing_changed(self):
        self.push("mode", "acme.example", "enabled")
        url = self.serve(self.fleet[0].dir + "/policy/published") + "acme.example.json"

        def fetch(since):
            return subprocess.run(["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-z", since, url],
                                  capture_output=True, text=True, check=True).stdout
        kept = self.fleet[0].dir + "/policy/published/acme.example.json"
        os.utime(kept, (time.time() - 7200,) * 2)
        hour_ago = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() - 3600))
        self.assertEqual(fetch(hour_ago), "304")
        self.push("threshold", "acme.example", "--hourly", "9")
        self.assertEqual(fetch(hour_ago), "304")
        self.push("mode", "acme.example", "optional")
        self.assertEqual(fetch(hour_ago), "200")

    def test_the_client_of_the_manual(self):
        """Mode, its end, and what comes then, as the manual's own lines read it."""
        self.mtacon("mode", "open.example", "enabled")
        self.mtacon("mode", "after.example", "optional")
        self.mtacon("mode", "after.example", "enabled", "--for", "1h")
        self.push("mode", "acme.example", "enabled", "--for", "2h")
        folder = self.fleet[0].dir + "/policy/published"
        address = self.serve(folder)

        def client(name, awk=None):
            run = subprocess.run(["sh", "-c", ("awk() { %s \"$@\"; }\n" % awk if awk else "") + one_liner()],
                                 env=dict(os.environ, url=address + name), capture_output=True, text=True)
            return run.stdout
        over = json.loads(self.policy(self.fleet[0], "published/after.example.json"))
        over["until"] = "2026-01-01T00:00:00Z"
        with open(folder + "/over.example.json", "w") as out:
            out.write(json.dumps(over, separators=(",", ":"), sort_keys=True) + "\n")
        for awk in (None, "mawk", "gawk", "busybox awk"):
            self.assertEqual(client("open.example.json", awk), "enabled\n")
            self.assertEqual(client("acme.example.json", awk), "enabled\n")
            self.assertEqual(client("after.example.json", awk), "enabled\n")
            self.assertEqual(client("over.example.json", awk), "optional\n")
            self.assertEqual(client("none.example.json", awk), "")

    def test_nodes_test_says_what_clients_can_read(self):
        node = self.fleet[0]
        self.assertRegex(self.mtacon("nodes", "test", "mta1").stdout, r"(?m)^ok +published +0 documents$")
        self.mtacon("mode", "b.example", "optional")
        self.push("mode", "acme.example", "enabled", "--for", "2h")
        path = node.dir + "/policy/published/"
        os.utime(path + "b.example.json", (0, 0))
        until = json.loads(self.policy(node, "published/acme.example.json"))["until"]
        self.assertIn("2 documents, acme.example enabled until %s %sZ\n" % (until[:10], until[11:16]),
                      self.mtacon("nodes", "test", "mta1").stdout)
        os.chmod(path + "b.example.json", 0o640)
        self.assertRegex(self.mtacon("nodes", "test", "mta1", code=3).stdout,
                         r"(?m)^FAIL +published +others cannot read .*/b\.example\.json, .*chmod o\+r$")
        os.chmod(path + "b.example.json", 0o644)
        www = node.dir + "/closed"
        os.mkdir(www)
        self.mtacon("nodes", "enrol", "mta1", "--yes", "--publish", www + "/continuity")
        self.assertRegex(self.mtacon("nodes", "test", "mta1").stdout, r"(?m)^ok +published +2 documents, ")
        os.chmod(www, 0o700)
        self.assertRegex(self.mtacon("nodes", "test", "mta1", code=3).stdout,
                         r"(?m)^FAIL +published +others cannot enter \S+/closed, .*chmod o\+x")
        os.chmod(www, 0o755)
        os.unlink(www + "/continuity")
        self.assertIn("is no link to", self.mtacon("nodes", "test", "mta1", code=3).stdout)
        os.rmdir(www)

    def test_an_enrolled_node_can_be_told_where_to_publish(self):
        node = self.fleet[0]
        self.push("mode", "acme.example", "enabled")
        places = [node.dir + "/www1", node.dir + "/www2"]
        plan = self.mtacon("nodes", "enrol", "mta1", "--dry-run", "--publish", places[0]).stdout
        self.assertEqual(plan.split("\n")[0], "+%s -> %s/policy/published" % (places[0], node.dir))
        self.assertNotIn("nginx", plan)
        for place in places:
            out = self.mtacon("nodes", "enrol", "mta1", "--yes", "--publish", place).stdout
            name = os.path.basename(place)
            self.assertIn('location /%s/ { alias "%s/"; default_type application/json; types { } }\n' % (name, place), out)
            self.assertIn('Alias "/%s/" "%s/"\n' % (name, place), out)
            self.assertTrue(os.path.exists(place + "/acme.example.json"))
            self.assertIn("no drift", self.mtacon("nodes", "drift", "mta1").stdout)
        self.assertIn("nothing to change", self.mtacon("nodes", "enrol", "mta1", "--yes", "--publish", places[1]).stdout)
        self.assertIn("is there a folder for it?", self.mtacon(
            "nodes", "enrol", "mta1", "--yes", "--publish", node.dir + "/no/where", code=1).stderr)
        self.mtacon("nodes", "unenrol", "mta1", "--yes")
        self.assertEqual(glob.glob(node.dir + "/www*"), [])


if __name__ == "__main__":
    unittest.main()
