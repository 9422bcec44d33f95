#!/usr/bin/env python3
# The deploy card as a form, all the way: chosen on a screen, deployed by the sandbox with exactly that.
# SPDX-License-Identifier: Apache-2.0
import json
import pathlib
import re
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from harness import World  # noqa: E402
from screen import Screen  # noqa: E402

HOME, DOWN, RIGHT, CTRL_D, ESCAPE = b"\x1b[H", b"\x1b[B", b"\x1b[C", b"\x04", b"\x1b"
DEPLOY = b"d\r"
FEATURE = "feature/breakout-rooms"


def check(what, condition, seen=""):
    if not condition:
        raise SystemExit(f"FAILED: {what}\n{seen}")


def opened(world, *words, title="Deploy to s42", **variables):
    screen = Screen(160, 40)
    screen.run([world.chatops, *words], env=world.environment(**variables), folder=world.home)
    screen.until(title)
    return screen


def ends(screen, code=0):
    check(f"it ends with {code}", screen.end() == code, screen.everything())
    return screen.everything()


def shown(world, name="s42"):
    return json.loads(world.run(["env", "show", name, "-o", "json"]).stdout)


def component(world, name):
    return next(one for one in shown(world)["components"] if one["component"] == name)


def deployed(world):
    """The deployment that is now, when it has succeeded."""
    view = shown(world)
    check("it is deployed", view["deployment"] and view["deployment"]["status"] == "succeeded", view)
    return view["deployment"]


def new_build(world, name, branch="main"):
    known = world.versions(name, branch)
    world.control("build", {"component": name, "branch": branch})
    return world.built(name, branch, known)[0]


def follows(screen, branch=FEATURE):
    """Told by two columns beside each other."""
    return re.search(r"follow +" + re.escape(branch), screen.text()) is not None


def pick(screen, typed, then):
    """In the list of the line that has the focus."""
    screen.type(b"\r")
    screen.until("Enter: ")
    screen.type(typed)
    screen.until(then)
    screen.type(b"\r")
    screen.until("Enter select")


def cancelling_changes_nothing(world):
    with opened(world, "deploy", "-e", "s42", "--create") as screen:
        screen.type(ESCAPE)
        ends(screen, 5)
    check("nothing was made", world.run(["env", "list", "-o", "name"]).stdout.strip() == "")


def a_name_is_refused_while_it_is_typed(world):
    with opened(world, "deploy", "-e", "s44", "--create", title="Deploy to s44") as screen:
        pick(screen, "breakout", "follow " + FEATURE)
        screen.type(HOME + DOWN + b"!@")
        screen.until("!@")
        screen.until("joined by dots")
        screen.type(CTRL_D + b"\r")
        screen.until("joined by dots")
        check("what was filled in is still there", "!@" in screen.text() and follows(screen),
              screen.framed())
        screen.type(b"\x7f\x7f" + CTRL_D + RIGHT + b"\r")
        check("put right, it is taken", "Saved" in ends(screen), screen.everything())
    portal = next(one for one in shown(world, "s44")["components"] if one["component"] == "portal")
    check("as it was filled in", portal["choice"] == {"follow": FEATURE}, portal)
    world.run(["env", "delete", "s44", "--force", "--confirm", "s44"])


def remembering_deploys_nothing(world):
    with opened(world, "deploy", "-e", "s42", "--create") as screen:
        pick(screen, "breakout", "follow " + FEATURE)
        screen.type(b"d" + RIGHT + b"\r")
        check("it says so", "Saved" in ends(screen), screen.everything())
    check("nothing was deployed", not shown(world).get("deployment"), shown(world))
    check("the selection is kept", component(world, "portal")["choice"] == {"follow": FEATURE}, shown(world))


def confirming_deploys_what_was_chosen(world):
    with opened(world, "deploy", "-e", "s42") as screen:
        check("what was remembered is prefilled", follows(screen), screen.framed())
        screen.type(HOME + DOWN * 2 + b"Sprint 42")
        screen.until("Sprint 42")
        screen.type(CTRL_D + b"\r")
        said = ends(screen)
        check("what was chosen stays", "Deploy to s42" in said and ": (none) -> Sprint 42" in said, said)
        check("under the names of people", "parameter.Iteration" not in said, said)
    check("the parameter arrived", "Sprint 42" in json.dumps(deployed(world)), shown(world))
    newest = world.versions("portal", FEATURE)[0]
    check("the branch runs", component(world, "portal")["runs"]["version"] == newest, shown(world))


def a_branch_is_changed(world):
    with opened(world, "deploy", "-e", "s42") as screen:
        check("given once, the parameter is prefilled", "Sprint 42" in screen.text(), screen.framed())
        pick(screen, "main", "follow main")
        screen.type(DEPLOY)
        ends(screen)
    deployed(world)
    portal = component(world, "portal")
    check("it follows", portal["choice"] == {"follow": "main"}, portal)
    check("it runs", portal["runs"]["version"] == world.versions("portal", "main")[0], portal)


def a_version_is_pinned(world):
    before = component(world, "portal")["runs"]["version"]
    new_build(world, "portal")
    with opened(world, "deploy", "-e", "s42") as screen:
        pick(screen, before, "pin " + before)
        screen.until("pinned")
        screen.type(DEPLOY)
        ends(screen)
    check("pinned at what was picked", component(world, "portal")["choice"]["pin"] == before, shown(world))


def a_build_meanwhile_is_asked_about(world):
    for answer, code in ((b"n\r", 5), (b"y\r", 0)):
        before = component(world, "live")["runs"]["version"]
        with opened(world, "deploy", "-e", "s42") as screen:
            newest = new_build(world, "live")
            screen.type(DEPLOY)
            screen.until("[y/N]")
            check("it says why", "as the form showed" in screen.everything(), screen.everything())
            screen.type(answer)
            ends(screen, code)
        runs = component(world, "live")["runs"]["version"]
        check("what was asked about runs after a yes, and only then", runs == (before if code else newest), runs)


def a_change_meanwhile_brings_the_form_back(world):
    with opened(world, "deploy", "-e", "s42") as screen:
        other = world.run(["deploy", "-e", "s42", "--force", "--yes"])
        check("somebody else deploys", other.returncode == 0, other.stderr)
        revision = deployed(world)["revision"]
        screen.type(DEPLOY)
        screen.until("s42 changed meanwhile")
        screen.until("[ Deploy ]")
        check("the form says why it is there again", screen.alternate, screen.framed())
        screen.type(ESCAPE)
        ends(screen, 5)
    check("nothing was done", deployed(world)["revision"] == revision, shown(world))


def a_branch_is_followed_by_a_repository(world):
    with opened(world, "branch", "portal", FEATURE, "-e", "s42") as screen:
        check("its row follows", follows(screen), screen.framed())
        screen.type(DEPLOY)
        ends(screen)
    portal = component(world, "portal")
    check("and is kept", portal["choice"] == {"follow": FEATURE}, portal)
    check("and runs", portal["runs"]["version"] == world.versions("portal", FEATURE)[0], portal)


def an_open_iteration_gets_its_environment(world):
    name = "s43-homework-grading"
    with opened(world, "deploy", title="Select an environment") as screen:
        screen.type(ESCAPE)
        ends(screen, 5)
    with opened(world, "deploy", title="Select an environment") as screen:
        screen.type(b"\r")
        screen.until("Enter: s42")
        line = next(line for line in screen.lines() if name in line)
        check("it is told to be new", " new " in line and "state.new" not in line, line)
        screen.type("homework")
        screen.until("Enter: " + name)
        screen.type(b"\r")
        screen.until("[ Next ]")
        screen.type(DEPLOY)
        screen.until("Deploy to " + name)
        screen.type(DEPLOY)
        ends(screen)
    with opened(world, "deploy", title="Select an environment") as screen:
        screen.type(b"\r")
        screen.until("Enter: s43-homework-grading")
        screen.type("s77")
        screen.until("Enter: s77")
        screen.type(b"\r")
        screen.until("[ Next ]")
        screen.type(DEPLOY)
        screen.until("Deploy to s77")
        screen.type(ESCAPE)
        ends(screen, 5)
    view = shown(world, name)
    check("it runs for its iteration", view["deployment"]["status"] == "succeeded"
          and view["iteration"] == "43", view)


def it_is_whole_on_a_small_screen(world):
    with opened(world, "deploy", "-e", "s42") as screen:
        screen.resize(36, 24)
        screen.until("[Cancel]")
        screen.resize(19, 24)
        screen.until("too narrow")
        screen.type(DEPLOY)
        screen.settle()
        check("nothing is pressed unseen", screen.alternate and "too narrow" in screen.text(), screen.framed())
        screen.resize(160, 40)
        screen.until("[ Cancel ]")
        check("it is as it was", "> [" not in screen.text(), screen.framed())
        screen.type(ESCAPE)
        ends(screen, 5)


CASES = [cancelling_changes_nothing, a_name_is_refused_while_it_is_typed, remembering_deploys_nothing,
         confirming_deploys_what_was_chosen, a_branch_is_changed,
         a_version_is_pinned, a_build_meanwhile_is_asked_about, a_change_meanwhile_brings_the_form_back,
         a_branch_is_followed_by_a_repository, an_open_iteration_gets_its_environment, it_is_whole_on_a_small_screen]


def main():
    with World(sys.argv[1], sys.argv[2]) as world:
        for case in CASES:
            case(world)
    return 0


if __name__ == "__main__":
    sys.exit(main())
