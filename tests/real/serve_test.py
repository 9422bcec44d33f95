#!/usr/bin/env python3
# The server from outside: real processes, signed deliveries of the sandbox, the chat page's own API. An iteration gets its
# group and its people, deploys in it, is updated by a push, and is cleaned up at its end; terminals of the same machine go
# through the server; what is forged is refused; SIGTERM ends it in order.
# SPDX-License-Identifier: Apache-2.0
import json
import signal
import sys
import urllib.error
import urllib.request

from harness import run_cases, wait_until
from serving import PATIENCE, Serving


def nothing_is_done_for_what_was_there(bench):
    wait_until("the first reading", lambda: bench.state("SELECT count(*) FROM iteration_projects")[0][0])
    stages = dict(bench.state("SELECT code, stage FROM iterations"))
    assert stages and set(stages.values()) == {"seen"}, stages
    groups = [g["name"] for g in bench.login("linxiao").get("groups")["groups"]]
    assert groups == ["classroom"], groups


def hooks_are_set_up_and_forgeries_refused(bench):
    first = bench.ok("serve", "setup-hooks", "-o", "json").json["items"]
    assert [h["did"] for h in first] == ["created"], first
    assert [h["did"] for h in bench.ok("serve", "setup-hooks", "-o", "json").json["items"]] == ["unchanged"]
    forged = urllib.request.Request(f"{bench.status['url']}/hooks/classroom", data=b'{"iteration":{"code":42}}', method="POST",
                                    headers={"X-Coding-Service-Hook-Event": "ITERATION_CREATED", "X-Coding-Delivery": "forged",
                                             "X-Coding-Signature": "sha1=" + "0" * 40, "Content-Type": "application/json"})
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(forged, timeout=30)
        raise AssertionError("a forged delivery was accepted")
    except urllib.error.HTTPError as refused:
        assert refused.code == 401, refused.code
    assert not bench.state("SELECT 1 FROM deliveries WHERE id = 'forged'")
    assert bench.asked()["refused_deliveries"] == 1


def an_iteration_gets_its_group_and_its_people(bench):
    bench.code = bench.control("iterations", {"name": "S44 Named rooms", "owner": "linxiao"})["code"]
    bench.issue = bench.control("issues", {"name": "Rooms", "iteration": bench.code, "assignee": "chenjia"})["code"]
    bench.page = bench.login("chenjia")
    bench.group = bench.page.group("S44")
    bench.page.hears(bench.group, "Named rooms")
    bench.control(f"issues/{bench.issue}", {"assignee": "wangning"})
    wait_until("Wang to come and Chen to go", lambda: sorted(
        m for (m,) in bench.state(f"SELECT account FROM local_members WHERE group_id = '{bench.group['id']}'"))
        == ["linxiao", "wangning"], PATIENCE)
    bench.page = bench.login("wangning")


def a_form_deploys_and_the_card_lives(bench):
    form = bench.page.post(f"groups/{bench.group['id']}/say", text="/deploy", key="one")["form"]
    answer = {"button": "deploy", "revision": form["revision"],
              "settings": {f["id"]: f["value"] for f in form["fields"] if f["kind"] != "shown"},
              "picks": {r["id"]: r["pick"] for r in form["rows"] if r["pick"]},
              "seen": {r["id"]: r["wanted"] for r in form["rows"]}}
    bench.page.post(f"groups/{bench.group['id']}/forms/{form['id']}", answer=answer)
    card = bench.page.hears(bench.group, "#1: succeeded")
    assert card["edited"], "the card was changed in its place"
    bench.environment_name = bench.state("SELECT name FROM environments")[0][0]
    actor = bench.state("SELECT document ->> '$.actor.id' FROM deployments")[0][0]
    assert actor == "coding:1003", actor


def a_push_updates_it_by_itself(bench):
    bench.control("commit", {"depot": "chat", "branch": "main", "message": f"Names (#{bench.issue})", "author": "chenjia"})
    bench.page.hears(bench.group, "#2: succeeded")
    assert bench.state("SELECT document ->> '$.actor.origin' FROM deployments WHERE revision = 2")[0][0] == "auto"
    line = bench.page.hears(bench.group, "chat:", " → ", f"Names (#{bench.issue})")
    assert line["text"].rstrip().endswith(f"#{bench.issue}") and line["links"], line


def a_merge_request_is_told_where_its_issue_is(bench):
    bench.control("commit", {"depot": "chat", "branch": "rooms", "from": "main", "message": "Rooms", "author": "chenjia"})
    order = {"depot": "chat", "source": "rooms", "title": f"Named rooms #{bench.issue}", "as": "chenjia"}
    number = bench.control("merge-requests", order)["number"]
    bench.page.hears(bench.group, f"chat!{number} opened", "Named rooms")
    bench.control(f"merge-requests/{number}", {"depot": "chat", "do": "close"})
    bench.page.hears(bench.group, f"chat!{number} closed")


def doctor_looks_at_the_server_too(bench):
    found = bench.run("doctor", "--server-config", str(bench.config), "-o", "json").json["items"]
    server = {f["what"]: f for f in found if f["check"] == "server"}
    assert server["state file"]["why"]["reason"] == "server_owns_state" and server["state file"]["health"] == "note", server
    assert server["hook"]["health"] == server["webhook"]["health"] == server["application"]["health"] == "ok", server


def a_terminal_goes_through_the_server(bench):
    older = bench.ok("artifact", "list", "chat", "-b", "main", "-o", "name").out.split()[1]
    done = bench.ok("deploy", "-e", bench.environment_name, older, "--pin", "--yes", "-o", "json")
    assert done.json["status"] == "succeeded" and done.json["revision"] == 3, done
    bench.page.hears(bench.group, "#3: succeeded")
    last = bench.state("SELECT command, door, actor, outcome, environment FROM audit ORDER BY sequence")[-1]
    assert last == ("deploy", "terminal", "Lin Wei", "accepted", bench.environment_name), last
    bench.fails(6, "server_owns_state", "serve", "--config", str(bench.config), "--listen", "127.0.0.1:0")


def the_end_cleans_up(bench):
    bench.control(f"iterations/{bench.code}", {"do": "start"})
    bench.control(f"iterations/{bench.code}", {"do": "complete"})
    bench.page.hears(bench.group, "is closed")
    wait_until("the group to be dissolved", lambda: bench.page.group("S44")["dissolved"], PATIENCE)
    assert dict(bench.state("SELECT name, state FROM environments")) == {bench.environment_name: "retired"}
    assert bench.page.messages(bench.group), "what was said stays readable"
    assert not bench.state("SELECT 1 FROM deliveries WHERE state <> 'done'"), "every delivery was read"


def it_ends_in_order_and_nothing_is_lost(bench):
    bench.server.send_signal(signal.SIGTERM)
    assert bench.server.wait(30) == 0, bench.server.returncode
    bench.fails(9, "server_not_running", "serve", "status")
    events = [json.loads(line)["event"] for line in (bench.folder / "serve.log").read_text().splitlines()]
    for event in ("serving", "group created", "deployment started", "deployment ended", "iteration retired", "stopping"):
        assert event in events, (event, events)
    before = bench.state("SELECT count(*) FROM local_messages")
    bench.serve()
    assert bench.state("SELECT count(*) FROM local_messages") == before, "nothing is told twice"


if __name__ == "__main__":
    run_cases([nothing_is_done_for_what_was_there, hooks_are_set_up_and_forgeries_refused,
               an_iteration_gets_its_group_and_its_people, a_form_deploys_and_the_card_lives, a_push_updates_it_by_itself,
               a_merge_request_is_told_where_its_issue_is, doctor_looks_at_the_server_too,
               a_terminal_goes_through_the_server, the_end_cleans_up, it_ends_in_order_and_nothing_is_lost],
              lambda: Serving(sys.argv[1], sys.argv[2]).serve(CI="true"))  # started by a job of CI: a server may be tried out there, too
