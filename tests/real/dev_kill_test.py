#!/usr/bin/env python3
"""Dev mode on a real cluster while somebody kills: the client, the agent in the container, the kubelet and the API server, at seeded moments of
start, sync and end. Afterwards the workload is exactly as it was before the session, nothing of ours is left on it, and no file is lost, be
it that only this side had it or only the container. One line a point.

Usage: dev_kill_test.py CHATOPS SANDBOX POINTS   (the sandbox is not used; a multiple of 4)
CHATOPS_TEST_APISERVER, CHATOPS_TEST_KUBELET: the files with the pids of the processes that are killed and begun again.
CHATOPS_TEST_SEED: where the seeds begin; a seed is one of a round, which has one point for each of four workloads.
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import os
import pathlib
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

import helm_test as real
from cluster_process import ClusterProcess
import containers
from harness import wait_until
from helm_test import APP, ENV, HELM, HERE, NS, REGISTRY, kubectl
from needs import need, skip

if os.geteuid() != 0:
    skip("kube", "processes of containers and of the cluster are killed as root only")
SHARED = {"apiserver": ClusterProcess(need("apiserver", "CHATOPS_TEST_APISERVER")),
          "kubelet": ClusterProcess(need("kubelet", "CHATOPS_TEST_KUBELET"))}
NAMES = ("ant", "bee", "cat", "dog")
IMAGES = "chatops-test/kill"
ROOT = "/tmp/src"
PATIENCE = 90  # seconds, for anything to come right again
PHASES = ("start", "sync", "sync", "end")
# What each of the four workloads of a round loses; a word alone: all of them the same, at once.
ROUNDS = (("client", "agent", "client", "client"), ("kubelet",), ("agent", "client", "agent", "agent"), ("apiserver",))


def manifests() -> str:
    """JSON is YAML."""
    out = []
    for name in NAMES:
        scaled = 2 if name == NAMES[0] else 1
        container = {"name": "main", "image": "{{ .Values.%s.image }}:{{ .Values.%s.tag }}" % (name, name), "command": ["sh", "-c", "exec sleep 100000"],
                     "env": [{"name": "MODE", "value": "production"}],
                     "readinessProbe": {"exec": {"command": ["test", "-e", "/bin/sh"]}, "periodSeconds": 1}}
        out.append({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "labels": {"part": name}},
                    "spec": {"replicas": scaled, "selector": {"matchLabels": {"app": name}},
                             "template": {"metadata": {"labels": {"app": name}},
                                          "spec": {"terminationGracePeriodSeconds": 0, "containers": [container]}}}})
        out.append({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": name},
                    "spec": {"minReplicas": scaled, "maxReplicas": 3, "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}}})
    return "\n---\n".join(json.dumps(one) for one in out)


class Bench(real.Bench):
    """An application of four workloads that helm brings."""

    def write_app(self, **deploy) -> None:
        app = self.folder / "app"
        app.mkdir(exist_ok=True)
        (app / "values.yaml").write_text("{}")
        (app / "chatops.yaml").write_text(json.dumps({
            "version": 1, "application": APP,
            "repositories": {"all": {"url": "https://git.example.com/all.git"}},
            "components": {name: {"repository": "all", "image": f"{REGISTRY}/{IMAGES}/{name}", "version": "{any}-{build}",
                                  "values": {"tag": f"{name}.tag", "repository": f"{name}.image"}} for name in NAMES},
            "chart": {"oci": f"{REGISTRY}/chatops-test/{APP}", "name": "kill"},
            "values": ["values.yaml"],
            "deploy": {"engine": "helm", "timeout": "2m"} | deploy}))


def prepare() -> None:
    for name in NAMES:
        for tag in ("v-1", "v-2"):
            subprocess.run([sys.executable, str(HERE.parent / "support" / "push_busybox.py"), f"{IMAGES}/{name}:{tag}"], check=True, capture_output=True)
    with tempfile.TemporaryDirectory(prefix="chatops-test-") as where:
        chart = pathlib.Path(where, "kill")
        (chart / "templates").mkdir(parents=True)
        (chart / "Chart.yaml").write_text("apiVersion: v2\nname: kill\nversion: 0.1.0\n")
        (chart / "templates" / "all.yaml").write_text(manifests())
        subprocess.run([HELM, "package", str(chart), "-d", where], check=True, capture_output=True)
        subprocess.run([HELM, "push", f"{where}/kill-0.1.0.tgz", f"oci://{REGISTRY}/chatops-test/{APP}", "--plain-http"], check=True,
                       capture_output=True)


def read(kind: str, name: str) -> dict:
    return json.loads(kubectl("get", kind, name, "-n", NS, "-o", "json", "--show-managed-fields"))


def lasting(one: dict) -> dict:
    """What is to come back."""
    notes = {k: v for k, v in one["metadata"].get("annotations", {}).items() if k != "deployment.kubernetes.io/revision"}
    return {"spec": one["spec"], "labels": one["metadata"].get("labels", {}), "annotations": notes}


def record_on(workload: dict) -> dict | None:
    text = workload["metadata"].get("annotations", {}).get("chatops.dev/dev-record")
    return json.loads(text) if text else None


def template_in_force(name: str) -> list[str]:
    sets = json.loads(kubectl("get", "replicasets", "-n", NS, "-l", f"app={name}", "-o", "json"))["items"]
    return sorted(one["metadata"]["labels"]["pod-template-hash"] for one in sets if one["spec"]["replicas"] > 0)


class Edits:
    """What is done to files on both sides: each side has its own, so that nobody's is a conflict. What must be there is known at any moment."""

    def __init__(self, seed: str, sides: dict[str, pathlib.Path]):
        self.random = random.Random(seed)
        self.sides, self.wanted = sides, {}
        self.going = threading.Event()
        self.thread: threading.Thread | None = None
        self.failed: Exception | None = None

    def write(self, side: str, path: str, data: bytes, how: str) -> None:
        whole = self.sides[side] / path
        whole.parent.mkdir(parents=True, exist_ok=True)
        if how == "renamed":
            aside = whole.with_name(whole.name + "~")
            aside.write_bytes(data)
            aside.rename(whole)
        else:
            whole.write_bytes(data)
        self.wanted[path] = data

    def one(self, side: str) -> None:
        dice = self.random
        mine = [path for path in self.wanted if path.startswith(side)]
        size = dice.choice((0, 20, 3_000, 3_000, 150_000))
        data = dice.randbytes(size)
        what = dice.randrange(6)
        if what < 3 or not mine:
            self.write(side, f"{side}/{dice.choice(('', 'a/', 'a/b/'))}f{len(self.wanted)}", data, dice.choice(("plain", "renamed")))
        elif what == 3:
            self.write(side, dice.choice(mine), data, dice.choice(("plain", "renamed")))
        elif what == 4:
            path = dice.choice(mine)
            with open(self.sides[side] / path, "ab") as file:
                file.write(data)
            self.wanted[path] += data
        else:
            path = dice.choice(mine)
            to = f"{side}/moved{len(self.wanted)}-{dice.randrange(10**6)}"
            (self.sides[side] / path).rename(self.sides[side] / to)
            self.wanted[to] = self.wanted.pop(path)

    def some(self, side: str, count: int) -> None:
        for _ in range(count):
            self.one(side)

    def go(self) -> None:
        def run():
            try:
                while not self.going.wait(0.03):
                    for side in self.sides:
                        self.one(side)
            except Exception as error:  # noqa: BLE001: told by whoever stops it
                self.failed = error
        self.going.clear()
        self.thread = threading.Thread(target=run)
        self.thread.start()

    def stop(self) -> None:
        if self.thread:
            self.going.set()
            self.thread.join()
            self.thread = None
        if self.failed:
            raise self.failed

    def missing(self, side: str) -> list[str]:
        out = []
        for path, data in self.wanted.items():
            try:
                if (self.sides[side] / path).read_bytes() != data:
                    out.append(f"{path} differs in {side}")
            except OSError:
                out.append(f"{path} is not in {side}")
        return out

    def kept(self) -> str:
        """The copies that a conflict left, and which of them have what was wanted."""
        wanted = set(self.wanted.values())
        found = [path for root in self.sides.values() for path in (root / ".chatops-kept").rglob("*") if path.is_file()]
        return "".join(f"; kept {path.name}{' (as wanted)' if path.read_bytes() in wanted else ''}" for path in found)


class Lane:
    """One workload, its directory here, and the commands that are at work on it."""

    def __init__(self, bench: Bench, name: str):
        self.bench, self.name = bench, name
        self.folder = bench.folder / name
        self.log = bench.folder / f"{name}.log"
        self.running: subprocess.Popen | None = None  # start or end
        self.client: subprocess.Popen | None = None  # sync
        self.original = {kind: lasting(read(kind, name)) for kind in ("deployment", "horizontalpodautoscaler")}
        self.template = template_in_force(name)
        self.took = {"start": 1.2, "end": 0.4}  # seconds, as seen last

    # ---- one point ----
    def begin(self, seed: int, phase: str, victim: str) -> None:
        self.phase, self.victim, self.row = phase, victim, {"stood": "", "then": ""}
        self.dice = random.Random(f"{seed}-{self.name}")
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.edits = Edits(f"{seed}-{self.name}-edits", {"here": self.folder})
        self.edits.some("here", 20)
        if phase == "start" and victim != "agent":
            return
        began = time.monotonic()
        self.must("start", self.name, "-e", ENV, "--root", ROOT)
        self.took["start"] = time.monotonic() - began
        self.find_container()
        if phase != "start":
            self.sync_up()

    def spawn(self, *words: str) -> subprocess.Popen:
        with open(self.log, "ab") as log:
            log.write(f"--- {' '.join(words)}\n".encode())
            log.flush()
            return subprocess.Popen(self.bench.command("dev", *words), env=self.bench.environment, cwd=self.bench.folder, stdin=subprocess.DEVNULL,
                                    stdout=log, stderr=log, start_new_session=True)

    def must(self, *words: str, may: str = "") -> None:
        done = self.bench.run("dev", *words, "-o", "json", timeout=PATIENCE)
        assert done.code == 0 or (may and done.reason == may), f"dev {' '.join(words)}: {done}"

    def find_container(self) -> None:
        """Where the container's files are, seen from here."""
        self.session = record_on(read("deployment", self.name))["id"]
        pods: list[dict] = []

        def first() -> int | None:
            pods[:] = json.loads(kubectl("get", "pods", "-n", NS, "-l", f"app={self.name}", "-o", "json"))["items"]
            for pod in pods:
                if "deletionTimestamp" not in pod["metadata"] and pod["metadata"].get("annotations", {}).get("chatops.dev/dev-session") == self.session:
                    with contextlib.suppress(ValueError):  # a second one, of an autoscaler that was not held yet, may not run
                        return containers.in_dev_mode(pod["metadata"]["uid"])
            return None
        try:
            self.edits.sides["there"] = pathlib.Path(f"/proc/{wait_until('the container', first, 10)}/root{ROOT}")
        except AssertionError as error:
            told = [(pod["metadata"]["name"], pod["metadata"].get("annotations"), pod["metadata"].get("deletionTimestamp"), pod["status"]) for pod in pods]
            raise AssertionError(f"{error}; session {self.session}, pods {told}") from error

    def sync_up(self) -> None:
        self.client = self.spawn("sync", self.name, "-e", ENV, "--folder", str(self.folder), "--both-ways")
        self.all_arrives()
        # What is in a container before its first sync stays there, and is not meant.
        self.edits.some("there", 10)
        self.all_arrives()

    def all_arrives(self) -> None:
        def waited() -> bool:
            assert self.client.poll() is None, f"dev sync ended with {self.client.returncode}"
            return self.bench.run("dev", "sync", "wait", self.name, "--timeout", "20s").code == 0
        wait_until("dev sync wait", waited, PATIENCE)
        self.nothing_is_missing(("here", "there"))

    def nothing_is_missing(self, sides) -> None:
        with contextlib.suppress(AssertionError):
            wait_until("the files", lambda: not any(self.edits.missing(side) for side in sides), 30)
        missing = [one for side in sides for one in self.edits.missing(side)]
        assert not missing, f"{len(missing)} of {len(self.edits.wanted)} files: " + ", ".join(missing[:5]) + self.edits.kept()

    def moment(self) -> float:
        """So long it goes on before the kill: seconds."""
        longest = {"start": 0.7 if self.victim == "agent" else 1.1 * self.took["start"], "sync": 1.5, "end": 1.2 * self.took["end"]}
        return self.dice.uniform(0, longest[self.phase])

    def act(self) -> None:
        if self.phase == "sync":
            self.edits.go()
        elif self.phase == "end":
            self.running = self.spawn("end", self.name, "-e", ENV)
        elif self.victim == "agent":
            self.client = self.spawn("sync", self.name, "-e", ENV, "--folder", str(self.folder), "--both-ways")
            wait_until("the agent", lambda: containers.agents(self.session), PATIENCE)
        else:
            self.running = self.spawn("start", self.name, "-e", ENV, "--root", ROOT)

    def kill(self) -> None:
        """What is this workload's alone."""
        if self.victim == "agent":
            if not containers.kill(containers.agents(self.session)):
                self.row["stood"] = "agent gone; "
            return
        which = "client" if self.phase == "sync" else "running"
        process = getattr(self, which)
        if process.poll() is not None:
            self.row["stood"] = "client done; "
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        setattr(self, which, None)

    def settle(self) -> None:
        if self.phase == "sync":
            time.sleep(0.2)  # edits that come after the kill
            self.edits.stop()
        if self.running:
            code = self.running.wait(PATIENCE)
            self.row["then"] = f"dev {self.phase} exit {code}; "
            self.running = None
        there = read("deployment", self.name)
        on = record_on(there) is not None
        self.row["stood"] += "dev mode" if on else "original"
        if not on:
            self.original_is_back(PATIENCE)
        if self.phase == "end" or (self.phase == "start" and self.victim != "agent" and self.dice.random() < 0.5):
            self.row["then"] += "dev end"
            self.must("end", self.name, "-e", ENV, may="" if on else "dev_not_on")
        else:
            self.row["then"] += self.go_on()
            self.stop_client()
            began = time.monotonic()
            self.must("end", self.name, "-e", ENV)
            self.took["end"] = time.monotonic() - began
        self.stop_client()
        self.original_is_back(PATIENCE)
        self.nothing_is_missing(("here",))
        self.row["then"] += f", {len(self.edits.wanted)} files"

    def go_on(self) -> str:
        if self.phase == "start" and self.victim != "agent":
            self.must("start", self.name, "-e", ENV, "--root", ROOT)
            self.find_container()
        if self.client:
            self.all_arrives()
            return "same sync, dev end"
        self.sync_up()
        return "new sync, dev end"

    def stop_client(self) -> None:
        if self.client:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.client.pid, signal.SIGINT)
            self.client.wait(30)
            self.client = None

    def over(self) -> None:
        """Whatever failed: nothing of it goes on."""
        with contextlib.suppress(Exception):
            self.edits.stop()
        for process in (self.client, self.running):
            if process:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.client = self.running = None

    def original_is_back(self, seconds: float) -> None:
        def differences() -> list[str]:
            out = []
            for kind, wanted in self.original.items():
                there = read(kind, self.name)
                now = lasting(there)
                out += [f"{kind} {part}: {now[part]} instead of {wanted[part]}" for part in wanted if now[part] != wanted[part]]
                out += [f"{kind}: the spec's fields are {one['manager']}'s" for one in there["metadata"]["managedFields"]
                        if one["manager"] == "chatops-dev" and "f:spec" in one["fieldsV1"]]
            if (template := template_in_force(self.name)) != self.template:
                out.append(f"templates {template} instead of {self.template}")
            return out
        with contextlib.suppress(AssertionError):
            wait_until("the original", lambda: not differences(), seconds)
        assert not (found := differences()), "; ".join(found)


def side_by_side(lanes: list[Lane], work) -> None:
    """Each lane's work on a thread of its own; what went wrong stands in its row."""
    def one(lane: Lane) -> None:
        if "why" in lane.row:
            return
        try:
            work(lane)
        except Exception as error:  # noqa: BLE001: a row is printed whatever happened
            lane.row["why"] = f"{type(error).__name__}: {error}"
    threads = [threading.Thread(target=one, args=(lane,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def answers(victim: str) -> bool:
    if victim == "apiserver":
        return kubectl("get", "--raw", "/readyz", check=False) == "ok"
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", kubelet_port), timeout=5):
        return True
    return False


def kill_shared(victim: str, dice: random.Random) -> None:
    SHARED[victim].kill()
    time.sleep(dice.uniform(0, 1.5))
    SHARED[victim].begin()
    wait_until(f"the {victim} to answer", lambda: answers(victim), PATIENCE)


def play(seed: int, lanes: list[Lane]) -> None:
    victims = ROUNDS[seed % len(ROUNDS)]
    shared = victims[0] if len(victims) == 1 else ""
    for index, lane in enumerate(lanes):
        part = (index + seed) % len(PHASES)
        lane.row, lane.next = {}, (PHASES[part], shared or victims[part])
    side_by_side(lanes, lambda lane: lane.begin(seed, *lane.next))
    for lane in lanes:
        lane.row.setdefault("moment", lane.moment() if "why" not in lane.row else 0.0)
    if shared:
        longest = max(lane.row["moment"] for lane in lanes)
        killed = time.monotonic() + longest

        def act(lane: Lane) -> None:
            time.sleep(max(0.0, killed - lane.row["moment"] - time.monotonic()))
            lane.act()
        killer = threading.Thread(target=lambda: (time.sleep(longest), kill_shared(shared, random.Random(f"{seed}-down"))))
        killer.start()
        side_by_side(lanes, act)
        killer.join()
        side_by_side(lanes, Lane.settle)
        return

    def alone(lane: Lane) -> None:
        lane.act()
        time.sleep(lane.row["moment"])
        lane.kill()
        lane.settle()
    side_by_side(lanes, alone)


def main() -> int:
    points = int(sys.argv[3])
    first = int(os.environ.get("CHATOPS_TEST_SEED", "0"))
    bench = Bench(sys.argv[1], HELM)
    bad = []
    began = time.monotonic()
    try:
        bench.deploy(*(f"{name}=v-1" for name in NAMES), "--create")
        lanes = [Lane(bench, name) for name in NAMES]
        print(f"{'point':5} {'seed':4} {'killed':9} {'phase':5} {'after':>7}  {'stood':22} {'then':54} ok", flush=True)
        for seed in range(first, first + (points + len(NAMES) - 1) // len(NAMES)):
            play(seed, lanes)
            for lane in lanes:
                phase, victim = lane.next
                number = (seed - first) * len(NAMES) + lanes.index(lane) + 1
                row = {"stood": "", "then": "", "moment": 0.0} | lane.row
                print(f"{number:5} {seed:4} {victim:9} {phase:5} {row['moment'] * 1000:4.0f} ms  {row['stood']:22} {row['then']:54} "
                      f"{'NO' if 'why' in row else 'yes'}", flush=True)
                if "why" in row:
                    print(f"      {lane.name}: {row['why'][:3000]}", flush=True)
                    bad.append(number)
                    lane.over()
                    bench.run("dev", "end", lane.name, "-e", ENV)
        # helm 4 applies on the server: it refuses what others own.
        bench.deploy(*(f"{name}=v-2" for name in NAMES))
        print(f"the next deployment goes through; {points} points in {time.monotonic() - began:.0f} s, {len(bad)} not ok", flush=True)
    finally:
        bench.close(keep=bool(bad))
        kubectl("delete", "namespace", NS, "--ignore-not-found", "--wait=false", check=False)
    return 1 if bad else 0


if __name__ == "__main__":
    prepare()
    kubelet_port = int(kubectl("get", "nodes", "-o", "jsonpath={.items[0].status.daemonEndpoints.kubeletEndpoint.Port}"))
    sys.exit(main())
