// From YAML nodes to the JSON trees that values are merged as.
// SPDX-License-Identifier: Apache-2.0
#include "application/values.hpp"

#include "application/scalar.hpp"

namespace chatops::application {
namespace {

using config::Yaml;
using config::YamlEntry;
using nlohmann::json;

Error invalid(const config::Mark& mark, const std::string& what, const char* why) {
  return Error(Reason::values_invalid, {{"what", what}, {"where", mark.where()}, {"why", why}});
}

json convert(const Yaml& node);

std::string key_text(const YamlEntry& entry) {
  if (entry.key_quoted) return entry.key;
  const Scalar key = plain_scalar(entry.key);
  switch (key.kind) {
    case ScalarKind::string: return entry.key;
    case ScalarKind::boolean:
    case ScalarKind::integer: return key.value.dump();
    case ScalarKind::null: throw invalid(entry.key_mark, entry.key, "null_key");
    case ScalarKind::real:
    case ScalarKind::not_finite: break;
  }
  throw invalid(entry.key_mark, entry.key, "float_key");
}

json map_of(const Yaml& node) {
  json out = json::object();
  std::map<std::string, std::string> written;
  for (const YamlEntry& entry : node.entries) {
    const std::string key = key_text(entry);
    if (!written.emplace(key, entry.key).second) {
      throw invalid(entry.key_mark, entry.key, "key_twice");
    }
    out[key] = convert(entry.value);
  }
  return out;
}

json convert(const Yaml& node) {
  switch (node.kind) {
    case config::YamlKind::null: return nullptr;
    case config::YamlKind::map: return map_of(node);
    case config::YamlKind::list: {
      json out = json::array();
      for (const Yaml& item : node.items) out.push_back(convert(item));
      return out;
    }
    case config::YamlKind::scalar: break;
  }
  if (node.quoted) return node.text;
  Scalar scalar = plain_scalar(node.text);
  if (scalar.kind == ScalarKind::not_finite) throw invalid(node.mark, node.text, "not_finite");
  return std::move(scalar.value);
}

}  // namespace

Result<json> values_tree(const Yaml& node) {
  if (node.is_null()) return json::object();
  if (!node.is_map()) return unknown(invalid(node.mark, node.text, "not_a_map"));
  try {
    return map_of(node);
  } catch (const Error& error) {
    return unknown(error);
  }
}

Result<json> read_values(const std::string& origin, const std::string& text) {
  const auto node = config::load_yaml(text, origin);
  if (!node) return unknown(node.error());
  return values_tree(*node);
}

}  // namespace chatops::application
