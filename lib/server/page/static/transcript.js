// What was said in the open group, newest at the bottom; cards change in their place.
// SPDX-License-Identifier: Apache-2.0
import { h, icon } from "./dom.js";
import { say, say_day } from "./words.js";
import { draw } from "./message.js";

const scroll = document.getElementById("scroll");
const list = document.getElementById("log");
const older = document.getElementById("older");
const newer = document.getElementById("newer");
const near = 80; // pixels from the bottom that still count as being there
const together = 5 * 60 * 1000; // lines of one author this close stand under one name

let state;
let actions;
let shown = null; // the group
let loading = false;

/** `doing`: press(message, button, element), dismiss(message), again(message), older(group). */
export function start(the_state, doing) {
  state = the_state;
  actions = doing;
  scroll.addEventListener("scroll", () => {
    if (at_bottom()) newer.hidden = true;
    if (scroll.scrollTop < 300) load_older();
  });
  newer.addEventListener("click", to_bottom);
  new ResizeObserver(() => keep()).observe(scroll);
}

let stays = true; // at the bottom, whatever the size becomes
scroll.addEventListener("scroll", () => (stays = at_bottom()), { passive: true });
function keep() {
  if (stays) to_bottom();
}

function at_bottom() {
  return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < near;
}

export function to_bottom() {
  scroll.scrollTop = scroll.scrollHeight;
  newer.hidden = true;
}

async function load_older() {
  if (loading || shown === null || !shown.more || shown.messages.length === 0) return;
  loading = true;
  const group = shown;
  await actions.older(group);
  loading = false;
  if (shown === group) show_kept();
}

/** Draws again without moving what the person reads. */
function show_kept() {
  const from_end = scroll.scrollHeight - scroll.scrollTop;
  show(shown);
  scroll.scrollTop = scroll.scrollHeight - from_end;
}

/** Stored messages by number, and between them what only this person sees. */
function in_order(group) {
  const all = [...group.messages];
  for (const entry of group.own) {
    let at = all.length;
    while (at > 0 && !all[at - 1].alone && !all[at - 1].state && all[at - 1].id > entry.after) at -= 1;
    all.splice(at, 0, entry);
  }
  return all;
}

function follows(before, message) {
  if (!before || before.author !== message.author || before.alone || message.alone) return false;
  if (message.title !== "" || before.title !== "") return false;
  return new Date(message.at) - new Date(before.at) < together;
}

function rows(group) {
  const out = [];
  let before = null;
  let day = "";
  for (const message of in_order(group)) {
    const this_day = new Date(message.at).toDateString();
    if (this_day !== day) {
      out.push({ key: `day ${this_day}`, mark: "", make: () => h("li", { class: "day" }, h("span", {}, say_day(new Date(message.at)))) });
      before = null;
    }
    const joined = follows(before, message);
    out.push({
      key: `message ${message.id}`,
      mark: `${message.change} ${joined} ${message.state || ""} ${group.dissolved}`,
      make: () => draw(message, state, joined, actions),
    });
    day = this_day;
    before = message;
  }
  return out;
}

function replaced(old, fresh) {
  const details = old.querySelector("details");
  if (details && details.open) fresh.querySelector("details")?.setAttribute("open", "");
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.button : undefined;
  old.replaceWith(fresh);
  if (focused) fresh.querySelector(`[data-button="${CSS.escape(focused)}"]`)?.focus();
  return fresh;
}

/** Shows the group as it is now; only rows that changed are drawn anew. */
export function show(group) {
  const other = shown !== group;
  const bottom = other || at_bottom();
  if (other) list.replaceChildren();
  shown = group;
  scroll.setAttribute("aria-label", say("messages"));
  list.setAttribute("aria-label", say("messages"));
  older.textContent = say("older");
  older.hidden = !(group.loaded && group.more);
  const standing = new Map([...list.children].map((row) => [row.dataset.key, row]));
  let grown = false;
  let at = null;
  for (const row of rows(group)) {
    let element = standing.get(row.key);
    standing.delete(row.key);
    if (!element) {
      element = row.make();
      grown = true;
    } else if (element.dataset.mark !== row.mark) {
      element = replaced(element, row.make());
    }
    element.dataset.key = row.key;
    element.dataset.mark = row.mark;
    const next = at === null ? list.firstChild : at.nextSibling;
    if (next !== element) list.insertBefore(element, next);
    at = element;
  }
  for (const gone of standing.values()) gone.remove();
  if (group.loaded && list.childElementCount === 0) list.append(h("li", { class: "quiet", "data-key": "quiet" }, say("quiet")));
  if (bottom) to_bottom();
  else if (grown) {
    newer.replaceChildren(icon("down"), say("newer"));
    newer.hidden = false;
  }
}

/** A line below the transcript while the server works; call what is returned when it has ended. */
export function working() {
  const line = h("li", { class: "working", role: "status", "data-key": "working" }, h("span", { class: "dots", "aria-hidden": "true" }), say("working"));
  const timer = setTimeout(() => {
    const bottom = at_bottom();
    list.after(line);
    if (bottom) to_bottom();
  }, 400);
  return () => {
    clearTimeout(timer);
    line.remove();
  };
}
