#!/usr/bin/env python3
"""A component that somebody has in dev mode and somebody else wants: a server beside a real cluster asks its holder in the iteration's
group, and what they click, or type, is what the waiting `dev start --take-over` is told.

Usage: dev_consent_test.py CHATOPS SANDBOX
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import os
import re
import subprocess
import sys
import urllib.error

from cluster import KUBECONFIG, kubectl
from harness import run_cases, wait_until
from needs import need
from serving import PATIENCE, Serving

REGISTRY = need("kube", "CHATOPS_TEST_REGISTRY")
INGRESS = need("kube", "CHATOPS_TEST_INGRESS")
HELM = need("helm", "CHATOPS_TEST_HELM")
NAME = f"consent{os.getpid()}"
NS = f"{NAME}-asked"
IMAGE = f"{REGISTRY}/chatops-test/busybox:1-dev"
HOLDER, ASKER = "Chen at the desk", "Bo"


def workload() -> dict:
    whole = json.loads(kubectl("get", "deployment", "chat", "-n", NS, "-o", "json"))
    return {"spec": whole["spec"], "marks": [key for key in {**whole["metadata"].get("annotations", {}), **whole["metadata"].get("labels", {})}
                                             if "dev-" in key]}


def begin(bench, actor) -> None:
    bench.ok("dev", "start", "chat", "-e", "asked", "--image", IMAGE, "--root", "/src", CHATOPS_ACTOR=actor)


def holders(bench) -> list[tuple]:
    items = bench.ok("dev", "status", "-e", "asked", "-o", "json").json["items"]
    return [(one["holder"], one.get("wanted_by")) for one in items]


@contextlib.contextmanager
def asking(bench, actor=ASKER):
    """Somebody else at a terminal, who waits for an answer."""
    words = bench.command("dev", "start", "chat", "-e", "asked", "--take-over", "--image", IMAGE, "--root", "/src", "-o", "json")
    process = subprocess.Popen(words, env=bench.environment | {"CHATOPS_ACTOR": actor}, cwd=bench.folder, stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        wait_until("the wish", lambda: [wish for _, wish in holders(bench)] == [actor], PATIENCE)
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def card(bench, holder, *words, buttons):
    """The session's message as it is now; `buttons` are its labels."""
    def look():
        for message in bench.pages["chenjia"].messages(bench.group):
            text = message["title"] + message["text"]
            if f"chat is in dev mode: {holder}" in text and all(word in text for word in words) and [b["label"] for b in message["buttons"]] == buttons:
                return message
        return None
    return wait_until(f"a card of {holder} with {words} and {buttons}", look, PATIENCE)


def question(bench, who, holder, *words, buttons):
    """The newest message: a wish is none of those that were there before it."""
    def look():
        asked = [m for m in bench.pages["chenjia"].messages(bench.group) if f"{who} asks {holder} to hand over chat" in m["title"] + m["text"]]
        newest = max(asked, key=lambda m: m["id"], default=None)
        fits = newest and all(w in newest["text"] for w in words) and [b["label"] for b in newest["buttons"]] == buttons
        return newest if fits else None
    found = wait_until(f"a question of {who} to {holder} with {words} and {buttons}", look, PATIENCE)
    assert found["id"] > card(bench, holder, f"{who} asks {holder}", buttons=[])["id"], found
    return found


def click(bench, login, message, label):
    button = next(one["id"] for one in message["buttons"] if one["label"] == label)
    return bench.pages[login].post(f"groups/{bench.group['id']}/click", message=str(message["id"]), button=button)


def told(reply) -> str:
    return (reply.get("message") or {}).get("text", "") + (reply.get("toast") or "")


def was_kept(process) -> None:
    out, err = process.communicate(timeout=60)
    assert process.returncode == 6 and "dev_taken" in out and "take_over_refused" in out, (process.returncode, out, err)


def audit(bench) -> list[tuple]:
    return bench.state("SELECT actor_id, command, door, outcome, reason FROM audit WHERE command LIKE 'dev %' ORDER BY sequence")


def somebody_has_it(bench):
    wait_until("the first reading", lambda: bench.state("SELECT count(*) FROM iteration_projects")[0][0])
    bench.ok("serve", "setup-hooks")
    code = bench.control("iterations", {"name": "S46 Asked", "owner": "linxiao"})["code"]
    for name in ("chenjia", "wangning"):
        bench.control("issues", {"name": f"of {name}", "iteration": code, "assignee": name})
    bench.pages = {name: bench.login(name) for name in ("linxiao", "chenjia", "wangning")}
    bench.group = bench.pages["chenjia"].group("S46")
    bench.pages["wangning"].group("S46")
    bench.ok("deploy", "-e", "asked", "--create", "--iteration", str(code), "--yes", "--wait")
    bench.before = workload()
    assert not bench.before["marks"], bench.before
    begin(bench, HOLDER)
    card(bench, HOLDER, buttons=[])


def whoever_is_linked_to_nobody_is_told_how(bench):
    say = f"groups/{bench.group['id']}/say"
    with asking(bench) as process:
        question(bench, ASKER, HOLDER, f'people link "named:{HOLDER}"', buttons=[])
        refused = told(bench.pages["chenjia"].post(say, text="/dev keep chat", key="k0"))
        assert HOLDER in refused and "linked to nobody" in refused, refused
        bench.ok("people", "link", "local:chenjia", f"named:{HOLDER}")
        # Nothing has happened in the cluster: the buttons come of the link alone.
        question(bench, ASKER, HOLDER, buttons=["Hand over", "Keep"])
        assert "Done" in told(bench.pages["chenjia"].post(say, text="/dev keep chat", key="k1"))
        was_kept(process)
    assert holders(bench) == [(HOLDER, None)], holders(bench)
    bench.pages["wangning"].hears(bench.group, "/dev keep chat", f"stays with {HOLDER}; {ASKER} is told so")
    bench.pages["wangning"].hears(bench.group, f"chat stays with {HOLDER}; {ASKER} asks no more")
    card(bench, HOLDER, buttons=[])


def its_holder_keeps_it_and_nobody_answers_for_them(bench):
    with asking(bench) as process:
        shown = question(bench, ASKER, HOLDER, buttons=["Hand over", "Keep"])
        assert "people link" not in shown["text"], shown
        for login, label, why in (("wangning", "Hand over", "or an administrator"), ("wangning", "Keep", "only whoever has it"),
                                  ("linxiao", "Keep", "only whoever has it")):
            refused = told(click(bench, login, shown, label))
            assert why in refused, (login, label, refused)
        assert holders(bench) == [(HOLDER, ASKER)] and process.poll() is None
        assert "Done" in told(click(bench, "chenjia", shown, "Keep"))
        was_kept(process)
    assert holders(bench) == [(HOLDER, None)], holders(bench)
    card(bench, HOLDER, buttons=[])
    try:
        click(bench, "chenjia", shown, "Hand over")
        raise AssertionError("an old button did something")
    except urllib.error.HTTPError as refused:
        assert "card_outdated" in refused.read().decode(), refused
    assert holders(bench) == [(HOLDER, None)], holders(bench)


def its_holder_hands_it_over(bench):
    with asking(bench) as process:
        shown = question(bench, ASKER, HOLDER, buttons=["Hand over", "Keep"])
        assert "Done" in told(click(bench, "chenjia", shown, "Hand over"))
        out, err = process.communicate(timeout=90)
        assert process.returncode == 0 and json.loads(out)["holder"] == ASKER, (out, err)
    assert holders(bench) == [(ASKER, None)], holders(bench)
    bench.pages["wangning"].hears(bench.group, f"out of dev mode ({HOLDER})")
    bench.pages["wangning"].hears(bench.group, f"{HOLDER} has left chat, which {ASKER} asked for")
    bench.pages["wangning"].hears(bench.group, "/dev end chat -e asked", "is as it was before")
    card(bench, ASKER, buttons=[])


def an_administrator_hands_over_what_a_terminal_left(bench):
    bench.ok("people", "link", "local:wangning", f"named:{ASKER}")
    with asking(bench, HOLDER) as process:
        shown = question(bench, HOLDER, ASKER, buttons=["Hand over", "Keep"])
        assert "or an administrator" in told(click(bench, "chenjia", shown, "Hand over")), "whoever asks does not answer"
        assert "Done" in told(click(bench, "linxiao", shown, "Hand over"))
        out, err = process.communicate(timeout=90)
        assert process.returncode == 0 and json.loads(out)["holder"] == HOLDER, (out, err)
    assert holders(bench) == [(HOLDER, None)], holders(bench)


def all_of_it_is_written_down_and_everything_comes_back(bench):
    bench.fails(6, "dev_taken", "dev", "end", "chat", "-e", "asked", CHATOPS_ACTOR=ASKER)
    bench.fails(6, "dev_taken", "dev", "keep", "chat", "-e", "asked", CHATOPS_ACTOR=ASKER)
    bench.fails(3, "dev_not_wanted", "dev", "keep", "chat", "-e", "asked", CHATOPS_ACTOR=HOLDER)
    assert bench.ok("dev", "end", "chat", "-e", "asked", "-o", "json", CHATOPS_ACTOR=HOLDER).json["exact"]
    assert workload() == bench.before, (workload(), bench.before)
    lin, chen, wang = "coding:1001", "coding:1002", "coding:1003"
    assert audit(bench) == [
        (chen, "dev keep", "chat", "failed", "dev_taken"), (chen, "dev keep", "chat", "accepted", ""),
        (wang, "dev end", "chat", "refused", "right_missing"), (wang, "dev keep", "chat", "refused", "right_missing"),
        (lin, "dev keep", "chat", "refused", "right_missing"), (chen, "dev keep", "chat", "accepted", ""),
        (chen, "dev end", "chat", "accepted", ""), (chen, "dev end", "chat", "refused", "right_missing"),
        (lin, "dev end", "chat", "accepted", "")], audit(bench)


def bench() -> Serving:
    made = Serving(sys.argv[1], sys.argv[2], {"resync": "1h"}, ("--kubeconfig", KUBECONFIG, "--helm", HELM, "--pull-host", REGISTRY, "--ingress", INGRESS,
                                                                "--speed", "20"))
    made.environment |= {"KUBECONFIG": KUBECONFIG}
    file = made.app / "chatops.yaml"
    text = file.read_text().replace('"{application}-{env}"', f'"{NAME}-{{env}}"\n  cluster: lab')
    context = kubectl("config", "current-context").strip()
    text = re.sub(r"^  (\w+): +(\{repository: .*)\}$", r"  \1: \2, workload: \1}", text, flags=re.M)  # the sandbox's images have other names here
    file.write_text(text + f"\nclusters:\n  lab: {{context: {context}}}\n")
    return made.serve()


try:
    run_cases([somebody_has_it, whoever_is_linked_to_nobody_is_told_how, its_holder_keeps_it_and_nobody_answers_for_them, its_holder_hands_it_over,
               an_administrator_hands_over_what_a_terminal_left, all_of_it_is_written_down_and_everything_comes_back], bench)
finally:
    kubectl("delete", "namespace", NS, "--ignore-not-found", "--wait=false", check=False)
