// Any bytes: an error, or a node within the limits that survives being written and read again.
// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "config/problems.hpp"
#include "config/yaml.hpp"
#include "target.hpp"

namespace {

using chatops::config::Yaml;

bool same(const Yaml& a, const Yaml& b) {
  if (a.kind != b.kind || a.text != b.text) return false;
  if (a.items.size() != b.items.size() || a.entries.size() != b.entries.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    if (a.entries[i].key != b.entries[i].key) return false;
    if (!same(a.entries[i].value, b.entries[i].value)) return false;
  }
  return true;
}

std::size_t nodes_of(const Yaml& node) {
  std::size_t count = 1;
  for (const Yaml& item : node.items) count += nodes_of(item);
  for (const auto& entry : node.entries) count += nodes_of(entry.value);
  return count;
}

}  // namespace

FUZZ_TARGET(yaml_load) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const chatops::config::YamlLimits limits{.bytes = 1U << 16U, .depth = 32, .nodes = 2000};
  chatops::config::Problems problems;
  const auto node = load_yaml(text, "fuzz", problems, limits);
  require(node.has_value() || !problems.empty());
  if (!node) return 0;
  require(nodes_of(*node) <= limits.nodes);
  const std::string written = to_yaml(*node);
  const auto again = chatops::config::load_yaml(written, "written");
  require(again.has_value() && same(*node, *again));
  return 0;
}
