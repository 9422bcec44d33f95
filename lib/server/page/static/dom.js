// Elements without markup: every text becomes a text node, so nothing that anybody said can become HTML.
// SPDX-License-Identifier: Apache-2.0

/** An element; `on…` are listeners, other properties are attributes; false and null are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const shapes = {
  back: "M15 5l-7 7 7 7",
  send: "M12 19V5M6 11l6-6 6 6",
  down: "M12 5v14M6 13l6 6 6-6",
  close: "M6 6l12 12M18 6L6 18",
  open: "M9 6l6 6-6 6",
  out: "M8 16L16 8M9 8h7v7",
  arrow: "M5 12h14M13 6l6 6-6 6",
  good: "M5 12.5l4.5 4.5L19 7.5",
  bad: "M7 7l10 10M17 7L7 17",
  warning: "M12 6v7M12 17v.5",
  busy: "M12 4a8 8 0 1 1-8 8",
  eye: "M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5",
  leave: "M14 5H6v14h8M11 12h9M17 8.5l3.5 3.5-3.5 3.5",
  bot: "M12 4v3M6 8h12v9H6zM9.5 12v1M14.5 12v1M3.5 11.5v3M20.5 11.5v3",
};

/** A line drawing of 24 × 24, in the text's colour. */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", `icon icon-${name}`);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", shapes[name]);
  drawing.append(path);
  return drawing;
}

/** The address, when it is one that a page may open. */
export function safe_link(address) {
  return /^https?:\/\/[^\s]+$/i.test(address || "") ? address : "";
}

/** A link that opens elsewhere and tells that place nothing. */
export function link_to(address, label, look = "link") {
  return h("a", { class: look, href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** Text with its web addresses as links. */
export function linked(text) {
  const pieces = [];
  let from = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"'，。；、（）]+[^\s<>"'，。；、（）.,;:!?)\]]/gi)) {
    pieces.push(text.slice(from, found.index), link_to(found[0], found[0]));
    from = found.index + found[0].length;
  }
  pieces.push(text.slice(from));
  return pieces;
}

/** A person's mark: the first letter on a colour that stays theirs. */
export function avatar(account, name) {
  if (account === "") return h("span", { class: "avatar avatar-bot", "aria-hidden": "true" }, icon("bot"));
  let sum = 0;
  for (const letter of account) sum = (sum * 31 + letter.codePointAt(0)) % 997;
  const first = [...(name || account)][0] || "?";
  return h("span", { class: `avatar avatar-${sum % 8}`, "aria-hidden": "true" }, first.toUpperCase());
}

/** A group's mark: the number in its name, as sprints have one, else its first letter. */
export function group_mark(name) {
  const number = /\d{1,4}/.exec(name);
  return h("span", { class: "group-mark", "aria-hidden": "true" }, number ? number[0] : ([...name][0] || "?").toUpperCase());
}
