#!/usr/bin/env python3
"""Prints what CTest skipped, whole tests and parts of them, by name and with the reason that each gave on a line "SKIP: …".

Usage: skips.py RESULTS.xml   (what ctest --output-junit writes; its log calls a skipped test passed)
SPDX-License-Identifier: Apache-2.0
"""
import sys
import xml.etree.ElementTree as xml

for case in xml.parse(sys.argv[1]).iter("testcase"):
    said = (case.findtext("system-out") or "").splitlines()
    why = [line.removeprefix("SKIP: ").strip() for line in said if line.startswith("SKIP: ")]
    if case.find("skipped") is not None:
        print(f"  {case.get('name')}: {'; '.join(why) or 'no reason given'}")
    elif why:
        print(f"  {case.get('name')}, in part: {'; '.join(why)}")
