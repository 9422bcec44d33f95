#!/usr/bin/env python3
"""How fast the program starts, against /bin/true and, where they are, helm and kubectl. Prints ratios, asserts none.

Usage: start_bench.py CHATOPS
SPDX-License-Identifier: Apache-2.0
"""
import os
import shutil
import statistics
import subprocess
import sys
import time

ROUNDS = 100


def start(words: list[str], rounds: int = ROUNDS) -> float:
    """Median milliseconds from spawn to end."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


nothing = start(["/bin/true"])
print(f"/bin/true {nothing:.2f} ms")
for words in (["--version"], ["help"], ["help", "deploy"], ["__complete", "env", ""]):
    mine = start([sys.argv[1], *words])
    print(f"chatops {' '.join(words)}: {mine:.2f} ms, {mine / nothing:.2f} × /bin/true")
core = start([sys.argv[1], "config", "show"], 20)
print(f"chatops config show (loads every library): {core:.1f} ms, {core / nothing:.1f} × /bin/true")
for rival, words in ((os.environ.get("CHATOPS_TEST_HELM") or shutil.which("helm"), ["version"]),
                     (shutil.which("kubectl"), ["version", "--client"])):
    if rival:
        theirs = start([rival, *words], 20)
        mine = start([sys.argv[1], "--version"], 20)
        print(f"{os.path.basename(rival)} {' '.join(words)}: {theirs:.1f} ms; chatops --version is {theirs / mine:.0f} × faster")
