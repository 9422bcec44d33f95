// From text to nodes: one document of ours, or other people's as Helm takes it.
// SPDX-License-Identifier: Apache-2.0
#include "config/problems.hpp"
#include "config/yaml.hpp"
#include "config/yaml_events.hpp"
#include "config/yaml_tree.hpp"

namespace chatops::config {
namespace {

void require_size(std::string_view text, std::string_view file_name, const YamlLimits& limits) {
  if (text.size() <= limits.bytes) return;
  throw Error(Reason::config_too_large,
              {{"what", std::string(file_name)}, {"most", std::to_string(limits.bytes)}});
}

/// The document that begins here.
Yaml document(YamlEvents& events, YamlTree& tree) {
  if (events.kind() != YamlEvent::end_of_document) return tree.take();
  Yaml empty;
  empty.mark = events.mark();
  return empty;
}

Yaml only_document(std::string_view text, std::string_view file_name, const YamlLimits& limits,
                   Problems& problems) {
  require_size(text, file_name, limits);
  YamlEvents events(text, file_name, limits.depth);
  YamlTree tree(events, limits, YamlTwice::first, problems);
  Yaml root = document(events, tree);
  while (events.next_document()) {
    YamlTree next(events, limits, YamlTwice::first, problems);
    const Yaml more = document(events, next);
    if (!more.is_null()) {
      throw Error(Reason::yaml_syntax, {{"where", more.mark.where()}, {"why", "second_document"}});
    }
  }
  return root;
}

}  // namespace

std::optional<Yaml> load_yaml(std::string_view text, std::string_view file_name, Problems& problems,
                              const YamlLimits& limits) {
  try {
    return only_document(text, file_name, limits, problems);
  } catch (Error& error) {
    problems.add(std::move(error));
    return std::nullopt;
  }
}

Result<Yaml> load_yaml(std::string_view text, std::string_view file_name,
                       const YamlLimits& limits) {
  Problems problems;
  auto root = load_yaml(text, file_name, problems, limits);
  if (!root) return unknown(Error(problems.all().back()));
  if (!problems.empty()) return unknown(problems.error(file_name));
  return std::move(*root);
}

Result<Yaml> load_foreign_yaml(std::string_view text, std::string_view file_name, Problems& twice,
                               const YamlLimits& limits) {
  try {
    require_size(text, file_name, limits);
    YamlEvents events(text, file_name, limits.depth);
    YamlTree tree(events, limits, YamlTwice::last, twice);
    return document(events, tree);
  } catch (Error& error) {
    return unknown(std::move(error));
  }
}

}  // namespace chatops::config
