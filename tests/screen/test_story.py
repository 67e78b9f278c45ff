"""Runs the stories: text files with steps and the screens they must lead to.

    A sentence says what it is about.
    store fleet              a store of fixture.py; the clock stands still
    size 80 24
    key Down Enter           keys, one after another
    burst 2 j Enter          keys in one burst: nothing is drawn between them
    type some text           a text, letter by letter
    sql STATEMENT            another process changes the store, between a drawing and a key
    wait MILLISECONDS        how long after the drawing a key comes
    plan NODE                an enrolment's plan is ready; 'asks KIND ID TEXT': a node asks
    show                     'show styles': then what is selected, bad and near, row by row
    |the screen, line by line, to the end

'MTACON_STORIES=write make check TESTS=test_story' writes the screens anew; read the difference
before you keep it."""
import difflib
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import fixture  # noqa: E402
import lib  # noqa: E402

CELLS = os.path.join(lib.BUILD, "tests/screen/cells")
STEPS = ("size", "key", "burst", "type", "option", "sql", "wait", "plan", "asks", "show")


def parse(text):
    """(store, [steps and screens]): a screen is a list of lines, a step a string."""
    store, parts = None, []
    for line in text.split("\n"):
        word = line.split(" ")[0]
        if line.startswith("|"):
            if parts[-1] in ("show", "show styles"):
                parts.append([])
            parts[-1].append(line[1:])
        elif word == "store":
            store = line.split()[1]
        elif word in STEPS:
            parts.append(line)
    return store, parts


class Story(unittest.TestCase):
    maxDiff = None

    def run_steps(self, store, steps):
        """Runs them on a fresh store of that kind; returns what was shown."""
        with tempfile.TemporaryDirectory(prefix="mtacon-story-") as folder:
            fixture.make(folder + "/store.db", store)
            run = subprocess.run([CELLS, folder + "/store.db", str(fixture.NOW)],
                                 input="\n".join(steps) + "\n", capture_output=True, text=True,
                                 env=dict(os.environ, TZ="UTC", USER="anna", MTACON_HOST="jump1",
                                          SSH_CONNECTION="", MTACON_NOW=str(fixture.NOW)))
            self.assertEqual(run.returncode, 0, "%s\n%s" % (steps[:3], run.stderr))
            return [screen.split("\n")[:-1] for screen in run.stdout.split("\f\n")[1:]]

    def run_story(self, path):
        with open(path) as story:
            text = story.read()
        store, parts = parse(text)
        shown = self.run_steps(store, [part for part in parts if isinstance(part, str)])
        expected = [part for part in parts if not isinstance(part, str)]
        if os.environ.get("MTACON_STORIES") == "write":
            self.write(path, text, shown)
            return
        self.assertEqual(len(expected), len(shown), "screens in the story and screens shown")
        for wanted, found in zip(expected, shown):
            if wanted != found:
                self.fail(path + ":\n" + "\n".join(difflib.unified_diff(
                    wanted, found, "the story", "the screen", lineterm="", n=2)))

    @staticmethod
    def write(path, text, shown):
        lines = [line for line in text.split("\n") if not line.startswith("|")]
        out = []
        for line in lines:
            out.append(line)
            if line in ("show", "show styles"):
                out.extend("|" + row for row in shown.pop(0))
        with open(path, "w") as story:
            story.write("\n".join(out))


def add(path):
    def test(self):
        self.run_story(path)
    setattr(Story, "test_" + os.path.basename(path)[:-len(".story")], test)


for name in sorted(os.listdir(HERE + "/stories")):
    if name.endswith(".story"):
        add(HERE + "/stories/" + name)

if __name__ == "__main__":
    unittest.main()
