#!/usr/bin/env python3
"""The demo of the README plays to its end, shows what it promises, and leaves nothing behind.

Usage: demo_test.py CHATOPS SANDBOX
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import subprocess
import sys
import tempfile

DEMO = pathlib.Path(__file__).parents[2] / "apps" / "sandbox" / "demo.sh"
PROMISED = [
    "S42 小组讨论 / Breakout rooms",                       # the iteration
    "7 of 7 components change.",                           # the plan
    "s42 is running revision 1",                                 # the deployment
    "chat       main-",                                    # the environment's page before
    "follow feature/breakout-rooms",                       # the branch
    "chat       feature-breakout-rooms-",                  # the environment's page after
    "1 of 7 components change.",                           # what a newer build would change
    "error: deployment of s42 failed",                 # the failure
    "CrashLoopBackOff, exit code 3",                       # and its cause
    "REVISION  STATUS     AGE  BY",                        # history
]


def command_line(file: pathlib.Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:  # it has ended since it was listed
        return ""


build = pathlib.Path(sys.argv[1]).parents[2]
with tempfile.TemporaryDirectory(prefix="chatops-story-") as scratch:
    done = subprocess.run([str(DEMO), str(build), "--once"], capture_output=True, text=True, timeout=170,
                          env=os.environ | {"TMPDIR": scratch, "LANG": "C.UTF-8", "NO_COLOR": "1"}, stdin=subprocess.DEVNULL)
    missing = [text for text in PROMISED if text not in done.stdout + done.stderr]
    left = [p.name for p in pathlib.Path(scratch).iterdir()]
    still = [p.parent.name for p in pathlib.Path("/proc").glob("[0-9]*/cmdline") if scratch in command_line(p)]

if done.returncode or missing or left or still:
    print(done.stdout, done.stderr, sep="\n--- stderr\n")
    print(f"FAIL: exit {done.returncode}; missing {missing}; left behind {left}, processes {still}")
    sys.exit(1)
print("1 passed, 0 failed")
