#!/usr/bin/env python3
# Commands that show look at the engine: what ended while nobody watched is told by the list and the history, with the
# engine's own times; what would be refused is refused before anybody is asked; what runs after a failure is what is said.
# SPDX-License-Identifier: Apache-2.0
import json
import sys
import time

from harness import LIMIT, World

good = True


def check(what, holds, about=""):
    global good
    if not holds:
        good = False
        print(f"not so: {what}\n{about}")


def told(world, *words):
    done = world.run([*words, "-o", "json"])
    return json.loads(done.stdout), done


def runs(world, component):
    shown, _ = told(world, "env", "show", "s42")
    return shown, next(line for line in shown["components"] if line["component"] == component)


def until(world, holds, *words):
    """Asks again until it holds; nothing else drives the deployment meanwhile."""
    deadline = time.monotonic() + LIMIT
    while True:
        document, _ = told(world, *words)
        if holds(document) or time.monotonic() > deadline:
            return document
        time.sleep(0.2)


def ended_unwatched(world):
    begun = world.run(["deploy", "-e", "s42", "--create", "--iteration", "42", "--yes", "--no-wait"])
    check("it is started and left", begun.returncode == 0, begun.stderr)
    plan, other = told(world, "deploy", "-e", "s42", "chat=" + world.versions("chat", "main")[-1], "--force", "--dry-run")
    check("another one would be next", other.returncode == 0 and plan["behind"] == 1, other.stdout)
    gone = world.run(["env", "delete", "s42"])
    check("deleting it is refused", gone.returncode == 6, gone.stderr)
    listed = until(world, lambda d: d["items"][0]["status"] != "running", "env", "list")
    check("the list tells its end", listed["items"][0]["status"] == "succeeded", listed)
    time_seen = told(world, "env", "history", "s42")[0]["items"][0]
    stages = [s["ended_at"] for s in time_seen["stages"] if s["ended_at"]]
    check("it ended when its last stage did", time_seen["ended_at"][:19] == max(stages)[:19], time_seen)
    second = world.run(["env", "create", "other", "--iteration", "42"])
    check("an iteration has one environment", second.returncode == 6 and "s42" in second.stderr, second.stderr)


def failed_and_running(world):
    _, before = runs(world, "chat")
    known = world.versions("chat", "main")
    world.control("build", {"depot": "chat", "branch": "main", "wish": "crash"})
    world.built("chat", "main", known)
    failed = world.run(["deploy", "-e", "s42", "--yes"])
    check("it fails", failed.returncode == 1, failed.stderr)
    cause = "CrashLoopBackOff"
    check("its cause is said once", failed.stderr.count(cause) == 1, failed.stderr)
    check("the way back can be pasted", "chatops rollback -e s42" in failed.stderr, failed.stderr)
    shown, line = runs(world, "chat")
    check("the failed version runs", line["runs"]["version"] != before["runs"]["version"], shown)
    check("and is said to be a failed one's", shown["runs_revision"] == 2 and shown["runs_status"] == "failed", shown)
    plan, done = told(world, "deploy", "-e", "s42", "--dry-run")
    check("deploying again is told as that", plan["repeats"] == 2 and not plan["nothing_to_do"], plan)
    text = world.run(["deploy", "-e", "s42", "--dry-run"]).stdout
    check("in words", "did not succeed; it is deployed again" in text, text)
    back, _ = told(world, "rollback", "-e", "s42", "--dry-run")
    check("a rollback names its target", back["back_to"] == 1 and back["target"]["revision"] == 1, back)
    done = world.run(["rollback", "-e", "s42", "--yes", "-q"])
    check("and goes there", done.returncode == 0, done.stderr)
    history = world.run(["env", "history", "s42"]).stdout
    check("the history says so", "back to 1" in history, history)


def chosen_and_kept(world):
    world.control("commit", {"depot": "chat", "branch": "feature/polls", "from": "main", "message": "Polls [crash]"})
    world.built("chat", "feature/polls")
    failed = world.run(["deploy", "-e", "s42", "chat@feature/polls", "--yes"])
    shown, line = runs(world, "chat")
    check("the choice stays", line["choice"] == {"follow": "feature/polls"}, line)
    aside = {one["revision"]: one["version"] for one in shown["set_aside"]}
    version = aside.get(shown["revision"], "none")
    check("its version is set aside", version == line["runs"]["version"], shown)
    check("beside the one that failed on another branch", list(aside) == [2, shown["revision"]], shown)
    check("and that is said", f"chat={version}" in failed.stderr.split("set aside", 1)[-1], failed.stderr)
    text = world.run(["env", "show", "s42", "--no-wait"]).stdout
    check("also later", f"chat={version}" in text.split("Set aside", 1)[-1], text)
    for words in (["--dry-run"], ["--yes"]):
        done = world.run(["deploy", "-e", "s42", "portal@nosuch", *words])
        check(f"a branch that is nowhere is refused with {words}", done.returncode == 3 and "nosuch" in done.stderr,
              done.stdout + done.stderr)


def queued_and_left(world):
    chat, portal = world.versions("chat", "main"), world.versions("portal", "main")
    first = world.run(["deploy", "-e", "s42", "chat=" + chat[-1], "--pin", "--yes", "--no-wait"])
    check("one is started and left", first.returncode == 0, first.stderr)
    then = world.run(["deploy", "-e", "s42", "portal=" + portal[-1], "--pin", "--yes", "--no-wait"])
    check("another is accepted", then.returncode == 0, then.stderr)
    check("and it is said that nothing starts it", "nothing starts it until" in then.stderr, then.stderr)
    shown, _ = told(world, "env", "show", "s42")
    check("it is shown behind the one that runs", shown["running"] == shown["revision"] - 1 and shown["waits_to_start"],
          shown)
    last = world.run(["deploy", "-e", "s42", "--yes"])
    check("the next command that deploys takes it up", last.returncode == 0, last.stderr)
    after, _ = told(world, "env", "show", "s42")
    check("it was the same wish", after["runs_revision"] == shown["revision"]
          and after["deployed_generation"] == after["desired_generation"], after)


def main():
    with World(sys.argv[1], sys.argv[2], speed="2") as world:
        ended_unwatched(world)
        failed_and_running(world)
        chosen_and_kept(world)
        queued_and_left(world)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
