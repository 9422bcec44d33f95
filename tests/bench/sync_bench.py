#!/usr/bin/env python3
"""An edit until it can be read on the other side, and a first copy of many files: our sync over a pipe to the real agent, beside syncthing
as Nocalhost and Okteto set it up (fsWatcherDelayS=1), both between two directories of this machine, in the same run.

Usage: sync_bench.py MIRROR_CLIENT AGENT
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml

EDITS, RIVAL_EDITS, FILES = 300, 12, 5_000


class Ours:
    name = "ours"

    def __init__(self, place):
        self.local, self.remote = place / "ours-local", place / "ours-remote"
        self.local.mkdir()
        self.remote.mkdir()
        self.state = place / "state"

    def start(self):
        self.process = subprocess.Popen([sys.argv[1], sys.argv[2], f"bench-{os.getpid()}", str(self.local), str(self.remote), str(self.state)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def stop(self):
        self.process.kill()
        self.process.wait()
        subprocess.run(["kill", *self.agents()], check=False)

    def agents(self):
        name = f"bench-{os.getpid()}".encode()
        return [p.name for p in pathlib.Path("/proc").iterdir() if p.name.isdigit() and name in (p / "cmdline").read_bytes()]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Syncthing:
    name = "syncthing"

    def __init__(self, place, remote=None):
        self.local, self.remote = place / "their-local", remote or place / "their-remote"
        self.homes, self.processes, ids = [place / "home-1", place / "home-2"], [], []
        for home, folder in zip(self.homes, (self.local, self.remote)):
            folder.mkdir()
            subprocess.run(["syncthing", "generate", f"--home={home}", "--no-default-folder"], check=True, capture_output=True)
            ids.append(subprocess.run(["syncthing", f"--home={home}", "--device-id"], check=True, capture_output=True, text=True).stdout.strip())
        ports = [free_port(), free_port()]
        for number, (home, folder) in enumerate(zip(self.homes, (self.local, self.remote))):
            tree = xml.parse(home / "config.xml")
            root = tree.getroot()
            for old in root.findall("device") + root.findall("folder"):
                root.remove(old)
            one = xml.SubElement(root, "folder", {"id": "bench", "path": str(folder), "type": ("sendonly", "sendreceive")[number],
                                                  "rescanIntervalS": "300", "fsWatcherEnabled": "true", "fsWatcherDelayS": "1"})
            for tag, text in (("maxConflicts", "0"), ("markerName", ".")):
                xml.SubElement(one, tag).text = text
            for who, identity in enumerate(ids):
                xml.SubElement(one, "device", {"id": identity})
                device = xml.SubElement(root, "device", {"id": identity, "name": str(who)})
                xml.SubElement(device, "address").text = f"tcp://127.0.0.1:{ports[who]}"
            options = root.find("options")
            for old in options.findall("listenAddress"):
                options.remove(old)
            for tag, text in (("listenAddress", f"tcp://127.0.0.1:{ports[number]}"), ("globalAnnounceEnabled", "false"),
                              ("localAnnounceEnabled", "false"), ("relaysEnabled", "false"), ("natEnabled", "false"),
                              ("urAccepted", "-1"), ("crashReportingEnabled", "false"), ("startBrowser", "false")):
                for old in options.findall(tag):
                    if tag != "listenAddress":
                        options.remove(old)
                xml.SubElement(options, tag).text = text
            root.find("gui").set("enabled", "false")
            tree.write(home / "config.xml")

    def start(self):
        for home in self.homes:
            self.processes.append(subprocess.Popen(["syncthing", "serve", f"--home={home}", "--no-browser", "--no-upgrade", "--no-restart"],
                                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def stop(self):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
            process.wait()


def visible(path, text, patience=120.0):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        try:
            if path.read_text() == text:
                return
        except FileNotFoundError:
            pass
    raise SystemExit(f"{path} did not arrive")


def edits(side, count):
    out = []
    for number in range(count):
        text = f"edit {number} " + "x" * 1000
        (side.local / "file~").write_text(text)
        began = time.monotonic()
        (side.local / "file~").rename(side.local / "file")
        visible(side.remote / "file", text)
        out.append((time.monotonic() - began) * 1000)
    return sorted(out)


def first_copy(side, count):
    """From the start of both ends, which is part of it for a developer who waits."""
    for number in range(count):
        folder = side.local / f"d{number // 100}"
        folder.mkdir(exist_ok=True)
        (folder / f"f{number}").write_bytes(os.urandom(4096))
    began = time.monotonic()
    side.start()
    while sum(len(files) for _, _, files in os.walk(side.remote)) < count:
        time.sleep(0.05)
    return time.monotonic() - began


def main():
    if not shutil.which("syncthing"):
        print("SKIP: no syncthing")
        raise SystemExit(77)
    place = pathlib.Path(tempfile.mkdtemp(prefix="chatops-bench-"))
    sides = [Ours(place), Syncthing(place)]
    try:
        took = [first_copy(side, FILES) for side in sides]
        print(f"first {FILES} files of 4 KiB: ours {took[0]:.2f} s ({FILES / took[0]:.0f} files/s), syncthing {took[1]:.2f} s: "
              f"{took[1] / took[0]:.1f} x")
        ours, theirs = edits(sides[0], EDITS), edits(sides[1], RIVAL_EDITS)
        p50, rival = statistics.median(ours), statistics.median(theirs)
        print(f"an edit until it is there: ours p50 {p50:.2f} ms, p99 {ours[len(ours) * 99 // 100]:.2f} ms (aim 50); "
              f"syncthing p50 {rival:.0f} ms: {rival / p50:.0f} x")
    finally:
        for side in sides:
            side.stop()
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
