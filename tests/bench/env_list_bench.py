#!/usr/bin/env python3
"""`env list` with 1,000 environments of 30 components and three deployments each, and how long an old file takes to be brought up to date.

Rivals, in the same run: `sqlite3` printing the same columns, and reading every environment's and newest deployment's document,
which is what a list without columns must do. Prints figures, asserts none.
Usage: env_list_bench.py CHATOPS STATE_OF_THE_FIRST_SCHEMA.sql
SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

from state_rows import fill

ENVIRONMENTS, COMPONENTS, REVISIONS, ROUNDS = 1_000, 30, 3, 15
NAMES = [f"service-{n:02}" for n in range(COMPONENTS)]

APPLICATION = """version: 1
application: bench
repositories: {platform: {url: https://git.example.com/acme/platform.git}}
defaults: {repository: platform, image: "registry.example.com/bench/{component}", values: {tag: "components.{component}.tag"}}
components: {%s}
chart: {repository: https://charts.example.com, name: bench}
environments: {domain: "{env}.bench.example.com"}
deploy: {application: bench, pipeline: deploy, parameters: {namespace: Namespace}, values: {parameter: Values}}
""" % ", ".join(f"{name}: {{}}" for name in NAMES)


def best(words: list[str], rounds: int = ROUNDS, **where) -> float:
    """Median milliseconds from spawn to end."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(words, stdout=subprocess.DEVNULL, check=True, **where)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def whole_rows(file: pathlib.Path) -> float:
    """Every environment and its newest deployment, read and parsed whole: milliseconds."""
    db = sqlite3.connect(file)
    began = time.perf_counter()
    for (name, document) in db.execute("SELECT name, document FROM environments").fetchall():
        json.loads(document)
        json.loads(db.execute("SELECT document FROM deployments WHERE application = 'bench' AND environment = ? ORDER BY revision DESC LIMIT 1",
                              (name,)).fetchone()[0])
    return (time.perf_counter() - began) * 1000


chatops, first_schema = sys.argv[1], pathlib.Path(sys.argv[2]).read_text()
with tempfile.TemporaryDirectory() as folder:
    home = pathlib.Path(folder).resolve()
    (home / "app").mkdir()
    (home / "app/chatops.yaml").write_text(APPLICATION)
    state = home / "state/chatops/state.db"
    state.parent.mkdir(parents=True)
    fill(state, first_schema, {f"sprint-{n:04}": f"bench-sprint-{n:04}" for n in range(ENVIRONMENTS)}, NAMES, REVISIONS,
         "registry.example.com/bench")
    where = {"cwd": home / "app", "env": {"HOME": str(home), "XDG_STATE_HOME": str(home / "state"), "LANG": "C.UTF-8", "PATH": os.environ["PATH"]}}
    size = state.stat().st_size / 2**20
    began = time.perf_counter()
    listed = json.loads(subprocess.run([chatops, "env", "list", "-o", "json"], capture_output=True, check=True, **where).stdout)
    print(f"brought up to date, {size:.0f} MB: {(time.perf_counter() - began) * 1000:.0f} ms with the first list")
    assert len(listed["items"]) == ENVIRONMENTS and listed["items"][7]["runs_status"] == "succeeded", listed["items"][:1]
    core = best([chatops, "config", "show"], **where)
    for words in (["env", "list"], ["env", "list", "-o", "json"]):
        mine = best([chatops, *words], **where)
        print(f"chatops {' '.join(words)}, {ENVIRONMENTS} environments: {mine:.1f} ms ({mine - core:.1f} ms more than `config show`)")
    parsed = statistics.median(whole_rows(state) for _ in range(5))
    print(f"reading and parsing the same rows whole (Python's json): {parsed:.0f} ms, {parsed / mine:.1f} × the whole command")
    if shutil.which("sqlite3"):
        columns = ("SELECT e.name, e.namespace, e.domain, e.state, d.revision, d.status FROM environments e JOIN deployments d ON d.application = e.application "
                   "AND d.environment = e.name AND d.revision = e.deployed_revision WHERE e.application = 'bench' ORDER BY e.name")
        theirs = best(["sqlite3", str(state), columns])
        print(f"sqlite3 with the same columns: {theirs:.1f} ms, chatops takes {mine / theirs:.1f} ×")
