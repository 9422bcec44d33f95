#!/usr/bin/env python3
"""Everything of kube_cause_cases.py at once, for real: what the cause finder answers is what was made to go wrong, and what
`kubectl describe` shows.

Usage: kube_cause_test.py PROGRAM            PROGRAM prints the causes of namespaces as JSON (kube_causes.cpp)
       kube_cause_test.py --record FOLDER    writes what the cluster said of each case, for tests/unit/kube
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import threading
import time

from needs import need

KUBECONFIG = need("kube", "CHATOPS_TEST_KUBECONFIG")
need("kube", "CHATOPS_TEST_REGISTRY")

import kube_cause_cases as cases

PREFIX = f"cause-{os.getpid()}-"
RECORDED_KINDS = "pods,replicasets,deployments,statefulsets,jobs,persistentvolumeclaims,resourcequotas,configmaps,events"
SECONDS = 100  # until the slowest is certain: the kubelet looks for what is too full now and then


def kubectl(*words: str, given: str | None = None, check: bool = True) -> str:
    done = subprocess.run(["kubectl", "--kubeconfig", KUBECONFIG, *words], input=given, capture_output=True, text=True)
    assert done.returncode == 0 or not check, done.stderr
    return done.stdout


class Locked(http.server.BaseHTTPRequestHandler):
    """A registry that lets nobody in. To TLS it answers in plain HTTP, which makes the node use that."""

    default_request_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(401)
        self.send_header("WWW-Authenticate", 'Basic realm="team"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *_) -> None:
        pass


@contextlib.contextmanager
def troubles():
    host, port = cases.LOCKED_REGISTRY.split(":")
    registry = http.server.ThreadingHTTPServer((host, int(port)), Locked)
    threading.Thread(target=registry.serve_forever, daemon=True).start()
    try:
        create(cases.cluster_objects(PREFIX))
        time.sleep(2)  # policies are obeyed a moment after they were made
        create(cases.workloads(PREFIX))
        for kind in ("configmap", "pod"):
            kubectl("delete", kind, "held", "-n", PREFIX + "finalizer", "--wait=false")
        yield
    finally:
        clean_up()
        registry.shutdown()


def create(objects: list[dict]) -> None:
    kubectl("create", "-f", "-", given=json.dumps({"apiVersion": "v1", "kind": "List", "items": objects}))


def clean_up() -> None:
    for kind in ("configmap", "pod"):
        kubectl("patch", kind, "held", "-n", PREFIX + "finalizer", "--type=merge", "-p", '{"metadata":{"finalizers":null}}', check=False)
    kubectl("delete", "namespace", *(PREFIX + name for name in cases.CASES), "--ignore-not-found", "--wait=false", check=False)
    for kind in ("validatingadmissionpolicybinding", "validatingadmissionpolicy", "validatingwebhookconfiguration"):
        kubectl("delete", kind, *(PREFIX + name for name in cases.EXTRA), "--ignore-not-found", check=False)
    kubectl("delete", "pods", "-n", PREFIX + "node-not-ready", "--all", "--force", "--grace-period=0", check=False)
    kubectl("delete", "node", cases.NODE, "--ignore-not-found", check=False)


# ---- the test ---------------------------------------------------------------------------------------------------------------


def answers(program: str) -> dict[str, list[dict]]:
    done = subprocess.run([program, *(PREFIX + name for name in cases.CASES)], capture_output=True, text=True,
                          env=os.environ | {"KUBECONFIG": KUBECONFIG})
    assert done.returncode == 0, done.stderr
    said = [json.loads(line) for line in done.stdout.splitlines()]
    return {one["namespace"].removeprefix(PREFIX): one["causes"] for one in said}


def fits(expected: dict, causes: list[dict]) -> bool:
    if not expected or not causes:
        return not expected and not causes
    return all(str(causes[0].get(key, "")).startswith(value) for key, value in expected.items())


DESCRIBED_KINDS = "pods,replicasets,deployments,statefulsets,jobs,configmaps,persistentvolumeclaims,resourcequotas"


def described(name: str) -> str:
    """What a person reads, without the breaks of lines: `kubectl describe`, and the words of conditions, which it leaves out."""
    # Of several kinds at once it leaves the events out too, unless told.
    shown = kubectl("describe", "--show-events=true", DESCRIBED_KINDS, "-n", PREFIX + name)
    conditions = kubectl("get", "pods", "-n", PREFIX + name, "-o", "jsonpath={.items[*].status.conditions[*].message}")
    if name == "node-not-ready":
        shown += kubectl("describe", "node", cases.NODE)
    return " ".join((shown + conditions).split())


def unnumbered(text: str) -> str:
    """Back-off moves on between two looks, with other ports and times in the same words."""
    return re.sub(r"\d+", "", text)


def words_of(causes: list[dict]) -> str:
    return unnumbered(" ".join(str(causes[0].get("why", "")).split())[:60].strip("… "))


def compare(program: str) -> None:
    late, expected = time.monotonic() + SECONDS, {name: wanted for name, (_, wanted) in cases.CASES.items()}
    while True:
        found = answers(program)
        odd = {name: found.get(name) for name in expected if not fits(expected[name], found.get(name, []))}
        if not odd or time.monotonic() > late:
            break
        time.sleep(2)
    assert not odd, json.dumps(odd, indent=1)
    for name, wanted in expected.items():
        assert "s3cr3t" not in json.dumps(found[name]), found[name]
        if not wanted:
            continue
        shown, why = described(name), words_of(found[name])
        if why not in unnumbered(shown):  # it has moved on between the two looks
            found = answers(program)
            assert fits(wanted, found[name]), (name, found[name])
            shown, why = described(name), words_of(found[name])
        assert why in unnumbered(shown), (name, why, shown)
        print(f"{name}: {found[name][0]['reason']}: {why}")


# ---- recording --------------------------------------------------------------------------------------------------------------


def trimmed(value):
    """Without what tells of this machine or changes from one recording to the next."""
    if isinstance(value, dict):
        dropped = {"managedFields", "resourceVersion", "selfLink", "hostIP", "hostIPs", "podIP", "podIPs", "imageID", "containerID",
                   "kubectl.kubernetes.io/last-applied-configuration", "reportingInstance"}
        return {k: trimmed(v) for k, v in value.items() if k not in dropped and v not in ({}, [], None)
                and not (k == "volumes" and all("projected" in one for one in v))}
    if isinstance(value, list):
        return [trimmed(v) for v in value]
    if isinstance(value, str):
        return value.replace(PREFIX, "cause-")
    return value


def logs_of(pods: list[dict]) -> dict[str, str]:
    out = {}
    for one in pods:
        status = one.get("status", {})
        for container in status.get("containerStatuses", []) + status.get("initContainerStatuses", []):
            ended = container.get("state", {}).get("terminated") or container.get("lastState", {}).get("terminated")
            if not ended:
                continue
            previous = ["--previous"] if "terminated" not in container.get("state", {}) else []
            said = kubectl("logs", one["metadata"]["name"], "-n", one["metadata"]["namespace"], "-c", container["name"], "--tail=20",
                           *previous, check=False)
            out[one["metadata"]["uid"] + "/" + container["name"]] = said
    return out


def record(folder: pathlib.Path) -> None:
    time.sleep(SECONDS)
    seen = json.loads(kubectl("get", RECORDED_KINDS, "-A", "-o", "json"))["items"]
    node = json.loads(kubectl("get", "node", cases.NODE, "-o", "json"))
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    for name, (_, wanted) in cases.CASES.items():
        mine = [o for o in seen if o["metadata"].get("namespace") == PREFIX + name and o["metadata"]["name"] != "kube-root-ca.crt"]
        logs = logs_of([o for o in mine if o["kind"] == "Pod"])
        if name == "node-not-ready":
            mine.append(node)
        made = {"case": name, "now": now, "expected": wanted, "objects": trimmed(mine), "logs": logs}
        (folder / f"{name}.json").write_text(json.dumps(made, indent=1, sort_keys=True) + "\n")


with troubles():
    if sys.argv[1] == "--record":
        record(pathlib.Path(sys.argv[2]))
    else:
        compare(sys.argv[1])
