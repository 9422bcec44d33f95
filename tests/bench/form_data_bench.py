#!/usr/bin/env python3
"""How long `deploy` takes from its start to the form's first screen: 30 components, 10,000 artifacts.

Rival, in the same run: `deploy --dry-run` of the same world, which plans the same and offers nothing. Prints figures, asserts none.
Usage: form_data_bench.py CHATOPS SANDBOX
SPDX-License-Identifier: Apache-2.0
"""
import fcntl
import os
import pty
import statistics
import struct
import sys
import termios
import time

from dry_run_bench import ARTIFACTS, COMPONENTS, application, outside
from harness import Bench

ROUNDS = 7


def first_screen(bench: Bench, *words: str) -> float:
    """Milliseconds until the form's title is written; the form is left at once."""
    began = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
            os.chdir(bench.folder)
            os.execve(bench.chatops, [bench.chatops, *words], bench.environment | {"TERM": "xterm"})
        finally:
            os._exit(127)
    seen = b""
    while b"Deploy to bench" not in seen:
        piece = os.read(terminal, 65536)  # OSError when it ends without a form
        seen += piece
    took = (time.monotonic() - began) * 1000
    os.write(terminal, b"\x1b")
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass  # the other side has closed
    os.waitpid(pid, 0)
    os.close(terminal)
    return took


def dry_run(bench: Bench, *words: str) -> float:
    began = time.monotonic()
    bench.ok(*words, "--dry-run", "-o", "json")
    return (time.monotonic() - began) * 1000


def main() -> None:
    bench = Bench(sys.argv[1], sys.argv[2], "--rate-limit", "1000000", "--speed", "1000")
    try:
        bench.control("fill", {"components": COMPONENTS, "artifacts": ARTIFACTS})
        bench.configure(requests_per_second=100000)
        (bench.app / "chatops.yaml").write_text(application())
        words = ("deploy", "-e", "bench", "--create")
        whole: dict[str, list[float]] = {}
        ours: dict[str, list[float]] = {}
        calls: dict[str, int] = {}
        for round_number in range(ROUNDS + 1):
            for name, run in (("deploy --dry-run", dry_run), ("first screen of the form", first_screen)):
                bench.control("journal", method="DELETE")
                took = run(bench, *words)
                made = bench.control("journal")["calls"]
                if round_number == 0:
                    print(f"{name}, first run: {took:.0f} ms, {len(made)} calls")
                    continue
                calls[name] = len(made)
                whole.setdefault(name, []).append(took)
                ours.setdefault(name, []).append(took - outside(made))
        print(f"{COMPONENTS} components, {ARTIFACTS} artifacts; medians of {ROUNDS}:")
        for name, times in whole.items():
            print(f"  {name}: whole {statistics.median(times):.0f} ms, ours {statistics.median(ours[name]):.0f} ms, {calls[name]} calls")
        plan, form = (statistics.median(times) for times in whole.values())
        print(f"  ratio {form / plan:.2f}")
    finally:
        bench.close()


if __name__ == "__main__":
    main()
