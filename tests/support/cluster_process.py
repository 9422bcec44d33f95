"""A process of the test cluster that a test kills and begins again, as a supervisor would. Its pid is the first word of a file, its start time
(field 22 of /proc/PID/stat) the second; both are written anew, so that whoever looks after the cluster still knows it.

SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import shutil
import signal
import subprocess


def start_time(pid: int) -> str:
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]


class ClusterProcess:
    def __init__(self, file: str):
        self.file = pathlib.Path(file)
        self.pid = int(self.file.read_text().split()[0])
        at = pathlib.Path(f"/proc/{self.pid}")
        self.argv = (at / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
        self.environment = dict(word.split(b"=", 1) for word in (at / "environ").read_bytes().split(b"\0") if b"=" in word)
        # By its own name, which may be a link to a program of several.
        self.program = shutil.which(self.argv[0].decode(), path=self.environment.get(b"PATH", b"").decode()) or os.readlink(at / "exe")
        self.folder = os.readlink(at / "cwd")
        self.log = os.readlink(at / "fd" / "1")
        self.child: subprocess.Popen | None = None

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        if self.child:
            self.child.wait()

    def begin(self) -> None:
        log = open(self.log if self.log.startswith("/") else os.devnull, "ab")
        self.child = subprocess.Popen(self.argv, executable=self.program, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                                      stdout=log, stderr=log, start_new_session=True)
        log.close()
        self.pid = self.child.pid
        new = self.file.with_suffix(".new")
        new.write_text(f"{self.pid} {start_time(self.pid)}\n")
        new.replace(self.file)
