"""What end-to-end tests stand on: a sandbox of their own, the real `chatops`, and a place to work that is thrown away.

SPDX-License-Identifier: Apache-2.0
"""
from __future__ import annotations

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
import traceback
import urllib.request



def wait_until(what: str, probe, seconds: float = 60):
    """The first true answer of `probe`; AssertionError when none comes in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = probe()
        if answer:
            return answer
        with contextlib.suppress(KeyboardInterrupt):
            time.sleep(0.05)
    raise AssertionError(f"{what}: not within {seconds} s")


class Result:
    def __init__(self, done: subprocess.CompletedProcess[str]):
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def reason(self) -> str:
        """The reason code of a failure printed with -o json."""
        for text in (self.out, self.err):
            with contextlib.suppress(ValueError, KeyError, TypeError):
                return json.loads(text)["error"]["reason"]
        return ""

    def __repr__(self) -> str:
        return f"exit {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


class Bench:
    """A scratch folder with a sandbox, a user's configuration for it, and a checkout of the application."""

    def __init__(self, chatops: str, sandbox: str, *options: str):
        self.chatops, self.program, self.options = chatops, sandbox, options
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="chatops-test-"))
        # A person at a terminal, also where the tests themselves run in CI.
        self.environment = {
            k: v for k, v in os.environ.items()
            if not k.startswith(("CHATOPS_", "GIT_", "XDG_", "LC_", "CCI_", "TRIGGER_")) and k not in ("CI", "JOB_NAME")
        }
        self.environment |= {
            "HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder / "config"),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "XDG_CACHE_HOME": str(self.folder / "cache"),
            "LANG": "C.UTF-8",
            "CHATOPS_ACTOR": "Lin Wei",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_TERMINAL_PROMPT": "0",
        }
        self.process: subprocess.Popen[str] | None = None
        self.start()
        self.configure()
        self.app = self.clone("deploy")
        self.environment["CHATOPS_APP"] = str(self.app)

    # ---- the sandbox ----
    def start(self) -> None:
        log = open(self.folder / "sandbox.log", "a", encoding="utf-8")
        self.process = subprocess.Popen(
            [self.program, "serve", "--directory", str(self.folder / "sandbox"), *self.options],
            stdout=subprocess.PIPE, stderr=log, text=True, env=self.environment)
        assert self.process.stdout
        ready = self.process.stdout.readline()
        assert ready.startswith("{"), f"the sandbox did not start: {ready!r}, see {self.folder}/sandbox.log"
        self.control_file = json.loads((self.folder / "sandbox" / "control.json").read_text())
        self.url = self.control_file["url"]

    def stop(self, how: int = signal.SIGTERM) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(20)

    def control(self, word: str, body: dict | None = None, method: str | None = None):
        request = urllib.request.Request(
            f"{self.url}/sandbox/{word}", method=method or ("GET" if body is None else "POST"),
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + self.control_file["control_token"], "Content-Type": "application/json"})
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            return json.load(answer)

    def arm(self, kind: str, **what) -> None:
        self.control("faults", {"kind": kind, **what})

    def disarm(self) -> None:
        self.control("faults", method="DELETE")

    def journal(self, action: str) -> list[dict]:
        answer = self.control(f"journal?action={action}")
        return answer["calls"] if isinstance(answer, dict) else answer

    def triggers(self) -> int:
        """How many executions of the deploy pipeline the engine has been made to start."""
        return sum(1 for e in self.control("world")["executions"] if e["pipeline"] == "deploy-environment")

    def build(self, branch: str = "main", wish: str = "", **what) -> None:
        """Builds what is named and waits for the end."""
        ids = set(self.control("build", {"branch": branch, "wish": wish, **what})["builds"])
        done = ("SUCCEED", "FAILED")
        wait_until("the builds", lambda: all(
            b["status"] in done for b in self.control("world")["builds"] if b["id"] in ids))

    # ---- the user ----
    def token(self, role: str) -> str:
        token = self.control_file["tokens"][role]
        return token["secret"] if token["kind"] == "personal" else f"{token['user']}:{token['secret']}"

    def configure(self, **coding) -> None:
        """A profile as `sandbox start --write-profile` would write it, but for this sandbox."""
        folder = self.folder / "config" / "chatops"
        folder.mkdir(parents=True, exist_ok=True)
        token = self.control_file["tokens"]["personal"]
        secret = folder / "token"
        secret.write_text(token["secret"])
        secret.chmod(0o600)
        registries = {
            host: {"url": where["url"], "plain_http": True, "username": token["user"], "password": {"file": str(secret)}}
            for host, where in self.control_file["registries"].items()}
        profile = {"coding": {"url": self.url, "team": "acme", "project": self.control_file["project"],
                              "token": {"file": str(secret)}} | coding,
                   "registries": registries}
        (folder / "config.yaml").write_text(json.dumps({"profiles": {"default": profile}}))

    def clone(self, depot: str) -> pathlib.Path:
        token = self.control_file["tokens"]["personal"]
        where = self.folder / "work" / depot
        url = self.url.replace("//", f"//{token['user']}:{token['secret']}@")
        subprocess.run(["git", "clone", "-q", f"{url}/git/acme/classroom/{depot}.git", str(where)],
                       check=True, env=self.environment)
        return where

    def command(self, *words: str) -> list[str]:
        return [self.chatops, *words]

    def run(self, *words: str, timeout: float = 120, **extra: str) -> Result:
        return Result(subprocess.run(self.command(*words), env=self.environment | extra, stdin=subprocess.DEVNULL,
                                     capture_output=True, text=True, timeout=timeout, cwd=self.folder))

    def ok(self, *words: str, **extra: str) -> Result:
        result = self.run(*words, **extra)
        assert result.code == 0, f"chatops {' '.join(words)}: {result}"
        return result

    def fails(self, code: int, reason: str, *words: str, **extra: str) -> Result:
        result = self.run(*words, "-o", "json", **extra)
        assert result.code == code and result.reason == reason, \
            f"chatops {' '.join(words)}: wanted exit {code} {reason}, got {result.reason}, {result}"
        return result

    # ---- the end ----
    def close(self, keep: bool = False) -> None:
        self.stop()
        if keep:
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def run_cases(cases: list, make_bench) -> None:
    """Runs each function of `cases` on a bench of its own kind (one bench for all); prints what failed and ends the program."""
    ran = failed = 0
    bench = make_bench()
    wanted = os.environ.get("CHATOPS_TEST_CASE", "")
    try:
        for case in cases:
            if wanted and case.__name__ != "prepare" and wanted not in case.__name__:
                continue
            ran += 1
            began = time.monotonic()
            try:
                case(bench)
                print(f"ok   {case.__name__} ({time.monotonic() - began:.1f} s)", flush=True)
            except Exception as error:  # noqa: BLE001: each case is reported, whatever it raised
                failed += 1
                at = traceback.extract_tb(error.__traceback__)
                where = next((one for one in reversed(at) if one.name == case.__name__), at[-1])
                print(f"FAIL {case.__name__}, line {where.lineno} ({where.line}): {type(error).__name__}: {error}", flush=True)
            finally:
                with contextlib.suppress(Exception):
                    bench.disarm()
    finally:
        bench.close(keep=failed > 0)
    print(f"{ran - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
