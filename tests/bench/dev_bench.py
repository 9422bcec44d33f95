#!/usr/bin/env python3
"""Dev mode over a real exec: an edit until it is in the container beside that exec's own echo, a first copy beside `tar | kubectl exec` and
syncthing, one line of a big file, a branch switch, the barrier, what it costs while nothing happens, and its start beside the pod's own.

Usage: dev_bench.py CHATOPS
The node of the cluster is this machine: the container's files are looked at through /proc. syncthing, where it is installed, writes straight
into a volume of the pod, with no exec between.
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import ctypes
import json
import os
import pathlib
import random
import select
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import containers
import helm_test as real
from harness import wait_until
from helm_test import ENV, HELM, IMAGES, NS, REGISTRY, kubectl
from needs import skip, skip_part
from processes import resident, spent
from sync_bench import Syncthing

if os.geteuid() != 0:
    skip("kube", "the container's files are seen as root only")

ROOT = "/tmp/src"
EDITS, RIVAL_EDITS, STARTS, COPIES, IDLE = 300, 12, 5, 4, 30.0
FILES, FILE_SIZE, SWITCHED, BIG = 10_000, 20_000, 5_000, 500_000_000
IN_MOVED_TO = 0x80


class Arrivals:
    """Names that appear whole in a directory, as the kernel tells of them."""

    def __init__(self, folder: pathlib.Path):
        libc = ctypes.CDLL(None, use_errno=True)
        self.descriptor = libc.inotify_init1(os.O_CLOEXEC)
        if libc.inotify_add_watch(self.descriptor, os.fsencode(folder), IN_MOVED_TO) < 0:
            raise OSError(ctypes.get_errno(), f"{folder} cannot be watched")

    def wait(self, name: str, patience: float = 120) -> None:
        end = time.monotonic() + patience
        while select.select([self.descriptor], [], [], max(0, end - time.monotonic()))[0]:
            events, at = os.read(self.descriptor, 65536), 0
            while at < len(events):
                size = struct.unpack_from("iIII", events, at)[3]
                if events[at + 16:at + 16 + size].rstrip(b"\0").decode() == name:
                    return
                at += 16 + size
        raise SystemExit(f"{name} did not arrive")


def percentile(values: list[float], of: int) -> float:
    return sorted(values)[len(values) * of // 100]


def timed(work) -> float:
    began = time.monotonic()
    work()
    return time.monotonic() - began


def edits(local: pathlib.Path, remote: pathlib.Path, count: int) -> list[float]:
    """Milliseconds from the rename here to the rename there, one after the other, as editors save."""
    arrivals = Arrivals(remote)
    out = []
    for number in range(count):
        (local / "edited~").write_text(f"edit {number} " + "x" * 1000)
        out.append(1000 * timed(lambda: ((local / "edited~").rename(local / "edited"), arrivals.wait("edited"))))
        assert (remote / "edited").read_text().startswith(f"edit {number} "), "it is another edit"
    os.close(arrivals.descriptor)
    return out


def source_tree(folder: pathlib.Path) -> None:
    """Half of each file packs, half does not."""
    text = ("if the line is long enough, it looks like a program; " * 400).encode()[:FILE_SIZE // 2]
    for number in range(FILES):
        if number % 100 == 0:
            (folder / f"d{number // 100}").mkdir(parents=True)
        (folder / f"d{number // 100}" / f"f{number}").write_bytes(text + os.urandom(FILE_SIZE - len(text)))


class Dev:
    """A component in dev mode, and the pod that it has."""

    def __init__(self, bench):
        self.bench = bench
        self.local = bench.folder / "src"
        self.local.mkdir()
        self.client: subprocess.Popen | None = None

    def command(self, *words: str) -> None:
        self.bench.ok("dev", *words)

    def start(self) -> None:
        self.command("start", "web", "-e", ENV, "--image", f"{REGISTRY}/{IMAGES}:v-2", "--root", ROOT)

    def pods(self) -> list[dict]:
        return [pod for pod in json.loads(kubectl("get", "pods", "-n", NS, "-o", "json"))["items"] if "deletionTimestamp" not in pod["metadata"]]

    def look(self) -> None:
        whole = json.loads(kubectl("get", "deployment", "web", "-n", NS, "-o", "json"))
        self.session = json.loads(whole["metadata"]["annotations"]["chatops.dev/dev-record"])["id"]
        pod = next(pod for pod in self.pods() if pod["metadata"].get("annotations", {}).get("chatops.dev/dev-session") == self.session)
        self.pod = pod["metadata"]["name"]
        self.pid = containers.in_dev_mode(pod["metadata"]["uid"])
        self.inside = pathlib.Path(f"/proc/{self.pid}/root")
        self.remote = self.inside / ROOT[1:]

    def sync(self) -> None:
        self.client = subprocess.Popen(self.bench.command("dev", "sync", "web", "-e", ENV, "--folder", str(self.local)), env=self.bench.environment,
                                       cwd=self.bench.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.barrier()
        self.socket = str(next((self.bench.folder / "state").rglob(f"{self.session}.sock")))

    def barrier(self) -> None:
        wait_until("dev sync wait", lambda: self.bench.run("dev", "sync", "wait", "web", timeout=300).code == 0, 300)

    def ask(self, question: dict) -> None:
        """As `dev sync wait` asks, without its start."""
        with socket.socket(socket.AF_UNIX) as one:
            one.connect(self.socket)
            one.sendall(json.dumps(question).encode() + b"\n")
            answer = b""
            while not answer.endswith(b"\n"):
                part = one.recv(65536)
                assert part, "no answer"
                answer += part
            assert "error" not in json.loads(answer), answer

    def stop(self) -> None:
        if self.client:
            self.client.send_signal(signal.SIGINT)
            self.client.wait(30)
            self.client = None


def running(dev: Dev, but: str = "") -> str:
    """The session's pod that runs; its name."""
    for pod in dev.pods():
        states = [one.get("state", {}) for one in pod.get("status", {}).get("containerStatuses", [])]
        if pod["metadata"]["name"] != but and "chatops.dev/dev-session" in pod["metadata"].get("annotations", {}) and any("running" in one for one in states):
            return pod["metadata"]["name"]
    return ""


def patches() -> int:
    """Of Deployments themselves, by whoever, since the API server began."""
    return sum(int(float(line.rsplit(" ", 1)[1])) for line in kubectl("get", "--raw", "/metrics").splitlines()
               if line.startswith("apiserver_request_total{") and 'resource="deployments"' in line and 'subresource=""' in line and 'dry_run=""' in line and 'verb="PATCH"' in line and 'code="200"' in line)


def starts(dev: Dev) -> None:
    ours, own, writes = [], [], 0
    for number in range(STARTS):
        before = patches()
        ours.append(timed(dev.start))
        writes = patches() - before
        pod = running(dev)
        began = time.monotonic()
        kubectl("delete", "pod", pod, "-n", NS, "--wait=false", "--grace-period=0", "--force")
        wait_until("the pod", lambda: running(dev, but=pod), 60)
        own.append(time.monotonic() - began)
        if number < STARTS - 1:
            dev.command("end", "web", "-e", ENV)
            wait_until("the original", lambda: len(dev.pods()) == 1 and not running(dev), 60)
    a, b = statistics.median(ours), statistics.median(own)
    print(f"dev start until its container runs: {a:.2f} s, {writes} writes of the workload (aim 1); the same pod deleted and back, {b:.2f} s: {a / b:.2f} x (aim 1.5)")


def echo(dev: Dev) -> list[float]:
    """Milliseconds of a line there and back through kubectl's exec."""
    process = subprocess.Popen(["kubectl", "--kubeconfig", real.KUBECONFIG, "exec", "-i", "-n", NS, dev.pod, "--", "cat"], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE)

    def once() -> None:
        process.stdin.write(b"x" * 1000 + b"\n")
        process.stdin.flush()
        process.stdout.readline()
    once()
    out = [1000 * timed(once) for _ in range(EDITS)]
    process.stdin.close()
    process.wait()
    return out


def through_tar(dev: Dev, folder: pathlib.Path, to: str = "/tmp/rival") -> float:
    there = ["kubectl", "--kubeconfig", real.KUBECONFIG, "exec", "-i", "-n", NS, dev.pod, "--"]
    subprocess.run([*there, "sh", "-c", f"rm -rf {to} && mkdir {to}"], check=True)

    def work() -> None:
        tar = subprocess.Popen(["tar", "cf", "-", "--exclude=.git", "-C", str(folder), "."], stdout=subprocess.PIPE)
        subprocess.run([*there, "tar", "xf", "-", "-C", to], stdin=tar.stdout, check=True)
        assert tar.wait() == 0
    return timed(work)


def first_copies(dev: Dev) -> tuple[list[float], list[float]]:
    """Ours and tar's, each time where nothing is; each goes first as often, and neither while the disk is still busy. What was copied stays, under
    another name: ext4 looks for long for an inode that was not deleted in the last minutes."""
    def ours(number: int) -> float:
        if number:
            containers.kill(containers.agents(dev.session))  # else it stays with what it copied
            dev.remote.rename(dev.remote.with_name(f"copied-{number}"))
            for kept in (dev.bench.folder / "state").rglob(f"*{dev.session}*"):
                kept.unlink()
        os.sync()
        return timed(lambda: dev.command("sync", "web", "-e", ENV, "--folder", str(dev.local), "--once"))

    def theirs(number: int) -> float:
        os.sync()
        return through_tar(dev, dev.local, f"/tmp/rival-{number}")
    took = {ours: [], theirs: []}
    for number in range(COPIES):
        for work in (ours, theirs)[::-1 if number % 2 else 1]:
            took[work].append(work(number))
    return took[ours], took[theirs]


def first_copy(dev: Dev, place: pathlib.Path) -> Syncthing | None:
    source_tree(dev.local)
    ours, tar = (statistics.median(took) for took in first_copies(dev))
    size = FILES * FILE_SIZE / 1e6
    print(f"first {FILES} files, {size:.0f} MB: ours {ours:.2f} s ({FILES / ours:.0f} files/s, {size / ours:.0f} MB/s; aim 15,000 files/s or the link's speed); "
          f"tar | kubectl exec {tar:.2f} s: {tar / ours:.2f} x")
    if not shutil.which("syncthing"):
        skip_part("syncthing", "no syncthing beside it: it is not installed")
        return None
    theirs = Syncthing(place, containers.volume(dev.pid, "/.chatops") / "theirs")
    for entry in dev.local.iterdir():
        shutil.copytree(entry, theirs.local / entry.name)

    def work() -> None:
        theirs.start()
        while sum(len(names) for _, _, names in os.walk(theirs.remote)) < FILES:
            time.sleep(0.05)
    took = timed(work)
    print(f"  syncthing, both ends of it here: {took:.2f} s: {took / ours:.1f} x")
    return theirs


def edit_by_edit(dev: Dev, theirs: Syncthing | None) -> float:
    back = echo(dev)
    ours = edits(dev.local, dev.remote, EDITS)
    reference = statistics.median(back)
    p50 = statistics.median(ours)
    print(f"an edit until it is in the container: p50 {p50:.2f} ms, p99 {percentile(ours, 99):.2f} ms; the exec's echo p50 {reference:.2f} ms, "
          f"p99 {percentile(back, 99):.2f} ms: echo {p50 - reference:+.2f} ms (aim +3; p99 50)")
    if theirs:
        rival = statistics.median(edits(theirs.local, theirs.remote, RIVAL_EDITS))
        print(f"  syncthing p50 {rival:.0f} ms: {rival / p50:.0f} x")
    return reference


def barrier(dev: Dev, reference: float) -> None:
    took = statistics.median(1000 * timed(lambda: dev.ask({"ask": "wait"})) for _ in range(100))
    whole = statistics.median(1000 * timed(lambda: dev.command("sync", "wait", "web")) for _ in range(10))
    print(f"dev sync wait: {took:.2f} ms: {took / reference:.2f} of the exec's round trips (aim 2); with the command's own start {whole:.0f} ms")


def idle(dev: Dev) -> None:
    agent, *relays = sorted(containers.agents(dev.session), key=resident, reverse=True)
    pids = {"client": dev.client.pid, "agent": agent} | {"its relay": pid for pid in relays}
    time.sleep(5)
    before = {name: spent(pid) for name, pid in pids.items()}
    time.sleep(IDLE)
    print(f"idle for {IDLE:.0f} s with {FILES} files: " + ", ".join(
        f"{name} {100 * (spent(pid) - before[name]) / IDLE:.2f} % CPU, {resident(pid):.1f} MiB" for name, pid in pids.items()) +
        " (aim 0.2 % and 16 MiB, 4 MiB)")


def branch_switch(dev: Dev) -> None:
    repository = dev.local / "repository"
    repository.mkdir()

    def git(*words: str) -> None:
        subprocess.run(["git", "-C", str(repository), "-c", "user.name=b", "-c", "user.email=b@example.com", *words], check=True, capture_output=True)
    dice = random.Random(1)
    git("init", "-q", "-b", "one")
    for branch in ("one", "two"):
        if branch == "two":
            git("checkout", "-q", "-b", "two")
        for number in range(SWITCHED):
            file = repository / f"d{number // 100}" / f"f{number}"
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"{branch} {number}\n" + f"{dice.random()}\n" * 60)
        git("add", "-A")
        git("commit", "-q", "-m", branch)
    dev.ask({"ask": "wait"})
    own, ours = [], []
    for number in range(6):
        own.append(timed(lambda: git("checkout", "-q", ("one", "two")[number % 2])))
        ours.append(timed(lambda: dev.ask({"ask": "wait"})))
    tar = through_tar(dev, repository)
    a, b = statistics.median(ours), statistics.median(own)
    print(f"a branch switch of {SWITCHED} files: in the container {a:.2f} s after git's own {b:.2f} s (aim 1); tar | kubectl exec of them {tar:.2f} s: {tar / a:.1f} x")
    shutil.rmtree(repository)
    dev.ask({"ask": "wait"})


def one_line(dev: Dev, place: pathlib.Path) -> None:
    big = dev.local / "big"
    with open(big, "wb") as file:
        for _ in range(BIG // 10_000_000):
            file.write(os.urandom(10_000_000))
    first = timed(lambda: dev.ask({"ask": "wait"}))
    took = []
    for number in range(3):
        with open(big, "r+b") as file:
            file.seek(BIG // 4 * (number + 1))
            file.write(b"one changed line\n")
        took.append(timed(lambda: dev.ask({"ask": "wait"})))
    alone = place / "big"
    alone.mkdir()
    os.link(big, alone / "big")
    tar = through_tar(dev, alone)
    a = statistics.median(took)
    print(f"one line of {BIG // 1_000_000} MB: {a:.2f} s (aim 0.3), all of it at first {first:.1f} s; tar | kubectl exec {tar:.1f} s: {tar / a:.0f} x")


def main() -> None:
    real.prepare()
    bench = real.Bench(sys.argv[1], HELM)
    place = pathlib.Path(tempfile.mkdtemp(prefix="chatops-bench-"))
    theirs = None
    dev = Dev(bench)
    try:
        bench.write_app(timeout="2m")
        bench.deploy("web=v-1", "--create")
        starts(dev)
        dev.look()
        theirs = first_copy(dev, place)
        dev.sync()
        reference = edit_by_edit(dev, theirs)
        if theirs:
            theirs.stop()
            theirs = None
        barrier(dev, reference)
        idle(dev)
        branch_switch(dev)
        one_line(dev, place)
        dev.stop()
        dev.command("end", "web", "-e", ENV)
    finally:
        if theirs:
            theirs.stop()
        with contextlib.suppress(Exception):
            dev.stop()
        bench.close()
        shutil.rmtree(place, ignore_errors=True)
        kubectl("delete", "namespace", NS, "--ignore-not-found", "--wait=false", check=False)


if __name__ == "__main__":
    main()
