#!/usr/bin/env python3
# The front loads nothing but libc and libm, answers version, help and completion by itself, and hands the rest over.
# SPDX-License-Identifier: Apache-2.0
import contextlib
import fcntl
import json
import os
import pathlib
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios

FRONT = pathlib.Path(sys.argv[1]).resolve()


def run(program, *words, **variables):
    return subprocess.run([str(program), *words], env={"LANG": "C.UTF-8", "HOME": "/nonexistent", **variables}, capture_output=True, text=True, timeout=30)


def check(what, condition, detail=""):
    if not condition:
        print(f"FAILED: {what}\n{detail}")
        check.failed = True


check.failed = False


def loads_nothing():
    if len(sys.argv) > 2 and sys.argv[2]:
        return  # a sanitizer brings libraries of its own
    out = subprocess.run(["readelf", "-d", str(FRONT)], capture_output=True, text=True, check=True).stdout
    needed = re.findall(r"NEEDED.*\[([^\]]+)\]", out)
    check("NEEDED is within libc and libm", all(re.match(r"(libc|libm)\.so", name) for name in needed), str(needed))


def answers_alone():
    with tempfile.TemporaryDirectory() as folder:
        alone = pathlib.Path(folder) / "chatops"  # no chatops-core anywhere near
        shutil.copy(FRONT, alone)
        version = run(alone, "--version")
        check("--version", version.returncode == 0 and re.fullmatch(r"chatops \d+\.\d+\.\d+\n", version.stdout), version.stdout)
        for words in (["help"], [], ["--help"], ["help", "deploy"], ["deploy", "--help"], ["-e", "s42", "deploy", "-h"], ["env"], ["help", "env"], ["help", "words"], ["help", "help"]):
            got = run(alone, *words)
            check(f"help: {words}", got.returncode == 0 and "chatops" in got.stdout and not got.stderr, got.stderr)
        check("Chinese by locale", "用法" in run(alone, "help", "deploy", LANG="zh_CN.UTF-8").stdout)
        check("Chinese by option", "用法" in run(alone, "--lang", "zh", "deploy", "-h").stdout)
        check("CHATOPS_LANG wins over the locale", "Usage" in run(alone, "help", LANG="zh_CN.UTF-8", CHATOPS_LANG="en").stdout)
        other = run(alone, "env", "list")
        check("without chatops-core it says so", other.returncode == 1 and "chatops-core" in other.stderr, other.stderr)


def completes():
    rows = [
        ([""], {"deploy", "env", "branch", "sandbox"}, set()),
        (["de"], {"deploy"}, {"env"}),
        (["env", ""], {"list", "show", "export"}, {"deploy"}),
        (["env", "show", "--"], {"--wait", "--environment", "--output"}, {"--dry-run"}),
        (["deploy", "-o", ""], {"json", "yaml", "name", "wide", "table"}, {"deploy"}),
        (["deploy", "-e", ""], set(), {"deploy", "json"}),
        (["help", "env", ""], {"list", "show"}, {"deploy"}),
        (["help", ""], {"deploy", "env", "quickstart", "words"}, set()),
        (["nonsense", ""], set(), {"deploy"}),
        (["completion", ""], {"bash", "zsh", "fish"}, {"deploy"}),
        (["deploy", "--output=", ], {"--output=json"}, {"json"}),
        (["deploy", "--wait", "--"], {"--no-wait"}, {"--wait"}),
    ]
    for words, wanted, unwanted in rows:
        got = {line.split("\t")[0] for line in run(FRONT, "__complete", *words).stdout.splitlines()}
        check(f"completion of {words}", wanted <= got and not unwanted & got, str(got))
    check("no words at all", run(FRONT, "__complete").returncode == 0)


def hands_over():
    wrong = run(FRONT, "deplpy")
    check("a wrong command exits with 2 and offers the right one", wrong.returncode == 2 and "chatops deploy" in wrong.stderr, wrong.stderr)
    wrong = run(FRONT, "help", "deplpy")
    check("so does help for it", wrong.returncode == 2 and "chatops help deploy" in wrong.stderr, wrong.stderr)
    wrong = run(FRONT, "help", "quickstrat")
    check("and for a topic", wrong.returncode == 2 and "chatops help quickstart" in wrong.stderr, wrong.stderr)
    wrong = run(FRONT, "words")
    check("a topic as a command is sent to help", wrong.returncode == 2 and "chatops help words" in wrong.stderr, wrong.stderr)
    wrong = run(FRONT, "deploy", "--output", "xml")
    check("a wrong value exits with 2", wrong.returncode == 2 and "json" in wrong.stderr, wrong.stderr)
    for words in (["deplpy", "-o", "json"], ["deplpy", "-ojson"], ["--output=json", "help", "deplpy"]):
        wrong = run(FRONT, *words)
        check(f"wrong words are a document: {words}", wrong.returncode == 2 and json.loads(wrong.stdout)["error"]["reason"] == "usage_unknown_command", wrong.stderr)
    check("and so is help", "chatops deploy" in json.loads(run(FRONT, "deploy", "--help", "-o", "json").stdout)["text"])
    with open("/dev/full", "w") as full:
        got = subprocess.run([str(FRONT), "help"], stdout=full, stderr=subprocess.PIPE, timeout=30)
    check("a full device is a failure", got.returncode == 1)


def pages(pager, rows, *words):
    """What a terminal of so many rows gets to see."""
    pid, master = pty.fork()
    if pid == 0:
        fcntl.ioctl(1, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
        os.execve(str(FRONT), [str(FRONT), *words], {"LANG": "C.UTF-8", "PATH": os.environ["PATH"], "CHATOPS_PAGER": pager})
    text = b""
    with contextlib.suppress(OSError):  # the end of a pseudo-terminal
        while piece := os.read(master, 65536):
            text += piece
    os.close(master)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), text.decode().replace("\r", "")


def shows_long_help():
    code, text = pages("sed s/^/|/", 10, "help", "words")
    check("long help goes through CHATOPS_PAGER", code == 0 and all(line.startswith("|") for line in text.splitlines()), text)
    check("what fits does not", "|" not in pages("sed s/^/|/", 500, "help", "words")[1])
    check("a pager that is not there is no loss", "words: " in pages("/nonexistent/less", 10, "help", "words")[1])
    check("one that leaves early is no failure", pages("head -n1", 10, "help", "output")[0] == 0)


loads_nothing()
answers_alone()
shows_long_help()
completes()
hands_over()
sys.exit(1 if check.failed else 0)
