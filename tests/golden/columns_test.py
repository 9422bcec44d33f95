#!/usr/bin/env python3
# Terminals of 60, 80 and 100 columns in both languages: no line of a table, of help or of the front's pages is wider
# than the terminal, columns begin where their heads do, and JSON is never cut.
# SPDX-License-Identifier: Apache-2.0
import json
import sys
import unicodedata

from harness import World

TABLES = [
    ["iteration", "list"],
    ["artifact", "list", "chat", "live"],
    ["artifact", "list", "chat", "-o", "wide"],
    ["env", "list"],
    ["env", "list", "-o", "wide"],
    ["env", "history", "s42"],
    ["config", "show"],
]
HELP = [["help"], ["help", "deploy"], ["help", "env"], ["help", "words"], ["help", "output"], ["config", "init", "--help"]]


def check(what, condition, detail=""):
    if not condition:
        raise SystemExit(f"FAILED: {what}\n{detail}")


def columns(line):
    """What the texts of the sandbox need: Han characters two, marks none."""
    return sum(0 if unicodedata.category(c) in ("Mn", "Me", "Cf") else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def kept(what, text, most):
    wide = [line for line in text.splitlines() if columns(line) > most and "chatops " not in line and "source <" not in line]
    check(f"{what} keeps to {most} columns", text and not wide, "\n".join(wide) or "nothing was printed")


def main():
    with World(sys.argv[1], sys.argv[2]) as world:
        done = world.run(["deploy", "-e", "s42", "--create", "--iteration", "42", "--yes", "-q"])
        check("something runs", done.returncode == 0, done.stderr)
        for language in ("en", "zh"):
            for most in (60, 80, 100):
                for words in TABLES:
                    done = world.run([*words, "--lang", language], COLUMNS=str(most))
                    check(" ".join(words), done.returncode == 0, done.stderr)
                    kept(f"{' '.join(words)} ({language})", done.stdout, most)
                for words in HELP:
                    done = world.run([*words, "--lang", language], COLUMNS=str(most))
                    kept(f"{' '.join(words)} ({language})", done.stdout, most)
        plan = world.run(["deploy", "-e", "s42", "--dry-run"], COLUMNS="60").stdout
        table = plan.split("\n\n")[1]
        kept("a plan", table, 60)
        free = world.run(["artifact", "list", "chat"]).stdout
        cut = world.run(["artifact", "list", "chat"], COLUMNS="60").stdout
        check("a cut is marked", "…" in cut and "…" not in free, cut)
        whole = world.run(["artifact", "list", "chat", "-o", "json"]).stdout
        narrow = world.run(["artifact", "list", "chat", "-o", "json"], COLUMNS="60").stdout
        check("JSON is never cut", json.loads(whole)["items"] == json.loads(narrow)["items"] and "…" not in narrow, narrow)
        shown = world.run(["artifact", "show", "chat=" + json.loads(whole)["items"][0]["version"]], COLUMNS="60").stdout
        check("facts that are copied are never cut", json.loads(whole)["items"][0]["digest"] in shown, shown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
