// Iterations, issues and artifacts.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string size_text(const json& bytes) {
  if (!bytes.is_number_integer() || bytes.get<std::int64_t>() <= 0) return {};
  const double megabytes = static_cast<double>(bytes.get<std::int64_t>()) / (1024.0 * 1024.0);
  return fmt::format("{:.1f} MiB", megabytes);
}

std::vector<Cell> iteration_row(const Style& style, const json& i) {
  return {{text_at(i, "code"), Tone::strong},
          {text_at(i, "name")},
          word_cell(style, "iteration", text_at(i, "state")),
          {text_at(i, "starts_on")},
          {text_at(i, "ends_on")},
          {text_at(at(i, "owner"), "name")},
          {text_at(i, "issues_open")},
          {text_at(i, "issues_done")}};
}

std::vector<std::string> iteration_heads(const Style& style) {
  return heads(style, {"code", "name", "state", "starts", "ends", "owner", "open", "done"});
}

}  // namespace

std::string view_iterations(const Style& style, const json& body) {
  Grid grid{iteration_heads(style), {}};
  for (const json& i : at(body, "items")) grid.rows.push_back(iteration_row(style, i));
  return to_text(style.out, grid);
}

std::string view_iteration(const Style& style, const json& body) {
  std::string out = to_text(style.out, {iteration_heads(style), {iteration_row(style, body)}});
  if (const std::string goal = text_at(body, "goal"); !goal.empty())
    out += "\n" + safe_text(goal) + "\n";
  if (const std::string url = text_at(body, "url"); !url.empty()) out += safe_line(url) + "\n";
  Grid grid{heads(style, {"code", "type", "title", "status", "assignee"}), {}};
  for (const json& i : at(body, "issues")) {
    grid.rows.push_back({{text_at(i, "code"), Tone::strong},
                         {word_or(style, "issue", text_at(i, "type"))},
                         {text_at(i, "title")},
                         {text_at(i, "status")},
                         {text_at(at(i, "assignee"), "name")}});
  }
  return out + "\n" + to_text(style.out, grid);
}

namespace {

/// Who told, or what is wrong with it.
Cell told_by(const Style& style, const json& artifact) {
  const std::string problem = text_at(at(artifact, "problem"), "reason");
  if (problem.empty()) return word_cell(style, "known", text_at(artifact, "known_from"));
  Cell cell = word_cell(style, "known", problem);
  cell.tone = Tone::bad;
  return cell;
}

}  // namespace

std::string view_artifacts(const Style& style, const json& body) {
  const bool wide = style.format == Format::wide;
  Grid grid{
      heads(style, {"component", "version", "branch", "build", "age", "author", "known_from"}), {}};
  if (wide)
    grid.headers.insert(grid.headers.end(), {std::string(label(style.language, "commit")),
                                             std::string(label(style.language, "digest"))});
  for (const json& a : at(body, "items")) {
    grid.rows.push_back({{text_at(a, "component"), Tone::strong},
                         {text_at(a, "version")},
                         {text_at(a, "branch")},
                         {text_at(a, "build")},
                         {age_of(style, text_at(a, "built_at"))},
                         {text_at(a, "author")},
                         told_by(style, a)});
    if (wide) {
      grid.rows.back().push_back({text_at(a, "commit")});
      grid.rows.back().push_back({text_at(a, "digest")});
    }
  }
  return to_text(style.out, grid);
}

std::string view_artifact(const Style& style, const json& body) {
  Grid grid{heads(style, {"name", "value"}), {}, true};
  const auto add = [&](const std::string& name, const std::string& text) {
    if (!text.empty()) grid.rows.push_back({{word_or(style, "fact", name), Tone::quiet}, {text}});
  };
  for (const char* name : {"component", "version", "image", "digest", "registry_digest", "branch",
                           "commit", "build", "author", "build_url", "built_at"})
    add(name, text_at(body, name));
  add("known_from", word_or(style, "known", text_at(body, "known_from")));
  add("size", size_text(at(body, "registry_size")));
  for (const char* name : {"platforms", "environments", "aliases"}) {
    std::string joined;
    for (const json& item : at(body, name))
      joined += (joined.empty() ? "" : ", ") + item.get<std::string>();
    add(name, joined);
  }
  for (const auto& [name, value] : at(body, "labels").items()) {
    if (value.is_string()) grid.rows.push_back({{name, Tone::quiet}, {value.get<std::string>()}});
  }
  return to_text(style.out, grid);
}

}  // namespace chatops::render
