#!/usr/bin/env python3
# The deploy card as a form, all the way: chosen on a screen, deployed by the sandbox with exactly that.
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from harness import World  # noqa: E402
from screen import Screen  # noqa: E402


def check(what, condition, seen=""):
    if not condition:
        raise SystemExit(f"FAILED: {what}\n{seen}")


def opened(world, *words, title="Deploy to s42", **variables):
    screen = Screen(110, 40)
    screen.run([world.chatops, *words], env=world.environment(**variables), folder=world.home)
    screen.until(title)
    return screen


def shown(world):
    return json.loads(world.run(["env", "show", "s42", "-o", "json"]).stdout)


def cancelling_changes_nothing(world):
    with opened(world, "deploy", "-e", "s42", "--create") as screen:
        screen.type(b"\x1b")
        check("leaving is no", screen.end() == 5, screen.framed())
    check("nothing was made", world.run(["env", "list", "-o", "name"]).stdout.strip() == "")


def confirming_deploys(world):
    with opened(world, "deploy", "-e", "s42", "--create") as screen:
        screen.type(b"d\r")
        check("it is deployed", screen.end() == 0, screen.framed())
        check("what was chosen stays", "Deploy to s42" in screen.everything(), screen.everything())
    check("it runs", shown(world)["deployment"]["status"] == "succeeded", shown(world))


def a_version_is_pinned(world):
    first = shown(world)["components"][0]["component"]
    before = shown(world)["components"][0]["runs"]["version"]
    known = world.run(["artifact", "list", first, "-b", "main", "-o", "name"]).stdout.split()
    world.control("build", {"component": first, "branch": "main"})
    while world.run(["artifact", "list", first, "-b", "main", "-o", "name"]).stdout.split() == known:
        pass
    with opened(world, "deploy", "-e", "s42") as screen:
        screen.type(b"\r")
        screen.settle()
        screen.type(before)
        screen.until("pin " + before)
        screen.type(b"\r")
        screen.until("pinned")
        screen.type(b"d\r")
        check("it is kept", screen.end() == 0, screen.framed())
    check("pinned at what was picked", shown(world)["components"][0]["choice"]["pin"] == before, shown(world))


def a_build_meanwhile_is_asked_about(world):
    second = shown(world)["components"][1]["component"]
    known = world.run(["artifact", "list", second, "-b", "main", "-o", "name"]).stdout.split()
    with opened(world, "deploy", "-e", "s42") as screen:
        world.control("build", {"component": second, "branch": "main"})
        while world.run(["artifact", "list", second, "-b", "main", "-o", "name"]).stdout.split() == known:
            pass
        screen.type(b"d\r")
        screen.until("[y/N]")
        check("it says why", "as the form showed" in screen.everything(), screen.everything())
        screen.type(b"n\r")
        check("no is no", screen.end() == 5, screen.framed())


def main():
    with World(sys.argv[1], sys.argv[2]) as world:
        cancelling_changes_nothing(world)
        confirming_deploys(world)
        a_version_is_pinned(world)
        a_build_meanwhile_is_asked_about(world)
        with opened(world, "deploy", title="Which environment?") as screen:
            screen.type(b"\x1b")
            check("no environment, no deployment", screen.end() == 5, screen.framed())
    return 0


if __name__ == "__main__":
    sys.exit(main())
