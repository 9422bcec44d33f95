#!/usr/bin/env python3
"""Dev mode as a developer meets it: a component that helm brought to a real cluster goes into it, a directory of this machine is in its
container, the other person is told who has it, and the workload is as it was when it is over.

Usage: dev_command_test.py CHATOPS SANDBOX   (the sandbox is not used)
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import os
import pty
import select
import signal
import subprocess
import sys
import urllib.request

import helm_test as real
from harness import run_cases, wait_until
from helm_test import ENV, HELM, IMAGES, NS, REGISTRY, kubectl

ROOT = "/tmp/src"
before: dict = {}


def workload() -> dict:
    whole = json.loads(kubectl("get", "deployment", "web", "-n", NS, "-o", "json"))
    notes = {k: v for k, v in whole["metadata"]["annotations"].items() if k != "deployment.kubernetes.io/revision"}
    return {"spec": whole["spec"], "labels": whole["metadata"]["labels"], "annotations": notes}


def in_container(path: str) -> str:
    for pod in json.loads(kubectl("get", "pods", "-n", NS, "-o", "json"))["items"]:
        if "chatops.dev/dev-session" in pod["metadata"].get("annotations", {}) and "deletionTimestamp" not in pod["metadata"]:
            return kubectl("exec", "-n", NS, pod["metadata"]["name"], "-c", "web", "--", "cat", path, check=False)
    return ""


def source(bench):
    folder = bench.folder / "src"
    folder.mkdir(exist_ok=True)
    return folder


@contextlib.contextmanager
def running(bench, *words: str):
    """A command that stays until it is stopped."""
    process = subprocess.Popen(bench.command(*words), env=bench.environment, cwd=bench.folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    except BaseException as error:
        ended = process.poll()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        fate = "ran on" if ended is None else f"had ended with {ended}"
        error.args = (f"{error}; {' '.join(words)} {fate} and said: {out[-2000:]}{err[-2000:]}",)
        raise
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)


@contextlib.contextmanager
def syncing(bench):
    with running(bench, "dev", "sync", "web", "-e", ENV, "--folder", str(source(bench))) as process:
        wait_until("the sync to be up", lambda: any(not one["initial"] for one in syncs(bench)), 30)
        yield process


def syncs(bench) -> list[dict]:
    return bench.ok("dev", "sync", "status", "-o", "json").json["items"]


def starts_and_syncs(bench) -> None:
    bench.write_app(timeout="2m")  # a busy machine
    bench.deploy("web=v-1", "--create")
    before.update(workload())
    bench.fails(3, "dev_not_on", "dev", "end", "web", "-e", ENV)
    (source(bench) / "hello").write_text("one")
    started = bench.ok("dev", "start", "web", "-e", ENV, "--image", f"{REGISTRY}/{IMAGES}:crash-3", "--root", ROOT, "-o", "json").json
    assert started["workload"] == "web" and started["root"] == ROOT, started
    synced = bench.ok("dev", "sync", "web", "-e", ENV, "--folder", str(source(bench)), "--once", "-o", "json").json
    assert synced["files"] == 1, synced
    assert in_container(f"{ROOT}/hello") == "one"


def an_edit_arrives_while_it_runs(bench) -> None:
    process = subprocess.Popen(bench.command("dev", "sync", "web", "-e", ENV, "--folder", str(source(bench))), env=bench.environment,
                               cwd=bench.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        (source(bench) / "hello").write_text("two")
        wait_until("the edit to arrive", lambda: in_container(f"{ROOT}/hello") == "two", 30)
    finally:
        process.send_signal(signal.SIGINT)
        said = process.communicate(timeout=30)[1]
    assert "web: 1 path," in said, said


def a_terminal_has_one_line_of_it(bench) -> None:
    ours, its = pty.openpty()
    with subprocess.Popen(bench.command("dev", "sync", "web", "-e", ENV, "--folder", str(source(bench))), env=bench.environment | {"TERM": "xterm"},
                          cwd=bench.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=its) as process:
        os.close(its)
        said = b""

        def hears(word: bytes) -> None:
            nonlocal said
            while word not in said:
                if not select.select([ours], [], [], 30)[0]:
                    process.kill()
                    raise AssertionError(f"{word!r} is not in {said!r}")
                said += os.read(ours, 4096)
        hears(b"\r\x1b[Kweb: 1 path, 0 sent")
        (source(bench) / "hello").write_text("once more")
        hears(b"\r\x1b[Kweb: 1 path, 1 sent")
        assert b"\n" not in said, said
        process.send_signal(signal.SIGINT)
    os.close(ours)


def waits_pauses_and_goes_on(bench) -> None:
    bench.fails(3, "dev_sync_absent", "dev", "sync", "wait", "web")
    with syncing(bench):
        (source(bench) / "hello").write_text("three")
        waited = bench.ok("dev", "sync", "wait", "web", "-o", "json").json["items"]
        assert in_container(f"{ROOT}/hello") == "three"
        assert [(one["component"], one["environment"]) for one in waited] == [("web", ENV)], waited
        bench.ok("dev", "sync", "pause", "web")
        (source(bench) / "hello").write_text("four")
        assert syncs(bench)[0]["paused"]
        bench.fails(1, "sync_halted", "dev", "sync", "wait", "web")
        assert in_container(f"{ROOT}/hello") == "three"
        bench.ok("dev", "sync", "resume", "web")
        bench.ok("dev", "sync", "wait", "web")
        assert in_container(f"{ROOT}/hello") == "four"
        bench.fails(6, "sync_taken", "dev", "sync", "web", "-e", ENV, "--folder", str(bench.folder / "app"), "--once")
        # Once, while it runs, is the same.
        bench.ok("dev", "sync", "web", "-e", ENV, "--folder", str(source(bench)), "--once")
    assert syncs(bench) == []


def runs_programs(bench) -> None:
    ran = bench.run("dev", "run", "web", "-e", ENV, "--variable", "WORD=said", "--", "sh", "-c", "cat hello; echo $WORD; echo odd >&2; exit 7")
    assert ran.code == 7 and ran.out == "foursaid\n" and "odd" in ran.err, (ran.code, ran.out, ran.err)
    logged = bench.ok("dev", "logs", "web", "-e", ENV).out
    assert "said" in logged, logged
    shell = subprocess.run(bench.command("dev", "shell", "web", "-e", ENV), env=bench.environment, cwd=bench.folder, input="pwd\nexit 5\n",
                           capture_output=True, text=True, timeout=60)
    assert (shell.returncode, shell.stdout) == (5, ROOT + "\n"), shell
    absent = bench.run("dev", "run", "web", "-e", ENV, "-o", "json", "--", "no-such-program")
    assert absent.code == 1 and absent.reason == "spawn_failed", absent
    bench.fails(2, "dev_no_command", "dev", "run", "web", "-e", ENV)


def begins_anew_after_each_edit(bench) -> None:
    with syncing(bench), running(bench, "dev", "run", "web", "-e", ENV, "--watch", "--", "sh", "-c", "cat hello; echo; exec sleep 600") as process:
        assert process.stdout.readline() == "four\n"
        for word in ("five", "six"):
            (source(bench) / "hello").write_text(word)
            while (line := process.stdout.readline()) != word + "\n":
                assert line, "it ended"


def reaches_its_ports(bench) -> None:
    with running(bench, "dev", "run", "web", "-e", ENV, "--", "httpd", "-f", "-p", "8099", "-h", ROOT), \
            running(bench, "dev", "port-forward", "web", ":8099", "-e", ENV, "-o", "json") as forward:
        port = json.loads(forward.stdout.readline())["ports"][0]["local"]

        def page() -> str:
            with contextlib.suppress(OSError), urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
                    f"http://127.0.0.1:{port}/hello", timeout=10) as answer:
                return answer.read().decode()
            return ""
        wait_until("the page", lambda: page() == "six", 30)


def a_program_ends_with_whoever_began_it(bench) -> None:
    process = subprocess.Popen(bench.command("dev", "run", "web", "-e", ENV, "--", "sh", "-c", "echo up; exec sleep 87654"), env=bench.environment,
                               cwd=bench.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout.readline() == "up\n"
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    wait_until("it to end", lambda: "87654" not in bench.run("dev", "run", "web", "-e", ENV, "--", "ps").out, 30)


def a_deployment_goes_on_beside_it(bench) -> None:
    with syncing(bench):
        said = bench.deploy("web=v-2")
        assert "is in dev mode (Lin Wei" in said.err, said.err
        wait_until("the dev shape to be there again", lambda: workload()["spec"]["template"]["spec"]["containers"][0].get("command") ==
                   ["sleep", "2147483647"], 60)
        wait_until("the files to be there again", lambda: in_container(f"{ROOT}/hello") == "six", 60)
    before.clear()


def others_are_told_who_has_it(bench) -> None:
    sessions = bench.ok("dev", "status", "-e", ENV, "-o", "json").json["items"]
    assert [(one["component"], one["holder"], one["run_out"]) for one in sessions] == [("web", "Lin Wei", False)], sessions
    assert "Lin Wei" in bench.ok("dev", "status", "-e", ENV).out
    everywhere = bench.ok("dev", "list", "-o", "json").json["items"]
    assert [(one["environment"], one["component"]) for one in everywhere] == [(ENV, "web")], everywhere


def an_image_that_is_not_there_changes_nothing(bench) -> None:
    bench.fails(1, "image_not_found", "dev", "start", "web", "-e", ENV, "--image", f"{REGISTRY}/{IMAGES}:none", "--root", ROOT)
    assert workload() == before, (workload(), before)
    real.served("v-2")


def everything_comes_back(bench) -> None:
    ended = bench.ok("dev", "end", "web", "-e", ENV, "-o", "json").json
    assert ended["exact"], ended
    now = workload()
    if before:
        assert now == before, (now, before)
    assert now["spec"]["template"]["spec"]["containers"][0]["image"].endswith(":v-2"), now
    assert not [key for key in now["annotations"] | now["labels"] if "dev-" in key], now
    real.served("v-2")
    before.update(now)
    assert bench.ok("dev", "status", "-e", ENV, "-o", "json").json["items"] == []


def session_images() -> list[str]:
    return [pod["spec"]["containers"][0]["image"].rpartition(":")[2] for pod in json.loads(kubectl("get", "pods", "-n", NS, "-o", "json"))["items"]
            if "chatops.dev/dev-session" in pod["metadata"].get("annotations", {}) and "deletionTimestamp" not in pod["metadata"]
            and "running" in pod["status"].get("containerStatuses", [{}])[0].get("state", {})]


def another_image_has_a_pod_of_its_own(bench) -> None:
    def start(tag: str) -> tuple[str, ...]:
        return "dev", "start", "web", "-e", ENV, "--image", f"{REGISTRY}/{IMAGES}:{tag}", "--root", ROOT, "-o", "json"
    bench.ok(*start("crash-3"))
    assert bench.ok(*start("v-1")).json["resumed"]
    assert "v-1" in session_images(), session_images()

    def pods() -> list[str]:
        return kubectl("get", "pods", "-n", NS, "-o", "name").split()
    # The one it replaces is still there for a moment after the new one is ready, and not yet on its way out.
    wait_until("the former pods to be gone", lambda: len(pods()) == 1, 60)
    there = pods()
    assert bench.ok(*start("v-1")).json["resumed"]
    assert pods() == there, pods()  # the same again is no other pod
    failed = bench.fails(1, "image_not_found", *start("none"))
    assert "as it was before this" in failed.err, failed.err
    wait_until("the former shape", lambda: session_images() == ["v-1"], 60)
    bench.ok("dev", "sync", "web", "-e", ENV, "--folder", str(source(bench)), "--once")
    ended = bench.ok("dev", "end", "web", "-e", ENV, "-o", "json").json
    assert ended["exact"], ended
    real.served("v-2")


def what_runs_ends_with_the_session(bench) -> None:
    start = ("dev", "start", "web", "-e", ENV, "--image", f"{REGISTRY}/{IMAGES}:crash-3", "-o", "json", "--root")
    bench.ok(*start, "/tmp/one")
    bench.ok("dev", "sync", "web", "-e", ENV, "--folder", str(source(bench)), "--once")
    assert bench.ok(*start, "/tmp/other/place").json["resumed"]
    # Nothing has been synced there yet, and then it is there and nowhere else.
    assert bench.ok("dev", "run", "web", "-e", ENV, "--", "pwd").out == "/tmp/other/place\n"
    bench.ok("dev", "sync", "web", "-e", ENV, "--folder", str(source(bench)), "--once")
    assert bench.ok("dev", "run", "web", "-e", ENV, "--", "cat", "hello").out == "six"
    process = subprocess.Popen(bench.command("dev", "run", "web", "-e", ENV, "--", "sh", "-c", "echo up; exec sleep 87653"), env=bench.environment,
                               cwd=bench.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "up\n"
    bench.ok("dev", "end", "web", "-e", ENV)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 3 and "not in dev mode" in said, (process.returncode, said)


if __name__ == "__main__":
    real.prepare()
    try:
        run_cases([starts_and_syncs, an_edit_arrives_while_it_runs, a_terminal_has_one_line_of_it, waits_pauses_and_goes_on, runs_programs, begins_anew_after_each_edit,
                   reaches_its_ports, a_program_ends_with_whoever_began_it, others_are_told_who_has_it, a_deployment_goes_on_beside_it,
                   everything_comes_back, an_image_that_is_not_there_changes_nothing,
                   another_image_has_a_pod_of_its_own,
                   what_runs_ends_with_the_session],
                  lambda: real.Bench(sys.argv[1], HELM))
    finally:
        kubectl("delete", "namespace", NS, "--ignore-not-found", "--wait=false", check=False)
