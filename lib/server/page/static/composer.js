// Where a person writes. A line that begins with "/" or "@" is completed from the server's own table.
// SPDX-License-Identifier: Apache-2.0
import { h, icon } from "./dom.js";
import { say } from "./words.js";
import * as api from "./api.js";

const place = document.getElementById("composer");
const pause = 60; // milliseconds of silence before suggestions are asked for
const longest = 4000;

let text, list, send_button, hint;
let group = null;
let send = () => {};
let found = []; // completions
let at = -1; // the highlighted one
let timer = 0;
let asked = 0; // only the newest question's answer counts
const drafts = new Map();

/** `sender(group, text)` is called with what was written. */
export function start(sender) {
  send = sender;
  list = h("ul", { class: "suggestions", id: "suggestions", role: "listbox", "aria-label": say("suggestions"), hidden: true });
  text = h("textarea", {
    id: "text", rows: "1", maxlength: String(longest), autocomplete: "off", spellcheck: "false", enterkeyhint: "send",
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "suggestions",
    oninput: () => { grow(); suggest(); }, onkeydown: keys, onblur: () => setTimeout(hide, 120),
  });
  send_button = h("button", { type: "button", class: "send", "aria-label": say("send"), title: say("send"), onclick: commit }, icon("send"));
  hint = h("p", { class: "composer-hint", "aria-hidden": "true" }, say("hint"));
  place.replaceChildren(list, h("div", { class: "composer-box" }, text, send_button), hint);
}

export function show(next) {
  if (group === next.id) return open_or_closed(next);
  if (group !== null) drafts.set(group, text.value);
  group = next.id;
  text.value = drafts.get(group) || "";
  hide();
  grow();
  open_or_closed(next);
}

function open_or_closed(next) {
  place.classList.toggle("composer-closed", next.dissolved);
  text.disabled = next.dissolved;
  const words = next.dissolved ? say("closed") : say("message", { group: next.name });
  text.placeholder = words;
  text.setAttribute("aria-label", words);
  grow();
}

export const focus = () => text.focus();

function grow() {
  text.style.height = "auto";
  text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
  send_button.disabled = text.value.trim() === "";
}

function commit() {
  const line = text.value.trim();
  if (line === "" || group === null || text.disabled) return;
  text.value = "";
  drafts.delete(group);
  hide();
  grow();
  text.focus();
  send(group, line);
}

/** The word before the cursor, which a completion replaces. */
function typed_word() {
  return /\S*$/.exec(text.value.slice(0, text.selectionStart))[0];
}

function suggest() {
  clearTimeout(timer);
  const line = text.value.slice(0, text.selectionStart);
  const number = ++asked;
  if (!/^\s*[/／@]/.test(line) || line.includes("\n")) return hide();
  timer = setTimeout(async () => {
    let answer;
    try {
      answer = await api.complete(group, line.trimStart());
    } catch {
      return hide();
    }
    if (number !== asked) return;
    found = answer.completions;
    at = found.length > 0 && !/\s/.test(line.trim()) && !line.endsWith(" ") ? 0 : -1;
    draw();
  }, pause);
}

function draw() {
  list.hidden = found.length === 0;
  text.setAttribute("aria-expanded", String(!list.hidden));
  list.replaceChildren(
    ...found.map((entry, index) =>
      h(
        "li",
        { id: `suggestion-${index}`, role: "option", "aria-selected": String(index === at), onmousedown: (event) => { event.preventDefault(); at = index; accept(); } },
        h("span", { class: "suggestion-text" }, entry.text),
        h("span", { class: "suggestion-hint" }, entry.hint),
      ),
    ),
  );
  if (at >= 0) {
    text.setAttribute("aria-activedescendant", `suggestion-${at}`);
    list.children[at].scrollIntoView({ block: "nearest" });
  } else text.removeAttribute("aria-activedescendant");
}

function hide() {
  asked += 1;
  clearTimeout(timer);
  found = [];
  at = -1;
  draw();
}

function accept() {
  const entry = found[at < 0 ? 0 : at];
  const end = text.selectionStart;
  const begin = end - typed_word().length;
  const space = text.value.slice(end).startsWith(" ") ? "" : " ";
  text.setRangeText(entry.text + space, begin, end, "end");
  hide();
  grow();
  suggest();
}

function keys(event) {
  if (event.isComposing || event.keyCode === 229) return; // an input method has the keys
  const listed = !list.hidden;
  if (listed && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    const step = event.key === "ArrowDown" ? 1 : -1;
    at = at < 0 && step < 0 ? found.length - 1 : (at + step + found.length) % found.length;
    draw();
  } else if (listed && event.key === "Tab" && !event.shiftKey) accept();
  else if (event.key === "Escape") hide(); // also what is still asked for
  else if (event.key === "Enter" && !event.shiftKey) {
    if (listed && at >= 0 && found[at].text !== typed_word()) accept();
    else if (!event.repeat) commit();
  } else return;
  event.preventDefault();
}
