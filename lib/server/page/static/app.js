// Puts the page together: who is here, which groups, what is new (long poll), and what a person does.
// SPDX-License-Identifier: Apache-2.0
import { h, icon, avatar } from "./dom.js";
import { say, say_error, speak } from "./words.js";
import * as api from "./api.js";
import * as groups_list from "./groups.js";
import * as transcript from "./transcript.js";
import * as composer from "./composer.js";
import * as form from "./form.js";

const by_id = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 720px)");
const most_own = 50; // private answers that are kept in a group

const state = { me: null, groups: new Map(), current: "", change: 0, version: "" };

// ---- what was read before, on this device -------------------------------------------------------------------
const seen_key = () => `chatops.seen.${state.me.account}`;
function seen() {
  try {
    return JSON.parse(localStorage.getItem(seen_key())) || {};
  } catch {
    return {};
  }
}
function mark_read(group) {
  group.unread = 0;
  if (!group.last) return;
  try {
    localStorage.setItem(seen_key(), JSON.stringify({ ...seen(), [group.id]: group.last.id }));
  } catch {
    // A private window may refuse; then everything counts as read at the next visit.
  }
}

const is_read_now = (group) => group.id === state.current && !document.hidden && document.body.classList.contains("in-chat");

// ---- groups -------------------------------------------------------------------------------------------------
async function load_groups() {
  const read = await api.groups();
  const before = state.groups;
  const marks = seen();
  state.groups = new Map(
    read.groups.map((fresh) => {
      const old = before.get(fresh.id);
      const kept = old || { messages: [], own: [], more: true, loaded: false, unread: 0 };
      const group = Object.assign(kept, fresh);
      if (!old && group.last && group.id in marks && group.last.id > marks[group.id]) group.unread = 1;
      return [group.id, group];
    }),
  );
  state.version = read.version;
  if (state.change === 0) state.change = read.change;
}

async function load_messages(group, before) {
  const read = await api.messages(group.id, before);
  const known = new Set(group.messages.map((message) => message.id));
  group.messages = [...read.messages.filter((message) => !known.has(message.id)), ...group.messages].sort((a, b) => a.id - b.id);
  group.more = read.more;
  group.loaded = true;
}

function show_group() {
  const group = state.groups.get(state.current);
  by_id("nothing").hidden = Boolean(group);
  for (const id of ["scroll", "composer"]) by_id(id).hidden = !group;
  if (!group) {
    by_id("name").textContent = "";
    by_id("members").textContent = "";
    by_id("nothing").replaceChildren(
      h("p", { class: "nothing-title" }, state.groups.size === 0 ? say("no_groups") : say("choose")),
      state.groups.size === 0 ? h("p", {}, say("no_groups_more")) : "",
    );
    return;
  }
  const names = group.members.map((member) => member.name || member.id);
  by_id("name").textContent = group.name;
  by_id("members").textContent = group.members.length === 1 ? say("member") : say("members", { count: group.members.length });
  by_id("members").title = names.join(say("comma"));
  composer.show(group);
  transcript.show(group);
}

function show_all() {
  const group = state.groups.get(state.current);
  if (group && is_read_now(group)) mark_read(group);
  groups_list.show(state);
  show_group();
}

async function enter(id) {
  const group = state.groups.get(id);
  state.current = group ? id : "";
  document.body.classList.toggle("in-chat", Boolean(group));
  if (group) mark_read(group);
  show_all();
  if (!group) return;
  if (!narrow.matches) composer.focus();
  if (group.loaded) return;
  try {
    await load_messages(group, 0);
  } catch (problem) {
    failed(problem);
  }
  if (state.current === id) show_all();
}

/** The address names the group, so that the browser's own "back" works. */
function follow_address() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (id === "" && !narrow.matches && state.groups.size > 0) return open_group(groups_list.in_order(state)[0].id, true);
  return enter(id);
}
function open_group(id, quietly = false) {
  if (quietly) history.replaceState(null, "", `#${encodeURIComponent(id)}`);
  else if (location.hash.slice(1) !== encodeURIComponent(id)) return void (location.hash = encodeURIComponent(id));
  enter(id);
}

// ---- what comes -----------------------------------------------------------------------------------------------
function line_of(message) {
  return message.title || message.text.split("\n")[0];
}

function arrived(message) {
  const group = state.groups.get(message.group);
  if (!group) return;
  const at = group.messages.findIndex((one) => one.id === message.id);
  if (at >= 0) {
    if (group.messages[at].change < message.change) group.messages[at] = message;
  } else if (group.loaded) {
    group.messages.push(message);
    group.messages.sort((a, b) => a.id - b.id);
  }
  if (message.key) group.own = group.own.filter((one) => one.key !== message.key);
  if (!group.last || message.id >= group.last.id) {
    const fresh = !group.last || message.id > group.last.id;
    group.last = { id: message.id, author: message.author, name: message.name, line: line_of(message), at: message.at };
    if (fresh && message.author !== state.me.account && !is_read_now(group)) group.unread += 1;
  }
}

const pause = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function listen() {
  let failures = 0;
  for (;;) {
    try {
      const read = await api.changes(state.change, state.version);
      if (failures > 0) {
        by_id("lost").hidden = true;
        toast(say("restored"));
      }
      failures = 0;
      if (read.change) state.change = read.change;
      if (read.version && read.version !== state.version) await load_groups();
      for (const message of read.messages) arrived(message);
      if (read.messages.length > 0 || read.version) show_all();
    } catch (problem) {
      if (problem.status === 401) return log_in();
      failures += 1;
      by_id("lost").textContent = say("lost");
      by_id("lost").hidden = false;
      const most = Math.min(1000 * 2 ** (failures - 1), 15000);
      await pause(most / 2 + Math.random() * (most / 2));
    }
  }
}

// ---- what a person does ---------------------------------------------------------------------------------------
function toast(text) {
  const line = h("p", { class: "toast" }, text);
  by_id("toasts").append(line);
  setTimeout(() => line.classList.add("toast-gone"), 4000);
  setTimeout(() => line.remove(), 4400);
}

function failed(problem) {
  if (problem.status === 401) return log_in();
  toast(say_error(problem.code));
}

function keep_own(group, entry) {
  const last = group.messages.at(-1);
  group.own = [...group.own, { ...entry, after: last ? last.id : 0 }].slice(-most_own);
}

/** What the server answers to a line, a click or a form: for this person alone. */
function take_reply(group_id, reply) {
  const group = state.groups.get(group_id);
  if (reply.toast) toast(reply.toast);
  if (reply.message && group) {
    keep_own(group, { ...reply.message, alone: true });
    if (state.current === group_id) transcript.show(group);
    transcript.to_bottom();
  }
  if (reply.form) {
    form.open(group_id, reply.form, async (answer) => {
      const done = transcript.working();
      try {
        const read = await api.answer(group_id, reply.form.id, answer);
        take_reply(group_id, read.reply);
        return "";
      } catch (problem) {
        if (problem.status === 401) log_in();
        return say_error(problem.code);
      } finally {
        done();
      }
    });
  }
}

async function send(group_id, text, again) {
  const group = state.groups.get(group_id);
  const entry = again || {
    id: `s${crypto.getRandomValues(new Uint32Array(2)).join("")}`, change: 0, group: group_id, author: state.me.account, name: state.me.name,
    title: "", tone: "plain", text, preformatted: false, facts: [], log: [], links: [], buttons: [],
  };
  entry.key = entry.id;
  entry.at = new Date().toISOString();
  entry.state = "sending";
  group.own = group.own.filter((one) => one.key !== entry.key);
  keep_own(group, entry);
  show_all();
  transcript.to_bottom();
  const done = transcript.working();
  try {
    const read = await api.say_line(group_id, text, entry.key);
    arrived(read.message);
    show_all();
    take_reply(group_id, read.reply);
  } catch (problem) {
    if (problem.status === 401) return log_in();
    const mine = group.own.find((one) => one.key === entry.key);
    if (mine) Object.assign(mine, { state: "failed", problem: say_error(problem.code) });
    else toast(say_error(problem.code));
    show_all();
  } finally {
    done();
  }
}

const actions = {
  older: async (group) => {
    try {
      await load_messages(group, group.messages[0].id);
    } catch (problem) {
      failed(problem);
    }
  },
  dismiss: (message) => {
    const group = state.groups.get(message.group);
    group.own = group.own.filter((one) => one !== message);
    transcript.show(group);
    composer.focus();
  },
  again: (message) => send(message.group, message.text, message),
  press: async (message, button, element) => {
    element.disabled = true;
    const done = transcript.working();
    try {
      take_reply(message.group, (await api.click(message.group, String(message.id), button)).reply);
    } catch (problem) {
      failed(problem);
    } finally {
      done();
      element.disabled = false;
    }
  },
};

// ---- who ------------------------------------------------------------------------------------------------------
function log_in() {
  const used = new URLSearchParams(location.search).get("login") === "used";
  document.querySelectorAll("dialog").forEach((dialog) => dialog.close());
  by_id("page").hidden = true;
  by_id("door").hidden = false;
  by_id("door").replaceChildren(
    h(
      "section",
      { class: "door-box", "aria-labelledby": "door-title" },
      h("span", { class: "brand brand-large", "aria-hidden": "true" }),
      h("h1", { id: "door-title" }, say("door_title")),
      used ? h("p", { class: "door-used", role: "alert" }, say("door_used")) : null,
      h("p", {}, say("door_text")),
      h("pre", { tabindex: "0" }, "chatops serve login NAME"),
    ),
  );
}

function show_person() {
  const leave = h("button", { type: "button", class: "icon-button", "aria-label": say("log_out"), title: say("log_out") }, icon("leave"));
  leave.addEventListener("click", async () => {
    try {
      await api.log_out();
      location.reload();
    } catch (problem) {
      failed(problem);
    }
  });
  by_id("person").replaceChildren(
    avatar(state.me.account, state.me.name),
    h("span", { class: "person-names" }, h("span", { class: "person-name" }, state.me.name), h("span", { class: "person-account" }, state.me.account)),
    leave,
  );
}

async function begin() {
  speak(document.documentElement.lang === "" ? "" : navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");
  try {
    state.me = await api.me();
    speak(state.me.language);
    await load_groups();
  } catch (problem) {
    if (problem.status === 401) return log_in();
    by_id("page").hidden = false;
    by_id("lost").textContent = say("lost");
    by_id("lost").hidden = false;
    await pause(3000);
    return begin();
  }
  history.replaceState(null, "", location.pathname + location.hash);
  by_id("page").hidden = false;
  by_id("lost").hidden = true;
  by_id("side").setAttribute("aria-label", say("groups"));
  by_id("back").append(icon("back"));
  by_id("back").setAttribute("aria-label", say("back"));
  by_id("back").addEventListener("click", () => (location.hash = ""));
  show_person();
  groups_list.start(state, (id) => open_group(id));
  transcript.start(state, actions);
  composer.start((group, text) => send(group, text));
  addEventListener("hashchange", follow_address);
  document.addEventListener("visibilitychange", show_all);
  narrow.addEventListener("change", follow_address);
  addEventListener("keydown", (event) => {
    if (!event.altKey || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const order = groups_list.in_order(state).map((group) => group.id);
    const next = order[order.indexOf(state.current) + (event.key === "ArrowDown" ? 1 : -1)];
    event.preventDefault();
    if (next) open_group(next);
  });
  await follow_address();
  document.body.dataset.ready = "true";
  performance.mark("usable"); // groups and the open transcript can be read and answered
  listen();
}

begin();
