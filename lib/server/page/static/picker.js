// Choosing one of many in a list that typing narrows: a component's version or branch, a setting's value.
// SPDX-License-Identifier: Apache-2.0
import { h, icon } from "./dom.js";
import { say } from "./words.js";

const pause = 80; // milliseconds of silence before the server is asked

/**
 * Opens the list over everything else and answers what was chosen, or null.
 * `load(typed)` answers {sections: [{title, entries: [{value, label, cells, marks, waits}]}], columns, more}.
 */
export function pick({ title, placeholder, load, now }) {
  return new Promise((resolve) => {
    let entries = [];
    let at = 0;
    let number = 0;
    let timer = 0;
    let chosen = null;

    const input = h("input", {
      type: "text", class: "picker-filter", autocomplete: "off", spellcheck: "false", placeholder, "aria-label": placeholder,
      role: "combobox", "aria-expanded": "true", "aria-autocomplete": "list", "aria-controls": "picker-list",
      oninput: () => { clearTimeout(timer); timer = setTimeout(refresh, pause); },
    });
    const list = h("div", { id: "picker-list", class: "picker-list", role: "listbox", "aria-label": title });
    const dialog = h(
      "dialog",
      { class: "picker", "aria-label": title, onclose: () => { dialog.remove(); resolve(chosen); } },
      h(
        "header",
        { class: "picker-head" },
        h("h3", {}, title),
        h("button", { type: "button", class: "icon-button", "aria-label": say("close"), onclick: () => dialog.close() }, icon("close")),
      ),
      input,
      list,
    );

    function mark() {
      const options = list.querySelectorAll("[role=option]");
      options.forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
      if (options[at]) {
        options[at].scrollIntoView({ block: "nearest" });
        input.setAttribute("aria-activedescendant", options[at].id);
      } else input.removeAttribute("aria-activedescendant");
    }

    function option(entry, index) {
      return h(
        "div",
        {
          id: `option-${index}`, role: "option", class: `option${entry.waits ? " option-waits" : ""}`,
          onclick: () => take(index), onmousemove: () => { if (at !== index) { at = index; mark(); } },
        },
        h(
          "span",
          { class: "option-name" },
          h("span", { class: "option-label" }, entry.label),
          ...(entry.marks || []).map((word) => h("span", { class: "mark" }, word)),
        ),
        ...(entry.cells || []).map((cell) => h("span", { class: "option-cell" }, cell || "")),
      );
    }

    async function refresh() {
      const mine = ++number;
      let read;
      try {
        read = await load(input.value.trim());
      } catch {
        read = { sections: [], more: false };
      }
      if (mine !== number || !dialog.open) return;
      entries = read.sections.flatMap((section) => section.entries);
      at = Math.max(0, input.value.trim() === "" ? entries.findIndex((entry) => now(entry)) : 0);
      let index = 0;
      list.replaceChildren(
        ...read.sections
          .filter((section) => section.entries.length > 0)
          .map((section, count) => {
            const group = h(
              "div",
              { role: "group", "aria-labelledby": section.title ? `section-${count}` : false },
              section.title ? h("p", { class: "section", id: `section-${count}` }, section.title) : null,
              ...section.entries.map((entry) => option(entry, index++)),
            );
            group.style.setProperty("--cells", Math.max(1, ...section.entries.map((entry) => (entry.cells || []).length)));
            return group;
          }),
        entries.length === 0 ? h("p", { class: "none" }, say("no_match")) : "",
        read.more ? h("p", { class: "more" }, say("more_options")) : "",
      );
      mark();
    }

    function take(index) {
      if (!entries[index]) return;
      chosen = entries[index].value;
      dialog.close();
    }

    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      event.stopPropagation(); // the form below hears nothing
      const page = 8;
      const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
      if (event.key in moves) at = Math.min(Math.max(at + moves[event.key], 0), Math.max(entries.length - 1, 0));
      else if (event.key === "Enter" && event.target === input) take(at);
      else return;
      event.preventDefault();
      mark();
    });
    document.body.append(dialog);
    list.replaceChildren(h("p", { class: "none" }, say("loading")));
    dialog.showModal();
    input.focus();
    refresh();
  });
}
