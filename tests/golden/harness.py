# What the golden tests share: a home of their own, a sandbox of their own, and a way to run the program in it.
# SPDX-License-Identifier: Apache-2.0
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request

LIMIT = 90  # seconds for one command; nothing here takes longer than a few


class World:
    """A fresh home with the profile `sandbox` in it. Use as a context: the simulators stop at its end."""

    def __init__(self, chatops, sandbox, speed="20"):
        self.chatops = pathlib.Path(chatops).resolve()
        self.sandbox = pathlib.Path(sandbox).resolve()
        self.speed = speed
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="chatops-golden-"))
        self.bin = self.home / "bin"
        self.bin.mkdir()
        # Side by side, as an installation has them.
        for program in (self.chatops, self.chatops.parent / "chatops-core", self.sandbox):
            (self.bin / program.name).symlink_to(program)

    def __enter__(self):
        started = self.run(["sandbox", "start", "--write-profile", "--speed", self.speed])
        if started.returncode != 0:
            self.__exit__()
            raise SystemExit(f"sandbox start: {started.stdout}{started.stderr}")
        return self

    def __exit__(self, *_):
        self.run(["sandbox", "stop"])
        shutil.rmtree(self.home, ignore_errors=True)

    def environment(self, **more):
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "ASAN_OPTIONS", "TSAN_OPTIONS") if name in os.environ}
        return {**kept, "HOME": str(self.home), "CHATOPS_ACTOR": "lan", "CHATOPS_PROFILE": "sandbox", "LANG": "C.UTF-8",
                "TERM": "xterm", "GIT_CONFIG_NOSYSTEM": "1", **more}

    def run(self, words, folder=None, **variables):
        environment = self.environment(**variables)
        if words[:1] == ["sandbox"]:
            environment.pop("CHATOPS_PROFILE")  # it may not exist yet
        return subprocess.run([str(self.chatops), *words], cwd=folder or self.home, env=environment, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True, timeout=LIMIT)

    def control(self, word, body):
        """Tells the simulators to do something: docs/reference/sandbox.md."""
        state = json.loads((self.home / ".local/state/chatops/sandbox/control.json").read_text())
        request = urllib.request.Request(f"{state['url']}/sandbox/{word}", data=json.dumps(body).encode(),
                                         headers={"Authorization": "Bearer " + state["control_token"]})
        with urllib.request.urlopen(request, timeout=LIMIT) as answer:
            answer.read()

    def versions(self, component, branch):
        found = self.run(["artifact", "list", component, "-b", branch, "-o", "name"]).stdout.split()
        return [name.removeprefix(component + "=") for name in found]

    def built(self, component, branch, known=()):
        """Waits until the branch has an artifact beside those known; returns all, newest first."""
        deadline = time.monotonic() + LIMIT
        while not set(found := self.versions(component, branch)) - set(known):
            if time.monotonic() > deadline:
                raise SystemExit(f"no artifact of {component}@{branch} came")
            time.sleep(0.2)
        return found

    def normal(self, text):
        """Without what differs from run to run: addresses, times, digests, commits, and the widths that follow from them."""
        text = text.replace(str(self.home), "HOME")
        for pattern, stands in (
            (r"\b\d{4}-\d\d-\d\dT[0-9:.]+Z", "TIME"),
            (r"\b\d{4}-\d\d-\d\d\b", "DAY"),
            (r"127\.0\.0\.1:\d+", "SERVER"),
            (r"(\.localhost):\d+", r"\1:PORT"),
            (r"sha256:[0-9a-f]+", "DIGEST"),
            (r"executions/details/\w+", "executions/details/ID"),
            (r"-[0-9a-f]{7}\b", "-commit7"),
            (r"\b[0-9a-f]{40}\b", "COMMIT"),
            (r"\b[0-9a-f]{7}\b", "commit7"),
            (r"(?<=\S)[^\S\n]{2,}", "  "),
            (r"(?<=  )\d+(ms|[smhd])(?=  |\n)", "AGE"),
            (r"(after |\D )\d+[smhd](: | ago)", r"\1AGE\2"),
            (r"(，用时 |，)\d+[smhd](：| 前)", r"\1AGE\2"),
            # Whether a stage is seen between its states depends on when one looks.
            (r"(?m)^TIME  \S+ #\d+  .*  (running|waiting)\n", ""),
        ):
            text = re.sub(pattern, stands, text)
        return text
