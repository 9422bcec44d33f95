#!/usr/bin/env python3
# Every example of the manual runs: each line of a command's examples and of the topics that begins with `chatops` is
# executed against the sandbox and has to end well. Lines that cannot run here are named below, with the reason.
# SPDX-License-Identifier: Apache-2.0
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

from harness import LIMIT, World

SOURCE = pathlib.Path(__file__).resolve().parents[2]

# What cannot run here, and why.
NOT_HERE = {
    r"^chatops auth login": "asks for a token; tests/golden/auth_test.py",
    r"^chatops auth logout": "takes away what auth login kept; tests/golden/auth_test.py",
    r"--notify desktop": "needs a desktop",
    r"^chatops (serve|iteration adopt|people|audit)\b": "needs a server; tests/real/serve_test.py",
    r"^chatops doctor --server-config": "needs a server; tests/real/serve_test.py",
    r"^chatops doctor .*--pull\b": "needs a cluster; tests/real/kube_commands_test.py",
    r"^chatops (env )?logs\b": "needs a cluster; tests/real/kube_test.py",
    r"^chatops env (events|exec|port-forward|open chat)\b": "needs a cluster; tests/real/kube_commands_test.py",
    r"^chatops env show .*-w\b": "shows until it is stopped; tests/real/kube_commands_test.py",
    r"^chatops deploy .*--diff\b": "needs the engine helm; tests/real/kube_commands_test.py",
    r"^chatops dev ": "needs a cluster; tests/real/dev_command_test.py",
    r"^chatops iteration (start|complete|reopen)\b": "moves the iteration that other examples speak of; tests/unit/coding",
    r"^chatops notify ": "belongs to a chat group; tests/unit/server",
}
STAND_IN = "main-31-0a1b2c3"  # stands for a version of the reader's own
ASKING = re.compile(r"^chatops (--profile \S+ )?(deploy|rollback|env follow|branch .* --deploy)\b")


def lines_of(world):
    """The examples in the manual's order, topics first; each line once."""
    folder = world.home / "reference"
    subprocess.run([str(world.bin / "chatops-core"), "__manual", "markdown", str(folder), "en"], env=world.environment(), check=True, timeout=LIMIT)
    found = []
    for page in ("topics.md", "commands.md"):
        for line in (folder / page).read_text().splitlines():
            # A usage line has brackets or placeholders in it, an example has none.
            if re.match(r"    (\w+=\S+ )*chatops ", line) and not re.search(r"\[options\]", line):
                found.append(line.strip())
    assert len(found) > 60, "the manual has lost its examples"
    lines = list(dict.fromkeys(found))
    # The simulators go down last.
    return sorted(lines, key=lambda line: line.startswith("chatops sandbox stop"))


def prepared(world):
    """An environment with a history, such as the examples speak of."""
    for words in (["deploy", "-e", "s42", "--create", "--iteration", "42", "--yes"],
                  ["deploy", "-e", "s42", f"chat={version(world)}", "--pin", "--yes"]):
        done = world.run(words)
        if done.returncode != 0:
            raise SystemExit(f"{words}: {done.stdout}{done.stderr}")


def version(world):
    """An older version of chat."""
    return world.run(["artifact", "list", "chat", "-b", "main", "-o", "name"]).stdout.split()[1].split("=")[1]


def run(world, line, desk, stand_in):
    """As a shell would, and with the answer that a person would give."""
    words = shlex.split(line.replace(STAND_IN, stand_in))
    start = words.index("chatops")
    variables, words = dict(word.split("=", 1) for word in words[:start]), words[start + 1 :]
    if ASKING.match(line) and "--yes" not in words and "--dry-run" not in words:
        words.append("--yes")
    target = words[words.index(">") + 1] if ">" in words else None
    for sign in (">", "|"):  # what stands behind is not ours
        words = words[: words.index(sign)] if sign in words else words
    done = world.run(words, folder=desk, **variables)
    if target:
        (desk / target).write_text(done.stdout)
    return done


def main():
    bad = []
    with World(sys.argv[1], sys.argv[2], speed="200") as world:
        prepared(world)
        stand_in = version(world)
        desk = world.home / "desk"
        desk.mkdir()
        checkout = world.home / "checkout"  # the application's own folder
        shutil.copytree(SOURCE / "docs/examples/classroom", checkout)
        for line in lines_of(world):
            reason = next((why for pattern, why in NOT_HERE.items() if re.search(pattern, line)), None)
            if reason:
                print(f"not run: {line}  ({reason})")
                continue
            if re.match(r"chatops env create ", line):
                world.run(["env", "delete", "s44", "--confirm", "s44"])
            place = checkout if re.search(r"--app \.|config (init|edit)", line) else desk
            done = run(world, line, place, stand_in)
            print(f"{done.returncode:3}  {line}", flush=True)
            if done.returncode != 0:
                bad.append(f"{line}\n  exit {done.returncode}: {done.stdout[-500:]}{done.stderr[-500:]}")
            if re.match(r"chatops env delete s42 --confirm", line):
                prepared(world)
    print("\n".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
