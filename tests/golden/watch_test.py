#!/usr/bin/env python3
# A deployment is watched at a terminal: the living block as a person sees it, at several sizes and in both languages,
# what stays of it, and what happens when the watching ends in another way.
# SPDX-License-Identifier: Apache-2.0
import os
import pathlib
import re
import signal
import sys
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from harness import World  # noqa: E402
from screen import Screen  # noqa: E402


def check(what, condition, seen):
    if not condition:
        raise SystemExit(f"FAILED: {what}\n{seen}")


def watch(world, columns, rows, *words, **variables):
    screen = Screen(columns, rows)
    return screen.run([world.chatops, *words], env=world.environment(**variables), folder=world.home)


def grows_in_place(world):
    with watch(world, 80, 24, "deploy", "-e", "s42", "--create", "--yes") as screen:
        screen.until(lambda s: any("⠋" <= ch <= "⠿" for ch in s.text()))
        check("the cursor is hidden while the block lives", screen.cursor_hidden, screen.framed())
        heads = [line for line in screen.lines() if line.startswith("s42 #1  ")]
        check("there is one block", len(heads) == 1, screen.framed())
        check("it ends well", screen.end() == 0, screen.framed())
        text = screen.everything()
        check("the stages stay, done", text.count(" ✓ ") >= 2 and "⠋" not in text, text)
        check("the outcome and the address follow", "s42 is running revision 1" in text and "http" in text.split("s42 is running")[1], text)
        check("the block stands once", text.count("s42 #1  succeeded") == 1 and "s42 #1  running" not in text, text)
        check("the cursor is back", not screen.cursor_hidden and screen.cooked, screen.framed())


def expects_what_it_took(world):
    with watch(world, 100, 24, "deploy", "-e", "s42", "--force", "--yes", "--lang", "zh") as screen:
        screen.until("%")
        check("in Chinese, with the usual time", "通常约" in screen.text() or "通常" in screen.text(), screen.framed())
        check("it ends well", screen.end() == 0, screen.framed())


def is_resized(world):
    with watch(world, 100, 24, "deploy", "-e", "s42", "--force", "--yes") as screen:
        screen.until("  running")
        for columns, rows in ((40, 24), (10, 24), (60, 4), (90, 30)):
            screen.resize(columns, rows)
            screen.watch(0.4)
        check("it ends well", screen.end() == 0, screen.framed())
        lines = screen.lines()
        check("the last picture stands once", sum(line.startswith("s42 #") and "succeeded" in line for line in lines) == 1,
              screen.framed())
        check("the cursor is back", not screen.cursor_hidden, screen.framed())


def is_left(world):
    with watch(world, 80, 24, "deploy", "-e", "s42", "--force", "--yes") as screen:
        screen.until("  running")
        screen.type(b"\x03")
        check("Ctrl-C ends the watching with 130", screen.end() == 130, screen.framed())
        check("and says how to watch again", "chatops env show" in screen.everything(), screen.framed())
        check("with the terminal as it was", not screen.cursor_hidden and screen.cooked, screen.framed())
    with watch(world, 80, 24, "env", "show", "s42") as screen:
        screen.until("s42 #")
        screen.signal(signal.SIGTSTP)
        screen.until(lambda it: not it.cursor_hidden)  # stopped, the cursor is shown
        screen.signal(signal.SIGCONT)
        check("it goes on to the end", screen.end() == 0, screen.framed())
        check("and shows it again afterwards", not screen.cursor_hidden, screen.framed())
    with watch(world, 80, 24, "deploy", "-e", "s42", "--force", "--yes") as screen:
        screen.until("  running")
        screen.signal(signal.SIGSEGV)
        check("a crash is a crash", screen.end() == -signal.SIGSEGV, screen.framed())
        check("and shows the cursor", not screen.cursor_hidden, screen.framed())
    with watch(world, 80, 24, "env", "show", "s42") as screen:
        screen.watch(0.3)
        screen.hangup()
        check("a terminal that goes away ends the watching", screen.end() in (0, 130, -signal.SIGHUP), str(screen.code))
    waited = world.run(["env", "show", "s42", "--wait"])
    check("the deployment went on", waited.returncode == 0, waited.stdout + waited.stderr)


def plain_where_it_must_be(world):
    for words, variables in ((["--quiet"], {}), ([], {"TERM": "dumb"}), (["--verbose"], {})):
        with watch(world, 80, 24, "deploy", "-e", "s42", "--force", "--yes", *words, **variables) as screen:
            check("it ends well", screen.end() == 0, screen.framed())
            check(f"{words} {variables}: no cursor is moved", b"\x1b[?25l" not in screen.raw
                  and not re.search(rb"\x1b\[\d+A", screen.raw), repr(screen.raw))
    piped = world.run(["deploy", "-e", "s42", "--force", "--yes", "--notify", "bell"])
    check("piped: lines, no bell", piped.returncode == 0 and "\a" not in piped.stderr and "\x1b" not in piped.stderr
          and "s42 #" in piped.stderr, piped.stderr)


def tells_at_the_end(world):
    with watch(world, 80, 24, "deploy", "-e", "s42", "--force", "--yes", "--notify", "bell") as screen:
        check("it ends well", screen.end() == 0, screen.framed())
        check("one bell", screen.raw.count(b"\a") == 1, repr(screen.raw))
    with watch(world, 80, 24, "deploy", "-e", "s42", "--force", "--yes", CHATOPS_NOTIFY="desktop", PATH="/nonexistent") as screen:
        check("it ends well", screen.end() == 0, screen.framed())
        check("without notify-send the terminal is told", b"\x1b]9;Environment s42: deployment succeeded\a" in screen.raw,
              repr(screen.raw))
    notes = world.home / "notes"
    tool = world.home / "tools" / "notify-send"
    tool.parent.mkdir()
    tool.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" >>{notes}\n")
    tool.chmod(0o755)
    path = f"{tool.parent}:{os.environ['PATH']}"
    sent = world.run(["deploy", "-e", "s42", "--force", "--yes", "--notify", "desktop", "--lang", "zh"], PATH=path)
    check("it ends well", sent.returncode == 0, sent.stderr)
    check("with it, it is asked, by words", notes.read_text().splitlines()[-2:] == ["chatops", "环境 s42：部署成功"],
          notes.read_text())
    odd = world.run(["env", "show", "s42", "--notify", "horn"])
    check("an odd way is refused", odd.returncode == 2 and "bell, desktop" in odd.stderr, odd.stderr)


def says_why_it_failed(world):
    world.control("commit", {"depot": "portal", "branch": "fix/crash", "message": "Read the media address [crash]"})
    world.built("portal", "fix/crash")
    with watch(world, 80, 24, "deploy", "-e", "s42", "portal@fix/crash", "--yes") as screen:
        check("it fails", screen.end() not in (0, 130), screen.framed())
        text = screen.everything()
        check("the stage, its cause and its log stay", " ✗ " in text and "| portal starting" in text
              and "exit code 3" in text, text)
        check("narrower than the screen", all(len(line) <= 80 for line in text.splitlines()), text)
    shown = world.run(["env", "show", "s42"])
    check("env show tells the log too", "| portal starting" in shown.stdout, shown.stdout)
    whole = world.run(["env", "show", "s42", "-o", "json"])
    check("and JSON", '"portal starting"' in whole.stdout, whole.stdout)


CASES = [grows_in_place, expects_what_it_took, is_resized, is_left, plain_where_it_must_be, tells_at_the_end, says_why_it_failed]


def main():
    wanted = os.environ.get("CHATOPS_TEST_CASE", "")
    with World(sys.argv[1], sys.argv[2], speed="3") as world:
        for case in CASES:
            if wanted in case.__name__ or case is CASES[0]:
                began = time.monotonic()
                case(world)
                print(f"ok   {case.__name__} ({time.monotonic() - began:.1f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
