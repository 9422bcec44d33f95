// A form as a dialog: settings on top, then one line a component; what an answer means is the server's business,
// here it is only put together as card/answer.hpp says.
// SPDX-License-Identifier: Apache-2.0
import { h, icon } from "./dom.js";
import { say, say_error } from "./words.js";
import { pick } from "./picker.js";
import * as api from "./api.js";

const many_rows = 8; // from so many on a filter helps
const many_choices = 12; // more are chosen in a list with a filter
const page_of_options = 60;

const can_be_set = (field) => field.kind !== "shown";
const same_pick = (a, b) => a.mode === b.mode && a.value === b.value;

function prefilled(form) {
  const answer = { revision: form.revision, button: "", settings: {}, picks: {}, seen: {} };
  for (const field of form.fields.filter(can_be_set)) answer.settings[field.id] = field.kind === "typed" ? "" : field.value;
  for (const row of form.rows.filter((one) => one.pick)) {
    answer.picks[row.id] = { ...row.pick };
    answer.seen[row.id] = row.wanted;
  }
  return answer;
}

/** What the answer does to the row: "added" | "changed" | "waits" | "kept" | "". */
function change_of(row, answer) {
  if (!row.pick) return "";
  const to = answer.seen[row.id];
  if (to === "") return "waits";
  if (!row.runs_known) return "changed";
  if (row.runs === "") return "added";
  if (to !== row.runs) return "changed";
  return same_pick(answer.picks[row.id], row.pick) ? "" : "kept";
}

class Dialog {
  constructor(group, form, submit) {
    Object.assign(this, { group, form, submit, answer: prefilled(form), leaving: false, busy: false, rows: new Map() });
    this.start = JSON.stringify(this.answer);
    this.body = h("div", { class: "form-body" }, this.notes(), this.settings(), this.table(), this.besides());
    this.foot = h("footer", { class: "form-foot" });
    const label = [form.title, form.subject].filter(Boolean).join(", ");
    this.element = h(
      "dialog",
      { class: `form${form.rows.length > 0 ? " form-wide" : ""}`, "aria-label": label, tabindex: "-1", onclose: () => this.element.remove() },
      h(
        "header",
        { class: "form-head" },
        h("div", {}, h("h3", {}, form.title), form.subject && !form.title.includes(form.subject) ? h("p", { class: "subject" }, form.subject) : null),
        h("button", { type: "button", class: "icon-button", "aria-label": say("close"), onclick: () => this.leave() }, icon("close")),
      ),
      this.body,
      this.foot,
    );
    this.element.addEventListener("keydown", (event) => this.keys(event));
    this.element.addEventListener("cancel", (event) => { event.preventDefault(); this.leave(); });
    this.show_foot();
  }

  open() {
    document.querySelector("dialog.form")?.close();
    document.body.append(this.element);
    this.element.showModal();
    const typed = this.body.querySelector("[data-typed]");
    (typed || this.element).focus();
  }

  notes() {
    if (this.form.notes.length === 0) return null;
    return h("div", { class: "notes", role: "note" }, ...this.form.notes.map((line) => h("p", {}, line)));
  }

  besides() {
    if (this.form.besides.length === 0) return null;
    return h("section", { class: "besides" }, h("h4", {}, say("besides")), h("ul", {}, ...this.form.besides.map((line) => h("li", {}, line))));
  }

  // ---- settings ------------------------------------------------------------------------------------------
  settings() {
    if (this.form.fields.length === 0) return null;
    return h("section", { class: "settings", "aria-label": say("settings") }, ...this.form.fields.map((field, index) => this.field(field, `field-${index}`)));
  }

  set(field, value) {
    this.answer.settings[field.id] = value;
    this.leaving = false;
    this.show_foot();
  }

  field(field, id) {
    const wanted = field.wanted && field.wanted !== field.value ? h("span", { class: "field-wanted", id: `${id}-wanted` }, icon("arrow"), field.wanted) : null;
    const wrap = (label, control) => h("div", { class: `field field-${field.kind}` }, label, h("div", { class: "field-control" }, control, wanted));
    if (field.kind === "shown") return wrap(h("span", { class: "field-label" }, field.label), h("span", { class: "field-value" }, field.value || say("choose_value")));
    if (field.kind === "choice") return this.choice(field, id, wrap);
    const typed = field.kind === "typed";
    const label = typed ? say("type_to_confirm", { value: field.value }) : field.label;
    const input = h("input", {
      type: "text", id, value: typed ? "" : field.value, autocomplete: "off", autocapitalize: "off", spellcheck: "false", maxlength: "1024",
      placeholder: typed ? field.value : false, "data-typed": typed, "data-field": field.id, "aria-required": field.required || typed ? "true" : false,
      oninput: () => this.set(field, input.value),
    });
    return wrap(h("label", { class: "field-label", for: id }, label), input);
  }

  choice(field, id, wrap) {
    const told = (entry) => [entry.value, ...entry.cells.filter(Boolean)].join(" · ");
    const label = h("label", { class: "field-label", for: id }, field.label);
    if (!field.free && field.choices.length <= many_choices) {
      const values = field.choices.map((entry) => entry.value);
      const entries = values.includes(field.value) ? field.choices : [{ value: field.value, cells: [] }, ...field.choices];
      const select = h(
        "select",
        { id, "data-field": field.id, onchange: () => this.set(field, select.value) },
        ...entries.map((entry) => h("option", { value: entry.value, selected: entry.value === field.value }, told(entry) || say("choose_value"))),
      );
      return wrap(label, select);
    }
    const button = h("button", { type: "button", id, class: "choose", "data-field": field.id, "aria-haspopup": "dialog" }, field.value || say("choose_value"));
    button.addEventListener("click", async () => {
      const value = await pick({
        title: field.label,
        placeholder: say("filter_choices"),
        now: (entry) => entry.value === this.answer.settings[field.id],
        load: async (typed) => this.choices(field, typed),
      });
      button.focus();
      if (value === null) return;
      button.textContent = value;
      button.parentElement.querySelector(".field-wanted")?.remove();
      this.set(field, value);
    });
    return wrap(label, button);
  }

  choices(field, typed) {
    const words = typed.toLowerCase().split(/\s+/);
    const found = field.choices.filter((entry) => words.every((word) => [entry.value, ...entry.cells].join("\n").toLowerCase().includes(word)));
    const entries = found.slice(0, page_of_options).map((entry) => ({
      value: entry.value, label: entry.value, cells: entry.cells,
      marks: entry.value === this.answer.settings[field.id] ? [say("chosen")] : [],
    }));
    if (field.free && typed !== "" && !/\s/.test(typed) && !field.choices.some((entry) => entry.value === typed))
      entries.push({ value: typed, label: say("use_value", { value: typed }) });
    return { sections: [{ title: "", entries }], more: found.length > page_of_options };
  }

  // ---- rows ----------------------------------------------------------------------------------------------
  table() {
    const { rows } = this.form;
    if (rows.length === 0) return null;
    this.filter = h("input", {
      type: "search", class: "row-filter", placeholder: say("filter_rows"), "aria-label": say("filter_rows"), autocomplete: "off", spellcheck: "false",
      hidden: rows.length < many_rows, oninput: () => this.narrow(),
    });
    const settable = rows.some((row) => row.pick);
    const lines = h("div", { class: "rows", role: "group", "aria-label": say("components") });
    for (const row of rows) {
      const line = row.pick
        ? h("button", { type: "button", class: "row", "data-row": row.id, "aria-haspopup": "dialog", onclick: () => this.choose(row) })
        : h("div", { class: "row row-shown", "data-row": row.id });
      this.rows.set(row.id, line);
      this.draw(row);
      lines.append(line);
    }
    return h(
      "section",
      { class: "table-of-rows" },
      h("div", { class: "rows-head" }, this.filter, settable ? h("p", { class: "form-keys", "aria-hidden": "true" }, say("form_keys")) : null),
      lines,
    );
  }

  draw(row) {
    const line = this.rows.get(row.id);
    const [name, ...cells] = row.cells;
    const names = h("span", { class: "row-names" }, h("span", { class: "row-name" }, name || row.id), h("span", { class: "row-cells" }, cells.filter(Boolean).join(" · ")));
    if (!row.pick) return line.replaceChildren(h("span", { class: "sign" }), names, h("span", { class: "row-runs" }, row.runs));
    const change = change_of(row, this.answer);
    const choice = this.answer.picks[row.id];
    const seen = this.answer.seen[row.id];
    const runs = !row.runs_known ? say("not_known") : row.runs || say("nothing");
    const will = seen === "" ? say("waiting") : seen;
    const mode = choice.mode === "pin" ? say("pin") : say("follow");
    line.className = `row row-${change || "same"}`;
    line.setAttribute("aria-label", `${name || row.id}. ${say("runs")}: ${runs}. ${say("will_run")}: ${will}. ${mode} ${choice.mode === "follow" ? choice.value : ""}`);
    const signs = { added: "+", changed: "~", waits: "?", kept: "*", "": "" };
    line.replaceChildren(
      h("span", { class: "sign" }, signs[change]),
      names,
      h(
        "span",
        { class: "row-versions" },
        h("span", { class: `version${row.runs === "" || !row.runs_known ? " version-none" : ""}` }, runs),
        ...(change === "" || change === "kept" ? [] : [icon("arrow"), h("span", { class: `version version-${change}` }, will)]),
      ),
      h("span", { class: `mode mode-${choice.mode}` }, mode, choice.mode === "follow" ? h("span", { class: "mode-of" }, choice.value) : null),
    );
  }

  narrow() {
    if (this.element.style.minHeight === "") this.element.style.minHeight = `${this.element.offsetHeight}px`; // it does not jump
    const words = this.filter.value.toLowerCase().split(/\s+/);
    for (const row of this.form.rows) {
      const hay = [row.id, ...row.cells, row.runs, this.answer.seen[row.id] || "", this.answer.picks[row.id]?.value || ""].join("\n").toLowerCase();
      this.rows.get(row.id).hidden = !words.every((word) => hay.includes(word));
    }
  }

  options(row, asked) {
    return api.options(this.group, this.form.id, { row: row.id, q: "", group: "", limit: page_of_options, ...asked });
  }

  async choose(row) {
    const now = this.answer.picks[row.id];
    const value = await pick({
      title: say("select_for", { row: row.cells[0] || row.id }),
      placeholder: say("filter_options"),
      now: (entry) => same_pick(entry.value, now),
      load: (typed) => this.candidates(row, typed),
    });
    this.rows.get(row.id).focus();
    if (value !== null) await this.take(row, value);
  }

  async candidates(row, typed) {
    const found = await this.options(row, { q: typed });
    const now = this.answer.picks[row.id];
    const words = typed.toLowerCase().split(/\s+/);
    const known = new Set([...row.groups, ...found.options.map((option) => option.group).filter(Boolean)]);
    if (now.mode === "follow") known.add(now.value);
    const newest = new Map();
    if (typed === "") for (const option of found.options) if (!newest.has(option.group)) newest.set(option.group, option.id);
    const chosen = (value) => (same_pick(value, now) ? [say("chosen")] : []);
    const branches = [...known]
      .filter((name) => words.every((word) => name.toLowerCase().includes(word)))
      .slice(0, 8)
      .map((name) => ({ value: { mode: "follow", value: name }, label: name, cells: [newest.get(name)], marks: chosen({ mode: "follow", value: name }) }));
    const versions = found.options.map((option) => ({
      value: { mode: "pin", value: option.id }, label: option.id, cells: option.cells,
      marks: [...(option.id === row.runs ? [say("running_now")] : []), ...chosen({ mode: "pin", value: option.id })],
    }));
    const typed_branch =
      typed !== "" && !/\s/.test(typed) && !known.has(typed)
        ? [{ value: { mode: "follow", value: typed }, label: `${say("follow_branch")} ${typed}`, cells: [say("no_build")], waits: true }]
        : [];
    return {
      sections: [
        { title: say("follow_branch"), entries: branches },
        { title: say("pin_version"), entries: versions },
        { title: "", entries: typed_branch },
      ],
      more: found.more,
    };
  }

  /** Sets the row, and what it comes to: the newest of its branch, or the version itself. */
  async take(row, value) {
    let seen = value.value;
    if (same_pick(value, row.pick)) seen = row.wanted;
    else if (value.mode === "follow") {
      try {
        seen = (await this.options(row, { group: value.value, limit: 1 })).options[0]?.id || "";
      } catch (problem) {
        return this.show_foot(say_error(problem.code));
      }
    }
    this.answer.picks[row.id] = { ...value };
    this.answer.seen[row.id] = seen;
    this.leaving = false;
    this.draw(row);
    this.show_foot();
  }

  /** Follow, pin and reset without opening the list, as in the terminal's form. */
  async row_key(row, key) {
    const now = this.answer.picks[row.id];
    if (key === "r") return this.take(row, row.pick);
    if (key === "p" && this.answer.seen[row.id] !== "") return this.take(row, { mode: "pin", value: this.answer.seen[row.id] });
    if (key === "f" && now.mode === "pin") {
      const option = (await this.options(row, { q: now.value })).options.find((one) => one.id === now.value);
      if (option && option.group) return this.take(row, { mode: "follow", value: option.group });
    }
  }

  // ---- what is always seen: what would change, and the buttons ----------------------------------------------
  summary() {
    if (this.form.rows.length === 0) return "";
    const counts = { added: 0, changed: 0, waits: 0, kept: 0 };
    for (const row of this.form.rows) {
      const change = change_of(row, this.answer);
      if (change !== "") counts[change] += 1;
    }
    const settings = this.form.fields.filter((field) => field.kind !== "typed" && can_be_set(field) && this.answer.settings[field.id] !== field.value).length;
    const pieces = [
      [counts.changed, "changes_updated"], [counts.added, "changes_added"], [counts.waits, "changes_waits"], [counts.kept, "changes_kept"],
      [settings, "changes_settings"],
    ].filter(([count]) => count > 0).map(([count, name]) => say(name, { count }));
    const settable = this.form.rows.some((row) => row.pick);
    if (pieces.length === 0 && (this.form.besides.length > 0 || !settable)) return ""; // a question: the rows say what changes
    return pieces.length === 0 ? say("changes_none") : say("changes", { what: pieces.join(say("comma")) });
  }

  /** What keeps the answer from being sent: the field, or null. */
  missing() {
    return this.form.fields.find((field) => {
      const value = this.answer.settings[field.id];
      if (field.kind === "typed") return value !== field.value;
      return field.kind === "text" && field.required && value.trim() === "";
    });
  }

  show_foot(problem = "") {
    const focused = this.foot.contains(document.activeElement) ? document.activeElement.dataset.button : undefined;
    const line = h("p", { class: problem ? "form-problem" : "form-summary", role: "status" }, problem || this.summary());
    if (this.leaving) {
      const stay = h("button", { type: "button", class: "button button-plain", onclick: () => { this.leaving = false; this.show_foot(); this.element.focus(); } }, say("discard_no"));
      const go = h("button", { type: "button", class: "button button-danger", onclick: () => this.element.close() }, say("discard_yes"));
      this.foot.replaceChildren(h("p", { class: "form-summary", role: "alert" }, say("discard")), h("div", { class: "form-buttons" }, stay, go));
      go.focus();
      return;
    }
    const blocked = Boolean(this.missing());
    const buttons = this.form.buttons.map((button) =>
      h("button", {
        type: "button", class: `button button-${button.tone}`, "data-button": button.id, disabled: this.busy,
        "aria-disabled": blocked && button.id !== "cancel" ? "true" : false, onclick: () => this.press(button.id),
      }, button.label),
    );
    this.foot.replaceChildren(line, h("div", { class: "form-buttons" }, ...buttons.reverse()));
    if (focused) this.foot.querySelector(`[data-button="${CSS.escape(focused)}"]`)?.focus();
  }

  async press(button) {
    if (this.busy) return;
    if (button === "cancel") return this.element.close();
    const missing = this.missing();
    if (missing) {
      this.body.querySelector(`[data-field="${CSS.escape(missing.id)}"]`)?.focus();
      return this.show_foot(missing.kind === "typed" ? say("type_to_confirm", { value: missing.value }) : `${missing.label}: ${say("required")}`);
    }
    this.busy = true;
    this.answer.button = button;
    this.element.classList.add("form-busy");
    this.show_foot();
    const problem = await this.submit(this.answer);
    this.busy = false;
    this.element.classList.remove("form-busy");
    if (problem) this.show_foot(problem);
    else this.element.close();
  }

  leave() {
    if (this.busy) return;
    if (this.leaving || JSON.stringify(this.answer) === this.start) return this.element.close();
    this.leaving = true;
    this.show_foot();
  }

  keys(event) {
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    const { target, key } = event;
    const typing = target.matches("input");
    if (key === "Escape") {
      if (target === this.filter && this.filter.value !== "") {
        this.filter.value = "";
        this.narrow();
      } else this.leave();
    } else if (key === "Enter" && !target.closest("button, select, a")) {
      if (target === this.filter) this.shown_rows()[0]?.focus();
      else if (!event.repeat) this.press(this.form.buttons[0]?.id);
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      if (target.matches("select") || (typing && target !== this.filter)) return;
      const rows = this.shown_rows();
      const next = rows.indexOf(target) + (key === "ArrowDown" ? 1 : -1);
      if (rows[next]) rows[next].focus();
      else if (next < 0 && this.filter && !this.filter.hidden) this.filter.focus();
    } else if (key === "/" && !typing && this.filter && !this.filter.hidden) this.filter.focus();
    else if (target.matches("button.row") && /^[fpr]$/i.test(key)) {
      const row = this.form.rows.find((one) => one.id === target.dataset.row);
      this.row_key(row, key.toLowerCase()).catch((problem) => this.show_foot(say_error(problem.code)));
    } else return;
    event.preventDefault();
  }

  shown_rows() {
    return [...this.body.querySelectorAll("button.row:not([hidden])")];
  }
}

/** Opens the form over the page. `submit(answer)` answers "" when the dialog is done with, else what is wrong. */
export function open(group, form, submit) {
  new Dialog(group, form, submit).open();
}
