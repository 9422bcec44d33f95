#!/usr/bin/env python3
"""Signed deliveries a second that the server receives on one core over 64 connections, alone and beside 500 idle ones.

Rival, in the same run: a receiver of equal checks written with Node's `http`. Neither keeps anything. Prints figures, asserts none.
Usage: server_bench.py SERVER_BENCH RIVAL_JS
SPDX-License-Identifier: Apache-2.0
"""
import os
import shutil
import statistics
import subprocess
import sys

from needs import skip

ROUNDS, SECONDS, CONNECTIONS, IDLE = 3, 2, 64, 500
CORES = sorted(os.sched_getaffinity(0))


def pinned(core: int):
    return lambda: os.sched_setaffinity(0, {CORES[core % len(CORES)]})


class Receiver:
    def __init__(self, *argv: str):
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=pinned(0))
        self.port = self.process.stdout.readline().strip()

    def load(self, program: str, idle: int) -> list[float]:
        done = subprocess.run([program, "load", self.port, str(CONNECTIONS), str(idle), str(SECONDS)], check=True,
                              stdout=subprocess.PIPE, text=True, preexec_fn=pinned(1))
        return [float(word) for word in done.stdout.split()]

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(10)


def main() -> None:
    program, rival = sys.argv[1:3]
    node = shutil.which("node")
    if node is None:
        skip("node", "the rival needs node")
    receivers = {"chatops": Receiver(program, "serve"), "node": Receiver(node, rival)}
    figures: dict[tuple[str, int], list[list[float]]] = {}
    try:
        for _ in range(ROUNDS):
            for idle in (0, IDLE):
                for name, receiver in receivers.items():
                    figures.setdefault((name, idle), []).append(receiver.load(program, idle))
    finally:
        for receiver in receivers.values():
            receiver.close()
    medians = {key: [statistics.median(column) for column in zip(*rows)] for key, rows in figures.items()}
    print(f"signed deliveries, {CONNECTIONS} connections, a core each for server and load; medians of {ROUNDS}:")
    for (name, idle), (rate, p50, p99) in sorted(medians.items()):
        print(f"  {name}, {idle} idle: {rate:.0f}/s, p50 {p50 / 1000:.2f} ms, p99 {p99 / 1000:.2f} ms")
    for idle in (0, IDLE):
        print(f"  ratio to node, {idle} idle: {medians['chatops', idle][0] / medians['node', idle][0]:.2f}")
    for column, what in ((0, "rate"), (2, "p99")):
        print(f"  ratio with {IDLE} idle to without, {what}: {medians['chatops', IDLE][column] / medians['chatops', 0][column]:.2f}")


if __name__ == "__main__":
    main()
