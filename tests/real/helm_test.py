#!/usr/bin/env python3
"""The engine `helm` as a user meets it, with helm 3 and 4: a chart from a real registry to real pods behind the ingress, updates,
failures with their cause, chatops and helm killed in the middle, and everything gone at the end but what belongs to others.

Usage: helm_test.py CHATOPS SANDBOX   (the sandbox is not used)
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import harness
from cluster import KUBECONFIG, kubectl
from harness import wait_until, run_cases
from needs import need
from relay import relayed

REGISTRY = need("kube", "CHATOPS_TEST_REGISTRY")
INGRESS = need("kube", "CHATOPS_TEST_INGRESS")
HELM = need("helm", "CHATOPS_TEST_HELM")
HELM3 = need("helm", "CHATOPS_TEST_HELM3")

HERE = pathlib.Path(__file__).resolve().parent
APP = f"helm{os.getpid()}"
ENV = "one"
NS = f"{APP}-{ENV}"
IMAGES = "chatops-test/helm/web"
PASSWORD = "hunter2-of-the-values"


class Bench(harness.Bench):
    """A user's folder with an application that is deployed by helm; no sandbox stands behind it."""

    def __init__(self, chatops: str, helm: str):
        self.chatops, self.helm, self.process = chatops, helm, None
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="chatops-test-"))
        (self.folder / "bin").mkdir()
        (self.folder / "bin" / "helm").symlink_to(helm)
        self.environment = {k: v for k, v in os.environ.items()
                            if not k.startswith(("CHATOPS_", "HELM_", "GIT_", "XDG_", "LC_", "CCI_")) and k not in ("CI", "JOB_NAME")}
        self.environment |= {
            "HOME": str(self.folder), "XDG_CONFIG_HOME": str(self.folder / "config"), "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CACHE_HOME": str(self.folder / "cache"), "LANG": "C.UTF-8", "CHATOPS_ACTOR": "Lin Wei", "KUBECONFIG": KUBECONFIG,
            "PATH": f"{self.folder}/bin:{os.environ['PATH']}", "CHATOPS_APP": str(self.folder / "app")}
        config = self.folder / "config" / "chatops"
        config.mkdir(parents=True)
        (config / "config.yaml").write_text(json.dumps(
            {"profiles": {"default": {"registries": {REGISTRY: {"url": f"http://{REGISTRY}", "plain_http": True}}}}}))
        self.write_app()

    def write_app(self, **deploy) -> None:
        app = self.folder / "app"
        app.mkdir(exist_ok=True)
        (app / "values.yaml").write_text(json.dumps({"password": PASSWORD}))
        (app / "chatops.yaml").write_text(json.dumps({
            "version": 1, "application": APP,
            "repositories": {"web": {"url": "https://git.example.com/web.git"}},
            "components": {"web": {"repository": "web", "image": f"{REGISTRY}/{IMAGES}", "version": "{any}-{build}",
                                   "values": {"tag": "web.tag", "repository": "web.image"}}},
            "chart": {"oci": f"{REGISTRY}/chatops-test/{APP}", "name": "page"},
            "values": ["values.yaml"],
            "environments": {"domain": "{env}." + APP + ".example.com"},
            "deploy": {"engine": "helm", "timeout": "25s", "namespace": {"labels": {"team": "edu"}, "quota": {"pods": "9"}, "requests": {"cpu": "1m"},
                                                                                   "reachable_from": ["kube-system"]},
                       "extra": {"host": "{domain}"}} | deploy}))

    def disarm(self) -> None:
        pass

    def deploy(self, *words: str):
        return self.ok("deploy", "-e", ENV, *words, "--yes", "--wait")

    def begin(self, *words: str) -> subprocess.Popen:
        return subprocess.Popen(self.command("deploy", "-e", ENV, *words, "--yes", "--wait"), env=self.environment, cwd=self.folder,
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def answer(host: str) -> str:
    request = urllib.request.Request(INGRESS + "/", headers={"Host": host})
    with contextlib.suppress(OSError):
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as response:
            return response.read().decode().strip()
    return ""


def served(version: str) -> None:
    host = f"{ENV}.{APP}.example.com"
    wait_until(f"{host} to answer", lambda: answer(host) == f"page {version}", 20)


def revisions() -> list[dict]:
    secrets = json.loads(kubectl("get", "secrets", "-n", NS, "-l", "owner=helm", "-o", "json"))["items"]
    return sorted((s["metadata"]["labels"] for s in secrets), key=lambda labels: int(labels["version"]))


def helms() -> list[int]:
    """The helm processes that are at work on the environment."""
    out = []
    for entry in pathlib.Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
            if words[:1] == [b"helm"] and NS.encode() in words:
                out.append(int(entry.name))
    return out


def gone(pids: list[int]) -> bool:
    return not any(pid in helms() for pid in pids)


def deploys_to_real_pods(bench: Bench) -> None:
    bench.deploy("web=v-1", "--create")
    served("v-1")
    labels = json.loads(kubectl("get", "namespace", NS, "-o", "json"))["metadata"]["labels"]
    assert labels["app.kubernetes.io/managed-by"] == "chatops" and labels["team"] == "edu", labels
    assert labels["chatops.dev/environment"] == ENV and labels["chatops.dev/epoch"] == "1", labels
    kept = [p for p in (bench.folder / "state").rglob("*") if p.is_file() and "helm" in p.parts]
    assert kept and not any(PASSWORD in p.read_text(errors="replace") for p in kept), kept
    assert kubectl("get", "resourcequota", "chatops", "-n", NS, "-o", "jsonpath={.spec.hard.pods}") == "9"
    assert "kube-system" in kubectl("get", "networkpolicy", "chatops", "-n", NS, "-o", "json")
    pods = json.loads(kubectl("get", "pods", "-n", NS, "-o", "json"))["items"]
    assert {c["resources"]["requests"]["cpu"] for p in pods for c in p["spec"]["containers"]} == {"1m"}, pods
    bench.deploy()  # nothing to do
    assert len(revisions()) == 1, revisions()


def updates(bench: Bench) -> None:
    bench.deploy("web=v-2")
    served("v-2")
    assert [r["status"] for r in revisions()] == ["superseded", "deployed"], revisions()


def names_the_cause_of_a_crash(bench: Bench) -> None:
    result = bench.fails(1, "deployment_failed", "deploy", "-e", ENV, "web=crash-3", "--yes", "--wait")
    lines = (result.out + result.err).splitlines()
    told = [number for number, line in enumerate(lines) if "problem: " in line and "exit code 3" in line]
    failed = next(number for number, line in enumerate(lines) if "helm upgrade  failed" in line)
    assert told and told[0] < failed, "the cause is told while helm still waits: " + result.err
    assert "failed: web: container web ended with exit code 3" in result.out, result
    assert revisions()[-1]["status"] == "failed", revisions()


def rolls_back(bench: Bench) -> None:
    bench.ok("rollback", "-e", ENV, "--yes", "--wait")
    served("v-2")
    assert revisions()[-1]["status"] == "deployed", revisions()


def names_the_hook_that_failed(bench: Bench) -> None:
    result = bench.fails(1, "deployment_failed", "deploy", "-e", ENV, "--param", "migration=echo relation users exists; exit 4", "--yes", "--wait")
    assert "hook migrate failed with exit code 4" in result.err, result
    assert "relation users exists" in result.out, result
    shown = bench.ok("env", "show", ENV, "--no-wait")
    assert "hook migrate failed with exit code 4" in shown.out, shown


def names_what_helm_refuses_while_something_crashes(bench: Bench) -> None:
    bench.fails(1, "deployment_failed", "deploy", "-e", ENV, "web=crash-3", "--param", "migration=", "--yes", "--wait")
    result = bench.fails(1, "deployment_failed", "deploy", "-e", ENV, "--param", "extra=Bad_Name", "--yes", "--wait")
    first = result.json["error"]["message"]
    assert "Bad_Name" in first and "exit code" not in first, result
    assert "hook migrate" not in result.err, "a hook of a former revision: " + result.err
    bench.deploy("web=v-2", "--param", "extra=")
    served("v-2")


def names_the_cause_though_helm_brought_back_what_ran(bench: Bench) -> None:
    bench.write_app(rollback_on_failure=True, timeout="12s")
    result = bench.fails(1, "deployment_failed", "deploy", "-e", ENV, "web=crash-3", "--yes", "--wait")
    assert "exit code 3" in result.json["error"]["message"], result
    served("v-2")
    bench.write_app()
    bench.deploy("web=v-2", "--force")
    served("v-2")


def a_success_tells_what_the_cluster_knows_by_then(bench: Bench) -> None:
    if bench.helm == HELM:  # without a probe a container is ready when it starts; helm 3 looks every two seconds, and may see its end
        bench.write_app(timeout="100s")
        result = bench.deploy("web=crash-3", "--param", "probe=", "--param", "migration=sleep 58", "-o", "json")
        assert result.json["status"] == "succeeded", result
        assert [t["error"]["args"]["exit"] for t in result.json["troubles"]] == ["3"], result
        assert "container web ended with exit code 3" in result.err, result
    bench.write_app()
    bench.deploy("web=v-2", "--param", "probe=true", "--param", "migration=")
    served("v-2")
    # helm 4 waits for jobs, helm 3 does not.
    failing = bench.run("deploy", "-e", ENV, "--param", "job=echo no such table; exit 5", "--param", "ready_after=4", "--yes", "--wait", "-o", "json")
    told = [t["error"]["args"].get("job") for t in failing.json["troubles"]]
    assert told == ["fill"] and failing.code == (0 if failing.json["status"] == "succeeded" else 1), failing
    if failing.code == 0:
        result = bench.deploy("--param", "ready_after=0", "-o", "json")
        assert result.json["troubles"] == [], "the job of the revision before: " + str(result)
    bench.deploy("--param", "job=", "--param", "ready_after=0")


def names_what_hangs(bench: Bench) -> None:
    bench.write_app(timeout="12s")
    result = bench.fails(1, "deployment_failed", "deploy", "-e", ENV, "--param", "before=echo waiting for db; sleep 600", "--yes", "--wait")
    assert "web: init container before does not end" in result.json["error"]["message"], result
    assert "waiting for db" in result.out, result
    result = bench.fails(1, "deployment_failed", "deploy", "-e", ENV, "--param", "before=", "--param", "migration=echo locking; sleep 600", "--yes", "--wait")
    assert "hook migrate does not end: container main still runs" in result.json["error"]["message"], result
    assert "locking" in result.out, result
    # The probe may fail sixty times, and the time is up long before.
    result = bench.fails(1, "deployment_failed", "deploy", "-e", ENV, "--param", "migration=", "--param", "ready_after=600", "--yes", "--wait")
    assert "web: the readiness probe of container web fails: " in result.json["error"]["message"], result
    bench.write_app()
    bench.deploy("--param", "ready_after=0")
    served("v-2")


def what_somebody_set_by_hand_is_set_back(bench: Bench) -> None:
    kubectl("set", "image", "deployment/web", f"web={REGISTRY}/{IMAGES}:v-1", "-n", NS)
    kubectl("scale", "deployment/web", "--replicas=2", "-n", NS)
    wait_until("the other image to run", lambda: f"the cluster runs {REGISTRY}/{IMAGES}:v-1" in bench.ok("env", "show", ENV, "--no-wait").out, 30)
    bench.deploy("--force")
    deployment = json.loads(kubectl("get", "deployment", "web", "-n", NS, "-o", "json"))["spec"]
    assert deployment["replicas"] == 1, deployment
    assert deployment["template"]["spec"]["containers"][0]["image"] == f"{REGISTRY}/{IMAGES}:v-2", deployment


def names_the_image_that_cannot_be_pulled(bench: Bench) -> None:
    image = f"{REGISTRY}/{IMAGES}-none:1"
    result = bench.fails(1, "deployment_failed", "deploy", "-e", ENV, "--param", f"sidecar={image}", "--yes", "--wait")
    assert image in result.out + result.err and "Pull" in result.out + result.err, result
    assert "sidecar" in kubectl("get", "configmaps", "-n", NS)
    bench.deploy("--param", "sidecar=")
    served("v-2")
    assert "sidecar" not in kubectl("get", "configmaps", "-n", NS), "what only the failed revision had is still there"


def a_broken_chart_changes_nothing(bench: Bench) -> None:
    before = revisions()
    result = bench.fails(1, "deployment_failed", "deploy", "-e", ENV, "--param", "replicas=none", "--yes", "--wait")
    assert "replicas" in result.out + result.err or "cannot unmarshal" in result.out + result.err, result
    bench.deploy("--param", "replicas=1")
    assert len(revisions()) >= len(before), revisions()
    served("v-2")


def chatops_is_killed_at_several_moments(bench: Bench) -> None:
    """Whoever comes next finds the same execution: helm is run once for each deployment."""
    for number, pause in enumerate((0.15, 0.4, 0.8, 1.5, 3)):
        version = ("v-1", "v-2")[number % 2]
        before = int(revisions()[-1]["version"])
        process = bench.begin(f"web={version}", "--param", "ready_after=2")
        time.sleep(pause)
        process.send_signal(signal.SIGKILL)
        process.wait()
        bench.deploy(f"web={version}", "--param", "ready_after=2")
        served(version)
        now = int(revisions()[-1]["version"])
        assert now - before == 1, (pause, before, revisions())
        assert revisions()[-1]["status"] == "deployed", revisions()


def a_killed_helm_is_put_right_with_consent(bench: Bench) -> None:
    for pause in (0.0, 1.0):
        before = int(revisions()[-1]["version"])
        process = bench.begin("web=v-1", "--param", "ready_after=5", "--force")
        pids = wait_until("helm to run", helms, 20)
        if pause:
            wait_until("the release to be pending", lambda: revisions()[-1]["status"] == "pending-upgrade", 20)
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        assert process.wait(60) == 1, process.returncode
        pending = revisions()[-1]["status"].startswith("pending")
        assert pending or int(revisions()[-1]["version"]) == before, revisions()
        if pending:
            bench.fails(6, "release_stuck", "deploy", "-e", ENV, "web=v-1", "--param", "ready_after=0", "--yes", "--wait")
            bench.fails(6, "release_stuck", "rollback", "-e", ENV, "--yes", "--wait")
            bench.ok("rollback", "-e", ENV, "--force", "--yes", "--wait")
            assert revisions()[-1]["status"] == "deployed" and not any(r["status"].startswith("pending") for r in revisions()), revisions()
        bench.deploy("web=v-1", "--param", "ready_after=0", "--force")
        served("v-1")
        assert revisions()[-1]["status"] == "deployed", revisions()
        assert not any(r["status"].startswith("pending") for r in revisions()), revisions()


def ctrl_c_leaves_helm_at_work(bench: Bench) -> None:
    process = bench.begin("web=v-2", "--param", "ready_after=4")
    pids = wait_until("helm to run", helms, 20)
    process.send_signal(signal.SIGINT)
    process.wait(30)
    assert helms() == pids, (pids, helms())
    wait_until("helm to end", lambda: gone(pids), 60)
    assert revisions()[-1]["status"] == "deployed", revisions()
    bench.deploy("--param", "ready_after=0")
    served("v-2")


def the_api_server_goes_away_in_the_middle(bench: Bench) -> None:
    """Out of reach for chatops as for helm: what becomes of the deployment is known when it is back, and nothing is started twice."""
    file = bench.folder / "relayed.kubeconfig"
    relay = relayed(KUBECONFIG, file)
    usual, bench.environment = bench.environment, bench.environment | {"KUBECONFIG": str(file)}
    try:
        version = "v-1"
        before = int(revisions()[-1]["version"])
        process = bench.begin(f"web={version}", "--param", "ready_after=6")
        wait_until("the release to be pending", lambda: revisions()[-1]["status"] == "pending-upgrade", 20)
        relay.shut()
        unseen = bench.run("env", "show", ENV, "--no-wait", "-o", "json")
        assert unseen.code == 0 and not unseen.json["cluster"].get("ready"), unseen
        time.sleep(3)
        relay.reopen()
        assert process.wait(90) in (0, 1), process.returncode
        assert int(revisions()[-1]["version"]) == before + 1, revisions()
        seen = bench.ok("env", "show", ENV, "--no-wait", "-o", "json").json
        known = {"deployed": "ready", "failed": "failed"}[revisions()[-1]["status"]]
        assert seen["state"] == known, (seen, revisions())
        bench.deploy(f"web={version}", "--param", "ready_after=0")
        served(version)
    finally:
        bench.environment = usual
        relay.close()


def a_foreign_namespace_is_not_touched(bench: Bench) -> None:
    other = f"{APP}-other"
    kubectl("create", "namespace", other)
    kubectl("create", "configmap", "precious", "-n", other)
    before = kubectl("get", "namespace", other, "-o", "json")
    bench.fails(6, "namespace_foreign", "deploy", "-e", "other", "--create", "web=v-1", "--yes", "--wait")
    bench.run("env", "delete", "other", "--confirm", "other")
    assert kubectl("get", "namespace", other, "-o", "json") == before
    assert "precious" in kubectl("get", "configmap", "-n", other)
    kubectl("delete", "namespace", other, "--wait=false")


def takes_everything_away(bench: Bench) -> None:
    bench.fails(5, "confirmation_needed", "env", "delete", ENV)
    bench.ok("env", "delete", ENV, "--confirm", ENV)
    assert kubectl("get", "namespace", NS, "--ignore-not-found") == ""
    assert answer(f"{ENV}.{APP}.example.com") != "page v-2"


def a_deletion_names_what_holds_it(bench: Bench) -> None:
    bench.deploy("web=v-1", "--create", "--param", "held=chatops.test/hold")
    result = bench.run("env", "delete", ENV, "--confirm", ENV, "--timeout", "16s")
    assert "deletion of one is still running" in result.err and "configmap/held: chatops.test/hold" in result.err, result
    kubectl("patch", "configmap", "held", "-n", NS, "--type=merge", "-p", '{"metadata":{"finalizers":null}}')
    # It goes on while it is looked at.
    wait_until("the namespace to go", lambda: bench.run("env", "show", ENV) and kubectl("get", "namespace", NS, "--ignore-not-found") == "", 30)


def comes_back_with_a_new_epoch(bench: Bench) -> None:
    bench.deploy("web=v-1", "--create")
    served("v-1")
    labels = json.loads(kubectl("get", "namespace", NS, "-o", "json"))["metadata"]["labels"]
    assert labels["chatops.dev/epoch"] == "3", labels
    bench.ok("env", "delete", ENV, "--confirm", ENV)
    assert kubectl("get", "namespace", NS, "--ignore-not-found") == ""


def prepare() -> None:
    for tag in ("v-1", "v-2", "crash-3"):
        subprocess.run([sys.executable, str(HERE.parent / "support" / "push_busybox.py"), f"{IMAGES}:{tag}"], check=True, capture_output=True)
    where = tempfile.mkdtemp(prefix="chatops-test-")
    subprocess.run([HELM, "package", str(HERE / "helm_chart"), "-d", where], check=True, capture_output=True)
    subprocess.run([HELM, "push", f"{where}/page-0.1.0.tgz", f"oci://{REGISTRY}/chatops-test/{APP}", "--plain-http"], check=True,
                   capture_output=True)
    shutil.rmtree(where)


CASES = [deploys_to_real_pods, updates, names_the_cause_of_a_crash, rolls_back, names_the_hook_that_failed,
         names_what_helm_refuses_while_something_crashes,
         names_the_cause_though_helm_brought_back_what_ran, a_success_tells_what_the_cluster_knows_by_then, names_what_hangs,
         what_somebody_set_by_hand_is_set_back, names_the_image_that_cannot_be_pulled,
         a_broken_chart_changes_nothing, chatops_is_killed_at_several_moments, a_killed_helm_is_put_right_with_consent,
         ctrl_c_leaves_helm_at_work, the_api_server_goes_away_in_the_middle, a_foreign_namespace_is_not_touched, takes_everything_away,
         a_deletion_names_what_holds_it, comes_back_with_a_new_epoch]

if __name__ == "__main__":
    prepare()
    worst = 0
    try:
        for name, program in (("helm 4", HELM), ("helm 3", HELM3)):
            print(f"--- {name}", flush=True)
            try:
                run_cases(CASES, lambda: Bench(sys.argv[1], program))
            except SystemExit as end:
                worst = max(worst, int(end.code or 0))
            kubectl("delete", "namespace", NS, f"{APP}-other", "--ignore-not-found", "--wait=true", "--timeout=60s", check=False)
    finally:
        kubectl("delete", "namespace", NS, f"{APP}-other", "--ignore-not-found", "--wait=false", check=False)
    sys.exit(worst)
