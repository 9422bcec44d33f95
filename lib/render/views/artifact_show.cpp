// One artifact in full.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/core.h>

#include "render/views.hpp"

namespace chatops::render {

namespace {

std::string size_text(const json& bytes) {
  if (!bytes.is_number_integer() || bytes.get<std::int64_t>() <= 0) return {};
  const double megabytes = static_cast<double>(bytes.get<std::int64_t>()) / (1024.0 * 1024.0);
  return fmt::format("{:.1f} MiB", megabytes);
}

}  // namespace

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
