#!/usr/bin/env python3
"""One deployment, as a user makes it, through the sandbox's CD engine and the real helm to real pods that answer at the
environment's domain through the ingress; then an update, a crash with its cause, and the teardown.

Usage: kube_test.py CHATOPS SANDBOX
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import os
import subprocess
import sys
import urllib.request

from cluster import KUBECONFIG, kubectl
from harness import Bench, wait_until, run_cases
from needs import need

REGISTRY = need("kube", "CHATOPS_TEST_REGISTRY")
HELM = need("helm", "CHATOPS_TEST_HELM")
INGRESS = os.environ.get("CHATOPS_TEST_INGRESS", "")

NAME = f"real{os.getpid()}"
COMPONENTS = {"portal", "live", "chat", "gateway", "grading", "notify", "jobs"}


def shown(bench: Bench) -> dict:
    return bench.ok("env", "show", NAME, "-o", "json").json


def runs(bench: Bench) -> dict[str, str]:
    """The version of each component, as chatops says it."""
    return {c["component"]: c["runs"]["version"] for c in shown(bench)["components"]}


def namespace(bench: Bench) -> str:
    return shown(bench)["namespace"]


def answer(bench: Bench, path: str):
    """What the ingress says for the environment's domain."""
    request = urllib.request.Request(INGRESS + path, headers={"Host": shown(bench)["domain"]})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as response:
        return response.read().decode()


def running_images(bench: Bench) -> dict[str, str]:
    pods = json.loads(kubectl("get", "pods", "-n", namespace(bench), "-o", "json"))["items"]
    return {p["metadata"]["labels"].get("app.kubernetes.io/component", p["metadata"]["name"]): p["spec"]["containers"][0]["image"]
            for p in pods if "deletionTimestamp" not in p["metadata"]}


def deploys_to_real_pods(bench: Bench) -> None:
    bench.ok("deploy", "-e", NAME, "--create", "--yes", "--wait")
    images = running_images(bench)
    assert set(images) == COMPONENTS, images
    versions = runs(bench)
    for component, image in images.items():
        assert image.endswith(":" + versions[component]), (component, image, versions)
    page = json.loads(answer(bench, "/version"))
    assert page["version"] == versions["portal"], page
    print(kubectl("get", "pods", "-n", namespace(bench)))


def says_there_is_nothing_to_do(bench: Bench) -> None:
    before = bench.triggers()
    bench.ok("deploy", "-e", NAME, "--yes", "--wait")
    assert bench.triggers() == before


def updates_one_component(bench: Bench) -> None:
    bench.build(component="chat", branch="main")
    bench.ok("deploy", "-e", NAME, "--yes", "--wait")
    assert running_images(bench)["chat"].endswith(":" + runs(bench)["chat"])


def names_the_cause_of_a_crash(bench: Bench) -> None:
    bench.build(component="live", branch="main", wish="crash")
    result = bench.fails(1, "deployment_failed", "deploy", "-e", NAME, "--yes", "--wait")
    text = (result.out + result.err).lower()
    assert "crash" in text or "exit" in text, result
    history = bench.ok("env", "history", NAME, "-o", "json").json
    assert "failed" in json.dumps(history)


def rolls_back(bench: Bench) -> None:
    bench.ok("rollback", "-e", NAME, "--yes", "--wait")
    wait_until("live to run again", lambda: json.loads(answer(bench, "/version")))


exported: dict[str, str] = {}


def exports_what_runs(bench: Bench) -> None:
    exported.update(script=bench.ok("env", "export", NAME).out, domain=shown(bench)["domain"], version=runs(bench)["portal"], ns=namespace(bench))
    assert exported["domain"] in exported["script"], exported["script"]


def the_exported_command_serves_the_same(bench: Bench) -> None:
    """By the real helm into an empty namespace. The names of the outside world stand for the sandbox, as in the user's profile."""
    kubectl("delete", "namespace", exported["ns"], "--ignore-not-found")
    token = bench.control_file["tokens"]["personal"]
    charts = bench.control_file["registries"]["acme-helm.pkg.coding.net"]["url"]
    script = exported["script"].replace("acme-docker.pkg.coding.net/", REGISTRY + "/").replace(
        "--repo https://acme-helm.pkg.coding.net", f"--username {token['user']} --password {token['secret']} --repo {charts}")
    where = bench.environment | {"PATH": os.path.dirname(HELM) + ":" + bench.environment["PATH"], "no_proxy": "*"}
    done = subprocess.run(["sh"], input=script, env=where, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    request = urllib.request.Request(INGRESS + "/version", headers={"Host": exported["domain"]})

    def served() -> dict | None:
        with contextlib.suppress(OSError, ValueError):
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as response:
                return json.load(response)
        return None

    page = wait_until("the address to be served", served)
    assert page["version"] == exported["version"], page


def tears_down(bench: Bench) -> None:
    ns = namespace(bench)
    bench.fails(5, "confirmation_needed", "env", "delete", NAME)
    bench.ok("env", "delete", NAME, "--confirm", NAME)
    wait_until("the pods to go", lambda: "Running" not in kubectl("get", "pods", "-n", ns, "--ignore-not-found"), 90)


def bench() -> Bench:
    made = Bench(sys.argv[1], sys.argv[2], "--kubeconfig", KUBECONFIG, "--helm", HELM, "--pull-host", REGISTRY,
                 "--ingress", INGRESS, "--speed", "20")
    made.environment |= {"KUBECONFIG": KUBECONFIG}
    return made


try:
    run_cases([deploys_to_real_pods, says_there_is_nothing_to_do, updates_one_component, names_the_cause_of_a_crash, rolls_back,
               exports_what_runs, tears_down, the_exported_command_serves_the_same], bench)
finally:
    # The teardown leaves the namespace itself to its owner; here that is us.
    kubectl("delete", "namespace", f"classroom-{NAME}", "--ignore-not-found", "--wait=false")
