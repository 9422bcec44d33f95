#!/usr/bin/env python3
"""The whole story clicked through in a real Chromium: the sandbox's desk for what other people do, the chat page of a real
`chatops serve` for everything else.

Usage: story_test.py CHATOPS SANDBOX SCREENSHOT_FOLDER
SPDX-License-Identifier: Apache-2.0
"""
import json
import os
import pathlib
import sqlite3
import sys
import time

from harness import wait_until
from serving import Serving
from support.chromium import Browser, program

SCREENS = pathlib.Path(sys.argv[3])
READY = "document.body.dataset.ready === 'true'"
TIMES = {"retire": {"grace": "8s", "apart": "1s"}, "leave_after": "1s", "auto_update": {"settle": "300ms"}, "resync": "2s"}


def check(what, why):
    if not what:
        raise SystemExit(f"FAIL: {why}")


class Desk:
    """The tracker, the repositories and the CI, as somebody clicks them at the sandbox's desk."""

    def __init__(self, browser, bench):
        self.page = browser.person(1200, 900)
        self.url = bench.url + "/"
        self.open()

    def open(self):
        self.page.open(self.url)
        self.page.until("document.querySelector('#iterations') && document.readyState === 'complete'")

    def send(self, form, button="button", **fields):
        self.open()
        for name, value in fields.items():
            self.page.see(f"document.querySelector({json.dumps(f'{form} [name={name}]')}).value = {json.dumps(value)}")
        self.page.see("document.body.dataset.old = '1'")
        self.page.click(f"{form} {button}")
        self.page.until("document.querySelector('#iterations') && !document.body.dataset.old && document.readyState === 'complete'")
        check(self.page.see("document.querySelector('.notice') === null"), "the desk refuses: " + str(self.page.see("document.querySelector('.notice')?.innerText")))

    def iteration(self, code, do):
        self.send(f'form[action="/desk/iterations/{code}"]', f"button[value={do}]")

    def push(self, message):
        self.send('form[action="/desk/commit"]', depot="chat", branch="main", message=message, author="chenjia")


class Chat:
    """Somebody at the chat page."""

    def __init__(self, browser, bench, name, width=1280, height=860, phone=False):
        self.page = browser.person(width, height, phone)
        self.page.open(bench.ok("serve", "login", name, "-o", "json").json["url"])
        self.page.until(READY)

    def enter(self, name):
        group = f"[...document.querySelectorAll('.group:not(.group-closed)')].find((one) => one.querySelector('.group-name').textContent.includes({json.dumps(name)}))"
        self.page.until(group)
        self.page.see(f"location.hash = '#' + {group}.dataset.group")
        self.page.until(f"document.getElementById('name').textContent.includes({json.dumps(name)})")

    def say(self, line):
        self.page.see("document.getElementById('text').focus()")
        self.page.type(line + " ")
        self.page.key("Escape")
        self.page.key("Enter")
        self.page.until("document.getElementById('text').value === ''")

    @staticmethod
    def cards(*words):
        """The newest card that has all words, as an expression. A card that is over says so after its number: its stages end earlier."""
        return (f"[...document.querySelectorAll('.card, .message .body')].filter((card) => {json.dumps(list(words))}.every((word) =>"
                " card.textContent.includes(word))).at(-1)")

    def sees(self, *words):
        self.page.until(self.cards(*words))

    def press(self, label, *words):
        """A button of the newest card with these words."""
        self.page.click_on(f"[...{self.cards(*words)}.querySelectorAll('button.button')].find((one) => one.textContent === {json.dumps(label)})")

    def form(self):
        self.page.until("document.querySelector('dialog.form')?.open")

    def confirm(self):
        """The first button of the form that is open, by keyboard."""
        self.form()
        self.page.see("document.querySelector('dialog.form').focus()")
        self.page.click(".form-foot .button-primary")
        self.page.until("!document.querySelector('dialog.form')")

    def shoot(self, name, whole=False):
        if whole:
            self.page.see("document.getElementById('scroll').scrollTop = document.getElementById('scroll').scrollHeight")
        time.sleep(0.05)
        self.page.shoot(SCREENS / f"{name}.png")


def created(desk, chat, bench):
    desk.send('form[action="/desk/iterations"]', name="S44 Named rooms", owner="linxiao", start="2026-11-30", end="2026-12-11")
    code = bench.state("SELECT 1") and bench.control("world")["iterations"][-1]["code"]
    desk.send('form[action="/desk/issues"]', name="Rooms can be named", assignee="chenjia", iteration=str(code))
    desk.page.shoot(SCREENS / "desk.png")
    chat.enter("S44")
    chat.sees("Named rooms", "2026-12-11")
    chat.page.until("document.getElementById('members').title.includes('chenjia')")
    chat.shoot("1-welcome")
    return code


def deployed(chat):
    chat.say("/deploy")
    chat.form()
    rows = chat.page.see("document.querySelectorAll('dialog.form button.row').length")
    check(rows > 1, f"a line a component, not {rows}")
    chat.shoot("2-form")
    chat.page.click("dialog.form button.row")
    chat.page.until("document.querySelector('dialog.picker')?.open && document.querySelectorAll('.option').length > 1")
    chat.page.type("main")
    chat.page.until("[...document.querySelectorAll('.option-label')].every((one) => one.textContent.includes('main'))")
    chat.shoot("3-filter")
    chat.page.key("Escape")
    chat.page.until("!document.querySelector('dialog.picker')")
    chat.confirm()
    chat.page.until("document.querySelector('.card-busy, .card-good')")
    chat.shoot("4-busy")
    chat.sees("#1: succeeded")
    chat.shoot("5-deployed")


def updates_itself(desk, chat):
    desk.push("Rooms have names #302")
    chat.sees("chat: main-", " → main-", "陈嘉")
    chat.sees("#2: succeeded")
    chat.shoot("6-updated")


def fails(desk, chat, other):
    """A broken artifact arrives: the card says why, and its buttons work."""
    desk.push("[crash] A typo")
    chat.sees("#3: failed")
    chat.page.click_on(f"{chat.cards('#3: failed')}.querySelector('summary')")
    chat.shoot("7-failed")
    chat.press("Details", "#3: failed")
    chat.page.until("document.querySelector('.message-alone')")
    chat.shoot("8-details")
    other.press("Try again", "#3: failed")
    other.confirm()
    chat.sees("#4: failed")
    chat.press("Roll back", "#4: failed")
    chat.form()
    chat.shoot("9-roll-back")
    chat.confirm()
    chat.sees("#5: succeeded")
    other.sees("#5: succeeded")
    chat.shoot("10-rolled-back")


def kept_then_ended(desk, chat, code, bench):
    desk.iteration(code, "start")
    desk.iteration(code, "complete")
    chat.sees("Keep")
    chat.shoot("11-ending")
    chat.press("Keep")
    chat.page.until("![...document.querySelectorAll('button.button')].some((one) => one.textContent === 'Keep')")
    chat.shoot("12-kept")
    desk.iteration(code, "restart")
    wait_until("the iteration to go on", lambda: bench.state(f"SELECT stage FROM iterations WHERE code = '{code}'") == [("active",)], 60)
    desk.iteration(code, "complete")
    chat.page.until("document.querySelector('.composer-closed')")
    check(bench.state("SELECT state FROM environments") == [("retired",)], "its environment is gone")
    check(chat.page.see("document.getElementById('text').disabled"), "nothing can be said in a group that is dissolved")
    check(chat.page.see("document.querySelectorAll('#log .buttons button').length") == 0, "nor be pressed")
    chat.shoot("13-closed")


def group_lost(desk, chat, bench):
    """Somebody dissolves a group by hand; the project's group has a button for a new one."""
    desk.send('form[action="/desk/iterations"]', name="S45 Later", owner="linxiao", start="2026-12-14", end="2026-12-25")
    chat.enter("S45")
    chat.sees("S45 Later")
    file = sqlite3.connect(bench.folder / "state/chatops/state.db", timeout=30)
    with file:
        file.execute("UPDATE local_groups SET dissolved = 1 WHERE name = 'S45 Later'")
    file.close()
    chat.enter("classroom")
    chat.sees("S45 Later", "Create again")
    chat.shoot("14-lost")
    chat.press("Create again")
    wait_until("a new group", lambda: bench.state("SELECT count(*) FROM local_groups WHERE name = 'S45 Later' AND NOT dissolved") == [(1,)], 60)
    # Until the page has heard of it, the old group looks like the one that goes on.
    chat.page.until("[...document.querySelectorAll('.group-closed')].some((one) => one.textContent.includes('S45'))")
    chat.enter("S45")
    chat.sees("S45 Later", "Deploy")
    chat.shoot("15-again")


def main():
    program()
    SCREENS.mkdir(parents=True, exist_ok=True)
    bench = Serving(sys.argv[1], sys.argv[2], TIMES).serve()
    failed = True
    try:
        bench.ok("serve", "setup-hooks")
        with Browser() as browser:
            desk, lin = Desk(browser, bench), Chat(browser, bench, "linxiao")
            code = created(desk, lin, bench)
            chen = Chat(browser, bench, "chenjia", 390, 844, phone=True)
            chen.enter("S44")
            deployed(lin)
            updates_itself(desk, lin)
            fails(desk, lin, chen)
            chen.shoot("phone", whole=True)
            chen.page.prefer("dark")
            chen.shoot("phone-dark", whole=True)
            kept_then_ended(desk, lin, code, bench)
            group_lost(desk, lin, bench)
            lin.page.prefer("dark")
            lin.shoot("dark")
            for person in (lin, chen):
                check(person.page.see("window.violations") == [], f"policy: {person.page.see('window.violations')}")
                check(person.page.trouble == [], f"errors: {person.page.trouble}")
        failed = False
    finally:
        bench.close(keep=failed)
    print(f"screenshots: {SCREENS}")


main()
