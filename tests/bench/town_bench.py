#!/usr/bin/env python3
"""300 namespaces of 12 components in a real cluster: `env list` of 100 of them beside `kubectl get pods -A -o json`, and what a server costs that
watches them all while nothing happens. The cluster's other Deployments wait while the town is built.

Usage: town_bench.py CHATOPS STATE_OF_THE_FIRST_SCHEMA.sql [PREFIX]     with PREFIX: of a town that stands, and is left standing
SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import town
from cluster import KUBECONFIG, kubectl
from harness import wait_until
from processes import resident, spent
from state_rows import fill

NAMESPACES, LISTED, COMPONENTS, ROUNDS = 300, 100, 12, 7
IDLE = 60  # seconds that are looked at
NAMES = [f"service-{n}" for n in range(COMPONENTS)]
REGISTRY = "registry.example.com/bench"

APPLICATION = {
    "version": 1, "application": "bench", "repositories": {"platform": {"url": "https://git.example.com/acme/platform.git"}},
    "defaults": {"repository": "platform", "image": REGISTRY + "/{component}", "values": {"tag": "components.{component}.tag"}},
    "components": {name: {} for name in NAMES}, "chart": {"repository": "https://charts.example.com", "name": "bench"},
    "environments": {"domain": "{env}.bench.example.com"}, "deploy": {"engine": "helm"}}


def run(words: list[str], where: dict) -> tuple[float, float, float]:
    """Wall seconds, processor seconds, MiB at most."""
    began = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **where)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, words
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def median(rows: list[tuple[float, float, float]]) -> list[float]:
    return [sorted(column)[len(rows) // 2] for column in zip(*rows)]


def home_with(folder: pathlib.Path, first_schema: str, prefix: str, count: int) -> dict:
    (folder / "app").mkdir(parents=True)
    (folder / "app/chatops.yaml").write_text(json.dumps(APPLICATION))
    state = folder / "state/chatops/state.db"
    state.parent.mkdir(parents=True)
    fill(state, first_schema, {f"sprint-{n}": f"{prefix}{n}" for n in range(count)}, NAMES, 1, REGISTRY)
    return {"cwd": folder / "app", "env": {"HOME": str(folder), "XDG_STATE_HOME": str(folder / "state"), "LANG": "C.UTF-8",
                                           "PATH": os.environ["PATH"], "KUBECONFIG": KUBECONFIG, "CHATOPS_APP": str(folder / "app")}}


def listing(chatops: str, where: dict) -> None:
    def whole() -> None:
        listed = json.loads(subprocess.run([chatops, "env", "list", "-o", "json"], capture_output=True, check=True, **where).stdout)["items"]
        assert len(listed) == LISTED and all((one["cluster"] or {}).get("ready") == COMPONENTS for one in listed), listed[0]

    whole()
    ours, theirs = [], []
    for _ in range(ROUNDS):  # in turns: both meet the machine as it is
        ours.append(run([chatops, "env", "list"], where))
        theirs.append(run(["kubectl", "get", "pods", "-A", "-o", "json"], where))
    whole()  # nor was anything cut short by its patience with clusters
    ours, theirs = median(ours), median(theirs)
    for name, figures in (("chatops env list", ours), ("kubectl get pods -A -o json", theirs)):
        print(f"{name:<30}{figures[0] * 1000:8.0f} ms {figures[1] * 1000:8.0f} ms CPU {figures[2]:8.1f} MiB")
    print("env list : kubectl = " + ", ".join(f"{a / b:.2f} {word} (aim {aim})" for a, b, word, aim in
                                              zip(ours, theirs, ("wall", "CPU", "memory"), (1.3, 0.25, 0.25))), flush=True)


def watching(chatops: str, folder: pathlib.Path, where: dict) -> None:
    config = folder / "server.yaml"
    config.write_text(json.dumps({"listen": "127.0.0.1:0", "applications": [str(folder / "app")], "poll": "0s"}))
    server = subprocess.Popen([chatops, "serve", "--config", str(config)], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=open(folder / "log", "w", encoding="utf-8"), **where)
    try:
        def quiet() -> bool:
            """It has read everything, and asks less and less often for what lies outside and does not answer."""
            assert server.poll() is None, (folder / "log").read_text()[-2000:]
            before = spent(server.pid)
            time.sleep(20)
            return spent(server.pid) - before < 0.1
        wait_until("the server to have nothing to do", quiet, 600)
        began, before = time.monotonic(), spent(server.pid)
        time.sleep(IDLE)
        share = (spent(server.pid) - before) / (time.monotonic() - began)
        print(f"serve, watching {NAMESPACES} namespaces x {COMPONENTS} pods: {resident(server.pid):.1f} MiB (aim 64), {share:.2%} of a core (aim 1 %)")
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def main() -> None:
    chatops, first_schema = sys.argv[1], pathlib.Path(sys.argv[2]).read_text()
    stands = len(sys.argv) > 3
    prefix = sys.argv[3] if stands else f"chatops-town-{os.getpid()}-"
    os.environ["KUBECONFIG"] = KUBECONFIG
    try:
        if not stands:
            town.build(prefix, NAMESPACES, {name: f"{REGISTRY}/{name}" for name in NAMES})
        wait_until("the town to be settled", lambda: town.settled(prefix), 3000)
        with tempfile.TemporaryDirectory() as place:
            folder = pathlib.Path(place).resolve()
            listing(chatops, home_with(folder / "list", first_schema, prefix, LISTED))
            watching(chatops, folder / "serve", home_with(folder / "serve", first_schema, prefix, NAMESPACES))
    finally:
        if not stands:
            kubectl("delete", "namespace", *(f"{prefix}{n}" for n in range(NAMESPACES)), "--ignore-not-found", "--wait=false")


main()
