// The plan of a deployment, and what became of it.
// SPDX-License-Identifier: Apache-2.0
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
        {text_at(at(line, "runs"), "version"), Tone::plain},
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

std::string changed_settings(const Style& style, const json& body) {
  std::string out;
  const std::string none = phrase(style, "phrase.nothing");
  for (const json& p : at(body, "parameters")) {
    const std::string before = text_at(p, "before");
    const std::string after = text_at(p, "after");
    if (before.find('\n') != std::string::npos || after.find('\n') != std::string::npos)
      continue;  // the values, shown as values
    out += phrase(style, "phrase.parameter",
                  {{"name", text_at(p, "name")},
                   {"before", before.empty() ? none : before},
                   {"after", after.empty() ? none : after}}) +
           "\n";
  }
  const json& values = at(body, "values");
  const bool changed = at(values, "changed") == json(true);
  out += phrase(style, changed ? "phrase.values_change" : "phrase.values_same",
                {{"digest", text_at(values, "digest").substr(0, 19)}}) +
         "\n";
  if (style.format == Format::wide) out += "\n" + safe_text(text_at(values, "text"));
  return out;
}

std::string verdict(const Style& style, const json& body) {
  const Args args{{"environment", text_at(body, "environment")},
                  {"revision", text_at(body, "running")}};
  if (at(body, "remembered") == json(true)) {
    const bool deployable = at(body, "nothing_to_do") != json(true) && at(body, "lacking").empty();
    return phrase(style, deployable ? "phrase.remembered" : "phrase.remembered_same", args) + "\n";
  }
  if (at(body, "attaches") == json(true)) return phrase(style, "phrase.attaches", args) + "\n";
  if (at(body, "nothing_to_do") == json(true)) return phrase(style, "phrase.nothing_to_do") + "\n";
  std::string lacking;
  for (const json& name : at(body, "lacking"))
    lacking += (lacking.empty() ? "" : ", ") + name.get<std::string>();
  if (!lacking.empty()) return phrase(style, "phrase.lacking", {{"what", lacking}}) + "\n";
  std::size_t count = 0;
  for (const json& line : at(body, "components"))
    count += text_at(line, "change") == "same" ? 0U : 1U;
  if (count == 0) return phrase(style, "phrase.only_settings") + "\n";
  return phrase(style, "phrase.changes_count",
                {{"count", std::to_string(count)},
                 {"all", std::to_string(at(body, "components").size())}}) +
         "\n";
}

std::string took(const json& body) {
  const auto began = from_rfc3339(text_at(body, "started_at"));
  const auto ended = from_rfc3339(text_at(body, "ended_at"));
  return began && ended ? age(*ended - *began) : std::string();
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
  out += "\n\n" + to_text(style.out, grid_of(style, body)) + "\n";
  out += chart_line(style, at(body, "chart")) + changed_settings(style, body) + "\n" +
         verdict(style, body);
  return out;
}

std::string view_deployment(const Style& style, const json& body) {
  const std::string status = text_at(body, "status");
  const Args args{{"environment", text_at(body, "environment")},
                  {"revision", text_at(body, "revision")},
                  {"took", took(body)},
                  {"address", text_at(body, "address")},
                  {"status", word_cell(style, "status", status).text}};
  const bool open = status == "running" || status == "queued" || status == "intended";
  const Tone tone = status == "succeeded" ? Tone::good : open ? Tone::busy : Tone::bad;
  const char* code = status == "succeeded" ? "phrase.succeeded"
                     : open                ? "phrase.started"
                                           : "phrase.ended";
  std::string out = coloured(style.out, tone, phrase(style, code, args)) + "\n";
  if (!style.quiet || status == "succeeded") return out;  // the events have told it
  for (const json& stage : at(body, "stages")) out += log_text(style.out, stage);
  return out;
}

}  // namespace chatops::render
