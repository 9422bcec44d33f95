#!/usr/bin/env python3
"""kill -9 of a whole `chatops serve`, at writes of its state file and at moments nobody chose, while the story runs: a storm of deliveries,
an iteration's group, a deployment, an update, the end. Whoever it was told "accepted" is in the journal once; everything else
ends as in the run that nobody disturbed.

Usage: serve_test.py CHATOPS SANDBOX KILLER STORIES [SEED]
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import http.client
import json
import mmap
import random
import re
import signal
import struct
import sys
import threading
import time

from harness import wait_until
from serving import PATIENCE, Serving

KILLER, STORIES = sys.argv[3], int(sys.argv[4])
SEED = int(sys.argv[5]) if len(sys.argv) > 5 else 1
DELIVERIES = 60
KILLS_A_PHASE = 3
DEAD = (OSError, http.client.HTTPException, AssertionError, LookupError, TypeError, ValueError)  # of a question to a server that dies over it


class Killed(Serving):
    """A server that is started again whenever it dies; what is asked of it is asked until it is answered."""

    def __init__(self):
        super().__init__(*sys.argv[1:3], {"resync": "1s", "retire": {"grace": "1s", "apart": "500ms"}})
        self.fuse_file = self.folder / "fuse"
        self.fuse_file.write_bytes(bytes(16))
        with open(self.fuse_file, "r+b") as file:
            self.fuse = mmap.mmap(file.fileno(), 16)
        self.kills = 0
        self.trouble = ""
        self.over = threading.Event()
        self.extra = {"LD_PRELOAD": KILLER, "CHATOPS_TEST_KILL_FILE": str(self.fuse_file)}
        self.serve(**self.extra)
        wait_until("the first reading", lambda: self.state("SELECT count(*) FROM iteration_projects")[0][0])
        self.ok("serve", "setup-hooks")
        self.nurse = threading.Thread(target=self.look_after, daemon=True)
        self.nurse.start()

    def look_after(self):
        while not self.over.is_set():
            code = self.server.poll()
            if code is None:
                time.sleep(0.005)
                continue
            if code != -signal.SIGKILL:
                self.trouble = f"it ended by itself: {code}, see {self.folder}"
                return
            self.kills += 1
            self.launch(**self.extra)

    def live(self, moments):
        self.fuse[0:8] = struct.pack("q", moments)

    @property
    def passed(self):
        return struct.unpack("q", self.fuse[8:16])[0]

    def until(self, what, probe):
        def tried():
            if self.trouble:
                raise SystemExit(self.trouble)
            with contextlib.suppress(*DEAD):
                return probe()
        return wait_until(what, tried, PATIENCE)

    def finish(self):
        self.over.set()
        self.nurse.join()
        assert self.end() == 0, self.server.returncode


class Storm(threading.Thread):
    """One source that sends every delivery until it is told that it is kept."""

    def __init__(self, bench):
        super().__init__(daemon=True)
        self.bench, self.accepted, self.known = bench, 0, 0

    def run(self):
        for number in range(DELIVERIES):
            def kept(number=number):
                status = self.bench.deliver(f"storm-{number}")
                assert status in (200, 503), status
                return status == 200
            self.bench.until("a delivery to be taken", kept)


def deploy(bench, page, group):
    """As a person does: a form that was lost is asked for again, unless what it asked for is under way."""
    if bench.state("SELECT 1 FROM deployments"):
        return True
    form = page.post(f"groups/{group}/say", text="/deploy", key=f"k{time.time_ns()}")["form"]
    page.post(f"groups/{group}/forms/{form['id']}", answer={
        "button": "deploy", "revision": form["revision"],
        "settings": {f["id"]: f["value"] for f in form["fields"] if f["kind"] != "shown"},
        "picks": {r["id"]: r["pick"] for r in form["rows"] if r["pick"]}, "seen": {r["id"]: r["wanted"] for r in form["rows"]}})
    return bool(bench.state("SELECT 1 FROM deployments"))


def newest(bench):
    """(revision, status) of the newest deployment. One of which nobody knows whether it was started is a person's to repeat."""
    rows = bench.state("SELECT revision, status, document ->> '$.teardown', environment FROM deployments ORDER BY revision DESC LIMIT 1")
    if not rows:
        return 0, ""
    revision, status, teardown, name = rows[0]
    if status == "unknown":
        if teardown:
            bench.run("env", "delete", name, "--confirm", name)
        else:
            bench.run("deploy", "-e", name, "--force", "--yes")
    return revision, status


def story(bench, phase):
    """`phase()` is called at the beginning of each part."""
    storm = Storm(bench)
    phase()
    storm.start()
    code = bench.control("iterations", {"name": "S44 Named rooms", "owner": "linxiao"})["code"]
    bench.control("issues", {"name": "Rooms", "iteration": code, "assignee": "chenjia"})
    group = bench.until("the group", lambda: bench.state("SELECT id FROM local_groups WHERE name LIKE 'S44%'")[0][0])
    bench.until("its people", lambda: len(bench.state(f"SELECT 1 FROM local_members WHERE group_id = '{group}'")) == 2)
    bench.until("the welcome", lambda: bench.state(f"SELECT 1 FROM local_messages WHERE group_id = '{group}'"))
    page = bench.until("a login", lambda: bench.login("chenjia"))
    phase()
    bench.until("a deployment", lambda: deploy(bench, page, group))
    bench.until("its end", lambda: newest(bench)[1] == "succeeded")
    first = newest(bench)[0]
    phase()
    bench.control("commit", {"depot": "chat", "branch": "main", "message": "Names", "author": "chenjia"})
    bench.until("the update", lambda: newest(bench)[0] > first and newest(bench)[1] == "succeeded")
    phase()
    bench.control(f"iterations/{code}", {"do": "start"})
    bench.control(f"iterations/{code}", {"do": "complete"})
    bench.until("the end", lambda: newest(bench) and bench.state(f"SELECT stage FROM iterations WHERE code = '{code}'") == [("retired",)])
    storm.join(PATIENCE)
    assert not storm.is_alive(), "the storm is over"
    bench.until("everything read and told", lambda: bench.state(
        "SELECT (SELECT count(*) FROM deliveries WHERE state <> 'done') + (SELECT count(*) FROM outbox)") == [(0,)])
    return group


def end_state(bench, group):
    """What may not depend on when it was killed."""
    def plain(text):
        return re.sub(r"main-\d+-[0-9a-f]{7}", "VERSION", text)
    told = [json.loads(m) for (m,) in bench.state(f"SELECT message FROM local_messages WHERE group_id = '{group}' AND author = ''")]
    return {
        "deliveries": bench.state("SELECT id, count(*) FROM deliveries WHERE id LIKE 'storm-%' GROUP BY id ORDER BY id"),
        "groups": bench.state("SELECT name, dissolved FROM local_groups ORDER BY name"),
        "members": bench.state(f"SELECT account FROM local_members WHERE group_id = '{group}' ORDER BY account"),
        "iterations": bench.state("SELECT code, stage FROM iterations ORDER BY code"),
        "environments": bench.state("SELECT name, state FROM environments ORDER BY name"),
        "deployments": bench.state("SELECT revision, status FROM deployments ORDER BY revision"),
        "told": sorted(plain(m["title"] or m["text"]) for m in told),
    }


def executions(bench):
    """What the engine was made to run."""
    return [e["pipeline"] for e in bench.control("world")["executions"]]


def compare(wanted, got, lost):
    """A start of which nobody knows whether it was one is a person's to repeat: one more deployment, and what is told of it."""
    for what, value in wanted.items():
        if not (lost and what in ("deployments", "told", "executions")):
            assert got[what] == value, f"{what}: {got[what]} instead of {value}"
    assert len(got["executions"]) <= len(got["deployments"]), f"{got['executions']} for {got['deployments']}"


def play(chance, wanted):
    """One story; `chance` is None for the one that nobody disturbs."""
    bench = Killed()
    failed = True
    try:
        before = len(executions(bench))
        group = story(bench, lambda: chance and threading.Thread(target=kill_some, args=(bench, chance), daemon=True).start())
        bench.live(0)
        bench.finish()
        got = end_state(bench, group) | {"executions": sorted(executions(bench)[before:])}
        lost = bench.state("SELECT count(*) FROM deployments WHERE document ->> '$.cause_reason' = 'deployment_unknown'")[0][0]
        if wanted:
            compare(wanted, got, lost)
        failed = False
        return got, bench.kills, bench.passed, lost
    finally:
        bench.over.set()
        bench.close(keep=failed)


def kill_some(bench, chance):
    """At a moment around a write; at any moment where nothing is written for a while."""
    for _ in range(KILLS_A_PHASE):
        seen = bench.kills
        bench.live(chance.randint(1, chance.choice((30, 150, 600))))
        end = time.monotonic() + 3
        while bench.kills == seen and time.monotonic() < end and not bench.over.is_set():
            time.sleep(0.005)
        if bench.kills == seen and not bench.over.is_set():
            with contextlib.suppress(ProcessLookupError):
                bench.server.kill()


def main():
    began = time.monotonic()
    wanted, _, moments, _ = play(None, None)
    assert wanted["deliveries"] == [(f"storm-{n}", 1) for n in sorted(range(DELIVERIES), key=str)], wanted["deliveries"]
    print(f"orderly: {moments} moments around writes, executions: {wanted['executions']}, {time.monotonic() - began:.1f} s", flush=True)
    kills = 0
    for seed in range(SEED, SEED + STORIES):
        began = time.monotonic()
        print(f"seed {seed}: ", end="", flush=True)
        _, killed, _, lost = play(random.Random(seed), wanted)
        kills += killed
        print(f"{killed} kills, {lost} lost starts, {time.monotonic() - began:.1f} s", flush=True)
    print(f"{STORIES} stories, {kills} kills")
    assert kills >= 5 * STORIES, "it was hardly ever killed"


main()
