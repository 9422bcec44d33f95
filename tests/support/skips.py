#!/usr/bin/env python3
"""Prints what CTest skipped, by name and with the reason each test gave on a line "SKIP: …".

Usage: skips.py LastTest.log
SPDX-License-Identifier: Apache-2.0
"""
import re
import sys

name = None
why: list[str] = []
for line in open(sys.argv[1], encoding="utf-8", errors="replace"):
    started = re.match(r"\d+/\d+ Testing: (.*)", line)
    if started:
        name, why = started.group(1), []
    elif line.startswith("SKIP: "):
        why.append(line[6:].strip())
    elif re.match(r"Test Skipped", line) or "Skipped" in line and line.startswith("Test "):
        print(f"  {name}: {'; '.join(why) or 'no reason given'}")
