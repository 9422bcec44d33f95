#!/usr/bin/env python3
# The server from outside: real processes, signed deliveries of the sandbox, the chat page's own API. An iteration gets its
# group and its people, deploys in it, is updated by a push, and is cleaned up at its end; terminals of the same machine go
# through the server; what is forged is refused; SIGTERM ends it in order.
# SPDX-License-Identifier: Apache-2.0
import http.cookiejar
import json
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request

from harness import Bench, run_cases, wait_until

PATIENCE = 90


class Page:
    """One person at the chat page."""

    def __init__(self, link):
        parts = urllib.parse.urlsplit(link)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.browser = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                                   urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.browser.open(link, timeout=30).read()

    def get(self, what):
        with self.browser.open(f"{self.origin}/chat/api/{what}", timeout=30) as answer:
            return json.load(answer)

    def post(self, what, **body):
        request = urllib.request.Request(
            f"{self.origin}/chat/api/{what}", data=json.dumps(body).encode(), method="POST",
            headers={"X-Chatops": "1", "Origin": self.origin, "Sec-Fetch-Site": "same-origin", "Content-Type": "application/json"})
        with self.browser.open(request, timeout=60) as answer:
            return json.load(answer).get("reply")

    def group(self, part):
        return wait_until(f"a group named {part}",
                          lambda: next((g for g in self.get("groups")["groups"] if part in g["name"]), None), PATIENCE)

    def messages(self, group):
        return self.get(f"groups/{group['id']}/messages?limit=50")["messages"]

    def hears(self, group, *words):
        def look():
            return next((m for m in self.messages(group) if all(w in m["title"] + m["text"] for w in words)), None)
        return wait_until(f"a message with {words}", look, PATIENCE)


class Serving(Bench):
    def __init__(self, chatops, sandbox):
        super().__init__(chatops, sandbox, "--speed", "20", "--port", "0")
        self.environment["CHATOPS_LANG"] = "en"
        secret = self.folder / "hook-token"
        secret.write_text("not to be guessed")
        secret.chmod(0o600)
        self.config = self.folder / "server.yaml"
        self.config.write_text(json.dumps({
            "listen": "127.0.0.1:0", "applications": [str(self.app)],
            "hooks": {"classroom": {"project": "classroom", "token": {"file": str(secret)}}},
            "people": [{"login": key, "name": key, "email": f"{key}@acme.example"} for key in ("linxiao", "chenjia", "wangning")],
            "project_group": "classroom", "always": ["linxiao@acme.example"],
            "auto_update": {"settle": "300ms"}, "leave_after": "1s", "retire": {"grace": "2s", "apart": "1s"}, "resync": "2s"}))
        self.server = None
        self.serve()

    def serve(self):
        self.log = open(self.folder / "serve.log", "a", encoding="utf-8")
        # Started by a job of CI here: a server may be tried out there, too.
        self.server = subprocess.Popen(self.command("serve", "--config", str(self.config)), env=self.environment | {"CI": "true"}, cwd=self.folder,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.status = wait_until("the server", self.asked, 60)

    def asked(self):
        assert self.server.poll() is None, (self.folder / "serve.log").read_text()[-2000:]
        done = self.run("serve", "status", "-o", "json")
        return done.json if done.code == 0 else None

    def login(self, name):
        return Page(self.ok("serve", "login", name, "-o", "json").json["url"])

    def state(self, question):
        file = sqlite3.connect(f"file:{self.folder}/state/chatops/state.db?mode=ro", uri=True)
        try:
            return file.execute(question).fetchall()
        finally:
            file.close()

    def close(self, keep=False):
        if self.server and self.server.poll() is None:
            self.server.kill()
            self.server.wait(20)
        self.log.close()
        super().close(keep)


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
    card = bench.page.hears(bench.group, "#1", "succeeded")
    assert card["edited"], "the card was changed in its place"
    bench.environment_name = bench.state("SELECT name FROM environments")[0][0]
    actor = bench.state("SELECT document ->> '$.actor.id' FROM deployments")[0][0]
    assert actor == "coding:1003", actor


def a_push_updates_it_by_itself(bench):
    bench.control("commit", {"depot": "chat", "branch": "main", "message": f"Names (#{bench.issue})", "author": "chenjia"})
    bench.page.hears(bench.group, "#2", "succeeded")
    assert bench.state("SELECT document ->> '$.actor.origin' FROM deployments WHERE revision = 2")[0][0] == "auto"


def a_terminal_goes_through_the_server(bench):
    older = bench.ok("artifact", "list", "chat", "-b", "main", "-o", "name").out.split()[1]
    done = bench.ok("deploy", "-e", bench.environment_name, older, "--pin", "--yes", "-o", "json")
    assert done.json["status"] == "succeeded" and done.json["revision"] == 3, done
    bench.page.hears(bench.group, "#3", "succeeded")
    last = bench.state("SELECT command, door, actor, outcome, environment FROM audit ORDER BY sequence")[-1]
    assert last == ("deploy", "terminal", "Lin Wei", "accepted", bench.environment_name), last
    bench.fails(6, "server_owns_state", "serve", "--config", str(bench.config), "--listen", "127.0.0.1:0")


def the_end_cleans_up(bench):
    bench.control(f"iterations/{bench.code}", {"do": "start"})
    bench.control(f"iterations/{bench.code}", {"do": "complete"})
    bench.page.hears(bench.group, "closed")
    wait_until("the group to be dissolved", lambda: bench.page.group("S44")["dissolved"], PATIENCE)
    assert dict(bench.state("SELECT name, state FROM environments")) == {bench.environment_name: "retired"}
    assert bench.page.messages(bench.group), "what was said stays readable"
    assert not bench.state("SELECT 1 FROM deliveries WHERE state <> 'done'"), "every delivery was read"


def it_ends_in_order_and_nothing_is_lost(bench):
    bench.server.send_signal(signal.SIGTERM)
    assert bench.server.wait(30) == 0, bench.server.returncode
    bench.fails(9, "server_not_running", "serve", "status")
    before = bench.state("SELECT count(*) FROM local_messages")
    bench.serve()
    assert bench.state("SELECT count(*) FROM local_messages") == before, "nothing is told twice"


if __name__ == "__main__":
    run_cases([nothing_is_done_for_what_was_there, hooks_are_set_up_and_forgeries_refused,
               an_iteration_gets_its_group_and_its_people, a_form_deploys_and_the_card_lives, a_push_updates_it_by_itself,
               a_terminal_goes_through_the_server, the_end_cleans_up, it_ends_in_order_and_nothing_is_lost],
              lambda: Serving(sys.argv[1], sys.argv[2]))
