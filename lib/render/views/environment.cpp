// Environments: lists, one in full, its history, its going.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string waiting_names(const json& environment) {
  std::string out;
  for (const json& w : at(environment, "waiting"))
    out += (out.empty() ? "" : ", ") + text_at(w, "component") + "@" + text_at(w, "branch");
  return out;
}

std::string deployment_line(const Style& style, const json& d) {
  if (!d.is_object()) return {};
  return phrase(style, "phrase.deployment_line",
                {{"revision", text_at(d, "revision")},
                 {"status", word_cell(style, "status", text_at(d, "status")).text},
                 {"by", text_at(at(d, "actor"), "name")},
                 {"age", age_of(style, text_at(d, "created_at"))},
                 {"reason", text_at(d, "reason")}}) +
         "\n";
}

std::string cause_of_failure(const json& deployment) {
  return text_at(deployment, "status") == "succeeded" ? "" : text_at(deployment, "cause");
}

/// Which attempt brought what runs, where that is not simply the newest.
std::string runs_line(const Style& style, const json& environment) {
  const std::string doubtful = text_at(environment, "doubtful_revision");
  if (!doubtful.empty())
    return phrase(style, "phrase.runs_unsure", {{"revision", doubtful}}) + "\n";
  const std::string revision = text_at(environment, "runs_revision");
  const std::string status = text_at(environment, "runs_status");
  const bool newest = revision == text_at(environment, "revision");
  if (revision.empty() || (newest && status == "succeeded")) return {};
  return phrase(
             style, "phrase.runs_of",
             {{"revision", revision},
              {"status", status == "succeeded" ? "" : word_cell(style, "status", status).text}}) +
         "\n";
}

Grid stages_of(const Style& style, const json& deployment) {
  Grid grid{heads(style, {"name", "status", "took", "note"}), {}, true};
  const std::string below = cause_of_failure(deployment);
  const bool over = !at(deployment, "ended_at").is_null();
  for (const json& s : at(deployment, "stages")) {
    const auto began = from_rfc3339(text_at(s, "started_at"));
    const auto ended = from_rfc3339(text_at(s, "ended_at"));
    const std::string link = text_at(s, "link");
    const std::string cause = text_at(s, "cause");
    const std::string status = text_at(s, "status");
    // The deployment's own cause stands beneath the table.
    const bool told_below = !cause.empty() && below.find(cause) != std::string::npos;
    grid.rows.push_back(
        {{text_at(s, "name")},
         word_cell(style, "stage", over && status == "waiting" ? "not_run" : status),
         {began ? age(ended.value_or(style.now) - *began) : std::string()},
         {cause.empty() && !link.empty() ? phrase(style, "phrase.decide", {{"link", link}})
          : told_below                   ? std::string()
                                         : cause}});
  }
  return grid;
}

/// At most three by name, the others counted; all of them where there is room.
std::string changes_text(const Style& style, const json& deployment) {
  const json& changes = at(deployment, "changes");
  const std::size_t named = style.format == Format::wide ? changes.size() : 3;
  std::string out;
  for (std::size_t i = 0; i < changes.size() && i < named; ++i) {
    const std::string after = text_at(changes[i], "after");
    out += (out.empty() ? "" : ", ") + text_at(changes[i], "component") +
           (after.empty() ? "-" : "=" + after);
  }
  return changes.size() > named ? out + " +" + std::to_string(changes.size() - named) : out;
}

}  // namespace

std::string view_environments(const Style& style, const json& body) {
  Grid grid{heads(style, {"name", "state", "class", "iteration", "revision", "last_deployment",
                          "age", "address", "note"}),
            {}};
  if (style.format == Format::wide) grid.headers.emplace_back(label(style.language, "namespace"));
  for (const json& e : at(body, "items")) {
    const std::string waiting = waiting_names(e);
    grid.rows.push_back(
        {{text_at(e, "name"), Tone::strong},
         word_cell(style, "state", text_at(e, "state")),
         {text_at(e, "class")},
         {text_at(e, "iteration")},
         {text_at(e, "revision")},
         word_cell(style, "status", text_at(e, "status")),
         {age_of(style, text_at(e, "created_at"))},
         {text_at(e, "address")},
         {waiting.empty() ? "" : phrase(style, "phrase.waiting", {{"branch", waiting}}),
          Tone::busy}});
    if (style.format == Format::wide) grid.rows.back().push_back({text_at(e, "namespace")});
  }
  return to_text(style.out, grid);
}

std::string view_environment(const Style& style, const json& body) {
  std::string out = phrase(style, "phrase.plan_head",
                           {{"environment", text_at(body, "name")},
                            {"class", text_at(body, "class")},
                            {"iteration", text_at(body, "iteration")},
                            {"namespace", text_at(body, "namespace")},
                            {"address", text_at(body, "address")}});
  const Cell state = word_cell(style, "state", text_at(body, "state"));
  out += "  " + coloured(style.out, state.tone, state.text) + "\n\n";
  Grid grid{heads(style, {"component", "runs", "branch", "build", "age", "mode", "note"}), {}};
  if (style.format == Format::wide) grid.headers.emplace_back(label(style.language, "digest"));
  for (const json& line : at(body, "components")) {
    const json& runs = at(line, "runs");
    grid.rows.push_back({{text_at(line, "component"), Tone::strong},
                         runs_cell(style, line),
                         {text_at(runs, "branch")},
                         {text_at(runs, "build")},
                         {age_of(style, text_at(runs, "built_at"))},
                         {choice_text(style, at(line, "choice"))},
                         {waiting_text(style, at(line, "waiting")), Tone::busy}});
    if (style.format == Format::wide) grid.rows.back().push_back({text_at(runs, "digest")});
  }
  out += to_text(style.out, grid) + waiting_links(style, at(body, "components")) + "\n";
  const json& deployment = at(body, "deployment");
  out += deployment_line(style, deployment) + runs_line(style, body);
  if (at(body, "waits_to_start") == json(true))
    out += phrase(style, "phrase.not_started", {{"environment", text_at(body, "name")}}) + "\n";
  if (!at(deployment, "stages").empty())
    out += "\n" + to_text(style.out, stages_of(style, deployment));
  if (const std::string cause = cause_of_failure(deployment); !cause.empty()) {
    out += "\n" + coloured(style.out, Tone::bad, safe_text(cause)) + "\n";
    for (const json& stage : at(deployment, "stages")) out += log_text(style.out, stage);
  }
  return out;
}

std::string view_history(const Style& style, const json& body) {
  const bool wide = style.format == Format::wide;
  Grid grid{heads(style, {"revision", "status", "age", "by", "changes", "reason"}), {}};
  if (wide)
    grid.headers.insert(grid.headers.begin() + 3, {std::string(label(style.language, "began")),
                                                   std::string(label(style.language, "took"))});
  if (wide) grid.headers.emplace_back(label(style.language, "link"));
  for (const json& d : at(body, "items")) {
    const std::string back = text_at(d, "back_to");
    std::string what = changes_text(style, d);
    if (!back.empty())
      what = phrase(style, "phrase.rolls_back", {{"revision", back}}) +
             (what.empty() ? "" : ": " + what);
    if (at(d, "teardown") == json(true)) what = phrase(style, "phrase.tears_down");
    std::vector<Cell> row = {
        {text_at(d, "revision"), Tone::strong},
        word_cell(style, "status", text_at(d, "status")),
        {age_of(style, text_at(d, "created_at"))},
        {text_at(at(d, "actor"), "name") + " (" + text_at(at(d, "actor"), "origin") + ")"},
        {what},
        {text_at(d, "status") == "failed" ? text_at(d, "cause") : text_at(d, "reason")}};
    if (wide) {
      row.insert(row.begin() + 3, {{text_at(d, "started_at")}, {took_text(d)}});
      row.push_back({text_at(d, "link")});
    }
    grid.rows.push_back(std::move(row));
  }
  return to_text(style.out, grid);
}

std::string view_removal(const Style& style, const json& body) {
  const Args args{{"environment", text_at(body, "environment")},
                  {"namespace", text_at(body, "namespace")},
                  {"domain", text_at(body, "domain")},
                  {"pipeline", text_at(body, "pipeline")}};
  if (at(body, "forgotten") == json(true))
    return phrase(style, at(body, "removed") == json(true) ? "phrase.forgotten" : "phrase.forgets",
                  args) +
           "\n";
  if (at(body, "removed") == json(true)) return phrase(style, "phrase.removed", args) + "\n";
  if (at(body, "never_deployed") == json(true))
    return phrase(style, "phrase.removes_record", args) + "\n";
  Grid grid{heads(style, {"component", "runs"}), {}};
  for (const json& line : at(body, "components"))
    grid.rows.push_back({{text_at(line, "component")}, {text_at(at(line, "runs"), "version")}});
  return phrase(style, "phrase.removes", args) + "\n\n" + to_text(style.out, grid);
}

std::string view_used(const Style& style, const json& body) {
  const std::string name = text_at(body, "environment");
  return phrase(style, name.empty() ? "phrase.used_none" : "phrase.used", {{"environment", name}}) +
         "\n";
}

}  // namespace chatops::render
