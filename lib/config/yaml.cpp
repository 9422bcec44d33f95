// YAML nodes as values: making them, looking into them.
// SPDX-License-Identifier: Apache-2.0
#include "config/yaml.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/file.hpp"

namespace chatops::config {

std::string Mark::where() const {
  return file ? fmt::format("{}:{}:{}", *file, line, column) : std::string();
}

std::string_view word_of(YamlKind kind) {
  switch (kind) {
    case YamlKind::null: return "null";
    case YamlKind::scalar: return "scalar";
    case YamlKind::list: return "list";
    case YamlKind::map: return "map";
  }
  return "null";
}

Yaml Yaml::string(std::string text) {
  Yaml node = plain(std::move(text));
  node.quoted = true;
  return node;
}

Yaml Yaml::plain(std::string text) {
  Yaml node;
  node.kind = YamlKind::scalar;
  node.text = std::move(text);
  return node;
}

Yaml Yaml::list() { return list(std::vector<Yaml>()); }

Yaml Yaml::list(std::vector<Yaml> items) {
  Yaml node;
  node.kind = YamlKind::list;
  node.items = std::move(items);
  return node;
}

Yaml Yaml::map() {
  Yaml node;
  node.kind = YamlKind::map;
  return node;
}

const Yaml* Yaml::find(std::string_view key) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.key == key; });
  return found == entries.end() ? nullptr : &found->value;
}

Yaml& Yaml::set(std::string_view key, Yaml value) {
  if (is_null()) kind = YamlKind::map;
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const auto& e) { return e.key == key; });
  if (found != entries.end()) return found->value = std::move(value);
  entries.push_back({std::string(key), true, {}, std::move(value)});
  return entries.back().value;
}

Result<Yaml> load_yaml_file(const std::string& path, const YamlLimits& limits) {
  auto text = read_file(path, limits.bytes);
  if (text) return load_yaml(*text, path, limits);
  Error& error = text.error();
  if (error.reason == Reason::config_too_large) return unknown(std::move(error));
  const bool missing = error.args.has("missing");
  return failure(missing ? Reason::config_not_found : Reason::config_unreadable,
                 {{"what", path}, {"why", std::string(error.args.get("why"))}});
}

}  // namespace chatops::config
