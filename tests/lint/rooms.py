#!/usr/bin/env python3
# The rules of the house that a compiler does not hold: which room includes which, what a file begins with, how long it
# may be, and which words stand nowhere. docs/ARCHITECTURE.md says the same to people.
# SPDX-License-Identifier: Apache-2.0
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Room -> rooms it may include. An entry "room/path.hpp" allows that one header.
ROOMS = {
    "base": [],
    "crypto": ["base"],
    "net": ["base", "crypto"],
    "config": ["base"],
    "sync": ["base"],
    "card": ["base"],
    "core": ["base", "crypto", "card"],
    "application": ["core", "config", "base"],
    "store": ["core", "config", "base"],
    "helm": ["core", "config", "crypto", "base", "kube/api.hpp", "kube/object.hpp", "kube/resources.hpp"],
    "coding": ["core", "card", "net", "config", "crypto", "base"],
    "registry": ["core", "card", "net", "config", "crypto", "base"],
    "kube": ["core", "net", "config", "crypto", "base"],
    "dev": ["core", "config", "sync", "base", "kube/api.hpp", "kube/object.hpp", "kube/resources.hpp", "kube/fields.hpp", "kube/streams.hpp", "kube/workloads.hpp", "kube/cause.hpp"],
    "account": ["core", "config", "card", "base"],
    "doctor": ["core", "config", "card", "base"],
    "sandbox_process": ["registry", "core", "net", "config", "base"],
    "chat": ["core", "card", "net", "config", "crypto", "base"],
    "workflow": ["core", "card", "base"],
    "keeper": ["workflow", "core", "card", "base"],
    "command": ["workflow", "core", "card", "base"],
    "render": ["command", "core", "card", "base"],
    "terminal": ["render", "command", "core", "card", "base"],
    "server": ["command", "render", "keeper", "workflow", "core", "card", "net", "crypto", "base"],
    "wire": None,  # everything
}
# The front and the table are read before any library is loaded: standard library and these headers only.
TABLE_MAY = re.compile(r"^(command/table/[\w/]+\.hpp|base/(width|span_text)\.hpp)$")
SANDBOX_MAY = ["base", "crypto", "net"]
AGENT_MAY = ["base", "sync"]

# Third-party headers that only certain rooms may see.
FENCED = {
    "CLI/": ["command"], "openssl/": ["crypto", "net"], "curl/": ["net"], "boost/": ["net"], "boost/variant2/": ["command"],
    "sqlite3.h": ["store"], "yaml.h": ["config"], "zlib.h": ["helm"], "archive.h": ["registry"], "archive_entry.h": ["registry"],
    "zstd.h": ["sync"], "xxhash.h": ["sync"],
}
NO_NLOHMANN = ["base", "crypto", "config", "card", "sync"]

PLATFORMS = re.compile(r"\b(feishu|lark|slack|dingtalk|wecom|mattermost)\b", re.I)
# Only in comments: CODING has a status of that name.
MARKERS = re.compile(r"//.*\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
HOME = re.compile(r"(/work/|/root/|/tmp/helpers)")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)
LONGEST = 600

problems = []


def problem(path, line, text):
    problems.append(f"{path.relative_to(ROOT)}:{line}: {text}")


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *patterns], cwd=ROOT, check=True,
                         capture_output=True, text=True).stdout
    return [ROOT / name for name in out.splitlines() if (ROOT / name).is_file()]


def includes(text):
    for match in INCLUDE.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, match.group(1), match.group(2)


def check_room(path, room, text):
    allowed = ROOMS.get(room, "absent")
    if allowed == "absent":
        problem(path, 1, f"room '{room}' is in no row of tests/lint/rooms.py")
        return
    in_table = path.is_relative_to(ROOT / "lib/command/table")
    for line, quote, name in includes(text):
        other = name.split("/")[0]
        if in_table and quote == '"' and not TABLE_MAY.match(name):
            problem(path, line, f"the table is a leaf: it does not include {name}")
        if quote == '"' and other in ROOMS and other != room and allowed is not None and other not in allowed and name not in allowed:
            problem(path, line, f"{room} does not include {name}")
        head = max((one for one in FENCED if name.startswith(one)), key=len, default=None)
        if head and room not in FENCED[head]:
            problem(path, line, f"{name} belongs to {', '.join(FENCED[head])}")
        if room in NO_NLOHMANN and name.startswith("nlohmann/"):
            problem(path, line, f"{room} knows no JSON")
    if room == "core" and (hit := PLATFORMS.search(text)):
        problem(path, text.count("\n", 0, hit.start()) + 1, f"core knows no chat platform ({hit.group(0)})")


def check_sandbox(path, text):
    for line, quote, name in includes(text):
        room = name.split("/")[0]
        # Its own folders are called registry, charts …: a file of the sandbox wins over a room of the same name.
        own = (ROOT / "apps/sandbox" / name).exists() or (path.parent / name).exists()
        if quote == '"' and room in ROOMS and room not in SANDBOX_MAY and not own:
            problem(path, line, f"the sandbox shares no decoder with the product: {name}")


def check_agent(path, text):
    for line, quote, name in includes(text):
        room = name.split("/")[0]
        if quote == '"' and room in ROOMS and room not in AGENT_MAY:
            problem(path, line, f"the agent is small: it does not include {name}")


def check_source(path):
    text = path.read_text(encoding="utf-8")
    head = text.splitlines()[:12]
    if not any(re.fullmatch(r"(//|#) SPDX-License-Identifier: Apache-2\.0", line) for line in head):
        problem(path, 1, "no SPDX line of its own")
    comment = " ".join(line.lstrip("/# ").strip() for line in head if line.startswith(("//", "#")) and "include" not in line)
    comment = re.sub(r"SPDX-License-Identifier:\s*Apache-2\.0", "", comment).strip()
    if not text.startswith(("//", "#")) or len(comment) < 15:
        problem(path, 1, "the first comment does not say why the file exists")
    length = text.count("\n")
    if length > LONGEST:
        problem(path, length, f"{length} lines; at {LONGEST} it wants to be two files")
    for line_number, line in enumerate(text.splitlines(), 1):
        if MARKERS.search(line):
            problem(path, line_number, "unfinished work is not left in comments")
        if HOME.search(line) and not path.name == "rooms.py":
            problem(path, line_number, "an absolute path of one machine")
    relative = path.relative_to(ROOT).parts
    if relative[0] == "lib" and path.suffix in (".cpp", ".hpp"):
        check_room(path, relative[1], text)
    if relative[:2] == ("apps", "sandbox"):
        check_sandbox(path, text)
    if relative[:2] == ("apps", "agent"):
        check_agent(path, text)
    if relative[:2] == ("apps", "chatops") and path.name.startswith("front"):
        for line, quote, name in includes(text):
            if quote == '"' and not TABLE_MAY.match(name) and not re.match(r"front_\w+\.hpp$", name):
                problem(path, line, f"the front includes the table only, not {name}")


def check_links():
    """CMake links say the same as the table above."""
    text = (ROOT / "lib/CMakeLists.txt").read_text()
    for match in re.finditer(r"^chatops_room\((\w+)([^)]*)\)", text, re.M):
        room, rest = match.groups()
        if room == "wire" or room not in ROOMS:
            continue
        for linked in re.findall(r"chatops_(\w+)", rest):
            if not any(entry.split("/")[0] == linked for entry in ROOMS[room]):
                problem(ROOT / "lib/CMakeLists.txt", text.count("\n", 0, match.start()) + 1, f"{room} links {linked}")


def main():
    for path in tracked("*.cpp", "*.hpp"):
        check_source(path)
    check_links()
    for line in problems:
        print(line)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
