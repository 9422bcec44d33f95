#!/usr/bin/env python3
# The form as a person has it: keys on a pseudo-terminal, the picture on the screen, and the terminal as it was before on
# every way out.
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import signal
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from screen import Screen  # noqa: E402

PLAYER = sys.argv[1]
DOWN, UP, LEFT, RIGHT, END = b"\x1b[B", b"\x1b[A", b"\x1b[D", b"\x1b[C", b"\x1b[F"


def check(what, condition, seen=""):
    if not condition:
        raise SystemExit(f"FAILED: {what}\n{seen}")


def environment(**more):
    return {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", **more}


def form(columns=100, rows=30, *words, env=None, cards=("5", "40")):
    screen = Screen(columns, rows)
    screen.run([PLAYER, *cards, *words], env=env or environment())
    return screen


def opened(*args, **how):
    screen = form(*args, **how)
    screen.until(lambda s: s.alternate and "sprint-42" in s.text())
    screen.settle()
    return screen


def given_back(screen, code, what):
    check(f"{what}: exit code {code}", screen.end() == code, f"{screen.code}\n{screen.framed()}")
    check(f"{what}: the first screen is back", not screen.alternate, screen.framed())
    check(f"{what}: the cursor is seen", not screen.cursor_hidden)
    check(f"{what}: lines are edited again", screen.cooked)


def confirms():
    with opened() as screen:
        screen.type(b"d\r")
        given_back(screen, 0, "deploy")
        check("prefilled", "row api follow main sees main-39" in screen.text(), screen.framed())


def picks():
    with opened() as screen:
        screen.type(b"\r")
        screen.until("40/40")
        screen.type("login 35")
        screen.until("1/40")
        screen.until("pin feature-login-35")
        screen.type(b"\r")
        screen.until("feature-login-35")
        screen.type(DOWN + b"\r")
        screen.until("40/40")
        screen.type("feature/new")
        screen.until("and wait")
        screen.type(b"\r")
        screen.until("waiting for the first build of feature/new")
        screen.type(b"d\r")
        given_back(screen, 0, "picked")
        said = screen.text()
        check("pinned", "pin feature-login-35 sees feature-login-35" in said, said)
        check("followed", "row web follow feature/new sees\n" in said + "\n", said)


def settings():
    with opened() as screen:
        screen.type(b"\x1b[H\x15")  # Home, Ctrl-U
        screen.type("中文.example.com".encode()[:2])  # a character comes in pieces
        screen.settle()
        screen.type("中文.example.com".encode()[2:])
        screen.until("中文.example.com")
        screen.type(DOWN + RIGHT)
        screen.until("tencent")
        screen.type(b"\x04\r")
        given_back(screen, 0, "settings")
        check("text", "setting domain=中文.example.com" in screen.text(), screen.framed())
        check("choice", "setting class=tencent" in screen.text(), screen.framed())


def required():
    with opened() as screen:
        screen.type(b"\x1b[H\x15\x04\r")
        screen.until("must not be empty")
        screen.type("x.test".encode() + b"\x04\r")
        given_back(screen, 0, "after a mistake")
        check("corrected", "setting domain=x.test" in screen.text(), screen.framed())


def leaves():
    with opened() as screen:
        screen.type(b"\x1b")
        given_back(screen, 4, "Esc")
    with opened() as screen:
        screen.type(b"p")
        screen.until("pinned")
        screen.type(b"q")
        screen.until("Discard your changes")
        screen.type(UP)
        screen.until(lambda s: "Discard your changes" not in s.text())
        screen.type(b"\x1b")
        screen.until("Discard your changes")
        screen.type(b"\x1b")
        given_back(screen, 4, "Esc twice")
    with opened() as screen:
        screen.type(b"\x03")
        given_back(screen, 130, "Ctrl-C")


def signals():
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        with opened() as screen:
            screen.signal(number)
            given_back(screen, 130, number.name)
    for number in (signal.SIGSEGV, signal.SIGABRT, signal.SIGQUIT):
        with opened() as screen:
            screen.signal(number)
            given_back(screen, -number, number.name)
    with opened() as screen:
        screen.hangup()
        check("hangup ends it", screen.end() in (130, -signal.SIGHUP), str(screen.code))


def stops():
    with Screen(100, 30) as screen:
        screen.run(["bash", "--norc", "--noprofile", "-i"], env=environment(PS1="shell$ "))
        screen.until("shell$")
        screen.type(f"{PLAYER} 5 40\n")
        for _ in range(2):
            screen.until(lambda s: s.alternate and "[ Deploy ]" in s.text())
            check("raw", not screen.cooked)
            screen.type(b"\x1a")
            screen.until(lambda s: "Stopped" in s.text() and not s.alternate)
            screen.settle()
            check("the cursor is seen while stopped", not screen.cursor_hidden)
            screen.type(b"fg\n")
        screen.until(lambda s: s.alternate and "[ Deploy ]" in s.text())
        screen.type(b"d\r")
        screen.until("button deploy")
        screen.type(b"exit\n")
        given_back(screen, 0, "after stops")


def sizes():
    with opened(80, 24) as screen:
        for columns, rows in ((10, 5), (40, 12), (250, 60), (1, 1), (80, 24)):
            screen.resize(columns, rows)
            screen.until("too" if columns == 10 else "t" if columns == 1 else "sprint-42")
        screen.type(b"d\r")
        given_back(screen, 0, "after resizes")


def pastes():
    with opened(cards=("5", "2000")) as screen:
        screen.type(b"\r")
        screen.until("2000/2000")
        screen.settle()
        before = screen.written
        screen.type(b"\x1b[200~" + b"main\x1b[31m\x07\n\r" * 1000 + b"\x1b[201~")
        screen.until("0/2000")
        screen.settle()
        check("one redraw", screen.written - before < 8192, str(screen.written - before))
        screen.type(b"\x1b\x1b[999;1R\x1b]11;rgb:0/0/0\x07\x1bOx")  # Escape clears; answers nobody asked for
        screen.until("2000/2000")
        screen.type(b"\x1b")
        screen.until("Changes:")
        screen.type(b"\x1b[200~q\rd\r\x1b[201~")  # a paste presses nothing
        screen.settle()
        check("still open", screen.alternate, screen.framed())


def poor():
    with form(80, 24, env=environment(TERM="dumb")) as screen:
        check("a dumb terminal", screen.end() == 3, screen.framed())
    with opened(80, 24, "no-colour", env=environment(LC_ALL="C")) as screen:
        check("ASCII only", all(ord(c) < 128 for c in screen.text()), screen.framed())
        check("a mark at the focus", any(line.startswith(">") for line in screen.lines()), screen.framed())
    with form(80, 24, "hostile") as screen:
        screen.until("aliyun")
        check("no title was set", b"\x1b]" not in screen.raw and b"\x07" not in screen.raw, screen.framed())


def main():
    for scene in (confirms, picks, settings, required, leaves, signals, stops, sizes, pastes, poor):
        scene()


if __name__ == "__main__":
    main()
