#!/usr/bin/env python3
"""The chat page in a real Chromium: two people at once, forms by keyboard, a phone, light and dark, nothing from outside.

Usage: page_test.py PAGE_SERVER SCREENSHOT_FOLDER
SPDX-License-Identifier: Apache-2.0
"""
import json
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from support.chromium import Browser, program  # noqa: E402

SERVER, SCREENS = sys.argv[1], pathlib.Path(sys.argv[2])
READY = "document.body.dataset.ready === 'true'"
SHIFT = 8


class Server:
    """The test server; stop() ends it, and a new one has nobody logged in."""

    def __init__(self, language="en", groups=3):
        self.process = subprocess.Popen([SERVER, language, str(groups)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        said = json.loads(self.process.stdout.readline())
        self.base, self.links = said["base"], said["links"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(timeout=60)


def check(what, why):
    if not what:
        raise SystemExit(f"FAIL: {why}")


def count(selector):
    return f"document.querySelectorAll({json.dumps(selector)}).length"


def text_of(selector):
    return f"document.querySelector({json.dumps(selector)}).textContent"


def enter(person, server, name):
    person.open(server.links[name])
    person.until(READY)
    check("token" not in person.see("location.href"), "the link's token does not stay in the address")


def say(person, line):
    """A line, with the suggestions put away first, which would have the key Enter."""
    person.see("document.getElementById('text').focus()")
    person.type(line + " ")
    person.key("Escape")
    person.key("Enter")
    person.until("document.getElementById('text').value === ''")


def clean(person, server):
    """No violation, no error, and nothing that was asked of anybody else."""
    check(person.see("window.violations") == [], f"policy: {person.see('window.violations')}")
    check(person.trouble == [], f"errors: {person.trouble}")
    strangers = [url for url in person.requests if not url.startswith((server.base + "/chat", "data:"))]
    check(strangers == [], f"asked outside: {strangers}")


def fits(person):
    wide = person.see("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    check(wide <= 0, f"the page is {wide} pixels too wide")


def shoot(person, name):
    person.shoot(SCREENS / f"{name}.png")


def without_a_session(browser, server):
    stranger = browser.person(1280, 800)
    stranger.open(server.base + "/chat/")
    stranger.until("!document.getElementById('door').hidden")
    check("chatops serve login NAME" in stranger.see("document.body.innerText"), "the door says how to get in")
    shoot(stranger, "door")
    check(stranger.see("fetch('api/groups').then((answer) => answer.status)") == 401, "nothing is told without a session")
    clean(stranger, server)
    return stranger


def used_link(stranger, server):
    stranger.open(server.links["lin"])
    stranger.until("document.querySelector('.door-used')")
    check(stranger.see(count(".message")) == 0, "a used link lets nobody in")


def two_people(lin, wang):
    say(lin, "hello, everybody")
    wang.until("[...document.querySelectorAll('.message .text')].some((line) => line.textContent === 'hello, everybody')")
    check(lin.see(count(".message-mine")) == 1, "what one says stands there once")
    say(wang, "/welcome")
    for person in (lin, wang):
        person.until("[...document.querySelectorAll('.card-title')].some((title) => title.textContent.includes('Checkout'))")
    check(lin.see("[...document.querySelectorAll('.links a')].map((link) => link.protocol)") == ["https:", "https:"], "no script as a link")
    shoot(lin, "welcome")


def completion(person):
    person.see("document.getElementById('text').focus()")
    person.type("/")
    person.until(f"{count('#suggestions [role=option]')} === 7")
    person.key("ArrowDown")
    check(person.see("document.activeElement.getAttribute('aria-activedescendant')") == "suggestion-1", "the arrow keys move")
    shoot(person, "suggestions")
    person.type("de")
    person.until(f"{count('#suggestions [role=option]')} === 2")
    person.key("Tab")
    person.until("document.getElementById('text').value === '/deploy '")
    person.type("ap")
    person.until(f"{text_of('#suggestions .suggestion-text')} === 'api'")
    person.key("Tab")
    person.until("document.getElementById('text').value === '/deploy api '")
    person.key("Escape")
    check(person.see("document.getElementById('suggestions').hidden"), "Esc closes the suggestions")


def deploy_by_keyboard(lin, wang):
    """From the line to the running deployment, without the mouse."""
    lin.key("Enter")
    lin.until("document.querySelector('dialog.form').open")
    check(lin.see(count("button.row")) == 30, "a line a component")
    asked = [url for url in lin.requests if "/options" in url]
    check(asked == [], "no option is fetched before it is asked for")
    check("3 updated, 1 new, 1 waiting" in lin.see(text_of(".form-summary")), "what would change is told")
    shoot(lin, "form")

    lin.key("ArrowDown")
    lin.until("document.activeElement.dataset.row === 'api' || document.activeElement.matches('.row-filter')")
    lin.key("/")
    lin.type("web-8")
    lin.until(f"{count('button.row:not([hidden])')} === 1")
    lin.key("Enter")
    lin.key("Enter")
    lin.until("document.querySelector('dialog.picker').open")
    lin.until(f"{count('.option')} > 20")
    lin.type("release-1.4 lan")
    lin.until("[...document.querySelectorAll('.option-label')].every((one) => one.textContent.startsWith('release-1.4'))")
    shoot(lin, "options")
    picked = lin.see(text_of(".option[aria-selected=true] .option-label"))
    lin.key("Enter")
    lin.until("!document.querySelector('dialog.picker')")
    lin.until(f"{text_of('[data-row=web-8] .version-changed')} === {json.dumps(picked)}")
    lin.until(f"{text_of('[data-row=web-8] .mode')} === 'pinned'")

    lin.key("f")  # follows the branch of what was picked, and will run its newest
    lin.until(f"{text_of('[data-row=web-8] .mode-of')} === 'release/1.4'")
    lin.key("p")
    lin.until(f"{text_of('[data-row=web-8] .mode')} === 'pinned'")
    pinned = lin.see(text_of("[data-row=web-8] .version-changed"))

    lin.key("Enter")  # a branch without a build can be typed and followed
    lin.until("document.querySelector('dialog.picker').open")
    lin.type("feature/none-yet")
    lin.until(f"{count('.option-waits')} === 1")
    lin.key("Escape")
    lin.until("!document.querySelector('dialog.picker')")
    check(lin.see("document.querySelector('dialog.form').open"), "Esc closes the list only")

    lin.see("document.querySelector('[data-field=domain]').focus()")
    lin.see("document.querySelector('[data-field=domain]').select()")
    lin.type("taken.example.com")
    lin.key("Enter")  # presses the first button
    lin.until(f"{text_of('.notes')}.includes('sprint-41')")  # asked again, and told why
    lin.see("document.querySelector('[data-field=domain]').focus()")
    lin.see("document.querySelector('[data-field=domain]').select()")
    lin.type("mine.example.com")
    lin.key("Escape")
    lin.until(f"{text_of('.form-foot')}.includes('Discard')")
    lin.key("Tab", SHIFT)
    lin.key("Enter")  # keeps editing
    lin.see("document.querySelector('[data-row=api]').focus()")
    lin.key("p")
    lin.until(f"{text_of('[data-row=api] .mode')} === 'pinned'")
    lin.see("document.querySelector('[data-field=domain]').focus()")
    lin.key("Enter")
    lin.until("!document.querySelector('dialog')")
    for person in (lin, wang):
        person.until("document.querySelector('.card-busy .facts').textContent.includes('mine.example.com')")
        person.until("document.querySelector('.card-busy .facts').textContent.includes('main-2999 (main-2999)')")
    check(pinned.startswith("release-1.4"), "a pin is what would have run")


def living_card(lin, wang):
    """The same card changes in its place, for both, while they look."""
    cards = lin.see(count(".card"))
    say(wang, "/break")
    for person in (lin, wang):
        person.until("document.querySelector('.card-bad .card-title').textContent.includes('api crashes')")
        check(person.see(count(".card")) == cards, "a change is no new card")
    check(lin.see(f"{count('.card-bad details[open]')}") == 0, "log lines are folded")
    lin.click(".card-bad summary")
    lin.until("document.querySelector('.card-bad details').open")
    shoot(lin, "failed")
    wang.click(".card-bad .button-primary")  # try again
    lin.until("document.querySelector('.card-busy')")
    say(lin, "/step")
    wang.until("document.querySelector('.card-good')")
    shoot(lin, "deployed")


def alone(lin, wang):
    """Answers, errors and toasts are one person's; a button of such an answer works."""
    say(lin, "/status")
    lin.until("document.querySelector('.message-alone pre.table')")
    lin.click(".message-alone .button")
    lin.until(f"{count('.message-alone')} === 2")
    say(lin, "/nonsense")
    lin.until("document.querySelector('.message-alone .card-bad')")
    say(lin, "/mute")
    lin.until("document.querySelector('.toast')")
    shoot(lin, "alone")
    wang.until("[...document.querySelectorAll('.message .text')].some((line) => line.textContent === '/mute')")
    check(wang.see(count(".message-alone, .toast")) == 0, "nobody else sees them")
    lin.click(".message-alone .plain")
    lin.until(f"{count('.message-alone')} === 2")


def question(person):
    say(person, "/delete")
    person.until("document.activeElement.matches('[data-typed]')")
    person.type("sprint-4")
    person.key("Enter")
    person.until("document.querySelector('.form-problem')")
    shoot(person, "question")
    person.type("2")
    person.key("Enter")
    person.until("!document.querySelector('dialog') && [...document.querySelectorAll('.toast')].some((one) => one.textContent === 'Deleted')")


def other_groups(person, server):
    """A long transcript comes in pieces, and stays where it is read."""
    person.click(".group:not([aria-current])")
    person.until(f"{text_of('#name')} === 'Sprint 40' || {text_of('#name')} === 'Sprint 39'")
    person.see("location.hash = '#' + [...document.querySelectorAll('.group')].find((one) => one.textContent.includes('Sprint 40')).dataset.group")
    person.until(f"{text_of('#name')} === 'Sprint 40' && {count('.message')} >= 40")
    person.until("document.getElementById('scroll').scrollTop > 0")
    person.see("document.getElementById('scroll').scrollTop = 0")
    person.until(f"{count('.message')} >= 80")
    check(person.see("document.getElementById('scroll').scrollTop") > 300, "what was read stays in sight")
    person.see("history.back()")
    person.until(f"{text_of('#name')} !== 'Sprint 40'")


def unread(lin, wang):
    lin.see("location.hash = '#' + [...document.querySelectorAll('.group')].find((one) => one.textContent.includes('Sprint 39')).dataset.group")
    lin.until(f"{text_of('#name')} === 'Sprint 39'")
    say(wang, "are you there?")
    lin.until(f"{text_of('.badge')}.startsWith('1')")
    check(lin.see("document.title") == "(1) chatops", "the title counts what is unread")
    lin.click(".group-unread")
    lin.until(f"{count('.badge')} === 0")


def phone(browser, server):
    person = browser.person(390, 844, phone=True)
    enter(person, server, "wang")
    fits(person)
    shoot(person, "phone-groups")
    check(person.see("getComputedStyle(document.getElementById('chat')).display") == "none", "the groups come first")
    person.click(".group")
    person.until(f"{count('.message')} > 0")
    fits(person)
    say(person, "/deploy")
    person.until("document.querySelector('dialog.form').open")
    fits(person)
    shoot(person, "phone-form")
    person.click("[data-row=api]")
    person.until(f"{count('.option')} > 20")
    fits(person)
    shoot(person, "phone-options")
    person.key("Escape")
    person.until("!document.querySelector('dialog.picker')")
    person.key("Escape")
    person.until("!document.querySelector('dialog')")
    shoot(person, "phone-chat")
    person.prefer("dark")
    shoot(person, "phone-dark")
    person.click("#back")
    person.until("getComputedStyle(document.getElementById('chat')).display === 'none'")
    clean(person, server)


def lost_and_back(person, other):
    person.ask("Network.emulateNetworkConditions", {"offline": True, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
    person.see("document.getElementById('text').focus()")
    person.type("said in a tunnel")
    person.key("Enter")
    person.until("document.querySelector('.failed')")
    say(other, "can you hear me?")  # what the poll would bring does not come through
    person.until("!document.getElementById('lost').hidden")
    shoot(person, "lost")
    person.ask("Network.emulateNetworkConditions", {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
    person.until("document.getElementById('lost').hidden")
    person.until("[...document.querySelectorAll('.group-line')].some((line) => line.textContent.includes('can you hear me?'))")
    person.click(".failed .plain")
    person.until(f"{count('.failed, .sending')} === 0")
    person.until("[...document.querySelectorAll('.message .text')].filter((line) => line.textContent === 'said in a tunnel').length === 1")


def chinese_and_many(browser):
    with Server("zh", 50) as server:
        person = browser.person(1280, 800)
        enter(person, server, "lin")
        took = person.see("Math.round(performance.getEntriesByName('usable')[0].startTime)")
        check(person.see(count(".group")) == 50, "all groups are there")
        transcripts = [url for url in person.requests if "/messages" in url]
        check(len(transcripts) <= 1, f"only the shown transcript is loaded, not {len(transcripts)}")
        print(f"50 groups: usable {took} ms after the page was opened, {len(person.requests)} requests")
        check(person.see("document.documentElement.lang") == "zh-CN", "the page speaks Chinese")
        person.see("document.getElementById('find').focus()")
        person.type("结账")
        person.until(f"{count('.group')} === 1")
        person.key("Enter")
        person.until(f"{text_of('#name')} === 'Sprint 42：结账与登录'")
        say(person, "/welcome")
        say(person, "/deploy")
        person.until("document.querySelector('dialog.form').open")
        person.prefer("dark")
        shoot(person, "chinese-form-dark")
        person.key("Enter")  # nothing was changed: the first button at once
        person.until("document.querySelector('.card-busy')")
        say(person, "/break")
        person.until("document.querySelector('.card-bad')")
        shoot(person, "chinese-dark")
        clean(person, server)


def main():
    program()
    SCREENS.mkdir(parents=True, exist_ok=True)
    with Browser() as browser, Server() as server:
        stranger = without_a_session(browser, server)
        lin, wang = browser.person(1280, 800), browser.person(1100, 760)
        enter(lin, server, "lin")
        used_link(stranger, server)
        enter(wang, server, "wang")
        for person in (lin, wang):
            person.see("location.hash = '#' + [...document.querySelectorAll('.group')].find((one) => one.textContent.includes('Checkout')).dataset.group")
            person.until(f"{text_of('#name')}.includes('Checkout')")
        two_people(lin, wang)
        completion(lin)
        deploy_by_keyboard(lin, wang)
        living_card(lin, wang)
        alone(lin, wang)
        question(wang)
        clean(wang, server)
        lin.prefer("dark")
        shoot(lin, "dark")
        lin.prefer("light")
        unread(lin, wang)
        other_groups(wang, server)
        clean(lin, server)
        clean(wang, server)
        lost_and_back(lin, wang)
    with Browser() as browser, Server() as server:
        phone(browser, server)
        chinese_and_many(browser)
    print(f"screenshots: {SCREENS}")


main()
