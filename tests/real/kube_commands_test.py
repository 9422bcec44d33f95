#!/usr/bin/env python3
"""What a user asks of an environment's cluster, on a real one: events, addresses, programs with and without a terminal, ports that
outlive their pod, what a deployment would change, and the cluster's own health.

Usage: kube_commands_test.py CHATOPS SANDBOX   (the sandbox is not used)
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import fcntl
import json
import os
import pty
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
import urllib.request

import helm_test as base
from harness import run_cases, wait_until
from helm_test import APP, ENV, HELM, KUBECONFIG, NS, kubectl

LIMIT = 40  # seconds


def deploys(bench) -> None:
    bench.deploy("web=v-1", "--create")
    base.served("v-1")


def events_are_told_newest_last(bench) -> None:
    events = bench.ok("env", "events", "-e", ENV, "-o", "json").json["items"]
    assert any(e["component"] == "web" and e["reason"] == "Started" for e in events), events
    times = [e["last"] for e in events if e["last"]]
    assert times == sorted(times), times
    table = bench.ok("env", "events", "web", "-e", ENV)
    assert "Pod/web-" in table.out and "Started" in table.out, table
    bench.fails(3, "unknown_component", "env", "events", "wep", "-e", ENV)


def show_watches_live(bench) -> None:
    states = subprocess.Popen(bench.command("env", "show", ENV, "-w", "-o", "json"), env=bench.environment, cwd=bench.folder,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    screen = Terminal(bench, "env", "show", ENV, "-w")
    try:
        screen.until("1/1")
        assert json.loads(states.stdout.readline())["cluster"]["ready"] == 1
        kubectl("scale", "deployment/web", "--replicas=2", "-n", NS)
        screen.until("2/2")
        while (state := json.loads(states.stdout.readline()))["cluster"]["ready"] != 2:
            assert state["kind"] == "environment", state
        kubectl("scale", "deployment/web", "--replicas=1", "-n", NS)
        while json.loads(states.stdout.readline())["cluster"]["wanted"] != 1:
            pass
    finally:
        states.send_signal(signal.SIGINT)
        screen.type("\x03")
    assert states.wait(LIMIT) == 130 and screen.code() == 130
    once = bench.ok("env", "show", ENV, "-w", "--timeout", "1s")
    assert once.out.count("COMPONENT") == 1, once
    bench.fails(2, "usage_conflicting_options", "env", "show", ENV, "-w", "--no-wait")


def open_prints_the_address(bench) -> None:
    host = f"http://{ENV}.{APP}.example.com/"
    assert bench.ok("env", "open", "web", "-e", ENV, "--no-browser").out.strip() == host
    assert bench.ok("env", "open", "-e", ENV, "--no-browser").out.strip() == host
    seen = bench.folder / "seen"
    browser = bench.folder / "bin" / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1|$2" >{seen}\n')
    browser.chmod(0o755)
    bench.ok("env", "open", "web", "-e", ENV, BROWSER="none-of-that-name:browser --new %s")
    assert seen.read_text().strip() == f"--new|{host}", seen.read_text()
    none = bench.ok("env", "open", "-e", ENV, BROWSER="none-of-that-name")
    assert none.out.strip() == host and none.err, none


def exec_passes_streams_and_the_exit_code(bench) -> None:
    def run(*words: str, given: str = ""):
        return subprocess.run(bench.command("env", "exec", "web", "-e", ENV, *words), env=bench.environment, cwd=bench.folder, input=given,
                              capture_output=True, text=True, timeout=LIMIT)

    done = run("--", "sh", "-c", "cat; echo bad >&2; exit 7", given="hello\nthere\n")
    assert (done.returncode, done.stdout, done.stderr) == (7, "hello\nthere\n", "bad\n"), done
    # Arguments arrive as they are: no shell is between.
    done = run("--", "printf", "[%s]", "a b", "", "$HOME")
    assert (done.returncode, done.stdout) == (0, "[a b][][$HOME]"), done
    done = run("-c", "nobody", "--", "ls")
    assert done.returncode == 3 and "web" in done.stderr, done
    assert run("--", "no-such-program").returncode != 0
    big = "x" * 70 + "\n"
    done = run("--", "cat", given=big * 20000)
    assert done.stdout == big * 20000, len(done.stdout)


def an_unknown_program_is_one_short_sentence(bench) -> None:
    for program in ("no-such-program", "/no/such/program"):
        result = bench.run("env", "exec", "web", "-e", ENV, "--", program)
        assert result.code == 1 and f"error: there is no program {program} in container web\n" in result.err, result


def logs_go_on_with_the_pod_that_replaces_another(bench) -> None:
    said, told = bench.folder / "logs", bench.folder / "told"
    with said.open("w") as out, told.open("w") as err:
        follows = subprocess.Popen(bench.command("env", "logs", "web", "-f", "-e", ENV), env=bench.environment, cwd=bench.folder,
                                   stdin=subprocess.DEVNULL, stdout=out, stderr=err)
        try:
            speak = ["exec", "-n", NS, "deployment/web", "--", "sh", "-c"]
            before = kubectl("get", "pods", "-n", NS, "-l", f"app.kubernetes.io/instance={ENV}", "-o", "name").strip()
            kubectl(*speak, "echo first >/proc/1/fd/1")
            wait_until("the first pod's line", lambda: "first" in said.read_text(), LIMIT)
            bench.deploy("web=v-2")
            base.served("v-2")
            wait_until("the next pod to be told", lambda: "its logs go on with web-" in told.read_text(), LIMIT)
            kubectl(*speak, "echo second >/proc/1/fd/1")
            wait_until("the next pod's line", lambda: "second" in said.read_text(), LIMIT)
            assert before.removeprefix("pod/") not in told.read_text(), told.read_text()
            assert follows.poll() is None, "it ended although its component is there"
            kubectl("scale", "deployment/web", "--replicas=0", "-n", NS)
            assert follows.wait(LIMIT) == 0, told.read_text()
            wait_until("the last pod to go", lambda: bench.run("env", "logs", "web", "-e", ENV, "-o", "json").reason == "component_absent", LIMIT)
        finally:
            follows.kill()
            follows.wait()
    bench.deploy("web=v-1", "--force")
    base.served("v-1")


class Terminal:
    """chatops on a pseudo-terminal of 30 lines and 100 columns."""

    def __init__(self, bench, *words: str):
        self.text = ""
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.chdir(bench.folder)
            command = bench.command(*words)
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 100, 0, 0))
            os.execve(command[0], command, bench.environment | {"TERM": "xterm"})

    def type(self, text: str) -> None:
        os.write(self.master, text.encode())

    def until(self, wanted: str) -> None:
        end = time.monotonic() + LIMIT
        while wanted not in self.text:
            assert time.monotonic() < end, f"{wanted!r} did not come in {self.text!r}"
            if select.select([self.master], [], [], 1)[0]:
                self.text += os.read(self.master, 65536).decode(errors="replace")

    def code(self) -> int:
        with contextlib.suppress(OSError):
            while select.select([self.master], [], [], LIMIT)[0] and os.read(self.master, 65536):
                pass
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def exec_has_a_real_terminal(bench) -> None:
    screen = Terminal(bench, "env", "exec", "web", "-e", ENV, "--", "sh")
    screen.type("stty size; tty\n")
    screen.until("30 100")
    screen.until("/dev/pts/")
    fcntl.ioctl(screen.master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    os.kill(screen.pid, signal.SIGWINCH)
    time.sleep(0.5)
    screen.type("stty size\n")
    screen.until("40 120")
    # Ctrl-C is the remote's: it ends `sleep` there, and not us.
    screen.type("sleep 1000\n")
    time.sleep(0.5)
    screen.type("\x03")
    screen.type("echo still-$((40+2))\n")
    screen.until("still-42")
    screen.type("exit 9\n")
    assert screen.code() == 9


def exec_gives_the_terminal_back(bench) -> None:
    for signals in ([signal.SIGTERM], [signal.SIGTERM, signal.SIGTERM], [signal.SIGHUP], [signal.SIGABRT]):
        screen = Terminal(bench, "env", "exec", "web", "-e", ENV, "--", "sh")
        before = termios.tcgetattr(screen.master)
        screen.type("echo up-$((1+1))\n")
        screen.until("up-2")
        side = os.open(os.readlink(f"/proc/{screen.pid}/fd/0"), os.O_RDWR | os.O_NOCTTY)  # keeps what the program leaves behind
        assert not termios.tcgetattr(side)[3] & termios.ICANON, "not raw"
        for one in signals:
            os.kill(screen.pid, one)
        os.waitpid(screen.pid, 0)
        assert termios.tcgetattr(side) == before, (signals, termios.tcgetattr(side), before)
        os.close(side)
        os.close(screen.master)


class Forward:
    """`env port-forward` as a script reads it."""

    def __init__(self, bench, *ports: str):
        self.process = subprocess.Popen(bench.command("env", "port-forward", "web", *ports, "-e", ENV, "-o", "json"), env=bench.environment,
                                        cwd=bench.folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def event(self, kind: str) -> dict:
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            if not select.select([self.process.stdout], [], [], 1)[0]:
                continue
            line = self.process.stdout.readline()
            assert line, self.process.stderr.read()
            event = json.loads(line)
            if event["type"] == kind:
                return event
        raise AssertionError(f"no {kind}")

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(LIMIT)


def page(port: int) -> str:
    with contextlib.suppress(OSError):
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://127.0.0.1:{port}/", timeout=20) as answer:
            return answer.read().decode().strip()
    return ""


def half_closed(port: int) -> bytes:
    """What comes after our side has said that it says no more."""
    out = b""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(b"GET / HTTP/1.0\r\n\r\n")
        connection.shutdown(socket.SHUT_WR)
        while part := connection.recv(65536):
            out += part
    return out


def ports_outlive_their_pod(bench) -> None:
    forward = Forward(bench, ":8080")
    try:
        up = forward.event("listening")
        port = up["ports"][0]["local"]
        assert up["pod"].startswith("web-") and up["ports"][0]["remote"] == 8080, up
        assert [page(port) for _ in range(5)] == ["page v-1"] * 5
        assert b"page v-1" in half_closed(port)
        taken = bench.run("env", "port-forward", "web", f"{port}:8080", "-e", ENV, "-o", "json")
        assert taken.reason == "port_taken", taken
        kubectl("delete", "pod", up["pod"], "-n", NS, "--wait=false")
        after = forward.event("replaced")
        assert after["pod"] != up["pod"], after
        assert wait_until("the new pod to answer", lambda: page(port), 20) == "page v-1"
        closed = Forward(bench, ":9")
        silent = closed.event("listening")["ports"][0]["local"]
        assert page(silent) == ""
        assert closed.event("failed")["error"]["reason"], closed
        closed.stop()
    finally:
        assert forward.stop() == 130


def a_diff_shows_what_would_change_and_no_secret(bench) -> None:
    before = base.revisions()
    same = bench.ok("deploy", "-e", ENV, "--diff")
    assert not same.out, same
    (bench.folder / "app" / "values.yaml").write_text(json.dumps({"password": "another-one"}))
    diff = bench.run("deploy", "-e", ENV, "web=v-2", "--param", "replicas=2", "--diff")
    assert diff.code == 1, diff
    for part in ("-  replicas: 1", "+  replicas: 2", ":v-1", ":v-2", "*** (before)", "*** (after)"):
        assert part in diff.out, (part, diff.out)
    for secret in ("another-one", base.PASSWORD, "YW5vdGhlci1vbmU"):
        assert secret not in diff.out + diff.err, diff
    items = bench.run("deploy", "-e", ENV, "web=v-2", "--diff", "-o", "json")
    assert items.code == 1 and {i["object_kind"] for i in items.json["items"]} == {"Deployment", "Secret"}, items
    broken = bench.run("deploy", "-e", ENV, "--param", "replicas=none", "--diff")
    assert broken.code == 2 and "another-one" not in broken.out + broken.err, broken
    refused = bench.run("deploy", "-e", ENV, "--param", "host=No Host", "--diff")
    assert refused.code == 2 and "spec.rules[0].host" in refused.out, refused
    assert base.revisions() == before and base.answer(f"{ENV}.{APP}.example.com") == "page v-1"
    new = bench.run("deploy", "-e", "never", "--create", "web=v-1", "--diff", "-o", "json")
    assert new.code == 1 and all(i["change"] == "added" for i in new.json["items"]), new
    assert kubectl("get", "namespace", f"{APP}-never", "--ignore-not-found") == ""


def a_class_names_its_cluster(bench) -> None:
    """The name is explained in the user's configuration, by a kubeconfig of its own that nothing else knows."""
    own = bench.folder / "other.kubeconfig"
    own.write_text(kubectl("config", "view", "--raw", "--minify", "--flatten"))
    subprocess.run(["kubectl", "--kubeconfig", str(own), "config", "rename-context",
                    kubectl("config", "current-context").strip(), "elsewhere"], check=True, capture_output=True)
    profile = bench.folder / "config" / "chatops" / "config.yaml"
    told = json.loads(profile.read_text())
    told["profiles"]["default"]["clusters"] = {"lab": {"kubeconfig": str(own), "context": "elsewhere"}}
    profile.write_text(json.dumps(told))
    app = bench.folder / "app" / "chatops.yaml"
    definition = json.loads(app.read_text())
    definition["classes"] = {"plain": {"values": []}, "lab": {"values": [], "cluster": "lab"}}
    definition["environments"]["class"] = "plain"
    app.write_text(json.dumps(definition))
    without = {"KUBECONFIG": str(bench.folder / "none"), "HOME": str(bench.folder)}
    bench.ok("deploy", "-e", "lab", "--create", "--class", "lab", "web=v-1", "--yes", "--wait", **without)
    shown = bench.ok("env", "show", "lab", "--no-wait", "-o", "json", **without).json
    assert shown["cluster"]["name"] == "lab" and shown["cluster"]["ready"] == 1, shown["cluster"]
    moved = bench.run("deploy", "-e", "lab", "--class", "plain", "--yes", "-o", "json", **without)
    assert moved.reason == "usage_bad_value", moved
    bench.ok("env", "delete", "lab", "--confirm", "lab", **without)
    assert kubectl("get", "namespace", f"{APP}-lab", "--ignore-not-found") == ""


def doctor_looks_into_the_cluster(bench) -> None:
    found = bench.run("doctor", "kube", "-o", "json").json["items"]
    by_check = {}
    for one in found:
        by_check.setdefault(one["check"], []).append(one)
    assert by_check["kube"][0]["health"] == "ok" and by_check["kube"][0]["detail"].startswith("v1."), found
    assert by_check["kube_rights"][0]["health"] == "ok", found
    assert any(base.REGISTRY == one["what"] and one["health"] == "ok" for one in by_check["kube_pulls"]), found
    assert by_check["kube_ingress"], found
    assert not [one for one in found if one["check"].startswith("keyring")], found


def doctor_pulls_from_the_registry_and_leaves_nothing(bench) -> None:
    def looked(*words: str, **more):
        result = bench.run("doctor", "kube_pulls", "--pull", ENV, "-o", "json", *words, **more)
        assert kubectl("get", "pods", "-n", NS, "-l", "chatops.dev/purpose=pull", "-o", "name") == "", result
        return result.json["items"][-1]
    pulled = looked()
    assert pulled["health"] == "ok" and base.IMAGES in pulled["detail"], pulled
    kubectl("create", "quota", "none-more", "-n", NS, "--hard=pods=1")
    refused = looked()
    assert refused["health"] == "problem" and "none-more" in json.dumps(refused["why"]), refused
    kubectl("delete", "quota", "none-more", "-n", NS)


def doctor_names_a_webhook_that_nobody_answers_for(bench) -> None:
    """It asks about a kind that does not exist, so that nobody else is held up."""
    name = f"{APP}-guard"
    hook = {"apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingWebhookConfiguration", "metadata": {"name": name},
            "webhooks": [{"name": "things.chatops.example", "failurePolicy": "Fail", "sideEffects": "None", "admissionReviewVersions": ["v1"],
                          "clientConfig": {"service": {"namespace": NS, "name": "nobody"}},
                          "rules": [{"apiGroups": ["chatops.example"], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["things"]}]}]}
    subprocess.run(["kubectl", "--kubeconfig", KUBECONFIG, "apply", "-f", "-"], input=json.dumps(hook), text=True, check=True, capture_output=True)
    try:
        result = bench.run("doctor", "kube")
        assert result.code == 1 and name in result.out and "nobody" in result.out, result
    finally:
        kubectl("delete", "validatingwebhookconfiguration", name)


def doctor_prints_a_role_that_suffices(bench) -> None:
    """A service account without any right is told which it lacks; with the Role that is printed it lacks none."""
    account = f"{APP}-visitor"
    kubectl("create", "serviceaccount", account, "-n", NS)
    token = kubectl("create", "token", account, "-n", NS).strip()
    own = bench.folder / "visitor.kubeconfig"
    config = json.loads(kubectl("config", "view", "--raw", "--minify", "--flatten", "-o", "json"))
    config["users"] = [{"name": config["users"][0]["name"], "user": {"token": token}}]
    own.write_text(json.dumps(config))
    visitor = {"KUBECONFIG": str(own)}
    result = bench.run("doctor", "kube", "-o", "json", **visitor)
    rights = next(one for one in result.json["items"] if one["check"] == "kube_rights")
    assert rights["health"] == "problem" and "list pods" in rights["why"]["args"]["what"], rights
    role = rights["text"].replace("name: chatops\n", f"name: {account}\n")
    subprocess.run(["kubectl", "--kubeconfig", KUBECONFIG, "apply", "-f", "-"], input=role, text=True, check=True, capture_output=True)
    try:
        result = bench.run("doctor", "kube", "-o", "json", **visitor)
        rights = next(one for one in result.json["items"] if one["check"] == "kube_rights")
        assert rights["health"] == "ok", rights
        bench.ok("env", "events", "-e", ENV, **visitor)
        assert bench.run("deploy", "-e", ENV, "web=v-2", "--diff", **visitor).code == 1
    finally:
        kubectl("delete", "clusterrole,clusterrolebinding", account)


def causes_show_no_secret(bench) -> None:
    """A program that dies with a password on its lips: the password is a Secret of the namespace, under a key that does not say so."""
    (bench.folder / "app" / "values.yaml").write_text(json.dumps({"password": base.PASSWORD}))
    secret = "the Quick brown Fox 17"
    kubectl("create", "secret", "generic", "dsn", "-n", NS, f"--from-literal=dsn={secret}")
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "web", "command": ["sh", "-c", f"echo cannot use {secret}; exit 4"]}]}}}}
    kubectl("patch", "deployment", "web", "-n", NS, "-p", json.dumps(patch))
    shown = wait_until("the crash to be certain", lambda: [
        r for r in [bench.ok("env", "show", ENV, "--no-wait", "-o", "json")] if r.json["troubles"]], 60)[0]
    trouble = shown.json["troubles"][0]
    assert any("cannot use ***" in line for line in trouble["log"]), trouble
    assert secret not in shown.out, shown
    # A cluster that is slow to say what runs is named in a note, and the events are told all the same.
    events = wait_until("the cause beside the events", lambda: [
        e for e in [bench.ok("env", "events", "web", "--warnings", "-e", ENV)] if "exit code 4" in e.out or not e.err], 60)[0]
    assert "exit code 4" in events.out and secret not in events.out, events


def takes_everything_away(bench) -> None:
    bench.ok("env", "delete", ENV, "--confirm", ENV)
    assert kubectl("get", "namespace", NS, "--ignore-not-found") == ""


CASES = [deploys, show_watches_live, events_are_told_newest_last, open_prints_the_address,
         exec_passes_streams_and_the_exit_code, an_unknown_program_is_one_short_sentence, logs_go_on_with_the_pod_that_replaces_another, exec_has_a_real_terminal,
         exec_gives_the_terminal_back, ports_outlive_their_pod, a_diff_shows_what_would_change_and_no_secret, doctor_looks_into_the_cluster,
         doctor_pulls_from_the_registry_and_leaves_nothing,
         doctor_names_a_webhook_that_nobody_answers_for, doctor_prints_a_role_that_suffices, causes_show_no_secret, a_class_names_its_cluster,
         takes_everything_away]

if __name__ == "__main__":
    base.prepare()
    try:
        run_cases(CASES, lambda: base.Bench(sys.argv[1], HELM))
    finally:
        kubectl("delete", "namespace", NS, f"{APP}-lab", f"{APP}-never", "--ignore-not-found", "--wait=false", check=False)
