#!/usr/bin/env python3
"""CODING as it is: it answers a key that it has seen with the execution that bears it, calls an execution successful in which
a stage was stopped, refuses long pages and too many calls, forgets tokens in the middle. What becomes of deployments then.

Usage: coding_test.py CHATOPS SANDBOX
SPDX-License-Identifier: Apache-2.0
"""
import contextlib
import json
import subprocess
import sys
import time
import urllib.request

from harness import Bench, run_cases, wait_until

versions: list[str] = []


def open_api(bench: Bench, action: str, **parameters):
    token = bench.control_file["tokens"]["personal"]["secret"]
    request = urllib.request.Request(f"{bench.url}/open-api?Action={action}", method="POST", data=json.dumps(parameters).encode(),
                                     headers={"Authorization": "token " + token, "Content-Type": "application/json"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
        return json.load(answer)["Response"]


def pipeline(bench: Bench) -> tuple[str, dict]:
    configs = open_api(bench, "DescribeCdPipelineConfigs", Application="classroom")["Data"]["PipelineConfigs"]
    one = next(c for c in configs if c["Name"] == "deploy-environment")
    return one["Id"], json.loads(one["JsonContent"])


@contextlib.contextmanager
def changed_pipeline(bench: Bench, change):
    pipeline_id, before = pipeline(bench)
    after = json.loads(json.dumps(before))
    change(after)
    open_api(bench, "ModifyCdPipeline", PipelineConfigId=pipeline_id, PipelineJsonContent=json.dumps(after))
    try:
        yield
    finally:
        open_api(bench, "ModifyCdPipeline", PipelineConfigId=pipeline_id, PipelineJsonContent=json.dumps(before))


def change(bench: Bench, environment: str) -> list[str]:
    """Words that ask for something that does not run yet."""
    runs = {c["component"]: c["runs"]["version"] for c in bench.ok("env", "show", environment, "--no-wait", "-o", "json").json["components"]}
    other = next(v for v in versions if v != runs["chat"])
    return ["deploy", "-e", environment, f"chat={other}", "--pin", "--yes", "--wait", "--timeout", "60s"]


def running(bench: Bench, namespace: str) -> dict:
    """What the engine really brought there last, from its own books."""
    last = [e for e in bench.control("world")["executions"] if e["parameters"].get("Namespace", "").endswith(namespace)][-1]
    content = json.loads(open_api(bench, "DescribeCdPipeline", PipelineExecutionId=last["id"])["Data"]["PipelineExecutionJsonContent"])
    return {a["name"].rsplit("/", 1)[1]: a["reference"].rsplit(":", 1)[1] for a in content["trigger"]["artifacts"] if "docker" in a["type"]}


def prepare(bench: Bench) -> None:
    bench.ok("deploy", "-e", "one", "--create", "--yes", "--wait")
    listed = bench.ok("artifact", "list", "chat", "--branch", "main", "-o", "json").json["items"]
    versions[:] = [a["version"] for a in listed][:3]
    assert len(versions) == 3, listed


def two_machines_of_the_same_revision(bench: Bench) -> None:
    elsewhere = {"XDG_STATE_HOME": str(bench.folder / "other-state")}
    for version, where in ((versions[0], {}), (versions[1], elsewhere)):
        bench.ok("deploy", "-e", "both", "--create", f"chat={version}", "--pin", "--yes", "--wait", **where)
    shown = bench.ok("env", "show", "both", "--no-wait", "-o", "json", **elsewhere).json
    told = next(c["runs"]["version"] for c in shown["components"] if c["component"] == "chat")
    assert told == versions[1] == running(bench, "both")["chat"], (told, running(bench, "both"))


def another_execution_is_not_ours(bench: Bench) -> None:
    old = next(e["id"] for e in bench.control("world")["executions"] if e["parameters"].get("Namespace", "").endswith("both"))
    bench.arm("another", action="TriggerCdPipeline", execution=old)
    words = change(bench, "one")
    result = bench.fails(1, "execution_not_ours", *words)
    assert "both" in result.out + result.err, result
    bench.ok(*words)


def a_stopped_stage_is_no_success(bench: Bench) -> None:
    def halt(config: dict) -> None:
        check = next(s for s in config["stages"] if s["type"] == "webhook")
        check |= {"type": "checkPreconditions", "failPipeline": False,
                  "preconditions": [{"context": {"expression": "false", "failureMessage": "nobody answers"}}]}
        config["stages"].append({"refId": "9", "requisiteStageRefIds": [check["refId"]], "type": "wait", "name": "Announce", "waitTime": 0})

    words = change(bench, "one")
    with changed_pipeline(bench, halt):
        result = bench.fails(1, "stage_unfinished", *words)
        assert "nobody answers" in result.out + result.err, result
    last = bench.control("world")["executions"][-1]
    assert last["status"] == "SUCCEEDED", last  # by the engine's word
    newest = bench.ok("env", "history", "one", "-o", "json").json["items"][0]
    assert newest["status"] == "failed" and newest["cause_reason"] == "stage_unfinished", newest
    assert {s["name"]: s["status"] for s in newest["stages"]}["Announce"] == "waiting", newest["stages"]
    bench.ok(*words)


def a_token_revoked_in_the_middle(bench: Bench) -> None:
    words = change(bench, "one")
    bench.arm("expired", action="DescribeCdPipeline", times=0)
    began = time.monotonic()
    result = bench.run(*words)
    assert result.code == 8, result
    assert time.monotonic() - began < 30, "no look will bring the token back"
    last = result.err.strip().splitlines()
    assert sum("authorization invalid" in line or "token" in line for line in last) <= 3, result
    assert any("token" in line or "credentials" in line for line in last[-2:]), result
    bench.disarm()
    bench.ok("env", "show", "one", "--wait")


def a_lost_start_is_told_as_a_sentence(bench: Bench) -> None:
    for kind in ("html", "truncated"):
        words = change(bench, "one")
        bench.arm(kind, action="TriggerCdPipeline")
        result = bench.run(*words)
        bench.disarm()
        assert result.code == 8, result
        said = result.err.strip().splitlines()[-2:]
        assert any("JSON" in line for line in said), result
        assert any("/cd/applications/classroom/pipelines/" in line for line in said), result
        bench.ok(*words, "--force")


def whoever_cannot_stay_leaves_the_start_to_another(bench: Bench) -> None:
    """The engine answers long after the command has, and the deployment goes on all the same."""
    def newest(environment: str) -> dict:
        return bench.ok("env", "history", environment, "-o", "json").json["items"][0]

    def left_behind(environment: str, *words: str) -> None:
        before = len(bench.control("world")["executions"])
        bench.arm("delay", action="TriggerCdPipeline", delay_ms=9000)
        result = bench.run(*words, "--timeout", "2s")
        assert result.code == 8, result
        assert newest(environment)["status"] == "intended", "there was an answer before the engine's"
        wait_until("the engine to have been asked", lambda: newest(environment)["status"] != "intended", 60)
        assert len(bench.control("world")["executions"]) == before + 1, "asked once"

    words = change(bench, "one")
    left_behind("one", *words[:words.index("--timeout")])
    bench.ok("env", "show", "one", "--wait")
    assert newest("one")["status"] == "succeeded", newest("one")
    left_behind("both", "env", "delete", "both", "--confirm", "both")
    bench.ok("env", "show", "both", "--wait")
    assert newest("both")["status"] == "succeeded", newest("both")


def looking_fails_and_is_told_once(bench: Bench) -> None:
    words = change(bench, "one")
    bench.arm("html", action="DescribeCdPipeline", times=4)
    result = bench.ok(*words)
    bench.disarm()
    assert sum("JSON" in line for line in result.err.splitlines()) == 1, result


def a_token_that_may_not_is_told_before_the_question(bench: Bench) -> None:
    words = [word for word in change(bench, "one") if word not in ("--yes", "--wait")]
    before = len(bench.journal("TriggerCdPipeline"))
    bench.configure(token={"env": "TEST_TOKEN"})
    result = bench.run(*words, "-o", "json", TEST_TOKEN=bench.token("reader"))
    bench.configure()
    assert result.reason == "auth_scope" and "cd:pipeline:rw" in result.out + result.err, result
    assert len(bench.journal("TriggerCdPipeline")) == before


def lists_that_lose_items(bench: Bench) -> None:
    bench.arm("short_page", action="DescribeArtifactVersionList", times=0)
    short = bench.ok("artifact", "list", "chat", "-o", "json").json
    assert any(note["reason"] == "list_short" for note in short["notes"]), short["notes"]
    bench.disarm()
    bench.ok("deploy", "-e", "one", "--follow", "--yes", "--wait")
    bench.arm("emptied", action="DescribeArtifactVersionList", times=0)
    empty = bench.ok("deploy", "-e", "one", "--dry-run", "-o", "json").json
    assert any(note["reason"] == "list_short" for note in empty["notes"]), empty["notes"]


def several_at_once_against_a_small_limit(bench: Bench) -> None:
    """Other processes of the team take the calls of the second; long pages are refused besides."""
    small = Bench(bench.chatops, bench.program, "--speed", "200", "--rate-limit", "6", "--page-size", "20")
    try:
        words = ["artifact", "list", "chat", "live", "-n", "5", "-o", "json"]
        together = [subprocess.Popen(small.command(*words), env=small.environment | {"XDG_CACHE_HOME": str(small.folder / f"c{i}"),
                                                                                   "XDG_STATE_HOME": str(small.folder / f"s{i}")},
                                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for i in range(3)]
        ends = [(p.communicate(timeout=200), p.returncode) for p in together]
        assert all(code == 0 for _, code in ends), ends
        lists = [[a["version"] for a in json.loads(out)["items"]] for (out, _), _ in ends]
        assert lists[0] == lists[1] == lists[2] and len(lists[0]) == 10, lists
        unread = [a for (out, _), _ in ends for a in json.loads(out)["items"] if not a.get("branch")]
        assert not unread, unread
    finally:
        small.close()


def bench() -> Bench:
    return Bench(sys.argv[1], sys.argv[2], "--speed", "200", "--rate-limit", "1000", "--correlation", "ever")


run_cases([prepare, two_machines_of_the_same_revision, another_execution_is_not_ours, a_stopped_stage_is_no_success,
           a_token_revoked_in_the_middle, a_lost_start_is_told_as_a_sentence, whoever_cannot_stay_leaves_the_start_to_another, looking_fails_and_is_told_once,
           a_token_that_may_not_is_told_before_the_question, lists_that_lose_items, several_at_once_against_a_small_limit], bench)
