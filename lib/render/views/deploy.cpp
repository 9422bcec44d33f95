// The plan of a deployment, and what became of it.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string note_of(const Style& style, const json& line) {
  std::string note = waiting_text(style, at(line, "waiting"));
  const json& newer = at(line, "newer");
  if (note.empty() && newer.is_array() && !newer.empty()) {
    note = phrase(
        style, "phrase.newer",
        {{"count", std::to_string(newer.size())}, {"version", text_at(newer.front(), "version")}});
  }
  return note;
}

Grid grid_of(const Style& style, const json& body) {
  const bool wide = style.format == Format::wide;
  Grid grid{heads(style, {"component", "runs", "wanted", "change", "branch", "build", "age", "mode",
                          "note"}),
            {}};
  if (wide)
    grid.headers.insert(grid.headers.end() - 1, {std::string(label(style.language, "author")),
                                                 std::string(label(style.language, "digest"))});
  for (const json& line : at(body, "components")) {
    const json& wanted = at(line, "wanted").is_object() ? at(line, "wanted") : at(line, "runs");
    const bool same = text_at(line, "change") == "same";
    std::vector<Cell> row = {
        {text_at(line, "component"), Tone::strong},
        runs_cell(style, line),
        {text_at(at(line, "wanted"), "version"), same ? Tone::quiet : Tone::good},
        word_cell(style, "change", text_at(line, "change")),
        {text_at(wanted, "branch")},
        {text_at(wanted, "build")},
        {age_of(style, text_at(wanted, "built_at"))},
        {choice_text(style, at(line, "choice"))}};
    if (wide) {
      row.push_back({text_at(wanted, "author")});
      row.push_back({text_at(wanted, "digest").substr(0, 19)});
    }
    row.push_back({note_of(style, line), Tone::busy});
    grid.rows.push_back(std::move(row));
  }
  return grid;
}

std::string chart_line(const Style& style, const json& chart) {
  const std::string runs = text_at(chart, "runs");
  const std::string wanted = text_at(chart, "wanted");
  const Args args{{"name", text_at(chart, "name")},
                  {"version", wanted},
                  {"before", runs},
                  {"mode", choice_text(style, at(chart, "choice"))}};
  return phrase(style, runs.empty() || runs == wanted ? "phrase.chart" : "phrase.chart_changes",
                args) +
         "\n";
}

/// Leaves whose name says that nobody is to read them.
bool is_secret(const std::string& path) {
  std::string name = to_lower(path.substr(path.rfind('/') + 1));
  constexpr auto words = std::to_array<std::string_view>(
      {"password", "passwd", "secret", "token", "credential", "privatekey", "apikey"});
  std::erase_if(name, [](char c) { return c == '_' || c == '-'; });
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

std::string value_text(const Style& style, const json& change, std::string_view side) {
  const bool absent = at(change, side == "before" ? "added" : "removed") == json(true);
  if (absent) return phrase(style, "phrase.nothing");
  if (is_secret(text_at(change, "path"))) return phrase(style, "phrase.hidden");
  constexpr std::size_t longest = 60;
  std::string text = at(change, side).dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() <= longest) return safe_line(text);
  return safe_line(clip(text, longest)) + "…";
}

/// "/api/replicas" as people write it: api.replicas.
std::string dotted(const std::string& pointer) {
  std::string out;
  for (std::size_t i = 1; i < pointer.size(); ++i) {
    const bool escaped = pointer[i] == '~' && i + 1 < pointer.size();
    if (escaped) {
      out += pointer[++i] == '1' ? '/' : '~';
    } else {
      out += pointer[i] == '/' ? '.' : pointer[i];
    }
  }
  return safe_line(out);
}

std::string changed_values(const Style& style, const json& values) {
  if (at(values, "changed") != json(true)) return phrase(style, "phrase.values_same") + "\n";
  const json& changes = at(values, "changes");
  constexpr std::size_t most = 20;
  const std::size_t shown = style.format == Format::wide ? changes.size() : most;
  std::string out;
  for (std::size_t i = 0; i < changes.size() && i < shown; ++i) {
    out += phrase(style, "phrase.value",
                  {{"name", dotted(text_at(changes[i], "path"))},
                   {"before", value_text(style, changes[i], "before")},
                   {"after", value_text(style, changes[i], "after")}}) +
           "\n";
  }
  if (changes.size() > shown)
    out +=
        phrase(style, "phrase.values_more", {{"count", std::to_string(changes.size() - shown)}}) +
        "\n";
  return out;
}

std::string changed_settings(const Style& style, const json& body) {
  std::string out;
  const std::string none = phrase(style, "phrase.nothing");
  for (const json& p : at(body, "parameters")) {
    const std::string before = text_at(p, "before");
    const std::string after = text_at(p, "after");
    if (before.find('\n') != std::string::npos || after.find('\n') != std::string::npos)
      continue;  // the values, shown as values
    // An option of a program that is called is no parameter of a pipeline.
    const std::string name = text_at(p, "name");
    const bool option = name.starts_with("--");
    out += phrase(style, option ? "phrase.option" : "phrase.parameter",
                  {{"name", option ? name.substr(2) : name},
                   {"before", before.empty() ? none : before},
                   {"after", after.empty() ? none : after}}) +
           "\n";
  }
  const json& values = at(body, "values");
  if (at(body, "creates") != json(true)) out += changed_values(style, values);
  if (style.format == Format::wide) out += "\n" + safe_text(text_at(values, "text"));
  return out;
}

std::size_t changed_components(const json& body) {
  std::size_t count = 0;
  for (const json& line : at(body, "components"))
    count += text_at(line, "change") == "same" ? 0U : 1U;
  return count;
}

/// Nothing that runs would be another.
bool all_same(const json& body) {
  return changed_components(body) == 0 && text_at(at(body, "chart"), "change") == "same" &&
         at(at(body, "values"), "changed") != json(true) && at(body, "parameters").empty();
}

/// What it is known from that nothing is to be done.
std::string ground(const Style& style, const json& rests_on) {
  if (!rests_on.is_object()) return {};
  return phrase(style, "phrase.rests_on",
                {{"revision", text_at(rests_on, "revision")},
                 {"by", text_at(rests_on, "actor")},
                 {"age", age_of(style, text_at(rests_on, "ended_at"))}}) +
         "\n";
}

std::string verdict(const Style& style, const json& body) {
  const Args args{{"environment", text_at(body, "environment")},
                  {"revision", text_at(body, "running")}};
  if (at(body, "remembered") == json(true)) {
    const bool deployable = at(body, "nothing_to_do") != json(true) && at(body, "lacking").empty();
    return phrase(style, deployable ? "phrase.remembered" : "phrase.remembered_same", args) + "\n";
  }
  if (at(body, "attaches") == json(true)) return phrase(style, "phrase.attaches", args) + "\n";
  if (at(body, "nothing_to_do") == json(true))
    return phrase(style, "phrase.nothing_to_do") + "\n" + ground(style, at(body, "rests_on"));
  std::string lacking;
  for (const json& name : at(body, "lacking"))
    lacking += (lacking.empty() ? "" : ", ") + name.get<std::string>();
  if (!lacking.empty()) return phrase(style, "phrase.lacking", {{"what", lacking}}) + "\n";
  const std::size_t count = changed_components(body);
  if (const std::string failed = text_at(body, "repeats"); !failed.empty())
    return phrase(style, "phrase.again", {{"revision", failed}}) + "\n";
  if (all_same(body)) return phrase(style, "phrase.forced") + "\n";
  if (count == 0) return phrase(style, "phrase.only_settings") + "\n";
  return phrase(style, "phrase.changes_count",
                {{"count", std::to_string(count)},
                 {"all", std::to_string(at(body, "components").size())}}) +
         "\n";
}

/// What comes before it, and what comes to nothing.
std::string turn_lines(const Style& style, const json& body) {
  if (at(body, "remembered") == json(true)) return {};
  std::string out;
  for (const char* what : {"behind", "skips"}) {
    const std::string revision = text_at(body, what);
    if (!revision.empty())
      out += phrase(style, std::string("phrase.") + what, {{"revision", revision}}) + "\n";
  }
  return out;
}

/// What a rollback goes back to.
std::string target_line(const Style& style, const json& body) {
  const std::string revision = text_at(body, "back_to");
  if (revision.empty()) return {};
  const json& target = at(body, "target");
  return phrase(style, "phrase.back_to",
                {{"revision", revision},
                 {"by", text_at(target, "actor")},
                 {"age", age_of(style, text_at(target, "ended_at"))},
                 {"reason", reason_text(style, target)}}) +
         "\n";
}

}  // namespace

std::string view_plan(const Style& style, const json& body) {
  std::string out = phrase(style, "phrase.plan_head",
                           {{"environment", text_at(body, "environment")},
                            {"class", text_at(body, "class")},
                            {"iteration", text_at(body, "iteration")},
                            {"namespace", text_at(body, "namespace")},
                            {"address", text_at(body, "address")}});
  if (at(body, "creates") == json(true))
    out += "  " + coloured(style.out, Tone::good, phrase(style, "phrase.creates"));
  out += "\n" + target_line(style, body) + "\n" + to_text(style.out, grid_of(style, body)) +
         waiting_links(style, at(body, "components")) + "\n";
  out += chart_line(style, at(body, "chart")) + changed_settings(style, body) + "\n" +
         turn_lines(style, body) + verdict(style, body);
  return out;
}

std::string view_deployment(const Style& style, const json& body) {
  const std::string status = text_at(body, "status");
  const Args args{{"environment", text_at(body, "environment")},
                  {"revision", text_at(body, "revision")},
                  {"took", took_text(body)},
                  {"address", text_at(body, "address")},
                  {"status", word_cell(style, "status", status).text}};
  const bool open = status == "running" || status == "queued" || status == "intended";
  const Tone tone = status == "succeeded" ? Tone::good : open ? Tone::busy : Tone::bad;
  const char* code = status == "succeeded" ? "phrase.succeeded"
                     : open                ? "phrase.started"
                                           : "phrase.ended";
  std::string out = coloured(style.out, tone, phrase(style, code, args)) + "\n";
  if (style.quiet && status != "succeeded") {  // else the events have told it
    for (const json& stage : at(body, "stages")) out += log_text(style.out, stage);
  }
  return out + troubles_text(style, body);
}

}  // namespace chatops::render
