#!/usr/bin/env python3
"""Dev mode beside what a chart has: a component that is in no chart yet is made in a real cluster, works like any other and goes without a trace,
also when nobody renews it or its image cannot be pulled; and directories that outlive sessions.

Usage: dev_made_test.py CHATOPS SANDBOX   (the sandbox is not used)
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request

import helm_test as real
from harness import run_cases, wait_until
from helm_test import ENV, HELM, IMAGES, NS, REGISTRY, kubectl

NAME = "mailer"
IMAGE = f"{REGISTRY}/{IMAGES}:v-1"
KINDS = "deployments,replicasets,pods,services,endpointslices,persistentvolumeclaims"
VOLUME = f"chatops-test-{os.getpid()}"
before: set = set()
volumes: list[str] = []


def names() -> set[tuple[str, str]]:
    """Everything in the namespace, apart from names that nobody chose."""
    items = json.loads(kubectl("get", KINDS, "-n", NS, "-o", "json"))["items"]
    return {(item["kind"], item["metadata"]["name"]) for item in items}


def is_there(kind: str) -> bool:
    return (kind, NAME) in names()


def made_is_gone() -> None:
    wait_until("all of it to be gone", lambda: names() == before, 60)


def start(bench, *words: str):
    return bench.ok("dev", "start", NAME, "-e", ENV, "--new", "--image", IMAGE, "--port", "8025", "-o", "json", *words).json


def is_made(bench) -> None:
    bench.write_app(timeout="2m")  # a busy machine
    bench.deploy("web=v-1", "--create")
    real.served("v-1")
    before.update(names())
    bench.fails(3, "unknown_component", "dev", "shell", NAME, "-e", ENV)
    bench.fails(6, "dev_exists", "dev", "start", "web", "-e", ENV, "--new", "--image", IMAGE)
    started = start(bench)
    assert started["made"] and started["root"] == "/src" and started["workload"] == NAME, started
    deployment = json.loads(kubectl("get", "deployment", NAME, "-n", NS, "-o", "json"))
    assert deployment["metadata"]["labels"]["chatops.dev/environment"] == ENV, deployment
    assert start(bench)["resumed"]


def works_like_any_other(bench) -> None:
    source = bench.folder / "mailer"
    source.mkdir(exist_ok=True)
    (source / "index.html").write_text("post")
    bench.ok("dev", "sync", NAME, "-e", ENV, "--folder", str(source), "--once")
    server = subprocess.Popen(bench.command("dev", "run", NAME, "-e", ENV, "--", "httpd", "-f", "-p", "8025", "-h", "/src"), env=bench.environment,
                              cwd=bench.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until("the Service to answer", lambda: kubectl(
            "get", "--raw", f"/api/v1/namespaces/{NS}/services/{NAME}:8025/proxy/index.html", check=False) == "post", 60)
        with subprocess.Popen(bench.command("dev", "port-forward", NAME, ":8025", "-e", ENV, "-o", "json"), env=bench.environment, cwd=bench.folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as forward:
            port = json.loads(forward.stdout.readline())["ports"][0]["local"]
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            assert opener.open(f"http://127.0.0.1:{port}/", timeout=10).read() == b"post"
            forward.terminate()
    finally:
        server.terminate()
        server.wait(30)
    bench.ok("dev", "run", NAME, "-e", ENV, "--", "echo", "posted")
    assert "posted" in bench.ok("dev", "logs", NAME, "-e", ENV).out
    items = bench.ok("dev", "status", "-e", ENV, "-o", "json").json["items"]
    assert [(one["component"], one["made"]) for one in items] == [(NAME, True)], items
    assert "held, new" in bench.ok("dev", "list").out


def goes_without_a_trace(bench) -> None:
    ended = bench.ok("dev", "end", NAME, "-e", ENV, "-o", "json").json
    assert ended["exact"] and ended["made"], ended
    made_is_gone()
    real.served("v-1")
    bench.fails(3, "unknown_component", "dev", "end", NAME, "-e", ENV)


def what_is_somebody_elses_stays(bench) -> None:
    kubectl("create", "service", "clusterip", NAME, "-n", NS, "--tcp=80:80")
    bench.fails(6, "dev_exists", "dev", "start", NAME, "-e", ENV, "--new", "--image", IMAGE, "--port", "80")
    assert not is_there("Deployment") and is_there("Service")
    kubectl("delete", "service", NAME, "-n", NS)
    made_is_gone()


def an_image_that_is_not_there_leaves_nothing(bench) -> None:
    bench.fails(1, "image_not_found", "dev", "start", NAME, "-e", ENV, "--new", "--image", f"{REGISTRY}/{IMAGES}:none", "--port", "80")
    made_is_gone()


def what_nobody_renews_is_taken_away_by_a_deployment(bench) -> None:
    start(bench)
    kubectl("annotate", "deployment", NAME, "-n", NS, "--overwrite", "chatops.dev/dev-lease=2020-01-01T00:00:00Z")
    said = bench.deploy("web=v-2")
    assert NAME in said.err, said.err
    wait_until("it to be gone", lambda: not is_there("Deployment") and not is_there("Service"), 60)
    bench.deploy("web=v-1")


def keeps(bench, path: str) -> None:
    app = bench.folder / "app" / "chatops.yaml"
    text = json.loads(app.read_text())
    text["components"]["web"]["dev"] = {"workdir": "/tmp", "persist": [path], "persist_size": "10Mi"}
    app.write_text(json.dumps(text))


def make_volume(name: str, where: dict) -> None:
    """This cluster makes none by itself."""
    volumes.append(name)
    subprocess.run(["kubectl", "--kubeconfig", real.KUBECONFIG, "apply", "-f", "-"], check=True, capture_output=True, text=True, input=json.dumps(
        {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name},
         "spec": {"capacity": {"storage": "10Mi"}, "accessModes": ["ReadWriteOnce"], "persistentVolumeReclaimPolicy": "Retain"} | where}))


def spec_of_web() -> dict:
    return json.loads(kubectl("get", "deployment", "web", "-n", NS, "-o", "json"))["spec"]


def a_directory_is_kept(bench) -> None:
    keeps(bench, "/kept")
    make_volume(VOLUME, {"hostPath": {"path": f"/tmp/{VOLUME}", "type": "DirectoryOrCreate"}})
    spec = spec_of_web()
    assert not bench.ok("dev", "start", "web", "-e", ENV, "-o", "json").json.get("notes")
    bench.ok("dev", "run", "web", "-e", ENV, "--", "sh", "-c", "echo once >/kept/file")
    assert bench.ok("dev", "end", "web", "-e", ENV, "-o", "json").json["exact"]
    assert spec_of_web() == spec
    assert len([one for one in names() if one[0] == "PersistentVolumeClaim"]) == 1
    bench.ok("dev", "start", "web", "-e", ENV)
    assert bench.ok("dev", "run", "web", "-e", ENV, "--", "cat", "/kept/file").out == "once\n"
    assert bench.ok("dev", "end", "web", "-e", ENV, "-o", "json").json["exact"]


def it_is_kept_for_a_user_who_is_not_root(bench) -> None:
    kubectl("patch", "deployment", "web", "-n", NS, "-p", json.dumps({"spec": {"template": {"spec": {"securityContext": {"runAsUser": 1000}}}}}))
    kubectl("rollout", "status", "deployment", "web", "-n", NS, "--timeout=120s")
    spec = spec_of_web()
    # Kubernetes gives away some kinds of volume and not others: the group is asked for, and what came of it is said.
    keeps(bench, "/stays-roots")
    make_volume(f"{VOLUME}-root", {"hostPath": {"path": f"/tmp/{VOLUME}-root", "type": "DirectoryOrCreate"}})
    started = bench.ok("dev", "start", "web", "-e", ENV, "-o", "json").json
    assert [(note["reason"], note["args"]["what"]) for note in started["notes"]] == [("dev_folder_unwritable", "/stays-roots")], started
    assert spec_of_web()["template"]["spec"]["securityContext"] == {"runAsUser": 1000, "fsGroup": 1000}
    assert bench.ok("dev", "end", "web", "-e", ENV, "-o", "json").json["exact"]
    assert spec_of_web() == spec

    keeps(bench, "/given")
    os.mkdir(f"/tmp/{VOLUME}-given")  # the node is this machine
    node = kubectl("get", "nodes", "-o", "jsonpath={.items[0].metadata.name}")
    make_volume(f"{VOLUME}-given", {"local": {"path": f"/tmp/{VOLUME}-given"}, "nodeAffinity": {"required": {"nodeSelectorTerms": [
        {"matchFields": [{"key": "metadata.name", "operator": "In", "values": [node]}]}]}}})
    assert not bench.ok("dev", "start", "web", "-e", ENV, "-o", "json").json.get("notes")
    bench.ok("dev", "run", "web", "-e", ENV, "--", "sh", "-c", "id -u >/given/file")
    assert bench.ok("dev", "run", "web", "-e", ENV, "--", "cat", "/given/file").out == "1000\n"
    assert bench.ok("dev", "end", "web", "-e", ENV, "-o", "json").json["exact"]
    assert spec_of_web() == spec


@contextlib.contextmanager
def asking(bench):
    """Somebody else, who asks for what Lin Wei has."""
    words = bench.command("dev", "start", "web", "-e", ENV, "--take-over", "--image", f"{REGISTRY}/{IMAGES}:v-2", "--root", "/tmp", "-o", "json")
    process = subprocess.Popen(words, env=bench.environment | {"CHATOPS_ACTOR": "Bo Chen"}, cwd=bench.folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    wait_until("the wish", lambda: [one.get("wanted_by") for one in bench.ok("dev", "status", "-e", ENV, "-o", "json").json["items"]] == ["Bo Chen"], 30)
    yield process


def who_has_it_keeps_it_or_hands_it_over(bench) -> None:
    bench.ok("dev", "start", "web", "-e", ENV)
    with asking(bench) as process:
        bench.ok("dev", "start", "web", "-e", ENV)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 6 and "take_over_refused" in out and "dev_taken" in out, (out, err)
    with asking(bench) as process:
        process.send_signal(signal.SIGINT)  # who asks goes away, and so does the wish
        process.communicate(timeout=30)
    items = bench.ok("dev", "status", "-e", ENV, "-o", "json").json["items"]
    assert [(one["holder"], one.get("wanted_by")) for one in items] == [("Lin Wei", None)], items
    with asking(bench) as process:
        bench.ok("dev", "end", "web", "-e", ENV)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0 and "Bo Chen" in out, (out, err)
    items = bench.ok("dev", "status", "-e", ENV, "-o", "json").json["items"]
    assert [(one["holder"], one.get("wanted_by")) for one in items] == [("Bo Chen", None)], items
    bench.ok("dev", "end", "web", "-e", ENV, "--force")


def it_goes_with_the_environment(bench) -> None:
    bench.ok("env", "delete", ENV, "--confirm", ENV)
    wait_until("the namespace to be gone", lambda: not kubectl("get", "namespace", NS, "--ignore-not-found"), 90)


def what_is_kept_goes_also_out_of_a_namespace_of_others(bench) -> None:
    kubectl("create", "namespace", NS)
    bench.write_app(namespace={"own": False}, timeout="2m")
    bench.deploy("web=v-1", "--create")
    keeps(bench, "/kept")
    make_volume(f"{VOLUME}-shared", {"hostPath": {"path": f"/tmp/{VOLUME}-shared", "type": "DirectoryOrCreate"}})
    bench.ok("dev", "start", "web", "-e", ENV)
    bench.ok("dev", "end", "web", "-e", ENV)
    start(bench)
    assert {("Deployment", NAME), ("Service", NAME)} < names(), names()
    claims = [one for one in names() if one[0] == "PersistentVolumeClaim"]
    assert len(claims) == 1, names()
    kubectl("create", "deployment", "theirs", "-n", NS, "--image", IMAGE, "--replicas", "0")
    bench.ok("env", "delete", ENV, "--confirm", ENV)
    stays = {("Deployment", "theirs"), ("ReplicaSet", "theirs")}
    wait_until("all but what is somebody else's to be gone",
               lambda: {(kind, name.split("-")[0]) for kind, name in names()} == stays, 90)


if __name__ == "__main__":
    real.prepare()
    try:
        run_cases([is_made, works_like_any_other, goes_without_a_trace, what_is_somebody_elses_stays, an_image_that_is_not_there_leaves_nothing,
                   what_nobody_renews_is_taken_away_by_a_deployment, a_directory_is_kept, who_has_it_keeps_it_or_hands_it_over,
                   it_is_kept_for_a_user_who_is_not_root, it_goes_with_the_environment, what_is_kept_goes_also_out_of_a_namespace_of_others],
                  lambda: real.Bench(sys.argv[1], HELM))
    finally:
        with contextlib.suppress(subprocess.CalledProcessError):
            kubectl("delete", "namespace", NS, "--ignore-not-found", "--wait=false")
        for volume in volumes:
            kubectl("delete", "pv", volume, "--ignore-not-found", "--wait=false", check=False)
            shutil.rmtree(f"/tmp/{volume}", ignore_errors=True)
