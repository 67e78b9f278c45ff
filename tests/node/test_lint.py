"""The sources: layers point one way, shell is clean, generated files are fresh."""
import glob
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import lib  # noqa: E402

LAYERS = ["base", "core", "store", "ssh", "node", "mta", "probe", "channel", "model", "fleet", "act", "cli", "tui"]
IS_CHECKOUT = os.path.isdir(lib.TOP + "/.git")

# Files that call each other in a circle today. The list only ever gets shorter.
KNOWN_CIRCLES = []


def sources(*endings):
    for folder in ("src", "include", "tests"):
        for root, _, names in os.walk(os.path.join(lib.TOP, folder)):
            for name in names:
                if name.endswith(endings) and name != "embedded.c":
                    yield os.path.join(root, name)


def linked():
    """{file: files whose symbols it uses}, as the linker sees the objects of the release."""
    with open(lib.TOP + "/Makefile.am") as makefile:
        listed = sorted(set(re.findall(r"src/(\w+/\w+)\.c", makefile.read())))
    objects = [lib.BUILD + "/src/" + name + ".o" for name in listed]
    run = subprocess.run(["nm", "--print-file-name", "--extern-only", *objects], check=True,
                         capture_output=True, text=True)
    uses = {name: set() for name in listed}
    symbols = re.findall(r"^.*/src/(\w+/\w+)\.o:\s*(?:[0-9a-f]+)? (\w) (\S+)$", run.stdout, re.M)
    home = {symbol: name for name, kind, symbol in symbols if kind != "U"}
    for name, kind, symbol in symbols:
        if kind == "U" and symbol in home:
            uses[name].add(home[symbol])
    return uses


def circles(uses):
    """Groups of files of which each uses, by way of others, all of the others."""
    reached = {}
    for start in uses:
        reached[start], left = set(), [start]
        while left:
            for name in uses[left.pop()] - reached[start]:
                reached[start].add(name)
                left.append(name)
    groups = {frozenset(other for other in reached[name] if name in reached[other])
              for name in uses if name in reached[name]}
    return [group for group in groups if len(group) > 1]


class Lint(unittest.TestCase):
    seconds = 10

    def test_an_include_only_points_down(self):
        for path in sources(".c", ".h"):
            relative = os.path.relpath(path, lib.TOP)
            found = re.match(r"(?:src|include/mtacon)/(\w+)/", relative)
            if not found:
                continue
            own = found[1]
            with open(path) as source:
                for included in re.findall(r'#include "mtacon/(\w+)/', source.read()):
                    down = LAYERS.index(included) <= LAYERS.index(own)
                    # The console is a command like the others: cli starts tui.
                    allowed = (own == "cli" and included == "tui" and relative.endswith("console.c"))
                    self.assertTrue(down and not (own == "tui" and included == "cli") or allowed,
                                    "%s includes %s" % (relative, included))

    def test_a_call_only_points_down(self):
        uses = linked()
        self.assertGreater(sum(map(len, uses.values())), 100, "nothing was built, or nm says nothing")
        for name, used in uses.items():
            for other in used:
                own, its = name.split("/")[0], other.split("/")[0]
                down = LAYERS.index(its) <= LAYERS.index(own) and (own, its) != ("tui", "cli")
                self.assertTrue(down or (name, its) == ("cli/console", "tui"), "%s uses %s" % (name, other))

    def test_no_files_use_each_other_in_a_circle(self):
        found = circles(linked())
        known = [frozenset(group.split()) for group in KNOWN_CIRCLES]
        for group in found:
            self.assertTrue(any(group <= one for one in known), "a new circle: " + " ".join(sorted(group)))
        gone = frozenset().union(*known) - frozenset().union(*found)
        self.assertEqual(sorted(gone), [], "in no circle any more: take them out of KNOWN_CIRCLES")

    def test_the_screens_touch_neither_ssh_nor_sql(self):
        for path in sources(".c"):
            if "/src/tui/" in path:
                with open(path) as source:
                    self.assertNotRegex(source.read(), r"libssh2|sqlite3", path)

    def test_every_source_is_in_the_release(self):
        with open(lib.TOP + "/Makefile.am") as makefile:
            listed = set(re.findall(r"(?:src|include)/[\w/]+\.[ch]", makefile.read()))
        for path in sources(".c", ".h"):
            relative = os.path.relpath(path, lib.TOP)
            if not relative.startswith("tests/"):
                self.assertIn(relative, listed)

    @unittest.skipUnless(shutil.which("shellcheck"), "shellcheck is not installed")
    def test_shell_is_clean(self):
        scripts = [lib.TOP + "/bootstrap", lib.TOP + "/build-aux/embed.sh", lib.TOP + "/tests/fleet/demo",
                   lib.TOP + "/tests/fuzz/run", lib.TOP + "/tests/fake/node", lib.TOP + "/tests/fake/tool"]
        scripts += [lib.TOP + "/.ci/run"] if IS_CHECKOUT else []
        for folder, _, names in os.walk(lib.TOP + "/data/node"):
            scripts += [folder + "/" + n for n in names if n.endswith(".sh")]
        run = subprocess.run(["shellcheck", *scripts], capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout)

    @unittest.skipUnless(shutil.which("clang-format"), "clang-format is not installed")
    def test_format(self):
        run = subprocess.run(["clang-format", "--dry-run", "-Werror", "--style=file",
                              *sources(".c", ".h")], capture_output=True, text=True, cwd=lib.TOP)
        self.assertEqual(run.returncode, 0, run.stderr[:4000])

    @unittest.skipUnless(shutil.which("cppcheck"), "cppcheck is not installed")
    def test_cppcheck(self):
        run = subprocess.run(["cppcheck", "--quiet", "--std=c11", "--error-exitcode=1", "--inline-suppr",
                              "--enable=warning,performance,portability", "-j2",
                              "--suppress=missingInclude", "--suppress=missingIncludeSystem",
                              "-I", lib.TOP + "/include", lib.TOP + "/src"],
                             capture_output=True, text=True)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)

    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd-analyze is not installed")
    def test_the_service_is_understood(self):
        """Every line of the unit, with a program that exists here."""
        with open(lib.BUILD + "/data/mtacon-watch.service") as unit, tempfile.TemporaryDirectory() as folder:
            text = re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", unit.read())
            with open(folder + "/mtacon-watch.service", "w") as out:
                out.write(text)
            run = subprocess.run(["systemd-analyze", "verify", "--man=no", folder + "/mtacon-watch.service"],
                                 capture_output=True, text=True)
        complaints = [line for line in run.stderr.split("\n") if "mtacon-watch" in line]
        self.assertEqual(complaints, [])

    @unittest.skipUnless(IS_CHECKOUT and shutil.which("autoreconf"), "no checkout, or no autoconf")
    def test_generated_files_are_fresh(self):
        """configure and what belongs to it are what autoreconf makes of their sources."""
        made = subprocess.run(["autoconf", "--version"], capture_output=True, text=True).stdout
        with open(lib.TOP + "/configure") as script:
            used = re.search(r"Generated by GNU Autoconf (\S+) ", script.read())[1]
        if used.rstrip(".") not in made.split("\n")[0]:
            self.skipTest("another version of autoconf")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run("git -C '%s' ls-files -z | (cd '%s' && tar cf - --null -T -) | tar xf - -C '%s'"
                           % (lib.TOP, lib.TOP, folder), shell=True, check=True)
            subprocess.run(["autoreconf", "--force"], cwd=folder, check=True, capture_output=True)
            for name in ("configure", "Makefile.in", "config.h.in"):
                with open(folder + "/" + name) as fresh, open(lib.TOP + "/" + name) as kept:
                    self.assertEqual(fresh.read(), kept.read(), name)


if __name__ == "__main__":
    unittest.main()
