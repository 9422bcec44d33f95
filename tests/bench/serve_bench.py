#!/usr/bin/env python3
"""A whole `chatops serve` over the sandbox: from an artifact's event to the call that deploys it; a thousand environments that follow one
shared artifact; memory; the time to be ready; a page with fifty groups. Each figure is printed beside its aim; none is asserted.

Usage: serve_bench.py CHATOPS SANDBOX [ENVIRONMENTS]
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import datetime
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import statistics
import sys
import time

from harness import wait_until
from needs import skip_part
from processes import resident
from serving import Serving

ENVIRONMENTS = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
PUSHES, GROUPS, STARTS = 20, 50, 5
APP = "classroom"


def tell(what, figure, aim):
    print(f"  {what}: {figure} (aim {aim})", flush=True)


def moment(text):
    """Seconds, of a time of the sandbox: milliseconds, or RFC 3339."""
    if isinstance(text, int):
        return text / 1000
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def state_file(bench):
    return sqlite3.connect(bench.folder / "state/chatops/state.db", timeout=60)


def ready(bench):
    """Seconds from the start of the process to its first answer."""
    began = time.monotonic()
    bench.launch()
    while True:
        with contextlib.suppress(OSError):
            with socket.create_connection(bench.address, timeout=5) as one:
                one.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
                if one.recv(100).startswith(b"HTTP/1.1 200"):
                    return time.monotonic() - began
        time.sleep(0.002)


def starts(bench):
    times = []
    for _ in range(STARTS):
        assert bench.end() == 0
        times.append(ready(bench))
    wait_until("the server", bench.asked)
    return statistics.median(times)


def calls(bench, action, since):
    return [one for one in bench.control(f"journal?action={action}&since={since}")["calls"] if one["number"] > since]


def last_call(bench):
    return bench.control("journal")["last"]


def event_to_call(bench):
    """From the event's delivery to the call; the answers of the sandbox in between are in it, but for those that an earlier event of
    the same push asked for."""
    took = []
    for number in range(PUSHES):
        since = last_call(bench)
        bench.control("commit", {"depot": "chat", "branch": "main", "message": f"Push {number}", "author": "chenjia"})
        call = wait_until("the call", lambda: calls(bench, "TriggerCdPipeline", since), 60)[0]
        sent = next(d for d in bench.control("deliveries?count=50")["log"] if d["event"] == "ARTIFACTS_VERSION_CREATED")
        took.append(max(0, moment(call["at"]) - moment(sent["sent_at"])) * 1000)
        wait_until("its end", lambda: bench.state(
            "SELECT count(*) FROM deployments WHERE status NOT IN ('succeeded', 'failed', 'superseded', 'canceled')") == [(0,)], 60)
    cuts = statistics.quantiles(took, n=100)
    tell(f"artifact event → deploy call, {PUSHES} pushes, p50", f"{cuts[49]:.0f} ms", "50 ms, beyond the outside's answers")
    tell("… p99", f"{cuts[98]:.0f} ms", "500 ms")


def multiply(bench):
    """Copies of the one environment, row by row, under other names."""
    assert bench.end() == 0
    file = state_file(bench)
    with file:
        for table, column in (("environments", "name"), ("environment_follows", "environment"), ("environment_runs", "environment"),
                              ("deployments", "environment")):
            columns = [row[1] for row in file.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
            rows = file.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {column} = 'shared'").fetchall()
            if table == "deployments":
                rows = [max(rows, key=lambda row: row[columns.index("revision")])]
            places = ", ".join("?" * len(columns))
            file.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", [
                [value.replace("shared", f"copy-{number}") if isinstance(value, str) else value for value in row]
                for number in range(1, ENVIRONMENTS) for row in rows])
        file.execute("UPDATE environment_follows SET branch = 'feature/breakout-rooms' WHERE environment = 'shared' AND component = 'chat'")
        file.execute("UPDATE environments SET document = json_set(document, '$.desired.selection.components.chat.follow', 'feature/breakout-rooms')"
                     " WHERE name = 'shared'")
    file.close()


def decided(bench, what, branch, wanted, aim):
    """From the event's delivery until each has its deployment."""
    before = bench.state("SELECT max(id) FROM deployments")[0][0]
    since = last_call(bench)
    bench.control("commit", {"depot": "chat", "branch": branch, "message": what, "author": "chenjia"})
    got = wait_until("the deployments", lambda: (lambda n: n if n >= wanted else 0)(
        bench.state(f"SELECT count(*) FROM deployments WHERE id > {before}")[0][0]), 300)
    done = bench.state(f"SELECT max(created_ms), min(created_ms) FROM deployments WHERE id > {before}")[0]
    sent = next(d for d in bench.control("deliveries?count=200")["log"] if d["event"] == "ARTIFACTS_VERSION_CREATED")
    span = done[0] / 1000 - moment(sent["sent_at"])
    read = [one["action"] for one in bench.control(f"journal?since={since}")["calls"] if "Artifact" in one["action"]]
    tell(f"{what}: {got} of {ENVIRONMENTS} environments decided", f"{span * 1000:.0f} ms, {len(read)} readings of artifacts", aim)


def fifty_groups(bench):
    file = state_file(bench)
    with file:
        for number in range(GROUPS):
            group = f"bench-{number:03}"
            file.execute("INSERT INTO local_groups VALUES (?, ?, '', 0, ?)", (group, f"Group {number}", number))
            file.execute("INSERT INTO local_members VALUES ('linxiao', ?)", (group,))
    file.close()
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
    if not shutil.which("chromium"):
        return skip_part("chromium", "no chromium for the page")
    from support.chromium import Browser
    with Browser() as browser:
        person = browser.person(1280, 800)
        person.open(bench.ok("serve", "login", "linxiao", "-o", "json").json["url"])
        person.until("document.body.dataset.ready === 'true'")
        times = []
        for _ in range(STARTS):
            person.open(bench.status["url"] + "/chat/")
            person.until("document.body.dataset.ready === 'true' && performance.getEntriesByName('usable').length > 0")
            times.append(person.see("Math.round(performance.getEntriesByName('usable')[0].startTime)"))
        assert person.see("document.querySelectorAll('.group').length") >= GROUPS
    tell(f"a page with {GROUPS} groups usable after", f"{statistics.median(times)} ms", "300 ms")


def main():
    print(f"chatops serve over the sandbox, {os.cpu_count()} cores for both:")
    bench = Serving(sys.argv[1], sys.argv[2], {"resync": "1h", "auto_update": {"settle": "1ms"}},
                    options=("--speed", "200", "--rate-limit", "0")).serve()
    failed = True
    try:
        bench.ok("serve", "setup-hooks")
        tell("ready, nothing kept yet", f"{starts(bench):.2f} s", "1 s")
        time.sleep(2)  # what a start does is over
        tell("resident, idle", f"{resident(bench.server.pid):.1f} MiB", "15 MiB")
        bench.ok("deploy", "-e", "shared", "--create", "--yes")
        event_to_call(bench)
        fifty_groups(bench)
        multiply(bench)
        tell(f"ready with {ENVIRONMENTS} environments", f"{ready(bench):.2f} s", "1 s")
        tell("… again", f"{starts(bench):.2f} s", "1 s")
        time.sleep(5)
        tell(f"resident with {ENVIRONMENTS} environments", f"{resident(bench.server.pid):.1f} MiB", "48 MiB")
        decided(bench, "An artifact that concerns one", "feature/breakout-rooms", 1, "as with 10 environments")
        wait_until("its end", lambda: bench.state("SELECT status FROM deployments ORDER BY id DESC LIMIT 1")[0][0] in ("succeeded", "failed"), 60)
        decided(bench, "An artifact that all share", "main", ENVIRONMENTS - 1, "1 s, one reading")
        tell("resident afterwards", f"{resident(bench.server.pid):.1f} MiB", "48 MiB")
        failed = False
    finally:
        with contextlib.suppress(ProcessLookupError):
            bench.server.send_signal(signal.SIGKILL)
        bench.close(keep=failed)


main()
