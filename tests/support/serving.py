"""A real `chatops serve` on a sandbox of its own, as tests see it from outside: its page's API, its hooks, its state file.

SPDX-License-Identifier: Apache-2.0
"""
import hashlib
import hmac
import http.client
import http.cookiejar
import json
import os
import signal
import sqlite3
import subprocess
import urllib.parse
import urllib.request

from harness import Bench, wait_until

PATIENCE = 90
HOOK_TOKEN = "not to be guessed"


def delivery(number, body=None, event="GIT_PUSHED", token=HOOK_TOKEN):
    """Headers and body of a signed delivery as CODING sends them, about a repository that nobody knows."""
    body = body if body is not None else json.dumps({"event": event, "repository": {"name": "nobodys"}, "ref": "refs/heads/main", "number": number}).encode()
    return {"Content-Type": "application/json", "X-Coding-Service-Hook-Event": event, "X-Coding-Delivery": str(number),
            "X-Coding-Signature": "sha1=" + hmac.new(token.encode(), body, hashlib.sha1).hexdigest()}, body


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
    """`settings` go over those of the server's file. The first start takes any free port, and each further one the same."""

    def __init__(self, chatops, sandbox, settings=None, options=("--speed", "20")):
        super().__init__(chatops, sandbox, *options, "--port", "0")
        self.environment["CHATOPS_LANG"] = "en"
        secret = self.folder / "hook-token"
        secret.write_text(HOOK_TOKEN)
        secret.chmod(0o600)
        self.config = self.folder / "server.yaml"
        self.settings = {
            "listen": "127.0.0.1:0", "applications": [str(self.app)],
            "hooks": {"classroom": {"project": "classroom", "token": {"file": str(secret)}}},
            "people": [{"login": key, "name": key, "email": f"{key}@acme.example"} for key in ("linxiao", "chenjia", "wangning")],
            "project_group": "classroom", "always": ["linxiao@acme.example"],
            "auto_update": {"settle": "300ms"}, "leave_after": "1s", "retire": {"grace": "2s", "apart": "1s"}, "resync": "2s"}
        self.settings.update(settings or {})
        self.server = self.log = None

    def configure_server(self):
        self.config.write_text(json.dumps(self.settings))

    def serve(self, **extra):
        """Starts the server and waits until it answers."""
        try:
            self.launch(**extra)
            self.status = wait_until("the server", self.asked, 60)
        except BaseException:
            self.close(keep=True)
            raise
        self.settings["listen"] = "%s:%d" % self.address
        return self

    def launch(self, before=None, **extra):
        self.configure_server()
        if self.log:
            self.log.close()
        self.log = open(self.folder / "serve.log", "a", encoding="utf-8")
        self.server = subprocess.Popen(self.command("serve", "--config", str(self.config)), env=self.environment | extra, cwd=self.folder,
                                       stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=self.log, text=True, preexec_fn=before)

    def logged(self):
        """What it wrote for machines."""
        lines = (self.folder / "serve.log").read_text().splitlines()
        return [json.loads(line) for line in lines if line.startswith("{")]

    def asked(self):
        assert self.server.poll() is None, (self.folder / "serve.log").read_text()[-2000:]
        done = self.run("serve", "status", "-o", "json")
        return done.json if done.code == 0 else None

    @property
    def address(self):
        parts = urllib.parse.urlsplit(self.status["url"])
        return parts.hostname, parts.port

    def deliver(self, number, **more):
        """The status of the answer to one delivery."""
        headers, body = delivery(number, **more)
        connection = http.client.HTTPConnection(*self.address, timeout=30)
        try:
            connection.request("POST", "/hooks/classroom", body, headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def login(self, name):
        return Page(self.ok("serve", "login", name, "-o", "json").json["url"])

    def state(self, question):
        file = sqlite3.connect(f"file:{self.folder}/state/chatops/state.db?mode=ro", uri=True, timeout=30)
        try:
            return file.execute(question).fetchall()
        finally:
            file.close()

    def end(self, how=signal.SIGTERM):
        """Its exit code."""
        self.server.send_signal(how)
        return self.server.wait(30)

    def close(self, keep=False):
        if self.server and self.server.poll() is None:
            os.kill(self.server.pid, signal.SIGKILL)
            self.server.wait(20)
        if self.log:
            self.log.close()
        super().close(keep)
