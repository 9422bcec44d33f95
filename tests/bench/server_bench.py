#!/usr/bin/env python3
"""Signed, de-duplicated, durably kept deliveries a second that a whole `chatops serve` acknowledges on one core over 64 connections, alone
and beside 500 idle ones; what it kept is counted. It reads them meanwhile, as always.

Rival, in the same run: a receiver of equal checks written with Node's `http`, which keeps nothing. Prints figures, asserts none of them.
Usage: server_bench.py CHATOPS SANDBOX SERVER_BENCH RIVAL_JS
SPDX-License-Identifier: Apache-2.0
"""
import os
import shutil
import statistics
import subprocess
import sys

from harness import wait_until
from needs import skip
from serving import HOOK_TOKEN, Serving

ROUNDS, SECONDS, CONNECTIONS, IDLE = 3, 2, 64, 500
CORES = sorted(os.sched_getaffinity(0))


def pinned(core: int):
    return lambda: os.sched_setaffinity(0, {CORES[core % len(CORES)]})


class Rival:
    def __init__(self, node: str, script: str):
        self.process = subprocess.Popen([node, script, HOOK_TOKEN], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=pinned(0))
        self.port = self.process.stdout.readline().strip()

    def rest(self) -> None:
        pass

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(10)


class Server:
    """Nothing else happens in it."""

    def __init__(self, chatops: str, sandbox: str):
        self.bench = Serving(chatops, sandbox, {"resync": "1h"})
        self.bench.launch(before=pinned(0))
        self.bench.status = wait_until("the server", self.bench.asked)
        self.port = str(self.bench.address[1])

    def rest(self) -> None:
        wait_until("all to be read", lambda: self.bench.state("SELECT count(*) FROM deliveries WHERE state = 'waiting'") == [(0,)], 120)

    def kept(self) -> int:
        return self.bench.state("SELECT count(*) FROM deliveries")[0][0]

    def close(self) -> None:
        self.bench.close()


def load(program: str, port: str, idle: int) -> list[float]:
    done = subprocess.run([program, port, str(CONNECTIONS), str(idle), str(SECONDS), HOOK_TOKEN], check=True,
                          stdout=subprocess.PIPE, text=True, preexec_fn=pinned(1))
    return [float(word) for word in done.stdout.split()]


def main() -> None:
    chatops, sandbox, program, rival = sys.argv[1:5]
    node = shutil.which("node")
    if node is None:
        skip("node", "the rival needs node")
    server = Server(chatops, sandbox)
    receivers = {"chatops": server, "node": Rival(node, rival)}
    figures: dict[tuple[str, int], list[list[float]]] = {}
    try:
        for _ in range(ROUNDS):
            for idle in (0, IDLE):
                for name, receiver in receivers.items():
                    figures.setdefault((name, idle), []).append(load(program, receiver.port, idle))
                    receiver.rest()
        kept = server.kept()
    finally:
        for receiver in receivers.values():
            receiver.close()
    acknowledged = sum(rate * SECONDS for (name, _), rows in figures.items() if name == "chatops" for rate, _, _ in rows)
    if kept < acknowledged:
        sys.exit(f"FAIL: {acknowledged:.0f} acknowledged, {kept} kept")
    medians = {key: [statistics.median(column) for column in zip(*rows)] for key, rows in figures.items()}
    print(f"signed deliveries, {CONNECTIONS} connections, a core each for server and load; medians of {ROUNDS}; aims: 10000/s, p99 20 ms:")
    for (name, idle), (rate, p50, p99) in sorted(medians.items()):
        print(f"  {name}, {idle} idle: {rate:.0f}/s, p50 {p50 / 1000:.2f} ms, p99 {p99 / 1000:.2f} ms")
    for idle in (0, IDLE):
        print(f"  ratio to node, which keeps nothing, {idle} idle: {medians['chatops', idle][0] / medians['node', idle][0]:.2f}")
    for column, what in ((0, "rate"), (2, "p99")):
        print(f"  ratio with {IDLE} idle to without, {what}: {medians['chatops', IDLE][column] / medians['chatops', 0][column]:.2f}")
    print(f"  {kept} deliveries kept, each once")


if __name__ == "__main__":
    main()
