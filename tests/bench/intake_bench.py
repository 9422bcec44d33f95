#!/usr/bin/env python3
"""Webhook deliveries of 2 KB made durable a second, through the journal's intake alone, on a real file with synchronous=FULL.

Rival, in the same run and folder: Python's sqlite3 with the same table, one commit a delivery. What the disk can do at best is printed
too: synced writes of a batch's size, one after another, times the deliveries in flight. Prints figures, asserts none.
Usage: intake_bench.py INTAKE_BENCH [FOLDER]
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

BODY = b"x" * 2048


def rival(file: pathlib.Path, seconds: float) -> tuple[float, float]:
    """Deliveries a second, and the 99th percentile of their milliseconds."""
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("CREATE TABLE deliveries (sequence INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT, id TEXT, hash TEXT, event TEXT, "
               "state TEXT, received_ms INTEGER, headers TEXT, body BLOB, UNIQUE (id, source))")
    times = []
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        one = time.perf_counter()
        n = len(times)
        db.execute("INSERT OR IGNORE INTO deliveries (source, id, hash, event, state, received_ms, headers, body) VALUES (?,?,?,?,?,?,?,?)",
                   ("coding", f"{n * 2654435761 % 2**32:08x}-{n}", f"{n:064x}", "GIT_PUSHED", "waiting", n, "[]", BODY))
        times.append((time.perf_counter() - one) * 1000)
    db.close()
    return len(times) / sum(times) * 1000, statistics.quantiles(times, n=100)[98]


def synced_write(folder: pathlib.Path, size: int) -> float:
    """Median milliseconds, over blocks that the file has already, as SQLite's log mostly does."""
    file = os.open(folder / "blocks", os.O_CREAT | os.O_RDWR, 0o600)
    os.write(file, b"x" * size * 64)
    os.fsync(file)
    times = []
    for n in range(64):
        began = time.perf_counter()
        os.pwrite(file, b"y" * size, n * size)
        os.fdatasync(file)
        times.append((time.perf_counter() - began) * 1000)
    os.close(file)
    return statistics.median(times)


def main() -> int:
    program = sys.argv[1]
    with tempfile.TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as name:
        folder = pathlib.Path(name)
        one_by_one, slowest = rival(folder / "rival.db", 3)
        print(f"rival, sqlite3 with one commit a delivery: {one_by_one:,.0f}/s, p99 {slowest:.1f} ms")
        for in_flight, count in ((1, 500), (64, 40_000), (256, 80_000)):
            state = folder / f"state-{in_flight}.db"
            out = subprocess.run([program, str(state), str(in_flight), str(count)], check=True, capture_output=True, text=True).stdout
            rate, median, worst = (float(word) for word in out.split())
            sync = synced_write(folder, max(1, in_flight) * 4096)
            print(f"{in_flight} in flight: {rate:,.0f}/s, acknowledged after p50 {median:.1f} ms, p99 {worst:.1f} ms; {rate / one_by_one:.1f} times the rival; "
                  f"a synced write takes {sync:.1f} ms here, so at best {in_flight / sync * 1000:,.0f}/s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
