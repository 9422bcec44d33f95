#!/usr/bin/env python3
"""How fast the program starts, against /bin/true and, where they are, helm and kubectl. Prints ratios, asserts none.

Usage: start_bench.py CHATOPS
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 100


def start(words: list[str], rounds: int = ROUNDS, **where) -> float:
    """Median milliseconds from spawn to end."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, **where)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def fill_cache(home: pathlib.Path, versions_each: int, branches: int) -> int:
    """A completion cache as chatops-core writes it (lib/command/table/cache.hpp); its lines."""
    key = f"{home}\tHOME={home}"
    name = 0xCBF29CE484222325
    for byte in key.encode():
        name = (name ^ byte) * 0x100000001B3 % (1 << 64)
    parts = [f"chatops completion 1\nkey\t{key}\nfresh\t600\n"]
    components = [f"service-{i:02}" for i in range(30)]
    parts += [f"environment\ts{i}\tready\t{i}\n" for i in range(30)]
    parts += [f"component\t{c}\t{c}\tService {c}\tmain\n" for c in components]
    parts += [f"runs\ts1\t{c}\tmain-{c}\n" for c in components]
    for c in components:
        parts += [f"version\t{c}\tmain-{i}-0a1b2c3\tmain\t1760000000\n" for i in range(versions_each)]
    for c in components:
        parts += [f"branch\t{c}\tfeature/{i}-of-{c}\t1760000000\n" for i in range(branches)]
    text = "".join(parts)
    folder = home / ".cache/chatops/completion"
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name:016x}"
    file.write_text(text + f"end\t{len(text)}\n")
    file.chmod(0o600)
    return text.count("\n") + 1


def completions(chatops: str, nothing: float) -> float:
    """Prints how fast completion answers from a full cache; the slowest, in milliseconds."""
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        home = pathlib.Path(folder).resolve()
        where = {"cwd": home, "env": {"HOME": str(home), "LANG": "C.UTF-8"}}
        for versions_each, branches in ((30, 0), (30, 305)):
            lines = fill_cache(home, versions_each, branches)
            for words in (["deploy", "-e", "s1", ""], ["deploy", "service-29="], ["deploy", "service-29@"]):
                asked = [chatops, "__complete", *words]
                got = subprocess.run(asked, capture_output=True, text=True, check=True, **where).stdout.count("\n") - 1
                mine = start(asked, **where)
                slowest = max(slowest, mine)
                print(f"chatops __complete {' '.join(words)!r}, cache of {lines} lines, {got} words: {mine:.2f} ms, {mine / nothing:.2f} × /bin/true")
    return slowest


nothing = start(["/bin/true"])
print(f"/bin/true {nothing:.2f} ms")
for words in (["--version"], ["help"], ["help", "deploy"], ["__complete", "env", ""]):
    mine = start([sys.argv[1], *words])
    print(f"chatops {' '.join(words)}: {mine:.2f} ms, {mine / nothing:.2f} × /bin/true")
answer = completions(sys.argv[1], nothing)
core = start([sys.argv[1], "config", "show"], 20)
print(f"chatops config show (loads every library): {core:.1f} ms, {core / nothing:.1f} × /bin/true")
for rival, words in ((os.environ.get("CHATOPS_TEST_HELM") or shutil.which("helm"), ["version"]),
                     (shutil.which("kubectl"), ["version", "--client"])):
    if rival:
        name = os.path.basename(rival)
        theirs, theirs_completing = start([rival, *words], 20), start([rival, "__complete", ""], 20)
        mine = start([sys.argv[1], "--version"], 20)
        print(f"{name} {' '.join(words)}: {theirs:.1f} ms; chatops --version is {theirs / mine:.0f} × faster")
        print(f"{name} __complete '': {theirs_completing:.1f} ms; chatops with a full cache is {theirs_completing / answer:.0f} × faster")
