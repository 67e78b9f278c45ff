"""The program and its terminal: how it is left, stopped, killed and brought back, and bursts of keys as
they come from a slow link. On a fixed store, with nodes that nobody can reach."""
import ctypes
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import termios
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE + "/../node", HERE + "/../fleet", HERE]
import fixture  # noqa: E402
import lib  # noqa: E402
import place  # noqa: E402
import terminal  # noqa: E402

TERM = "xterm-256color"  # it has a screen of its own, which is left at the end
PROMPT = r"bash-\S+[$#]\s*\Z"
PTRACE_SEIZE, PTRACE_INTERRUPT, WAIT_ALL = 0x4206, 0x4207, 0x40000000  # Linux: a thread is stopped alone
BURSTS = int(os.environ.get("MTACON_TERMINAL_BURSTS", "300"))


@unittest.skipUnless(terminal.pyte, "the terminal emulator (python3-pyte) is not installed")
class TerminalCase(unittest.TestCase):
    seconds = 20

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="mtacon-terminal-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.store = folder.name + "/store.db"
        fixture.make(self.store, "alerts")
        with open(folder.name + "/ssh_config", "w") as out:
            out.write("Host *\n  ProxyCommand false\n")

    def command(self):
        return [lib.MTACON, "--store", self.store, "--ssh-config", self.folder + "/ssh_config"]

    def open(self, command=None, term=TERM, wait=r"1 Domains"):
        console = terminal.Terminal(command or self.command(), term=term)
        self.addCleanup(console.close)
        console.wait(wait)
        return console

    def assert_store_is_whole(self):
        with sqlite3.connect(self.store) as database:
            self.assertEqual(database.execute("PRAGMA integrity_check").fetchall(), [("ok",)])


class Children(TerminalCase):
    """What the console starts has no terminal."""

    seconds = 3

    def test_a_proxy_that_asks_is_not_on_the_screen(self):
        with open(self.folder + "/ssh_config", "w") as out:
            out.write("Host *\n  ProxyCommand sh -c '(echo PASSPHRASE >/dev/tty) 2>>%s/asked; echo >>%s/done'\n"
                      % (self.folder, self.folder))
        console = self.open()
        place.wait_for(lambda: os.path.exists(self.folder + "/done"), "a proxy was started")
        console.settle()
        self.assertNotIn("PASSPHRASE", console.text())
        self.assertGreater(os.path.getsize(self.folder + "/asked"), 0)


class Interrupt(TerminalCase):
    """^C leaves what is open, and asks before it quits."""

    seconds = 5

    def test_on_the_first_screen_it_asks(self):
        console = self.open()
        console.press("^C")
        console.wait(r"Quit mtacon\?(?s:.*)y do it")
        console.press("Enter", "^C")  # neither is a yes
        console.wait(r"^(?!(?s:.*)Quit mtacon)")
        self.assertIsNone(console.child.poll())
        console.press("^C")
        console.wait(r"Quit mtacon\?")
        console.press("y")
        self.assertEqual(console.wait_end(), 0)
        self.assertTrue(console.is_as_before(), console.last)

    def test_pressed_twice_in_a_burst_it_ends_nothing(self):
        console = self.open()
        console.send("\x03y\x03y\x03", 0.1)
        console.wait(r"Quit mtacon\?")
        console.press("Esc")
        console.wait(r"^(?!(?s:.*)Quit mtacon)")
        console.press("2")
        console.wait(r"\[2 Nodes\]")
        self.assertIsNone(console.child.poll())

    def test_it_goes_back_and_asks_about_what_was_typed(self):
        console = self.open(term="linux")
        console.press("Enter")
        console.wait(r"1 Domains \[")
        console.press("a")
        console.wait(r"Tab next")
        console.type("7")
        console.press("^C")
        console.wait(r"Leave without saving\?")
        console.press("^C")
        console.wait(r"1 Domains \[")
        console.press("^C")
        console.wait(r"\[1 Domains\]")


class Ends(TerminalCase):
    """However it ends, the terminal is as it was and the store is whole."""

    seconds = 10

    def test_told_to_end_while_something_is_typed(self):
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            with self.subTest(signal=number):
                console = self.open()
                console.press("c")
                console.wait(r"Continuity mode: acme\.example")
                console.press("Down")
                console.child.send_signal(number)
                self.assertEqual(console.wait_end(), 0)
                self.assertTrue(console.is_as_before(), console.last)
                self.assertEqual(console.child.stderr.read(), b"")
                self.assert_store_is_whole()

    def test_the_line_is_cut(self):
        console = self.open()
        os.close(console.master)
        console.master = -1
        self.assertEqual(console.child.wait(terminal.PATIENCE), 0)
        console.child.stderr.close()
        self.assert_store_is_whole()

    def check_crash(self, console, number):
        self.assertEqual(console.wait_end(), -number)
        self.assertTrue(console.is_as_before(), console.last)
        said = console.child.stderr.read().decode()
        path = "%s/mtacon-crash-%d.txt" % (self.folder, console.child.pid)
        self.assertEqual(said, "mtacon was ended by %s: please report it with %s\n" % (number.name, path))
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path) as report:
            lines = report.read().split("\n")
        self.assertRegex(lines[0], r"^mtacon [\d.]+ ended by %s, process %d, at \d+ " % (number.name, console.child.pid))
        self.assertGreater(len(lines), 3, lines)
        self.assert_store_is_whole()

    def test_a_crash_says_where_its_report_lies(self):
        for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS, signal.SIGFPE, signal.SIGILL):
            with self.subTest(signal=number):
                console = self.open()
                console.child.send_signal(number)
                self.check_crash(console, number)

    def other_thread(self, console):
        return [int(name) for name in os.listdir("/proc/%d/task" % console.child.pid) if int(name) != console.child.pid][0]

    def crash_thread(self, console, thread, number):
        libc = ctypes.CDLL(None, use_errno=True)
        if not hasattr(libc, "tgkill"):
            self.skipTest("the C library has no tgkill")
        self.assertEqual(libc.tgkill(console.child.pid, thread, number), 0)

    def test_a_crash_of_the_other_thread_is_told_too(self):
        console = self.open()
        self.crash_thread(console, self.other_thread(console), signal.SIGSEGV)
        self.check_crash(console, signal.SIGSEGV)

    def state(self, console):
        with open("/proc/%d/stat" % console.child.pid) as stat:
            return stat.read().rpartition(")")[2].split()[0]

    def test_while_a_thread_tells_no_other_paints_or_ends_it(self):
        console = self.open()
        path = "%s/mtacon-crash-%d.txt" % (self.folder, console.child.pid)
        os.mkfifo(path)  # so that telling waits for who reads
        self.crash_thread(console, self.other_thread(console), signal.SIGSEGV)
        end = time.monotonic() + terminal.PATIENCE
        while b"\x1b[?1049l" not in console.last and time.monotonic() < end:
            console.read()
        self.crash_thread(console, console.child.pid, signal.SIGSEGV)
        console.settle(1.5)  # the clock alone is painted every second
        self.assertIsNone(console.child.poll())
        self.assertRegex(console.last, rb"\x1b\[\?1049l(\x1b\[23;0;0t)?\s*\Z")
        with open(path) as report:
            self.assertRegex(report.read(), r"^mtacon [\d.]+ ended by SIGSEGV(?s:.*)\n\Z")
        self.assertEqual(console.wait_end(), -signal.SIGSEGV)
        self.assertTrue(console.is_as_before(), console.last)

    def test_where_a_thread_hangs_at_the_end_it_can_be_ended_all_the_same(self):
        libc = ctypes.CDLL(None, use_errno=True)
        console = self.open()
        other = self.other_thread(console)
        if libc.ptrace(PTRACE_SEIZE, other, None, None) or libc.ptrace(PTRACE_INTERRUPT, other, None, None):
            self.skipTest("no thread can be stopped alone here: ptrace is refused")
        os.waitpid(other, WAIT_ALL)
        console.press("q")
        end = time.monotonic() + terminal.PATIENCE
        while b"\x1b[?1049l" not in console.last and time.monotonic() < end:
            console.read()
        console.settle(0.5)
        self.assertNotIn(self.state(console), "ZX")
        console.child.send_signal(signal.SIGINT)
        end = time.monotonic() + 10
        while self.state(console) not in "ZX" and time.monotonic() < end:
            console.read()
        ended = self.state(console)
        console.child.kill()  # too late, if it has ended
        os.waitpid(other, WAIT_ALL)
        self.assertIn(ended, "ZX")
        console.wait_end()
        self.assertTrue(console.is_as_before(), console.last)


@unittest.skipUnless(shutil.which("bash"), "bash is not installed: a shell with job control")
class Suspend(TerminalCase):
    """^Z gives the terminal back to the shell; fg takes it over as it is then."""

    seconds = 6

    def shell(self):
        console = self.open(["bash", "-c", "exec bash --norc --noprofile -i 2>/dev/tty"], "linux", PROMPT)
        console.type(" ".join(self.command()) + "\r")
        console.wait(r"\[1 Domains\]")
        return console

    def come_back(self, console):
        console.wait(r"Stopped(?s:.*)" + PROMPT)
        self.assertTrue(termios.tcgetattr(console.master)[3] & termios.ISIG)
        console.resize(100, 30)
        console.type("echo still-here\r")
        console.wait(r"^still-here")
        console.type("fg\r")
        console.wait(r"\[1 Domains\]")
        console.settle()
        self.assertNotIn("still-here", console.text())
        self.assertRegex(console.text().split("\n")[0], r"^ mtacon .{80,}Z$")
        self.assertFalse(termios.tcgetattr(console.master)[3] & termios.ISIG)
        console.press("2")
        console.wait(r"\[2 Nodes\]")

    def leave(self, console):
        console.press("q")
        console.wait(r"^bash-\S+[$#]")
        console.type("exit\r")
        self.assertEqual(console.wait_end(), 0)

    def test_by_key_and_back(self):
        console = self.shell()
        console.press("^Z")
        self.come_back(console)
        self.leave(console)

    def test_while_something_is_typed(self):
        console = self.shell()
        console.press("c")
        console.wait(r"Continuity mode: acme\.example")
        console.press("^Z")
        console.wait(r"Stopped(?s:.*)" + PROMPT)
        console.type("fg\r")
        console.wait(r"Continuity mode: acme\.example")
        console.press("Esc")
        self.leave(console)

    def test_by_signal_and_back(self):
        for name in ("TSTP", "STOP"):
            with self.subTest(signal=name):
                console = self.shell()
                os.kill(int(self.pid_of_the_program(console)), getattr(signal, "SIG" + name))
                self.come_back(console)
                self.leave(console)

    def end_in_the_background(self, console):
        """Told to end by the shell: without a word over it, and without fg."""
        console.wait(r"Stopped(?s:.*)" + PROMPT)
        seen = console.bytes
        console.type("kill %1\r")
        self.wait_for_no_program(console)
        console.type("echo still-here\r")
        console.wait(r"^still-here")
        self.assertLess(console.bytes - seen, 1000, console.last)  # the shell's own words; a screen has more
        self.assertNotIn("Domains", console.text())
        self.assertTrue(termios.tcgetattr(console.master)[3] & termios.ISIG)
        console.type("exit\r")
        self.assertEqual(console.wait_end(), 0)

    def test_stopped_and_told_to_end(self):
        console = self.shell()
        console.press("^Z")
        self.end_in_the_background(console)

    def test_stopped_by_signal_and_told_to_end(self):
        console = self.shell()
        os.kill(int(self.pid_of_the_program(console)), signal.SIGSTOP)
        console.wait(r"Stopped(?s:.*)" + PROMPT)
        console.type("kill %1\r")
        self.wait_for_no_program(console)
        console.type("exit\r")
        self.assertEqual(console.wait_end(), 0)

    def test_continued_in_the_background_it_waits_for_fg(self):
        console = self.shell()
        console.press("^Z")
        console.wait(r"Stopped(?s:.*)" + PROMPT)
        for _ in range(2):
            console.type("bg; sleep 0.3\r")
            console.settle(0.5)
        self.assertNotIn("Domains", console.text())
        self.come_back(console)
        self.leave(console)

    def wait_for_no_program(self, console):
        end = time.monotonic() + 20
        while self.children(console) and time.monotonic() < end:
            console.read()
        self.assertEqual(self.children(console), [], console.text())

    def children(self, console):
        with open("/proc/%d/task/%d/children" % (console.child.pid, console.child.pid)) as children:
            return children.read().split()

    def pid_of_the_program(self, console):
        return self.children(console)[0]


class Bursts(TerminalCase):
    seconds = 4

    KEYS = list("jjjkkgGhl123456cbatefpvmordnEARx=TKMUOu/!?s y") + \
        [terminal.KEYS[name] for name in ("Enter", "Enter", "Tab", "Up", "Down", "Left", "Right", "PgDn", "PgUp",
                                          "BackTab", "Backspace", "^C")] + ["\x0c", "\x1b", "\xe9", "\x9b"]
    SIZES = ((80, 24), (60, 16), (40, 10), (1, 1), (132, 43), (300, 100))

    def test_bursts_end_nothing(self):
        seed = int(os.environ.get("MTACON_SEED", "1"))
        numbers = random.Random(seed)
        console = self.open(term="linux")
        for burst in range(BURSTS):
            if numbers.random() < 0.1:
                console.resize(*numbers.choice(self.SIZES))
            keys = "".join(numbers.choice(self.KEYS) for _ in range(numbers.randint(2, 12)))
            os.write(console.master, ("\x1b\x1b" + keys if numbers.random() < 0.3 else keys).encode())
            console.read(0.01)
            if console.child.poll() is not None:
                # A yes to the question whether to quit, drawn in time.
                self.assertEqual(console.child.returncode, 0, "MTACON_SEED=%d, burst %d: %r" % (seed, burst, keys))
                console.close()
                console = self.open(term="linux")
        console.resize(80, 24)
        console.settle()
        for _ in range(40):
            if "[1 Domains]" in console.text() and "Quit mtacon" not in console.text():
                break
            console.press("Esc", "1")
            console.settle(0.1)
        console.press("Esc", "q")
        self.assertEqual(console.wait_end(), 0, console.text())
        self.assert_store_is_whole()


del TerminalCase  # it has no tests of its own

if __name__ == "__main__":
    unittest.main()
