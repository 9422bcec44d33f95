#!/usr/bin/env python3
# The second half of the demo: the same work in a chat. It does in the chat's page what people would click there, and tells
# what the group hears. Uses nothing but the page's own API and the sandbox's desk.
#
# Usage: demo_chat.py SANDBOX_CONTROL_FILE LOGIN_LINK
# SPDX-License-Identifier: Apache-2.0
import http.cookiejar
import json
import sys
import time
import urllib.parse
import urllib.request

COLOUR = sys.stdout.isatty()
PATIENCE = 120  # seconds, on a slow machine


def paint(code, text):
    return f"\033[{code}m{text}\033[0m" if COLOUR else text


def tell(text):
    print("\n" + paint("2", "# " + text), flush=True)


class Sandbox:
    """What other people do: at the tracker, with git."""

    def __init__(self, control):
        self.url, self.token = control["url"], control["control_token"]

    def do(self, what, **order):
        request = urllib.request.Request(f"{self.url}/sandbox/{what}", data=json.dumps(order).encode(), method="POST",
                                         headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)


class Page:
    """One person at the chat page."""

    def __init__(self, link):
        parts = urllib.parse.urlsplit(link)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
        self.browser.open(link, timeout=30).read()
        self.name = self.get("me")["name"]
        self.shown = {}

    def get(self, what):
        with self.browser.open(f"{self.origin}/chat/api/{what}", timeout=30) as answer:
            return json.load(answer)

    def post(self, what, **body):
        request = urllib.request.Request(f"{self.origin}/chat/api/{what}", data=json.dumps(body).encode(), method="POST",
                                         headers={"X-Chatops": "1", "Origin": self.origin, "Sec-Fetch-Site": "same-origin",
                                                  "Content-Type": "application/json"})
        with self.browser.open(request, timeout=60) as answer:
            return json.load(answer).get("reply")

    def group(self, part):
        return self.until(f"a group named {part}",
                          lambda: next((g for g in self.get("groups")["groups"] if part in g["name"]), None))

    def say(self, group, text):
        print(paint("32", f"{self.name}: ") + paint("1", text), flush=True)
        return self.post(f"groups/{group['id']}/say", text=text, key=f"demo-{time.time_ns()}")

    def confirm(self, group, form):
        """As the form stands: what Enter means."""
        button = form["buttons"][0]
        changes = [f"{row['id']} {row['wanted']}" for row in form["rows"] if row["wanted"] and row["wanted"] != row["runs"]]
        print(f"  [{form['title']}]  " + ", ".join(changes))
        print(paint("32", f"{self.name} presses ") + paint("1", button["label"]), flush=True)
        return self.post(f"groups/{group['id']}/forms/{form['id']}", answer={
            "button": button["id"], "revision": form["revision"],
            "settings": {f["id"]: f["value"] for f in form["fields"] if f["kind"] != "shown"},
            "picks": {r["id"]: r["pick"] for r in form["rows"] if r["pick"]},
            "seen": {r["id"]: r["wanted"] for r in form["rows"]}})

    def hear(self, group, what, wanted):
        """Prints what is new in the group until a message is the wanted one."""
        def look():
            found = None
            for message in self.get(f"groups/{group['id']}/messages?limit=30")["messages"]:
                if self.shown.get(message["id"]) != message["change"]:
                    self.shown[message["id"]] = message["change"]
                    if message["author"] == "":
                        self.draw(message)
                found = message if wanted(message) else found
            return found
        return self.until(what, look)

    def draw(self, message):
        head = message["title"] or message["text"].splitlines()[0]
        rest = message["text"].splitlines() if message["title"] else message["text"].splitlines()[1:]
        buttons = "  ".join(f"({b['label']})" for b in message["buttons"])
        print(paint("36", "  bot  ") + paint("1", head))
        for line in rest[:4] + ([f"… {len(rest) - 4} more"] if len(rest) > 4 else []):
            print("       " + line)
        if buttons:
            print("       " + paint("2", buttons))
        sys.stdout.flush()

    @staticmethod
    def until(what, look):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if found := look():
                return found
            time.sleep(0.3)
        raise SystemExit(f"demo: waited {PATIENCE} s for {what}")


def titled(*words):
    return lambda message: all(word in message["title"] + message["text"] for word in words)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        sandbox = Sandbox(json.load(file))
    page = Page(sys.argv[2])

    tell("An iteration is created in the tracker: its group appears, with the people of its issues")
    code = sandbox.do("iterations", name="S44 Named rooms", owner="linxiao")["code"]
    issue = sandbox.do("issues", name="Rooms can be named", iteration=code, assignee="chenjia", watchers=["wangning"])["code"]
    group = page.group("S44")
    page.hear(group, "the welcome", titled("Named rooms"))

    tell("Deploying is a line in the group; the form opens prefilled")
    reply = page.say(group, "/deploy")
    page.confirm(group, reply["form"])
    page.hear(group, "the deployment", titled("#1", "succeeded"))

    tell("Somebody pushes; the environment follows, and updates itself")
    sandbox.do("commit", depot="chat", branch="main", message=f"Rooms can be named (#{issue})", author="chenjia")
    page.hear(group, "the update", titled("#2", "succeeded"))

    tell("The iteration ends: the group is told, everything is cleaned up, and the history stays readable")
    sandbox.do(f"iterations/{code}", **{"do": "start"})
    sandbox.do(f"iterations/{code}", **{"do": "complete"})
    page.hear(group, "the end", titled("closed"))
    page.until("the group to be dissolved", lambda: page.group("S44")["dissolved"])


if __name__ == "__main__":
    main()
