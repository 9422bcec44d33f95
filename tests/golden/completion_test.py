#!/usr/bin/env python3
# What completion answers on good days and bad ones, asked as the shell scripts ask. The shells themselves:
# completion_shell_test.py.
# Usage: completion_test.py CHATOPS SANDBOX
# SPDX-License-Identifier: Apache-2.0
import fcntl
import os
import shutil
import subprocess
import sys
import time

from harness import LIMIT, World


def check(what, condition, detail=""):
    if not condition:
        print(f"FAILED: {what}\n{detail}")
        check.failed = True


check.failed = False


class Completion:
    """Completion in one folder of a world."""

    def __init__(self, world, folder=None, **variables):
        self.world, self.folder, self.variables = world, folder, variables
        self.path = None

    def ask(self, *words):
        done = self.world.run(["__complete", *words], folder=self.folder, **self.variables)
        check(f"{words} is answered in silence", done.returncode == 0 and not done.stderr and done.stdout.splitlines()[-1][:1] == ":", str(done))
        return dict((line + "\t").split("\t")[:2] for line in done.stdout.splitlines()[:-1])

    def until(self, wanted, *words):
        """Asks until `wanted` is among the words: the refresh is behind."""
        deadline = time.monotonic() + LIMIT
        while wanted not in (got := self.ask(*words)):
            if time.monotonic() > deadline:
                raise SystemExit(f"FAILED: {wanted!r} never came after {words}: {got}")
            time.sleep(0.1)
        return got

    def folder_of_caches(self):
        return self.world.home / ".cache/chatops/completion"

    def file(self):
        """Known once it was there, because later it may be anything."""
        if self.path is None:
            key = f"chatops completion 1\nkey\t{self.folder or self.world.home}\tprofile=sandbox\t".encode()
            self.path = next(f for f in self.folder_of_caches().iterdir() if f.read_bytes().startswith(key))
        return self.path

    def quiet(self):
        """Waits until no refresh is at work, and lets the next one begin at once."""
        for lock in self.folder_of_caches().glob("*.lock"):
            with lock.open() as held:
                fcntl.flock(held, fcntl.LOCK_EX)
            os.utime(lock, (time.time() - 3600,) * 2)


def what_fits(c):
    c.until("portal@fix/audio", "deploy", "portal@")
    c.quiet()
    rows = [
        (["deploy", "-e", ""], {"s42": "ready · S42 小组讨论 / Breakout rooms"}),
        (["deploy", "chat@"], {"chat@main": None, "chat@feature/breakout-rooms": None}),
        (["deploy", "chat"], {"chat=": None, "chat@": None}),
        (["deploy", "--chart", ""], {"1.1.0": None}),
        (["deploy", "--class="], {"--class=tencent": "腾讯云"}),
        (["deploy", "--param", ""], {"Iteration=": None}),
        (["deploy", "--iteration", ""], {"42": "S42 小组讨论 / Breakout rooms · active"}),
        (["branch", ""], {"platform": "gateway grading notify jobs"}),
        (["branch", "chat", "fe"], {"feature/breakout-rooms": None}),
        (["rollback", "-e", "s42", ""], {"1": None}),
        (["env", "delete", "s42", "--confirm", ""], {"s42": None}),
        (["env", "list", "--profile", ""], {"sandbox": None}),
        (["artifact", "list", "chat", ""], {"portal": None}),
    ]
    for words, wanted in rows:
        got = c.ask(*words)
        check(f"{words} offers {wanted}", all(w in got and says in (None, got[w]) for w, says in wanted.items()), str(got))
    newest = c.ask("deploy", "-e", "s42", "chat=")
    check("the version that runs is marked", [says for says in newest.values() if says.endswith("· running")], str(newest))
    check("what is given already is not offered again", "chat" not in c.ask("deploy", "chat@main", ""))
    check("a name to be created is not one that exists", "s42" not in c.ask("env", "create", ""))
    check("artifact show takes versions only", list(c.ask("artifact", "show", "portal")) == ["portal="])
    check("Chinese", "就绪" in Completion(c.world, CHATOPS_LANG="zh").ask("env", "show", "")["s42"])
    c.world.run(["env", "use", "s42"])
    check("the environment in use", "in use here" in c.ask("env", "show", "")["s42"], str(c.ask("env", "show", "")))
    check("its revisions", "1" in c.ask("rollback", ""))


def changes_show_at_once(c):
    c.world.run(["env", "create", "fresh"])
    check("a new environment", "fresh" in c.ask("env", "show", ""))
    c.world.run(["env", "delete", "fresh", "--confirm", "fresh"])
    check("one that is gone", "fresh" not in c.ask("env", "show", ""))


def other_folders(c):
    elsewhere = c.world.home / "elsewhere"
    elsewhere.mkdir()
    there = Completion(c.world, elsewhere)
    there.until("portal@fix/audio", "deploy", "portal@")
    there.quiet()
    c.world.run(["env", "create", "fresh"])
    there.until("fresh", "env", "show", "")
    check("what is in use elsewhere is not in use here", "in use" not in there.ask("env", "show", "")["s42"])
    c.world.run(["env", "delete", "fresh", "--confirm", "fresh"])
    there.until("s42", "env", "show", "")
    unknown = Completion(c.world, CHATOPS_PROFILE="nonsense")
    unknown.ask("env", "show", "")
    unknown.quiet()
    check("another profile has another cache", not unknown.ask("env", "show", ""))


def not_trusted(c):
    """A file that is not as we write it is no cache, and is replaced by one."""
    c.quiet()
    good = c.file().read_bytes()

    def damaged(change):
        c.quiet()
        file = c.file()
        file.write_bytes(good)
        file.chmod(0o600)
        change(file)
        c.ask("deploy", "")
        c.until("portal@fix/audio", "deploy", "portal@")

    damaged(lambda f: f.write_bytes(good[: len(good) // 2]))
    damaged(lambda f: f.write_bytes(b""))
    damaged(lambda f: f.write_bytes(os.urandom(100_000)))
    damaged(lambda f: f.write_bytes(good.replace(b"completion 1", b"completion 9")))
    damaged(lambda f: f.write_bytes(good.replace(b"key\t", b"key\t/other")))
    damaged(lambda f: f.write_bytes(b"chatops completion 1\n" + b"x" * (5 << 20)))
    damaged(lambda f: f.unlink())
    planted = good.replace(b"environment\ts42", b"environment\tevil")
    c.quiet()
    for mode in (0o666, 0o660):
        file = c.file()
        file.write_bytes(planted)
        file.chmod(mode)
        check("a file that others may write to is not read", "evil" not in c.ask("env", "show", ""))
        c.until("portal@fix/audio", "deploy", "portal@")
        c.quiet()
        check("nor is anything kept from it", "evil" not in c.ask("env", "show", ""))
    file = c.file()
    aside = c.world.home / "planted"
    aside.write_bytes(planted.replace(b"\nend\t%d" % good.rindex(b"end\t"), b"\nend\t%d" % planted.rindex(b"end\t")))
    file.unlink()
    file.symlink_to(aside)
    check("nor is a link followed", "evil" not in c.ask("env", "show", ""))
    c.until("portal@fix/audio", "deploy", "portal@")
    c.quiet()
    file.unlink()
    os.mkfifo(file)
    check("a pipe does not hold anybody up", c.ask("deploy", "") is not None)
    c.until("portal@fix/audio", "deploy", "portal@")


def without_a_home(good):
    world = good.world
    # /proc takes no folder, not even from root.
    for variables in ({"HOME": "/proc"}, {"HOME": ""}, {"HOME": "relative"}, {"XDG_CACHE_HOME": "/proc/1"}):
        c = Completion(world, **variables)
        check("the table answers", "deploy" in c.ask("dep") and "json" in c.ask("deploy", "-o", ""))
        check("nothing else does", not c.ask("deploy", ""), str(variables))


def network_is_gone(c):
    c.until("portal@fix/audio", "deploy", "portal@")
    c.quiet()
    before = c.ask("deploy", "portal=")
    c.world.run(["sandbox", "stop"])
    file = c.file()
    os.utime(file, (time.time() - 3600,) * 2)
    began = time.monotonic()
    check("old answers", list(c.ask("deploy", "portal=")) == list(before))
    check("at once", time.monotonic() - began < 2)
    c.quiet()
    text = file.read_text()
    check("the failure is counted", "\nfailures\t1\n" in text and "\nfresh\t60\n" in text, text[:300])
    check("and nothing is lost", list(c.ask("deploy", "portal=")) == list(before))
    starts = (file.parent / (file.name + ".lock")).stat().st_mtime_ns
    for _ in range(20):
        c.ask("deploy", "portal=")
    check("a dead network is not asked at every Tab", starts == (file.parent / (file.name + ".lock")).stat().st_mtime_ns)


def alone(good):
    """Without chatops-core there is nothing to start, and nothing to say about it."""
    world = good.world
    folder = world.home / "alone"
    folder.mkdir()
    shutil.copy(world.chatops, folder / "chatops")
    done = subprocess.run([folder / "chatops", "__complete", "deploy", ""], cwd=folder, env=world.environment(XDG_CACHE_HOME=str(folder)),
                          capture_output=True, text=True, timeout=LIMIT)
    check("alone", done.returncode == 0 and done.stdout == ":\tcomponents\n" and not done.stderr, str(done))


def main():
    with World(sys.argv[1], sys.argv[2]) as world:
        made = world.run(["deploy", "-e", "s42", "--create", "--iteration", "42", "--yes"])
        check("an environment", made.returncode == 0, made.stderr)
        c = Completion(world)
        for part in (what_fits, changes_show_at_once, other_folders, not_trusted, without_a_home, alone, network_is_gone):
            began = time.monotonic()
            part(c)
            print(f"{part.__name__}: {time.monotonic() - began:.1f} s", flush=True)
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
