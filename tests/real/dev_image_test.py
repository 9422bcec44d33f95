#!/usr/bin/env python3
"""Whether images are fit to develop in, found out in a real cluster: one with everything, one without a shell, one that cannot even wait, one that
hides edits, one that is not there; as the component's pod would run them, and nothing of the look is left behind.

Usage: dev_image_test.py CHATOPS SANDBOX   (the sandbox is not used)
SPDX-License-Identifier: Apache-2.0
"""
import json
import signal
import subprocess
import sys

import helm_test as real
from harness import run_cases, wait_until
from helm_test import ENV, HELM, HERE, IMAGES, NS, REGISTRY, kubectl

DEV = f"{REGISTRY}/chatops-test/dev"


def push(tag: str, *words: str) -> str:
    subprocess.run([sys.executable, str(HERE.parent / "support" / "push_busybox.py"), f"chatops-test/dev:{tag}", *words], check=True, capture_output=True)
    return f"{DEV}:{tag}"


def pods() -> list[dict]:
    return json.loads(kubectl("get", "pods", "-n", NS, "-l", "chatops.dev/purpose=image-check", "-o", "json"))["items"]


def nothing_is_left() -> None:
    wait_until("the pod to be gone", lambda: not pods(), 30)


def check(bench, *words: str) -> dict[str, list[dict]]:
    """The findings by what was checked."""
    done = bench.run("dev", "image", "check", *words, "-e", ENV, "-o", "json")
    document = json.loads(done.out)
    assert (done.code == 0) == document["fit"], done
    out: dict[str, list[dict]] = {}
    for item in document["items"]:
        out.setdefault(item["check"], []).append(item)
    nothing_is_left()
    return out


def states(items: list[dict]) -> list[tuple[str, str]]:
    return [(item["state"], item["what"]) for item in items]


def an_image_with_everything(bench) -> None:
    bench.write_app(timeout="2m")  # a busy machine
    bench.deploy("web=v-1", "--create")
    seen = check(bench, push("whole"), "--root", "/tmp/src")
    assert states(seen["programs"]) == [("ok", "sleep, tee, chmod, mv")], seen
    assert states(seen["shell"]) == [("ok", "sh")] and states(seen["tar"]) == [("ok", "tar")], seen
    assert states(seen["user"]) == [("ok", "0")] and states(seen["folder"]) == [("ok", "/tmp/src")], seen
    assert "debugger" not in seen and "tools" not in seen, seen


def one_without_a_shell(bench) -> None:
    seen = check(bench, push("bare", "--applets", "sleep,tee,chmod,mv"))
    assert states(seen["programs"]) == [("ok", "sleep, tee, chmod, mv")], seen
    assert states(seen["shell"]) == [("warning", "sh")] and states(seen["tar"]) == [("warning", "tar")], seen


def one_that_cannot_wait(bench) -> None:
    seen = check(bench, push("empty", "--applets", "cat"))
    assert seen.keys() == {"programs"} and states(seen["programs"]) == [("unfit", "sleep")], seen
    assert seen["programs"][0]["why"]["reason"] == "dev_program_missing", seen
    seen = check(bench, push("noagent", "--applets", "sleep,sh"))
    assert states(seen["programs"])[:3] == [("unfit", "tee"), ("unfit", "chmod"), ("unfit", "mv")], seen


def one_that_is_not_there(bench) -> None:
    seen = check(bench, f"{DEV}:none")
    assert states(seen["image"]) == [("unfit", f"{DEV}:none")] and seen["image"][0]["why"]["reason"] == "image_not_found", seen


def one_that_hides_edits(bench) -> None:
    php = "#!/bin/sh\ncase $1 in -i) printf 'opcache.enable => On => On\\nopcache.validate_timestamps => Off => Off\\n';; esac"
    python = "#!/bin/sh\ncase $1 in -c) echo False False;; esac"
    image = push("caches", f"bin/php={php}", f"bin/python3={python}")
    seen = check(bench, image)
    assert states(seen["opcache"]) == [("warning", "opcache.validate_timestamps=0")], seen
    assert states(seen["bytecode"]) == [("warning", "__pycache__")], seen
    assert states(seen["debugger"]) == [("warning", "debugpy"), ("warning", "xdebug")], seen
    said = bench.ok("dev", "image", "check", image, "-e", ENV).out
    assert "try: set PYTHONDONTWRITEBYTECODE=1" in said, said


def as_the_component_would_run_it(bench) -> None:
    # Another user, as a chart says it, and what that user may write to.
    kubectl("patch", "deployment", "web", "-n", NS, "--type=merge", "-p", json.dumps(
        {"spec": {"template": {"spec": {"securityContext": {"runAsUser": 4321, "runAsNonRoot": True}}}}}))
    seen = check(bench, "web", "--image", push("other", "--applets", "sleep,tee,chmod,mv,id"), "--root", "/srv/src")
    assert states(seen["user"]) == [("ok", "4321")], seen
    assert states(seen["folder"]) == [("unfit", "/srv/src")] and seen["folder"][0]["why"]["reason"] == "dev_folder_unwritable", seen
    assert states(seen["tools"])[0][0] == "warning" and "wget" in states(seen["tools"])[0][1], seen
    seen = check(bench, "web", "--root", "/tmp/src")  # its own image
    assert states(seen["folder"]) == [("ok", "/tmp/src")] and "tools" not in seen, seen
    kubectl("patch", "deployment", "web", "-n", NS, "--type=json", "-p", json.dumps([{"op": "remove", "path": "/spec/template/spec/securityContext"}]))


def a_look_that_is_stopped_leaves_nothing(bench) -> None:
    process = subprocess.Popen(bench.command("dev", "image", "check", f"{DEV}:whole", "-e", ENV), env=bench.environment, cwd=bench.folder,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until("the pod", pods, 30)
    labels = pods()[0]["metadata"]
    assert labels["labels"]["chatops.dev/environment"] == ENV and labels["annotations"]["chatops.dev/owner"] == "Lin Wei", labels
    process.send_signal(signal.SIGINT)
    assert process.wait(30) != 0
    nothing_is_left()


def doctor_says_what_would_be_refused(bench) -> None:
    app = bench.folder / "app" / "chatops.yaml"
    text = json.loads(app.read_text())
    text["components"]["web"]["dev"] = {"workdir": "/tmp/src", "image": f"{DEV}:whole"}
    app.write_text(json.dumps(text))

    def found() -> list[tuple[str, str, str]]:
        items = bench.run("doctor", "dev", "--pull", ENV, "-o", "json").json["items"]
        return [(one["check"], one["health"], one.get("why", {}).get("reason", "")) for one in items if one["check"] != "dev"]
    assert found() == [("dev_start", "ok", ""), ("dev_images", "ok", "")], found()
    spec = json.loads(kubectl("get", "deployment", "web", "-n", NS, "-o", "json"))["spec"]
    kubectl("create", "quota", "small", "-n", NS, "--hard=requests.memory=1Gi,limits.memory=1Gi")
    text["components"]["web"]["dev"] |= {"resources": {"memory": "64Gi"}, "image": f"{DEV}:none"}
    app.write_text(json.dumps(text))
    wait_until("the quota to be counted", lambda: found() == [("dev_start", "problem", "quota_exceeded"), ("dev_images", "problem", "image_not_found")], 30)
    kubectl("delete", "quota", "small", "-n", NS)
    kubectl("label", "namespace", NS, "pod-security.kubernetes.io/enforce=restricted")
    assert found()[0] == ("dev_start", "problem", "admission_refused"), found()
    kubectl("label", "namespace", NS, "pod-security.kubernetes.io/enforce-")
    assert json.loads(kubectl("get", "deployment", "web", "-n", NS, "-o", "json"))["spec"] == spec, "nothing of it is kept"


if __name__ == "__main__":
    real.prepare()
    try:
        run_cases([an_image_with_everything, one_without_a_shell, one_that_cannot_wait, one_that_is_not_there, one_that_hides_edits,
                   as_the_component_would_run_it, a_look_that_is_stopped_leaves_nothing, doctor_says_what_would_be_refused],
                  lambda: real.Bench(sys.argv[1], HELM))
    finally:
        kubectl("delete", "namespace", NS, "--ignore-not-found", "--wait=false", check=False)
