#!/usr/bin/env python3
# With a person at a terminal: the plan is shown and asked about, no is no, and Ctrl-C only stops the watching.
# SPDX-License-Identifier: Apache-2.0
import os
import pty
import select
import signal
import subprocess
import sys
import time

from harness import LIMIT, World


class Terminal:
    """The program on a pseudo-terminal of its own."""

    def __init__(self, world, *words, **variables):
        self.text = ""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(world.home)
            os.execve(str(world.chatops), [str(world.chatops), *words], world.environment(**variables))

    def until(self, wanted):
        deadline = time.monotonic() + LIMIT
        while wanted not in self.text:
            if time.monotonic() > deadline or not self.read():
                raise SystemExit(f"FAILED: {wanted!r} did not come in:\n{self.text}")

    def read(self):
        if not select.select([self.master], [], [], 1)[0]:
            return True
        try:
            piece = os.read(self.master, 65536)
        except OSError:  # the other side has closed
            return False
        self.text += piece.decode(errors="replace")
        return bool(piece)

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        deadline = time.monotonic() + LIMIT
        while self.read():
            if time.monotonic() > deadline:
                os.kill(self.pid, signal.SIGKILL)
        code = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        os.close(self.master)
        return code


def check(what, condition, text):
    if not condition:
        raise SystemExit(f"FAILED: {what}\n{text}")


def main():
    with World(sys.argv[1], sys.argv[2], speed="3") as world:
        asked = Terminal(world, "deploy", "-e", "s42", "--create", TERM="dumb")  # no form there
        asked.until("[y/N]")
        check("the plan stands before the question", "WILL RUN" in asked.text and "portal" in asked.text, asked.text)
        asked.type("n\n")
        check("no is no", asked.end() == 5 and "cancelled" in asked.text, asked.text)
        check("and nothing was made", world.run(["env", "list", "-o", "name"]).stdout == "", "")

        watched = Terminal(world, "deploy", "-e", "s42", "--create", TERM="dumb")  # no form there
        watched.until("[y/N]")
        watched.type("y\n")
        watched.until("#1")
        watched.until("running")
        watched.type("\x03")
        code = watched.end()
        check("Ctrl-C ends the watching with 130", code == 130, f"{code}\n{watched.text}")
        check("and says how to watch again", "chatops env show s42" in watched.text, watched.text)

        again = Terminal(world, "env", "show", "s42")
        check("env show takes it up to its end", again.end() == 0, again.text)
        check("it is ready", "ready" in again.text and "succeeded" in again.text, again.text)

        typed = Terminal(world, "env", "delete", "s42")
        typed.until("Type s42")
        typed.type("s4\n")
        check("a wrong name deletes nothing", typed.end() == 5, typed.text)
        typed = Terminal(world, "env", "delete", "s42")
        typed.until("Type s42")
        typed.type("s42\n")
        check("the right name does", typed.end() == 0 and "deleted" in typed.text, typed.text)

        plain = Terminal(world, "env", "list", "--no-color")
        plain.end()
        check("--no-color means no escape sequence", "\x1b" not in plain.text, repr(plain.text))

        # Nothing of ours may get the number of a closed stream: what is printed would go there.
        closed = subprocess.run(["bash", "-c", 'exec "$0" iteration list >&-', str(world.chatops)], env=world.environment(),
                                stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT)
        check("a closed standard output takes nothing", closed.returncode == 1, f"{closed.returncode}\n{closed.stderr}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
