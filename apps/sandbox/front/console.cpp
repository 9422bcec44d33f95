// Rendering the console's pages.
// SPDX-License-Identifier: Apache-2.0
#include "front/console.hpp"

#include <fmt/format.h>

#include <charconv>

#include "net/json.hpp"
#include "site/page.hpp"

namespace chatops::sandbox {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string table(const Rows& rows) {
  std::string html = "<table>";
  for (const auto& row : rows) {
    html += "<tr>";
    for (const auto& cell : row) html += "<td>" + escape_html(cell) + "</td>";
    html += "</tr>";
  }
  return html + "</table>";
}

std::string html_page(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\">"
      "<title>{0}</title><style>:root{{color-scheme:light dark}}body{{font:16px/1.5 "
      "system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}"
      "td{{padding:.3rem 1rem .3rem 0;border-bottom:1px solid "
      "#8884;vertical-align:top}}pre{{white-space:pre-wrap;background:#8881;padding:1rem}}</style>"
      "<h1>{0}</h1>{1}</html>\n",
      escape_html(title), body);
}

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  std::size_t at = 1;
  while (at <= path.size() && parts.size() < 12) {
    const auto end = std::min(path.find('/', at), path.size());
    parts.push_back(path.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

Id number_in_path(const std::string& digits) {
  Id value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

std::optional<std::string> job_page(const Model& model, const std::vector<std::string>& parts) {
  const auto* job = find_by(model.jobs, &Job::id, number_in_path(parts[4]));
  if (job == nullptr) return std::nullopt;
  const bool one = parts.size() > 6 && parts[5] == "build";
  Rows rows;
  for (auto build = model.builds.rbegin(); build != model.builds.rend(); ++build) {
    if (build->job_id != job->id) continue;
    rows.push_back({fmt::format("#{}", build->number), build->status, build->branch,
                    build->commit.substr(0, 7)});
    if (!one || build->number != number_in_path(parts[6])) continue;
    Rows stages;
    for (const auto& stage : build->stages)
      stages.push_back({stage.name, stage.status,
                        fmt::format("{:.1f} s", static_cast<double>(stage.duration) / 1000)});
    return html_page(
        fmt::format("{} #{} {}", job->name, build->number, build->status),
        table({rows.back()}) + table(stages) + "<pre>" + escape_html(build->log) + "</pre>");
  }
  return one ? std::nullopt : std::optional(html_page(job->name, table(rows)));
}

std::optional<std::string> iteration_page(const Model& model,
                                          const std::vector<std::string>& parts) {
  const auto* iteration = find_by(model.iterations, &Iteration::code, number_in_path(parts[3]));
  if (iteration == nullptr) return std::nullopt;
  Rows rows;
  for (const auto& issue : model.issues) {
    if (issue.iteration_code != iteration->code) continue;
    const auto* user = model.user(issue.assignee_id);
    rows.push_back({fmt::format("#{}", issue.code), issue.type, issue.name,
                    user == nullptr ? "" : user->name});
  }
  return html_page(iteration->name, "<p>" + escape_html(iteration->goal) + "</p>" + table(rows));
}

std::optional<std::string> execution_page(const Model& model, const std::string& id) {
  const auto* execution = model.execution(id);
  if (execution == nullptr) return std::nullopt;
  Rows rows;
  for (const auto& stage : net::member(execution->content, "stages")) {
    std::string why;
    for (const auto& error : net::member(
             net::member(net::member(net::member(stage, "context"), "exception"), "details"),
             "errors"))
      why += net::text_of(error).value_or("") + "\n";
    rows.push_back({net::text_of(net::member(stage, "name")).value_or(""),
                    net::text_of(net::member(stage, "status")).value_or(""), why});
  }
  Rows parameters;
  const auto& trigger = net::member(execution->content, "trigger");
  for (const auto& [name, value] : net::member(trigger, "parameters").items())
    parameters.push_back({name, net::text_of(value).value_or("")});
  return html_page(fmt::format("{} {}", execution->pipeline_name, execution->status),
                   table(rows) + table(parameters));
}

std::optional<std::string> pipeline_page(const Model& model, const std::string& application,
                                         const std::string& name) {
  for (const auto& pipeline : model.pipelines) {
    if (pipeline.application != application || (pipeline.name != name && pipeline.id != name))
      continue;
    Rows rows;
    for (const auto& execution : model.executions)
      if (execution.pipeline_id == pipeline.id) rows.push_back({execution.id, execution.status});
    return html_page(pipeline.name,
                     table(rows) + "<pre>" + escape_html(net::dump(pipeline.config, 2)) + "</pre>");
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> console_page(const Model& model, const std::string& path) {
  const auto parts = parts_of(path);
  if (parts.size() > 3 && parts[0] == "p" && parts[2] == "iterations")
    return iteration_page(model, parts);
  if (parts.size() > 4 && parts[0] == "p" && parts[2] == "ci" && parts[3] == "job")
    return job_page(model, parts);
  if (parts.size() > 4 && parts[0] == "cd" && parts[3] == "pipelines")
    return pipeline_page(model, parts[2], parts[4]);
  if (parts.size() > 5 && parts[0] == "cd" && parts[3] == "executions" && parts[4] == "details")
    return execution_page(model, parts[5]);
  return std::nullopt;
}

}  // namespace chatops::sandbox
