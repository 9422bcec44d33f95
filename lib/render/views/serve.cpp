// The server: what it does, and that it has ended.
// SPDX-License-Identifier: Apache-2.0
#include "render/safe.hpp"
#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string names(const json& list) {
  std::string out;
  for (const json& one : list) out += (out.empty() ? "" : ", ") + one.get<std::string>();
  return out;
}

std::string when(const Style& style, const json& key) {
  const auto due = at(key, "due_in_ms").is_number() ? at(key, "due_in_ms").get<std::int64_t>() : 0;
  if (text_at(key, "state") == "working") return age_of(style, text_at(key, "since"));
  return due > 0 ? elapsed(Millis{due}) : std::string();
}

/// Of several mistakes the first: it has the file and line.
std::string first_error(const Style& style, const json& error) {
  if (!error.is_object()) return {};
  return message_of(style.language, taken_apart(command::error_of(error)).front());
}

}  // namespace

std::string view_server(const Style& style, const json& body) {
  std::string out = phrase(style, "phrase.server",
                           {{"url", text_at(body, "url")},
                            {"pid", text_at(body, "pid")},
                            {"age", age_of(style, text_at(body, "since"))}}) +
                    "\n";
  const auto listed = [&](const char* what) {
    const std::string all = names(at(body, what));
    return all.empty() ? std::string("-") : all;
  };
  out += phrase(style, "phrase.server_applications",
                {{"applications", listed("applications")}, {"projects", listed("projects")}}) +
         "\n";
  Grid grid{heads(style, {"key", "state", "when", "failures", "error"}), {}};
  for (const json& key : at(body, "keys")) {
    const bool failing = text_at(key, "state") == "failing";
    grid.rows.push_back({{text_at(key, "key"), Tone::strong},
                         word_cell(style, "key", text_at(key, "state")),
                         {when(style, key)},
                         {failing ? text_at(key, "failures") : std::string()},
                         {failing ? first_error(style, at(key, "error")) : std::string()}});
  }
  if (!grid.rows.empty()) out += "\n" + to_text(style.out, grid);
  return out;
}

std::string view_hooks(const Style& style, const json& body) {
  Grid grid{heads(style, {"hook", "project", "url", "did"}), {}};
  for (const json& hook : at(body, "items")) {
    grid.rows.push_back({{text_at(hook, "name"), Tone::strong},
                         {text_at(hook, "project")},
                         {text_at(hook, "url")},
                         word_cell(style, "hook", text_at(hook, "did"))});
  }
  return to_text(style.out, grid);
}

std::string view_replayed(const Style& style, const json& body) {
  return phrase(style, "phrase.replayed",
                {{"count", text_at(body, "count")},
                 {"from", text_at(body, "from")},
                 {"to", text_at(body, "to")}}) +
         "\n";
}

std::string view_backup(const Style& style, const json& body) {
  return phrase(style, "phrase.backup", {{"file", text_at(body, "file")}}) + "\n";
}

std::string view_served(const Style& style, const json&) {
  return phrase(style, "phrase.served") + "\n";
}

std::string view_login_link(const Style& style, const json& body) {
  return text_at(body, "url") + "\n" +
         (style.quiet
              ? std::string()
              : phrase(style, "phrase.login_link", {{"name", text_at(body, "name")}}) + "\n");
}

}  // namespace chatops::render
