"""Drives a headless Chromium with nothing but the standard library: the DevTools protocol over two pipes.

https://chromedevtools.github.io/devtools-protocol/ ; `--remote-debugging-pipe`: JSON, each message ended by a zero byte,
read by the browser from descriptor 3 and written to 4.
SPDX-License-Identifier: Apache-2.0
"""
import base64
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import tempfile
import time

from support.needs import skip

LIMIT = 60  # seconds for anything to come true; nothing here takes longer than a few
KEYS = {"Enter": 13, "Escape": 27, "Tab": 9, "ArrowUp": 38, "ArrowDown": 40, "Backspace": 8, "Home": 36, "End": 35, "PageDown": 34, " ": 32}
# Kept by the page itself, so that a violation is seen whatever the moment.
WATCH = """window.violations = [];
document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective + ' ' + event.blockedURI));"""


def program() -> str:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    return found or skip("chromium", "no chromium")


class Browser:
    """Use as a context; each person() is a person with cookies of their own."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="chatops-chromium-")
        to_read, self.write_end = os.pipe()
        self.read_end, to_write = os.pipe()
        words = [program(), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
                 "--disable-component-update", "--disable-extensions", "--mute-audio", "--hide-scrollbars", "--force-color-profile=srgb",
                 "--disable-dev-shm-usage", "--remote-debugging-pipe", f"--user-data-dir={self.home}", "about:blank"]
        self.process = subprocess.Popen(["bash", "-c", f'exec "$0" "$@" 3<&{to_read} 4>&{to_write}', *words], pass_fds=(to_read, to_write),
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(to_read)
        os.close(to_write)
        self.buffer = b""
        self.number = 0
        self.answers = {}
        self.people = {}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def ask(self, method, params=None, session=None):
        self.number += 1
        mine = self.number
        message = {"id": mine, "method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + LIMIT
        while mine not in self.answers:
            self.read(until)
        answer = self.answers.pop(mine)
        if "error" in answer:
            raise SystemExit(f"{method}: {answer['error']}")
        return answer["result"]

    def read(self, until):
        ready, _, _ = select.select([self.read_end], [], [], max(0, until - time.monotonic()))
        if not ready:
            raise SystemExit("chromium does not answer")
        piece = os.read(self.read_end, 1 << 20)
        if not piece:
            raise SystemExit("chromium has ended")
        self.buffer += piece
        while b"\0" in self.buffer:
            text, self.buffer = self.buffer.split(b"\0", 1)
            message = json.loads(text)
            if "id" in message:
                self.answers[message["id"]] = message
            elif message.get("sessionId") in self.people:
                self.people[message["sessionId"]].heard(message["method"], message["params"])

    def person(self, width, height, phone=False):
        context = self.ask("Target.createBrowserContext")["browserContextId"]
        target = self.ask("Target.createTarget", {"url": "about:blank", "browserContextId": context})["targetId"]
        session = self.ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        return Person(self, session, width, height, phone)


class Person:
    """A page that somebody looks at."""

    def __init__(self, browser, session, width, height, phone):
        self.browser, self.session = browser, session
        self.requests, self.trouble = [], []
        browser.people[session] = self
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")
        self.ask("Page.addScriptToEvaluateOnNewDocument", {"source": WATCH})
        self.ask("Emulation.setFocusEmulationEnabled", {"enabled": True})
        self.size(width, height, phone)
        self.prefer()

    def ask(self, method, params=None):
        return self.browser.ask(method, params, self.session)

    def heard(self, method, params):
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.trouble.append(params["exceptionDetails"].get("exception", {}).get("description") or params["exceptionDetails"]["text"])
        elif method == "Log.entryAdded" and params["entry"]["level"] == "error" and params["entry"]["source"] in ("security", "javascript"):
            self.trouble.append(params["entry"]["text"])

    def size(self, width, height, phone=False):
        self.ask("Emulation.setDeviceMetricsOverride", {"width": width, "height": height, "deviceScaleFactor": 2 if phone else 1, "mobile": phone})

    def prefer(self, scheme="light"):
        self.ask("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme},
                                                            {"name": "prefers-reduced-motion", "value": "reduce"}]})

    def open(self, address):
        why_not = self.ask("Page.navigate", {"url": address}).get("errorText")
        if why_not:
            raise SystemExit(f"{address}: {why_not}")

    def see(self, expression):
        """The value of an expression in the page; promises are waited for."""
        answer = self.ask("Runtime.evaluate", {"expression": expression, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise SystemExit(f"{expression}: {details.get('exception', {}).get('description', details['text'])}")
        return answer["result"].get("value")

    def until(self, expression):
        """Waits until it is true; answers its value."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            value = self.see(f"(() => {{ try {{ const v = ({expression}); return v instanceof Node || v; }} catch {{ return false; }} }})()")
            if value:
                return value
            time.sleep(0.02)
        self.shoot(pathlib.Path(tempfile.gettempdir()) / "chatops-browser-stuck.png")
        raise SystemExit(f"never came true: {expression}\n{self.trouble}\n{self.see('document.body.innerText')}")

    def type(self, text):
        self.ask("Input.insertText", {"text": text})

    def key(self, name, modifiers=0):
        letter = len(name) == 1
        code = KEYS.get(name) or ord(name.upper())
        params = {"key": name, "windowsVirtualKeyCode": code, "nativeVirtualKeyCode": code, "modifiers": modifiers}
        if letter:
            params["text"] = name
        elif name == "Enter":
            params["text"] = "\r"
        self.ask("Input.dispatchKeyEvent", {"type": "keyDown", **params})
        self.ask("Input.dispatchKeyEvent", {"type": "keyUp", "key": name, "windowsVirtualKeyCode": code, "modifiers": modifiers})

    def click(self, selector):
        self.click_on(f"document.querySelector({json.dumps(selector)})")

    def click_on(self, element):
        """Clicks what the expression says, once it is there."""
        spot = self.until(f"""(() => {{ const e = ({element}); if (!e) return false;
            e.scrollIntoView({{block: 'nearest'}}); const r = e.getBoundingClientRect();
            return r.width > 0 && [r.x + r.width / 2, r.y + r.height / 2]; }})()""")
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", {"type": kind, "x": spot[0], "y": spot[1], "button": "left", "clickCount": 1})

    def shoot(self, file):
        data = self.ask("Page.captureScreenshot", {"format": "png"})["data"]
        pathlib.Path(file).write_bytes(base64.b64decode(data))
