#!/usr/bin/env python3
"""A cluster whose etcd does not answer for a while: the API server takes every request and answers none. What is asked then ends in time and
says so, a deployment that was under way comes to its end, and nothing is begun twice.

Usage: etcd_test.py CHATOPS SANDBOX   (the sandbox is not used)
CHATOPS_TEST_ETCD: the process to stop and continue; it is continued whatever happens.
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import os
import signal
import sys
import time

import helm_test as base
from harness import run_cases, wait_until
from helm_test import APP, ENV, HELM, NS, kubectl, revisions, served
from needs import need

ETCD = int(need("etcd", "CHATOPS_TEST_ETCD"))
GONE = 15  # seconds, of the longest


@contextlib.contextmanager
def gone():
    os.kill(ETCD, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(ETCD, signal.SIGCONT)
    wait_until("the API server to answer again", lambda: kubectl("get", "--raw", "/readyz", check=False) == "ok", 60)


def deploys(bench) -> None:
    bench.deploy("web=v-1", "--create")
    served("v-1")


def what_is_asked_meanwhile_ends_in_time(bench) -> None:
    with gone():
        for words in (["env", "show", ENV, "--no-wait", "-o", "json"], ["env", "list", "-o", "json"]):
            began = time.monotonic()
            seen = bench.ok(*words)
            assert time.monotonic() - began < GONE, words
            environment = seen.json["items"][0] if "items" in seen.json else seen.json
            assert environment["state"] == "ready" and environment["cluster"]["error"]["reason"], seen
    seen = bench.ok("env", "show", ENV, "--no-wait", "-o", "json").json
    assert seen["cluster"]["ready"] == 1, seen


def a_deployment_comes_to_its_end(bench) -> None:
    before = int(revisions()[-1]["version"])
    process = bench.begin("web=v-2", "--param", "ready_after=4")
    wait_until("the release to be pending", lambda: revisions()[-1]["status"] == "pending-upgrade", 20)
    with gone():
        time.sleep(GONE)
    assert process.wait(120) in (0, 1), process.returncode
    assert int(revisions()[-1]["version"]) == before + 1, revisions()
    known = {"deployed": "ready", "failed": "failed"}[revisions()[-1]["status"]]
    seen = bench.ok("env", "show", ENV, "--no-wait", "-o", "json").json
    assert seen["state"] == known, (seen, revisions())
    bench.deploy("web=v-2", "--param", "ready_after=0")
    served("v-2")


def a_deletion_that_nobody_hears_deletes_nothing_and_can_be_said_again(bench) -> None:
    with gone():
        refused = bench.run("env", "delete", ENV, "--confirm", ENV)
        assert refused.code == 7, refused
    assert ENV in bench.ok("env", "list").out
    bench.ok("env", "delete", ENV, "--confirm", ENV)
    assert kubectl("get", "namespace", NS, "--ignore-not-found") == ""


CASES = [deploys, what_is_asked_meanwhile_ends_in_time, a_deployment_comes_to_its_end,
         a_deletion_that_nobody_hears_deletes_nothing_and_can_be_said_again]

if __name__ == "__main__":
    base.prepare()
    try:
        run_cases(CASES, lambda: base.Bench(sys.argv[1], HELM))
    finally:
        kubectl("delete", "namespace", NS, "--ignore-not-found", "--wait=false", check=False)
