"""A program on a pseudo-terminal, seen as a person sees it: the picture on the screen, and not the bytes that made it.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

import copy
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

from needs import skip

try:
    import pyte
except ImportError:
    # Debian's package is pure Python; only Debian's own interpreter looks where it lies.
    sys.path.append("/usr/lib/python3/dist-packages")
    try:
        import pyte
    except ImportError:
        skip("pyte", "python3-pyte is not installed")

ALTERNATE = 1049
LIMIT = 60  # seconds


class _Picture(pyte.HistoryScreen):
    """Keeps what scrolled away, answers what a terminal is asked, and has the second screen that pyte lacks."""

    def __init__(self, columns, rows, answer):
        self.answer = answer
        self.kept = None
        super().__init__(columns, rows, history=10_000)

    def write_process_input(self, data):
        self.answer(data.encode())

    def resize(self, lines=None, columns=None):
        """As terminals do it: what stands above a cursor that would leave the screen scrolls away, the rest stays."""
        lines = lines or self.lines
        for _ in range(max(0, self.cursor.y - lines + 1)):
            y, self.cursor.y = self.cursor.y, self.lines - 1
            self.index()
            self.cursor.y = y - 1
        for y in range(lines, self.lines):
            self.buffer.pop(y, None)
        self.lines = min(self.lines, lines)  # pyte would take lines away at the top
        super().resize(lines, columns)

    def set_mode(self, *modes, **how):
        if how.get("private") and ALTERNATE in modes and self.kept is None:
            self.kept = (copy.deepcopy(self.buffer), copy.copy(self.cursor))
            self.erase_in_display(2)
        super().set_mode(*modes, **how)

    def reset_mode(self, *modes, **how):
        if how.get("private") and ALTERNATE in modes and self.kept is not None:
            self.buffer, self.cursor = self.kept
            self.kept = None
        super().reset_mode(*modes, **how)


class Screen:
    """Use: with Screen(80, 24) as screen: screen.run([program, …], env=…); screen.until("text"); screen.type(b"y")."""

    def __init__(self, columns: int = 80, rows: int = 24):
        self.picture = _Picture(columns, rows, self._answer)
        self.stream = pyte.ByteStream(self.picture)
        self.pid = 0
        self.master = -1
        self.raw = b""           # all that the program wrote
        self.code: int | None = None  # its exit code once it ended; -N = ended by signal N

    # ---- the program ----
    def run(self, words, env=None, folder=None) -> "Screen":
        columns, rows = self.picture.columns, self.picture.lines
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
                if folder:
                    os.chdir(folder)
                os.execvpe(str(words[0]), [str(w) for w in words], os.environ if env is None else env)
            finally:
                os._exit(127)
        return self

    def type(self, keys) -> None:
        """Bytes or text, as if typed; long pastes go in as fast as the program reads."""
        left = keys.encode() if isinstance(keys, str) else keys
        end = time.monotonic() + LIMIT
        os.set_blocking(self.master, False)
        while left and time.monotonic() < end:
            try:
                left = left[os.write(self.master, left):]
            except BlockingIOError:
                self.read(0.02)
        os.set_blocking(self.master, True)
        assert not left, f"{len(left)} bytes were not read"

    def resize(self, columns: int, rows: int) -> None:
        """The new size is set and the program told (SIGWINCH), as a terminal does it."""
        self.read(0)
        self.picture.resize(rows, columns)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def hangup(self) -> None:
        """The terminal goes away: the kernel sends SIGHUP, and reads and writes fail."""
        os.close(self.master)
        self.master = -1

    # ---- what it shows ----
    def read(self, seconds: float = 0.2) -> bool:
        """Takes what came, waiting up to `seconds` for it. False at the end."""
        if self.master < 0:
            return False
        if not select.select([self.master], [], [], seconds)[0]:
            return True
        try:
            piece = os.read(self.master, 65536)
        except BlockingIOError:
            return True
        except OSError:  # the other side has closed
            return False
        self.raw += piece
        self.stream.feed(piece)
        return bool(piece)

    def until(self, wanted, seconds: float = LIMIT) -> None:
        """Reads until the screen shows `wanted`, a text or a function of this screen; AssertionError if it never does."""
        holds = wanted if callable(wanted) else lambda screen: wanted in screen.text()
        end = time.monotonic() + seconds
        while not holds(self):
            if time.monotonic() > end or not self.read():
                while self.read(0) and time.monotonic() < end:
                    if holds(self):
                        return
                if holds(self):
                    return
                raise AssertionError(f"{wanted!r} did not come. The screen:\n{self.framed()}")

    def settle(self, seconds: float = 0.15) -> None:
        """Reads until nothing comes for so long."""
        before = -1
        while before != len(self.raw):
            before = len(self.raw)
            if not self.read(seconds):
                return

    def watch(self, seconds: float) -> None:
        """Reads for so long: of a program that never stops writing."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.read(0.02):
            pass

    def lines(self) -> list[str]:
        """The screen's rows, without the spaces at their ends; a character of two columns stands once."""
        return [self._row(self.picture.buffer[y]) for y in range(self.picture.lines)]

    def text(self) -> str:
        return "\n".join(self.lines()).rstrip("\n")

    def scrolled(self) -> list[str]:
        """What has left the screen at its top, oldest first."""
        return [self._row(row) for row in self.picture.history.top]

    def everything(self) -> str:
        return "\n".join([*self.scrolled(), *self.lines()]).rstrip("\n")

    def framed(self) -> str:
        """For messages of failures."""
        line = "+" + "-" * self.picture.columns + "+"
        return "\n".join([line, *(f"|{row}" for row in self.lines()), line])

    @property
    def written(self) -> int:
        """How many bytes the program has written so far."""
        return len(self.raw)

    @property
    def cursor(self) -> tuple[int, int]:
        return self.picture.cursor.x, self.picture.cursor.y

    @property
    def cursor_hidden(self) -> bool:
        return bool(self.picture.cursor.hidden)

    @property
    def alternate(self) -> bool:
        return self.picture.kept is not None

    @property
    def cooked(self) -> bool:
        """The terminal is as a shell expects it: lines are edited and echoed, Ctrl-C makes a signal."""
        flags = termios.tcgetattr(self.master)[3]
        wanted = termios.ICANON | termios.ECHO | termios.ISIG
        return flags & wanted == wanted

    def _row(self, row) -> str:
        return "".join(row[x].data for x in range(self.picture.columns)).rstrip()

    def _answer(self, data: bytes) -> None:
        os.write(self.master, data)

    # ---- the end ----
    def end(self, seconds: float = LIMIT) -> int:
        """Reads to the end of the program and returns its exit code, negative for a signal's number; it is killed when
        it takes longer."""
        if self.code is not None:
            return self.code
        limit = time.monotonic() + seconds
        while self.code is None:
            self.read(0.05)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.code = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > limit:
                os.kill(self.pid, signal.SIGKILL)
        while self.read(0) and select.select([self.master], [], [], 0)[0]:
            pass
        return self.code

    def __enter__(self) -> "Screen":
        return self

    def __exit__(self, *_) -> None:
        if self.pid and self.code is None:
            os.kill(self.pid, signal.SIGKILL)
            self.code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        if self.master >= 0:
            os.close(self.master)
            self.master = -1
