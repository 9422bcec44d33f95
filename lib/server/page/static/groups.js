// The list of groups: name, last line, and whether something in it was not read yet.
// SPDX-License-Identifier: Apache-2.0
import { h, group_mark } from "./dom.js";
import { say, say_short } from "./words.js";

const list = document.getElementById("groups");
const find = document.getElementById("find");
const many = 8; // from so many on a filter helps

/** `state` is app.js's; `open(id)` shows a group. */
export function start(state, open) {
  find.addEventListener("input", () => show(state));
  find.addEventListener("keydown", (event) => {
    const first = list.querySelector("button");
    if (event.key === "Enter" && first) {
      find.value = "";
      open(first.dataset.group);
    }
    if (event.key === "ArrowDown" && first) first.focus();
    if (event.key === "Escape" && find.value !== "") {
      find.value = "";
      show(state);
    }
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) open(button.dataset.group);
  });
  list.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (!(event.key in steps)) return;
    const buttons = [...list.querySelectorAll("button")];
    const next = buttons[buttons.indexOf(document.activeElement) + steps[event.key]];
    event.preventDefault();
    if (next) next.focus();
    else if (event.key === "ArrowUp" && !find.hidden) find.focus();
  });
}

/** The newest first, as a person looks for them. */
export function in_order(state) {
  const moment = (group) => (group.last ? group.last.at : "");
  return [...state.groups.values()].sort(
    (a, b) => Number(a.dissolved) - Number(b.dissolved) || moment(b).localeCompare(moment(a)) || a.name.localeCompare(b.name),
  );
}

function item(group, state) {
  const { last } = group;
  const who = last && last.author === state.me.account ? say("you") : last && last.author !== "" ? last.name : "";
  const unread = group.unread > 0;
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: `group${unread ? " group-unread" : ""}${group.dissolved ? " group-closed" : ""}`,
        "data-group": group.id,
        "aria-current": group.id === state.current ? "true" : false,
      },
      group_mark(group.name),
      h("span", { class: "group-name" }, group.name),
      last ? h("time", { class: "group-time", datetime: last.at }, say_short(new Date(last.at))) : null,
      h("span", { class: "group-line" }, last ? (who ? `${who}: ` : "") + last.line : ""),
      unread
        ? h("span", { class: "badge" }, String(Math.min(group.unread, 99)), h("span", { class: "unseen" }, ` ${say("unread")}`))
        : null,
    ),
  );
}

export function show(state) {
  const wanted = find.value.trim().toLowerCase();
  const groups = in_order(state).filter((group) => group.name.toLowerCase().includes(wanted));
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.group : "";
  find.hidden = state.groups.size < many;
  find.placeholder = say("find");
  find.setAttribute("aria-label", say("find"));
  list.setAttribute("aria-label", say("groups"));
  list.replaceChildren(...groups.map((group) => item(group, state)));
  if (groups.length === 0 && wanted !== "") list.append(h("li", { class: "none" }, say("no_match")));
  if (focused !== "") list.querySelector(`[data-group="${CSS.escape(focused)}"]`)?.focus();
  const unread = [...state.groups.values()].reduce((sum, group) => sum + group.unread, 0);
  document.title = (unread > 0 ? `(${unread}) ` : "") + "chatops";
}
