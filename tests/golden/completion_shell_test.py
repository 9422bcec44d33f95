#!/usr/bin/env python3
# Tab in a real bash, zsh or fish: what is completed, what is listed, and what is left alone.
# Usage: completion_shell_test.py SHELL CHATOPS SANDBOX
# SPDX-License-Identifier: Apache-2.0
import pathlib
import re
import shlex
import shutil
import sys
import time

from harness import LIMIT, World
from shells import Shell

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from needs import skip  # noqa: E402

NAME = sys.argv[1]
LIST = {"bash": "\t\t\t", "zsh": "\t\t", "fish": "\t"}  # lists, also where the first Tab goes as far as all agree
HOSTILE = ["$(touch pwned)", "it's", "a b", "semi;colon", 'quo"te', "back\\slash", "star*", "`touch pwned`", "#hash", "中文"]
UNSHOWABLE = ["esc\x1b[31mape", "right\u202eleft", "zero\u200bwidth"]


def check(what, condition, detail=""):
    if not condition:
        print(f"FAILED: {NAME}: {what}\n{detail}")
        check.failed = True


check.failed = False


def cache_of(world):
    return next(f for f in (world.home / ".cache/chatops/completion").iterdir() if not f.suffix)


def fill_cache(world):
    """Asks until the refresh behind has brought everything."""
    deadline = time.monotonic() + LIMIT
    while "fix/audio" not in world.run(["__complete", "deploy", "portal@"]).stdout:
        if time.monotonic() > deadline:
            raise SystemExit("FAILED: the cache does not fill")
        time.sleep(0.1)


def put_into_cache(world, lines):
    """As if the outside had said so: the cache, fresh, with lines more."""
    file = cache_of(world)
    text = re.sub(r"\nfresh\t\d+\n", "\nfresh\t600\n", file.read_text())
    text = text[: text.rindex("end\t")]
    at = text.index("\nversion\tlive\t") + 1  # lines of one kind stand together
    text = text[:at] + "".join("\t".join(line) + "\n" for line in lines) + text[at:]
    file.write_text(text + f"end\t{len(text.encode())}\n")


def completes(shell):
    rows = [
        ("chatops dep\t", r"chatops deploy "),
        ("chatops env sh\t", r"chatops env show "),
        ("chatops deploy --iter\t", r"chatops deploy --iteration "),
        ("chatops deploy -o j\t", r"chatops deploy -o json "),
        ("chatops deploy --output=j\t", r"chatops deploy --output=json "),
        ("chatops env show s4\t", r"chatops env show s42 "),
        ("chatops deploy -e s4\t", r"chatops deploy -e s42 "),
        ("chatops deploy por\t", r"chatops deploy portal"),
        ("chatops deploy portal=fi\t", r"chatops deploy portal=fix-audio-\d+-\w{7} "),
        ("chatops deploy portal@fi\t", r"chatops deploy portal@fix/audio "),
        ("chatops deploy chat@feature/b\t", r"chatops deploy chat@feature/breakout-rooms "),
        ("chatops deploy -e s42 chat@m\t", r"chatops deploy -e s42 chat@main "),
        ("chatops deploy --chart=1.1\t", r"chatops deploy --chart=1.1.0 "),
        ("chatops deploy --class te\t", r"chatops deploy --class tencent "),
        ("chatops deploy --param It\t", r"chatops deploy --param Iteration="),
        ("chatops branch plat\t", r"chatops branch platform "),
        ("chatops branch platform mai\t", r"chatops branch platform main "),
        ("chatops artifact show cha\t", r"chatops artifact show chat="),
        ("chatops artifact list chat -b dev\t", r"chatops artifact list chat -b develop "),
        ("chatops env list --profile sa\t", r"chatops env list --profile sandbox "),
        ("chatops completion fi\t", r"chatops completion fish "),
        ("CHATOPS_LANG=en chatops env sh\t", r"CHATOPS_LANG=en chatops env show "),
        # Files only where they are wanted.
        ("chatops deploy --from ./writ\t", r"chatops deploy --from ./written\.json "),
        ("chatops deploy --from writ\t", r"chatops deploy --from written\.json "),
        ("chatops deploy -e writ\t", r"chatops deploy -e writ"),
        ("chatops env use writ\t", r"chatops env use writ"),
        ("chatops deploy writ\t", r"chatops deploy writ"),
    ]
    for keys, wanted in rows:
        line = shell.line_after(keys)
        check(f"after {keys!r}", re.fullmatch(wanted, line), f"{line!r}\n{shell.shown}")


def lists(shell):
    rows = [
        ("chatops deploy -e s42 ", ["portal", "门户", "gateway", "main-"]),
        ("chatops env show ", ["s42", "try", "ready", "Breakout rooms"]),
        ("chatops iteration show ", ["42", "Breakout rooms", "43", "Homework grading"]),
        ("chatops deploy chat=main", ["main-11-", "main ·"]),
        ("chatops deploy chat@", ["develop", "feature/breakout-rooms", "default"]),
        ("chatops deploy --", ["--dry-run", "show the plan"]),
    ]
    for keys, wanted in rows:
        shell.line_after(keys + LIST[NAME])
        missing = [word for word in wanted if word not in shell.shown]
        check(f"listed after {keys!r}", not missing, f"missing {missing}\n{shell.shown}")


def stays_safe(world, shell):
    lines = [("version", "live", f"h{i}-{name}") for i, name in enumerate(HOSTILE)]
    lines += [("version", "live", "bad-" + name) for name in UNSHOWABLE]
    lines += [("version", "live", "good-1", "says \x1b[31mred"), ("version", "live", "good-2", "plain")]
    put_into_cache(world, lines)
    for i, name in enumerate(HOSTILE):
        line = shell.line_after(f"chatops deploy live=h{i}-\t")
        try:
            words = shlex.split(line)
        except ValueError as broken:
            words = [str(broken)]
        check(f"a version called {name!r} is one word", words[-1] == f"live=h{i}-{name}", f"{line!r}")
    line = shell.line_after("chatops deploy live=bad-\t")
    check("what cannot be shown is not offered", line == "chatops deploy live=bad-", repr(line))
    shell.line_after("chatops deploy live=good-" + LIST[NAME])
    check("no escape sequence from outside", "red" not in shell.seen and "plain" in shell.shown, repr(shell.seen))
    check("nothing was run", not list(world.home.rglob("pwned")))


def quoted(shell):
    """A quote that is still open is closed, or at least the word is right."""
    for keys in ("chatops deploy 'portal@fi\t", 'chatops deploy "portal@fi\t'):
        line = shell.line_after(keys).rstrip()
        quote = "'" if "'" in keys else '"'
        words = shlex.split(line if line.count(quote) % 2 == 0 else line + quote)
        check(f"after {keys!r}", words[-1] in ("portal@fix/audio", "portal@fi"), repr(line))


def main():
    if not shutil.which(NAME):
        skip(NAME, f"{NAME} is not installed")
    with World(sys.argv[2], sys.argv[3]) as world:
        for name, number in (("s42", "42"), ("try", "43")):
            done = world.run(["env", "create", name, "--iteration", number])
            check("an environment", done.returncode == 0, done.stderr)
        world.run(["deploy", "-e", "s42", "--yes"])
        (world.home / "written.json").write_text("{}")
        fill_cache(world)
        shell = Shell(NAME, world.environment(PATH=f"{world.bin}:{world.environment()['PATH']}"), world.home)
        completes(shell)
        lists(shell)
        quoted(shell)
        stays_safe(world, shell)
        shell.close()
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
