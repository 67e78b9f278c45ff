"""A real terminal for the console: a pseudo-terminal with an emulator (pyte) behind it, read as an
operator would read it."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

try:
    import pyte
except ImportError:
    pyte = None

KEYS = {"Enter": "\r", "Esc": "\x1b", "Tab": "\t", "Up": "\x1b[A", "Down": "\x1b[B", "Right": "\x1b[C",
        "Left": "\x1b[D", "Backspace": "\x7f", "BackTab": "\x1b\t", "Space": " ", "^C": "\x03", "^Z": "\x1a",
        "PgDn": "\x1b[6~", "PgUp": "\x1b[5~"}


PATIENCE = 120  # seconds: for what must come, however slow the machine


def begin_child():
    """It has the terminal, and ^C ends it: a shell that started us in the background has that ignored."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Terminal:
    """`term`: one whose sequences pyte knows (xterm repeats characters, screen scrolls by counts: it does not)."""

    def __init__(self, command, columns=80, rows=24, environment=None, term="linux"):
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.bytes = 0
        self.last = b""
        settings = dict(os.environ if environment is None else environment, TERM=term)
        settings.setdefault("LANG", "C.UTF-8")
        self.master, slave = pty.openpty()
        self.name = os.ttyname(slave)
        self.set_size(columns, rows)
        self.before = termios.tcgetattr(self.master)
        self.child = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=subprocess.PIPE,
                                      env=settings, start_new_session=True,
                                      preexec_fn=begin_child)
        os.close(slave)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows):
        self.set_size(columns, rows)
        self.screen.resize(rows, columns)
        self.child.send_signal(signal.SIGWINCH)

    def read(self, seconds=0.05):
        ready, _, _ = select.select([self.master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:
            return False
        self.bytes += len(data)
        self.last = (self.last + data)[-4096:]
        self.stream.feed(data)
        return bool(data)

    def settle(self, seconds=0.3):
        """Reads until nothing comes for `seconds`, at most ten times as long."""
        end = time.time() + seconds * 10
        while self.read(seconds) and time.time() < end:
            pass

    def text(self):
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait(self, pattern, seconds=PATIENCE):
        """Waits until the screen shows `pattern`; returns the match."""
        end = time.time() + seconds
        while time.time() < end:
            self.read()
            found = re.search(pattern, self.text(), re.MULTILINE)
            if found:
                return found
            if self.child.poll() is not None and not self.read():
                break
        raise AssertionError("never seen: %r\n%s" % (pattern, self.text()))

    def is_read(self):
        """Whether the program has taken all that was typed."""
        try:
            slave = os.open(self.name, os.O_RDONLY | os.O_NOCTTY)
        except OSError:
            return True
        waiting = fcntl.ioctl(slave, termios.FIONREAD, b"\0" * 4)
        os.close(slave)
        return waiting == b"\0" * 4

    def send(self, text, seconds):
        os.write(self.master, text.encode())
        end = time.monotonic() + PATIENCE
        while not self.is_read() and self.child.poll() is None and time.monotonic() < end:
            self.read(0.01)
        self.settle(seconds)

    def is_as_before(self):
        """Whether it was given back as it was found, on the screen of before, with its cursor."""
        while self.read():
            pass
        return (termios.tcgetattr(self.master) == self.before and b"\x1b[?1049l" in self.last
                and re.search(rb"\x1b\[\?(12l\x1b\[\?)?25h", self.last) is not None)

    def wait_end(self, seconds=PATIENCE):
        """Reads until the program has ended; returns its exit status."""
        end = time.time() + seconds
        while self.child.poll() is None and time.time() < end:
            self.read()
        return self.child.poll()

    def press(self, *keys):
        for key in keys:
            # A lone Esc must not meet the next key: terminals send sequences that begin with it.
            self.send(KEYS.get(key, key), 0.12 if key == "Esc" else 0.03)

    def type(self, text):
        self.send(text, 0.05)

    def close(self):
        """Ends the program if it has not ended; returns its exit status."""
        if self.master < 0:
            return self.child.returncode
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
            end = time.time() + PATIENCE
            while self.child.poll() is None and time.time() < end:
                self.read()
        if self.child.poll() is None:
            self.child.kill()
        self.child.stderr.close()
        os.close(self.master)
        self.master = -1
        return self.child.wait()


COLOURS = {"black": "#101418", "red": "#ff6b68", "green": "#7fd962", "brown": "#e6b450", "blue": "#59c2ff",
           "magenta": "#d2a6ff", "cyan": "#73d0ff", "white": "#e6e1cf", "default": None}


def svg(screen):
    """The screen as a picture."""
    width, height = 8.4, 18
    escape = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-size="14" xml:space="preserve" '
           'font-family="DejaVu Sans Mono,Menlo,Consolas,monospace">' % (screen.columns * width + 16,
                                                                        screen.lines * height + 16),
           '<rect width="100%" height="100%" fill="#101418"/>']

    def colour(name, fallback):
        if name in COLOURS:
            return COLOURS[name] or fallback
        return "#" + name if re.fullmatch("[0-9a-f]{6}", name) else fallback

    for row in range(screen.lines):
        for column in range(screen.columns):
            cell = screen.buffer[row][column]
            front, back = colour(cell.fg, "#c5c8c6"), colour(cell.bg, "#101418")
            if cell.reverse:
                front, back = back, front
            x, y = 8 + column * width, 8 + row * height
            if back != "#101418":
                out.append('<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>'
                           % (x, y, width + 0.3, height, back))
            if cell.data.strip():
                out.append('<text x="%.1f" y="%d" fill="%s"%s>%s</text>' % (
                    x, y + 14, front, ' font-weight="bold"' if cell.bold else "",
                    escape.get(cell.data, cell.data)))
    return "\n".join(out + ["</svg>"]) + "\n"
