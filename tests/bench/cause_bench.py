#!/usr/bin/env python3
"""From the moment at which a failure is certain in the cluster to the line that tells it, beside what helm itself says at its time-out, in the
same deployments. Also: how long a deployment with engine helm takes beside the bare `helm upgrade --install --wait` of the same chart.

Usage: cause_bench.py CHATOPS
SPDX-License-Identifier: Apache-2.0
"""
import json
import pathlib
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "real"))
import helm_test as real

ROUNDS, DEPLOYMENTS = 3, 16


class Certain(threading.Thread):
    """When `kubectl get pods -w` showed for the first time that the container crashes again and again: once may be chance."""

    def __init__(self):
        super().__init__(daemon=True)
        self.at = None
        self.kubectl = subprocess.Popen(["kubectl", "--kubeconfig", real.KUBECONFIG, "get", "pods", "-n", real.NS, "-w", "-o", "json"],
                                        stdout=subprocess.PIPE, text=True)
        self.start()

    def run(self):
        text, decoder = "", json.JSONDecoder()
        while chunk := self.kubectl.stdout.readline():  # "}" of a pod stands on a line of its own
            text, now = (text + chunk).lstrip(), time.monotonic()
            if chunk.rstrip() != "}":
                continue
            while text:
                try:
                    pod, end = decoder.raw_decode(text)
                except ValueError:
                    break
                text = text[end:].lstrip()
                if not self.at and any(map(self.crashes, pod.get("status", {}).get("containerStatuses", []))):
                    self.at = now

    @staticmethod
    def crashes(status):
        state = status.get("state", {})
        again = status.get("restartCount", 0) > 0 and state.get("terminated", {}).get("exitCode") == 3
        return again or state.get("waiting", {}).get("reason") == "CrashLoopBackOff"

    def end(self):
        self.kubectl.kill()
        self.join()
        return self.at


def told(bench):
    """Seconds from the moment at which it was certain to the line; and to helm's own word."""
    certain = Certain()
    process = subprocess.Popen(bench.command("deploy", "-e", real.ENV, "web=crash-3", "--yes", "--wait"), env=bench.environment, cwd=bench.folder,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    line_at = end_at = None
    for line in process.stderr:
        now = time.monotonic()
        if "problem: " in line:
            line_at = line_at or now
        if "helm upgrade  failed" in line:
            end_at = now
    process.wait()
    known = certain.end()
    assert known and line_at and end_at, (known, line_at, end_at)
    bench.ok("rollback", "-e", real.ENV, "--yes", "--wait")
    return line_at - known, end_at - known


def deployed(bench, version, ready_after):
    began = time.monotonic()
    bench.deploy(f"web={version}", "--param", f"ready_after={ready_after}")
    return time.monotonic() - began


def bare(bench, version, ready_after):
    chart = next((bench.folder / "cache").rglob("*.tgz"))
    values = [f"web.image={real.REGISTRY}/{real.IMAGES}", f"web.tag={version}", f"ready_after={ready_after}", "host=bare.example.com", "password=x"]
    began = time.monotonic()
    subprocess.run(["helm", "upgrade", "bare", str(chart), "--install", "--wait", "--namespace", f"{real.NS}-bare", "--create-namespace",
                    *[word for value in values for word in ("--set", value)]], env=bench.environment, check=True, capture_output=True)
    return time.monotonic() - began


def beside(bench, ready_after):
    """Medians of ours and of bare helm, in turn. The node still takes down the pods of whoever went before: each goes first as often."""
    ways = [(deployed, []), (bare, [])]
    for number in range(DEPLOYMENTS):
        for deploy, took in ways if number % 4 < 2 else reversed(ways):
            took.append(deploy(bench, ("v-2", "v-1")[number % 2], ready_after))
    return [statistics.median(took) for _, took in ways]


def main():
    real.prepare()
    bench = real.Bench(sys.argv[1], real.HELM)
    try:
        bench.deploy("web=v-1", "--create")
        rounds = [told(bench) for _ in range(ROUNDS)]
        line, helm = (statistics.median(one) for one in zip(*rounds))
        print(f"a crash: told {line:.2f} s after `kubectl get pods -w` showed that it is certain (aim 1), helm's --wait {helm:.1f} s after it")
        bench.write_app(namespace={})  # a quota and a limit range slow its pods, and bare helm's namespace has none
        real.kubectl("delete", "quota,limitrange,networkpolicy", "--all", "-n", real.NS)
        bare(bench, "v-1", 0)
        for seconds, kind in enumerate(("at once", "a second later")):
            one, other = beside(bench, seconds)
            print(f"deploy with engine helm, pods ready {kind}: {one:.2f} s, bare helm upgrade --install --wait {other:.2f} s: "
                  f"{one / other:.2f} x (aim 1.1)")
    finally:
        real.kubectl("delete", "namespace", real.NS, f"{real.NS}-bare", "--ignore-not-found", "--wait=false", check=False)


main()
