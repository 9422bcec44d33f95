#!/usr/bin/env python3
# What the terminal prints, from the first look to the teardown: each NAME.cmd of story/ is run in order in one world, and
# its output compared with NAME.out and NAME.err (exit code on the last line of .err). CHATOPS_ACCEPT=1 writes them anew.
# SPDX-License-Identifier: Apache-2.0
import difflib
import json
import os
import pathlib
import shlex
import sys

from harness import World

STORY = pathlib.Path(__file__).parent / "story"


def compare(path, found, accept):
    if accept:
        path.write_text(found)
        return True
    wanted = path.read_text() if path.exists() else ""
    if wanted == found:
        return True
    sys.stdout.writelines(difflib.unified_diff(wanted.splitlines(True), found.splitlines(True), str(path), "what came"))
    return False


def prepare(world, line):
    """Lines above the command: what happens in the world first. "build {…}", "commit {…}", "built COMPONENT BRANCH"."""
    word, _, rest = line.partition(" ")
    if word == "built":
        world.built(*rest.split())
    else:
        world.control(word, json.loads(rest))


def main():
    accept = bool(os.environ.get("CHATOPS_ACCEPT"))
    cases = sorted(STORY.glob("*.cmd"))
    if not cases:
        raise SystemExit("no cases")
    good = True
    with World(sys.argv[1], sys.argv[2]) as world:
        for case in cases:
            *before, line = case.read_text().strip().splitlines()
            for told in before:
                prepare(world, told)
            done = world.run(shlex.split(line))
            good &= compare(case.with_suffix(".out"), world.normal(done.stdout), accept)
            good &= compare(case.with_suffix(".err"), world.normal(done.stderr) + f"exit {done.returncode}\n", accept)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
