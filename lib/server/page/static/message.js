// One message: a line that somebody said, or a living card.
// SPDX-License-Identifier: Apache-2.0
import { h, icon, linked, link_to, safe_link, avatar } from "./dom.js";
import { say, say_time, say_moment } from "./words.js";

function fact(entry) {
  const address = safe_link(entry.link);
  return [h("dt", {}, entry.label), h("dd", {}, address ? link_to(address, entry.value) : entry.value)];
}

function button(entry, press) {
  const look = `button button-${entry.tone}`;
  const address = safe_link(entry.link);
  if (address) return h("a", { class: look, href: address, target: "_blank", rel: "noopener noreferrer" }, entry.label, icon("out"));
  return h("button", { type: "button", class: look, "data-button": entry.id, onclick: (event) => press(entry.id, event.currentTarget) }, entry.label);
}

function log(lines) {
  const count = say(lines.length === 1 ? "log_line" : "log_lines", { count: lines.length });
  return h(
    "details",
    { class: "log-lines" },
    h("summary", {}, icon("open"), count),
    h("pre", { tabindex: "0" }, lines.join("\n")),
  );
}

/** What stands under the author: `press(button, element)` is called for a button; null: nothing can be done any more. */
function content(message, press) {
  const framed = message.title !== "" || message.facts.length > 0 || message.buttons.length > 0 || message.log.length > 0;
  const text = message.preformatted
    ? message.text && h("pre", { class: "table", tabindex: "0" }, message.text)
    : message.text && h("p", { class: "text" }, ...linked(message.text));
  if (!framed) return text || h("p", { class: "text" });
  const tone = message.tone;
  const buttons = message.buttons.filter((entry) => press !== null || safe_link(entry.link));
  const links = message.links.filter((link) => safe_link(link.url));
  return h(
    "section",
    { class: `card card-${tone}`, "aria-label": message.title || false },
    message.title === ""
      ? null
      : h(
          "h3",
          { class: "card-title" },
          tone === "plain" ? null : h("span", { class: `tone tone-${tone}`, role: "img", "aria-label": say(`tone_${tone}`) }, icon(tone)),
          h("span", {}, message.title),
        ),
    text,
    message.facts.length > 0 ? h("dl", { class: "facts" }, ...message.facts.flatMap(fact)) : null,
    message.log.length > 0 ? log(message.log) : null,
    links.length > 0 ? h("p", { class: "links" }, ...links.map((link) => link_to(link.url, link.label || link.url))) : null,
    buttons.length > 0 ? h("div", { class: "buttons" }, ...buttons.map((entry) => button(entry, press))) : null,
  );
}

/** `follows`: the one before is the same author's, moments ago. */
export function draw(message, state, follows, actions) {
  const closed = state.groups.get(message.group)?.dissolved;
  const at = new Date(message.at);
  const mine = message.author !== "" && message.author === state.me.account;
  const name = message.author === "" ? say("bot") : message.name;
  const time = h("time", { datetime: message.at, title: say_moment(at) }, say_time(at));
  const head = h(
    "p",
    { class: "who" },
    h("span", { class: "who-name" }, name),
    time,
    message.edited ? h("span", { class: "edited" }, say("edited")) : null,
  );
  const alone = message.alone
    ? h(
        "p",
        { class: "alone" },
        icon("eye"),
        say("only_you"),
        h("button", { type: "button", class: "plain", onclick: () => actions.dismiss(message) }, say("dismiss")),
      )
    : null;
  const sending = message.state === "sending" ? h("p", { class: "sending" }, say("sending")) : null;
  const failed =
    message.state === "failed"
      ? h(
          "p",
          { class: "failed" },
          message.problem ? `${say("not_sent")} ${message.problem}` : say("not_sent"),
          h("button", { type: "button", class: "plain", onclick: () => actions.again(message) }, say("again")),
        )
      : null;
  return h(
    "li",
    {
      class: `message${follows ? " message-follows" : ""}${mine ? " message-mine" : ""}${message.alone ? " message-alone" : ""}`,
      "data-id": message.id,
      "data-change": message.change,
    },
    follows ? h("span", { class: "gutter", "aria-hidden": "true" }, say_time(at)) : avatar(message.author, name),
    h(
      "div",
      { class: "body" },
      alone,
      follows ? h("p", { class: "unseen" }, name) : head,
      content(message, closed && !message.alone ? null : (id, element) => actions.press(message, id, element)),
      sending,
      failed,
    ),
  );
}
