// Dev mode: who has what, and what became of it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

Args named(const json& body) {
  Args out;
  for (const char* name :
       {"component", "environment", "container", "root", "holder", "kind", "workload", "files",
        "sent", "received", "waiting", "conflicts", "said_environment"})
    out.set(name, text_at(body, name));
  if (text_at(body, "conflicts") == "0") out.set("conflicts", "");
  return out;
}

}  // namespace

std::string view_dev_started(const Style& style, const json& body) {
  const bool resumed = at(body, "resumed") == json(true);
  return phrase(style, resumed ? "phrase.dev_resumed" : "phrase.dev_started", named(body)) + "\n" +
         phrase(style, "phrase.dev_next", named(body)) + "\n" +
         phrase(style, "phrase.dev_undo", named(body)) + "\n";
}

std::string view_dev_kept(const Style& style, const json& body) {
  Args args = named(body);
  return phrase(style, "phrase.dev_kept", args.set("who", text_at(body, "wanted_by"))) + "\n";
}

std::string view_dev_ended(const Style& style, const json& body) {
  const bool exact = at(body, "exact") == json(true);
  if (at(body, "made") == json(true)) return phrase(style, "phrase.dev_gone", named(body)) + "\n";
  return phrase(style, exact ? "phrase.dev_ended" : "phrase.dev_ended_changed", named(body)) + "\n";
}

namespace {

Cell state_of_session(const Style& style, const json& one) {
  if (const auto who = text_at(one, "wanted_by"); !who.empty())
    return {phrase(style, "phrase.dev_wanted", {{"who", who}}), Tone::busy};
  const bool odd = at(one, "error").is_object();
  const bool run_out = at(one, "run_out") == json(true);
  const bool made = at(one, "made") == json(true);
  return word_cell(style, "dev",
                   odd       ? "unreadable"
                   : run_out ? "run_out"
                   : made    ? "held_new"
                             : "held");
}

std::vector<Cell> session_row(const Style& style, const json& one) {
  return {{text_at(one, "component"), Tone::strong},
          {text_at(one, "kind") + "/" + text_at(one, "workload")},
          {text_at(one, "holder")},
          {age_of(style, text_at(one, "since"))},
          state_of_session(style, one)};
}

}  // namespace

std::string view_dev_sessions(const Style& style, const json& body) {
  Grid grid{heads(style, {"component", "workload", "holder", "age", "state"}), {}};
  for (const json& one : at(body, "items")) grid.rows.push_back(session_row(style, one));
  return to_text(style.out, grid);
}

std::string view_dev_list(const Style& style, const json& body) {
  Grid grid{heads(style, {"environment", "component", "workload", "holder", "age", "state"}), {}};
  for (const json& one : at(body, "items")) {
    auto row = session_row(style, one);
    row.insert(row.begin(), Cell{text_at(one, "environment")});
    grid.rows.push_back(std::move(row));
  }
  return to_text(style.out, grid);
}

namespace {

Tone tone_of_fitness(std::string_view state) {
  return state == "ok"        ? Tone::good
         : state == "warning" ? Tone::busy
         : state == "unfit"   ? Tone::bad
                              : Tone::quiet;
}

}  // namespace

std::string view_dev_image(const Style& style, const json& body) {
  std::string out;
  for (const json& item : at(body, "items")) {
    const std::string state = text_at(item, "state");
    const std::string title(label(style.language, "image_check." + text_at(item, "check")));
    out += coloured(style.out, tone_of_fitness(state), word_or(style, "fitness", state)) + "  " +
           coloured(style.out, Tone::strong, title);
    for (const char* name : {"what", "detail"}) {
      if (const auto text = text_at(item, name); !text.empty()) out += "  " + safe_line(text);
    }
    out += "\n";
    if (!at(item, "why").is_object()) continue;
    const Error error = command::error_of(at(item, "why"));
    out += "    " + message_of(style.language, error) + "\n";
    if (const std::string hint = hint_of(style.language, error); !hint.empty())
      out += "    " + fill(label(style.language, "phrase.hint"), {{"hint", hint}}) + "\n";
  }
  return out;
}

std::string view_dev_syncs(const Style& style, const json& body) {
  std::string out;
  for (const json& one : at(body, "items")) out += dev_sync_text(style, one);
  return out;
}

std::string dev_asked_text(const Style& style, const json& body) {
  return phrase(style, "phrase.dev_asked", named(body)) + "\n";
}

std::string dev_waits_text(const Style& style, const json& body) {
  Args args = named(body);
  return phrase(style, "phrase.dev_waits",
                args.set("why", message_of(style.language, command::error_of(at(body, "error"))))) +
         "\n";
}

std::string dev_left_text(const Style& style, const json& body) {
  const bool former = text_at(body, "session") == "former";
  return phrase(style, former ? "phrase.dev_former" : "phrase.dev_stands", named(body)) + "\n" +
         phrase(style, "phrase.dev_undo", named(body)) + "\n";
}

std::string dev_debug_text(const Style& style, const json& body) {
  Args args{{"port", text_at(body, "port")}, {"component", text_at(body, "component")}};
  std::string out = phrase(style, "phrase.dev_debug", args) + "\n";
  if (at(body, "configuration").is_object())
    out += safe_text(at(body, "configuration").dump(2)) + "\n";
  if (const auto file = text_at(body, "file"); !file.empty())
    out += phrase(style, "phrase.dev_debug_file", {{"file", file}}) + "\n";
  if (at(body, "error").is_object()) out += error_text(style, command::error_of(at(body, "error")));
  return out;
}

std::string view_dev_synced(const Style& style, const json& body) {
  return phrase(style, "phrase.dev_synced", named(body)) + "\n";
}

namespace {

/// How much of `most` is done, drawn; "" where nobody said how much there is.
std::string bar(std::int64_t left, std::int64_t most) {
  constexpr std::int64_t cells = 24;
  if (most <= 0) return "";
  const auto done =
      static_cast<std::size_t>(std::clamp<std::int64_t>(most - left, 0, most) * cells / most);
  return "  [" + std::string(done, '#') + std::string(cells - done, '-') + "]";
}

std::int64_t number_at(const json& body, const char* name) {
  const json& value = at(body, name);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

}  // namespace

std::string dev_sync_text(const Style& style, const json& body) {
  const bool connected = at(body, "connected") == json(true);
  const bool paused = at(body, "paused") == json(true);
  const bool initial = at(body, "initial") == json(true);
  std::string out = phrase(style,
                           paused                  ? "phrase.dev_sync_paused"
                           : !connected && initial ? "phrase.dev_sync_connects"
                           : !connected            ? "phrase.dev_sync_cut"
                           : initial               ? "phrase.dev_sync_begins"
                                                   : "phrase.dev_sync",
                           named(body));
  if (initial) out += bar(number_at(body, "waiting"), number_at(body, "most"));
  out += "\n";
  if (const auto who = text_at(body, "wanted_by"); !who.empty()) {
    Args args = named(body);
    out += "  " + phrase(style, "phrase.dev_sync_wanted", args.set("who", who)) + "\n";
  }
  for (const json& trouble : at(body, "troubles")) {
    const Error error = command::error_of(trouble);
    out += "  " + safe_line(message_of(style.language, error)) + "\n";
    if (error.reason != Reason::sync_halted) continue;  // the others mend themselves
    out += "  " +
           fill(label(style.language, "phrase.hint"), {{"hint", hint_of(style.language, error)}}) +
           "\n";
  }
  return out;
}

}  // namespace chatops::render
