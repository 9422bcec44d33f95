#!/usr/bin/env python3
# What `-o json` promises: docs/reference/json.md names the members of every kind, and they are the ones that come.
# `-o yaml` says the same, and standard output carries nothing else.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import re
import sys

import yaml

from harness import World

MANUAL = pathlib.Path(__file__).resolve().parents[2] / "docs/reference/json.md"
COMMON = {"schema_version", "kind", "error", "notes"}

# In order: later ones live off what earlier ones did.
COMMANDS = [
    ("version", ["version"]),
    ("settings", ["config", "show"]),
    ("check", ["config", "check"]),
    ("draft", ["config", "init", "--dry-run"]),
    ("iterations", ["iteration", "list"]),
    ("iteration", ["iteration", "show", "42"]),
    ("artifacts", ["artifact", "list", "chat", "-n", "1"]),
    ("plan", ["deploy", "-e", "s42", "--create", "--dry-run"]),
    ("deployment", ["deploy", "-e", "s42", "--create", "--yes"]),
    ("environments", ["env", "list"]),
    ("environment", ["env", "show", "s42"]),
    ("history", ["env", "history", "s42"]),
    ("values", ["env", "values", "s42"]),
    ("export", ["env", "export", "s42"]),
    ("address", ["env", "open", "-e", "s42"]),
    ("used", ["env", "use", "s42"]),
    ("removal", ["env", "delete", "s42", "--dry-run"]),
    ("credentials", ["auth", "status"]),
    ("logout", ["auth", "logout", "coding"]),
    ("findings", ["doctor"]),
    ("sandbox", ["sandbox", "status"]),
    ("error", ["env", "show", "nope"]),
]


def documented():
    found = {}
    for line in MANUAL.read_text().splitlines():
        if match := re.match(r"\| `(\w+)` \|[^|]*\|([^|]*)\|", line):
            found[match.group(1)] = set(re.findall(r"`(\w+)`", match.group(2)))
    return found


def plain(value):
    """YAML reads times as times; here only the words matter."""
    return json.loads(json.dumps(value, default=str))


def main():
    accept = bool(os.environ.get("CHATOPS_ACCEPT"))
    wanted, good = documented(), True
    with World(sys.argv[1], sys.argv[2]) as world:
        for kind, words in COMMANDS:
            done = world.run([*words, "-o", "json"])
            document = json.loads(done.stdout)
            members = set(document) - COMMON
            if accept:
                print(f"| `{kind}` | `{' '.join(words)}` | {' '.join(f'`{m}`' for m in sorted(members))} |")
            elif document["schema_version"] != 1 or document["kind"] != kind or members != wanted.get(kind):
                print(f"{kind}: schema {document['schema_version']} kind {document['kind']}; differ: {sorted(members ^ wanted.get(kind, set()))}")
                good = False
            if kind in ("deployment", "sandbox", "check", "findings"):
                continue  # asked twice, they may say another thing
            same = plain(yaml.safe_load(world.run([*words, "-o", "yaml"]).stdout))
            if same != plain(yaml.safe_load(yaml.safe_dump(document))):
                print(f"{kind}: -o yaml differs from -o json")
                good = False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
