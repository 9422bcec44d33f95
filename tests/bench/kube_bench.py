#!/usr/bin/env python3
"""All pods of a cluster, listed by the client beside `kubectl get pods -A -o json`: wall time, processor time and memory; and
what it costs to keep them all in the cache.

Usage: kube_bench.py KUBE_BENCH
SPDX-License-Identifier: Apache-2.0
"""
import os
import subprocess
import sys
import time

from needs import need

KUBECONFIG = need("kube", "CHATOPS_TEST_KUBECONFIG")
os.environ["KUBECONFIG"] = KUBECONFIG
PODS, ROUNDS = 1200, 5
NAMESPACE = f"chatops-bench-{os.getpid()}"


def run(*words: str) -> tuple[float, float, float]:
    """Wall seconds, processor seconds, MiB at most."""
    began = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, words
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def median(rows: list[tuple[float, float, float]]) -> list[float]:
    return [sorted(column)[len(rows) // 2] for column in zip(*rows)]


def said(name: str, figures: list[float]) -> None:
    print(f"{name:<34}{figures[0] * 1000:8.0f} ms {figures[1] * 1000:8.0f} ms CPU {figures[2]:8.1f} MiB")


bench = sys.argv[1]
try:
    run(bench, "prepare", NAMESPACE, str(PODS))
    ours, theirs = [], []
    for _ in range(ROUNDS):  # in turns: both meet the machine as it is
        ours.append(run(bench, "list"))
        theirs.append(run("kubectl", "get", "pods", "-A", "-o", "json"))
    ours, theirs = median(ours), median(theirs)
    print(f"{PODS} pods, median of {ROUNDS}")
    said("kubectl get pods -A -o json", theirs)
    said("the client's list", ours)
    print("client : kubectl = " + ", ".join(f"{a / b:.2f} {word}" for a, b, word in zip(ours, theirs, ("wall", "CPU", "memory"))))
    short, long = run(bench, "watch", "1"), run(bench, "watch", "11")
    said("the cache, 11 s with nothing new", list(long))
    print(f"idle: {(long[1] - short[1]) / 10:.2%} of a core")
finally:
    subprocess.run(["kubectl", "delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait=false"], stdout=subprocess.DEVNULL, check=False)
