"""Containers of a cluster whose node is this machine, through /proc: what runs in them, and their files.

SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import os
import pathlib
import signal


def processes() -> list[tuple[int, list[bytes]]]:
    out = []
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                out.append((int(entry.name), (entry / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")))
    return out


def of_pod(uid: str) -> list[int]:
    """The pids of a pod, by its control group."""
    names = (uid.encode(), uid.replace("-", "_").encode())
    out = []
    for pid, _ in processes():
        with contextlib.suppress(OSError):
            groups = pathlib.Path(f"/proc/{pid}/cgroup").read_bytes()
            if any(name in groups for name in names):
                out.append(pid)
    return out


def in_dev_mode(uid: str) -> int:
    """The first process of the pod's container that has the agent's volume."""
    return min(pid for pid in of_pod(uid) if os.path.isdir(f"/proc/{pid}/root/.chatops"))


def volume(pid: int, mounted_at: str) -> pathlib.Path:
    """Where a volume of the container lies on this machine, whose root it is on."""
    for line in pathlib.Path(f"/proc/{pid}/mountinfo").read_text().splitlines():
        words = line.split()
        if words[4] == mounted_at:
            return pathlib.Path(words[3])
    raise AssertionError(f"nothing is mounted at {mounted_at}")


def agents(session: str) -> list[int]:
    """The agent of a session of dev mode, and what passes it each connection's streams."""
    return [pid for pid, argv in processes() if b"chatops-agent-" in argv[0] and session.encode() in argv]


def kill(pids: list[int]) -> int:
    """How many of them were there to be killed."""
    killed = 0
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            killed += 1
    return killed
