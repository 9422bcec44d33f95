// One environment in full.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/error_json.hpp"
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string deployment_line(const Style& style, const json& d) {
  if (!d.is_object()) return {};
  return phrase(style, "phrase.deployment_line",
                {{"revision", text_at(d, "revision")},
                 {"status", word_cell(style, "status", text_at(d, "status")).text},
                 {"by", text_at(at(d, "actor"), "name")},
                 {"age", age_of(style, text_at(d, "created_at"))},
                 {"reason", reason_text(style, d)}}) +
         "\n";
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

/// What is to be there and is not, where that is known.
std::string desired_line(const Style& style, const json& environment) {
  const std::string deployed = text_at(environment, "deployed_generation");
  if (deployed.empty() || deployed == text_at(environment, "desired_generation")) return {};
  const json& desired = at(environment, "desired");
  return phrase(style, "phrase.desired",
                {{"by", text_at(desired, "by")},
                 {"age", age_of(style, text_at(desired, "since"))},
                 {"why", text_at(desired, "why")}}) +
         "\n";
}

std::string held_line(const Style& style, const json& environment) {
  const std::string text = hold_text(style, at(environment, "hold"));
  return text.empty() ? text : text + "\n";
}

std::string waits_lines(const Style& style, const json& environment) {
  if (at(environment, "waits_to_start") != json(true)) return {};
  const std::string running = text_at(environment, "running");
  std::string out;
  if (!running.empty())
    out = phrase(style, "phrase.running_first",
                 {{"running", running}, {"revision", text_at(environment, "revision")}}) +
          "\n";
  return out +
         phrase(style, "phrase.not_started", {{"environment", text_at(environment, "name")}}) +
         "\n";
}

/// One line for each deployment that failed.
std::string set_aside_lines(const Style& style, const json& environment) {
  std::vector<std::pair<std::string, std::string>> lines;
  const auto add = [&](const json& one, const std::string& what) {
    const std::string revision = text_at(one, "revision");
    const auto same = std::find_if(lines.begin(), lines.end(),
                                   [&](const auto& line) { return line.first == revision; });
    if (same == lines.end()) {
      lines.emplace_back(revision, what);
    } else {
      same->second += ", " + what;
    }
  };
  for (const json& one : at(environment, "set_aside"))
    add(one, text_at(one, "component") + "=" + text_at(one, "version"));
  if (const json& chart = at(environment, "chart_set_aside"); !chart.is_null())
    add(chart, text_at(chart, "name") + " " + text_at(chart, "version"));
  std::string out;
  for (const auto& [revision, what] : lines)
    out += phrase(style, "phrase.set_aside", {{"revision", revision}, {"what", what}}) + "\n";
  return out;
}

Grid stages_of(const Style& style, const json& deployment) {
  Grid grid{heads(style, {"name", "status", "took", "note"}), {}, true};
  const std::string below = cause_text(style, deployment);
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

bool seen(const json& cluster) { return at(cluster, "exists") == json(true); }

/// The sum over the component's workloads.
int sum_of(const json& line, std::string_view member) {
  int out = 0;
  for (const json& workload : at(line, "workloads"))
    if (at(workload, member).is_number_integer()) out += at(workload, member).get<int>();
  return out;
}

std::string drift_text(const Style& style, const json& line) {
  const std::string drift = text_at(line, "drift");
  if (drift.empty() || drift == "none") return {};
  std::string images;
  for (const json& workload : at(line, "workloads"))
    images += (images.empty() ? "" : ", ") + text_at(workload, "image");
  return phrase(style, "drift." + drift, {{"images", images}});
}

Cell note_cell(const Style& style, const json& line) {
  const std::string drift = drift_text(style, line);
  const std::string waiting = waiting_text(style, at(line, "waiting"));
  if (drift.empty()) return {waiting, Tone::busy};
  return {drift + (waiting.empty() ? "" : "; " + waiting), Tone::bad};
}

std::string cluster_line(const Style& style, const json& environment) {
  const json& cluster = at(environment, "cluster");
  if (!cluster.is_object() || at(cluster, "exists").is_null()) return {};
  const bool ending = at(cluster, "ending") == json(true);
  if (seen(cluster) && !ending) return {};
  return phrase(style, ending ? "phrase.namespace_ending" : "phrase.namespace_absent",
                {{"namespace", text_at(environment, "namespace")},
                 {"cluster", text_at(cluster, "name")}}) +
         "\n";
}

std::string answer_line(const Style& style, const json& environment) {
  const json& answer = at(environment, "answer");
  if (!answer.is_object()) return {};
  if (const auto why = core::error_in(at(answer, "error")))
    return phrase(style, "phrase.no_answer", {{"why", message_of(style.language, *why)}}) + "\n";
  return phrase(style, "phrase.answers", {{"status", text_at(answer, "status")}}) + "\n";
}

}  // namespace

std::string view_environment(const Style& style, const json& body) {
  std::string out = phrase(style, "phrase.plan_head",
                           {{"environment", text_at(body, "name")},
                            {"class", text_at(body, "class")},
                            {"iteration", text_at(body, "iteration")},
                            {"namespace", text_at(body, "namespace")},
                            {"address", text_at(body, "address")}});
  const Cell state = word_cell(style, "state", text_at(body, "state"));
  out += "  " + coloured(style.out, state.tone, state.text) + "\n\n";
  const bool shows_pods = seen(at(body, "cluster"));
  Grid grid{heads(style, {"component", "runs"}), {}};
  if (shows_pods) append_heads(style, grid, {"ready", "restarts"});
  append_heads(style, grid, {"branch", "build", "age", "mode", "note"});
  if (style.format == Format::wide) grid.headers.emplace_back(label(style.language, "digest"));
  for (const json& line : at(body, "components")) {
    const json& runs = at(line, "runs");
    std::vector<Cell> row{{text_at(line, "component"), Tone::strong}, runs_cell(style, line)};
    if (shows_pods) {
      row.push_back(ready_cell(sum_of(line, "ready"), sum_of(line, "wanted")));
      row.push_back({std::to_string(sum_of(line, "restarts"))});
    }
    row.insert(row.end(), {{text_at(runs, "branch")},
                           {text_at(runs, "build")},
                           {age_of(style, text_at(runs, "built_at"))},
                           {choice_text(style, at(line, "choice"))},
                           note_cell(style, line)});
    if (style.format == Format::wide) row.push_back({text_at(runs, "digest")});
    grid.rows.push_back(std::move(row));
  }
  out += to_text(style.out, grid) + waiting_links(style, at(body, "components")) + "\n";
  const json& deployment = at(body, "deployment");
  out += cluster_line(style, body) + answer_line(style, body) + deployment_line(style, deployment) +
         runs_line(style, body) + desired_line(style, body) + held_line(style, body) +
         waits_lines(style, body) + set_aside_lines(style, body);
  out += troubles_text(style, body);
  if (!at(deployment, "stages").empty())
    out += "\n" + to_text(style.out, stages_of(style, deployment));
  if (const std::string cause = cause_text(style, deployment); !cause.empty()) {
    out += "\n" + coloured(style.out, Tone::bad, safe_text(cause)) + "\n";
    for (const json& stage : at(deployment, "stages")) out += log_text(style.out, stage);
  }
  return out;
}

}  // namespace chatops::render
