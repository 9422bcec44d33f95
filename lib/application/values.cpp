// From YAML nodes to the JSON trees that values are merged as.
// SPDX-License-Identifier: Apache-2.0
#include "application/values.hpp"

#include <array>
#include <charconv>

#include "application/scalar.hpp"
#include "base/text.hpp"
#include "config/problems.hpp"

namespace chatops::application {
namespace {

using config::Yaml;
using config::YamlEntry;
using nlohmann::json;

/// A values.yaml of others may be larger than ours; Helm 3 reads files of this size.
constexpr config::YamlLimits chart_limits{.bytes = 5U << 20U, .nodes = 400'000};

Error invalid(const config::Mark& mark, const std::string& what, const char* why) {
  return Error(Reason::values_invalid, {{"what", what}, {"where", mark.where()}, {"why", why}});
}

/// Go's FormatFloat(key, 'g', -1, 32), which is what sigs.k8s.io/yaml makes of a key with a point.
std::string float_key(double key) {
  std::array<char, 64> buffer{};
  const auto written = [&](std::chars_format format) {
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(),
                                   static_cast<float>(key), format);
    return std::string(buffer.data(), end.ptr);
  };
  const std::string scientific = written(std::chars_format::scientific);
  const auto exponent = to_integer(scientific.substr(scientific.find('e') + 2)).value_or(0);
  const bool small = scientific.find("e-") != std::string::npos;
  const bool far = small ? exponent > 4 : exponent >= 6;
  return far ? scientific : written(std::chars_format::fixed);
}

/// Ours is strict; other people's is read as Helm reads it, and what is odd goes to the remarks.
class Converter {
 public:
  explicit Converter(std::vector<Error>* remarks) : remarks_(remarks) {}

  json map_of(const Yaml& node) const {
    json out = json::object();
    std::map<std::string, const YamlEntry*> written;
    for (const YamlEntry& entry : node.entries) {
      const std::string key = key_text(entry);
      const auto [before, fresh] = written.emplace(key, &entry);
      if (!fresh) same_key(*before->second, entry);
      out[key] = convert(entry.value);
    }
    return out;
  }

 private:
  json convert(const Yaml& node) const {
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

  std::string key_text(const YamlEntry& entry) const {
    if (entry.key_quoted) return entry.key;
    const Scalar key = plain_scalar(entry.key);
    switch (key.kind) {
      case ScalarKind::string: return entry.key;
      case ScalarKind::boolean:
      case ScalarKind::integer: return key.value.dump();
      case ScalarKind::null: throw invalid(entry.key_mark, entry.key, "null_key");
      case ScalarKind::real:
        if (remarks_ != nullptr) return float_key(key.value.get<double>());
        break;
      case ScalarKind::not_finite: break;
    }
    throw invalid(entry.key_mark, entry.key, "float_key");
  }

  /// Two keys that are written differently and come to the same.
  void same_key(const YamlEntry& first, const YamlEntry& entry) const {
    if (remarks_ == nullptr) throw invalid(entry.key_mark, entry.key, "key_twice");
    remarks_->push_back(Error(Reason::chart_key_twice, {{"what", entry.key},
                                                        {"where", entry.key_mark.where()},
                                                        {"first", first.key_mark.where()}}));
  }

  std::vector<Error>* remarks_;  ///< null: ours
};

Result<json> tree_of(const Yaml& node, std::vector<Error>* remarks) {
  if (node.is_null()) return json::object();
  if (!node.is_map()) return unknown(invalid(node.mark, node.text, "not_a_map"));
  try {
    return Converter(remarks).map_of(node);
  } catch (const Error& error) {
    return unknown(error);
  }
}

/// Where Helm 4 cuts a values.yaml into documents: at lines of "---" and nothing more. Each piece
/// keeps its place in the file by the empty lines before it.
std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> out(1);
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size(); ++lines) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    const std::string_view line = text.substr(at, end - at);
    at = end;
    const bool separator = line.starts_with("---") && trim(line.substr(3)).empty();
    if (separator) out.emplace_back(lines, '\n');
    out.back() += separator ? "\n" : line;
  }
  return out;
}

void merge_documents(json& under, json over) {
  for (auto& [key, value] : over.items()) {
    json& here = under[key];
    if (here.is_object() && value.is_object()) {
      merge_documents(here, std::move(value));
    } else {
      here = std::move(value);
    }
  }
}

}  // namespace

Result<json> values_tree(const Yaml& node) { return tree_of(node, nullptr); }

Result<json> read_values(const std::string& origin, const std::string& text) {
  const auto node = config::load_yaml(text, origin);
  if (!node) return unknown(node.error());
  return values_tree(*node);
}

Result<core::ChartValues> read_chart_values(const std::string& origin, const std::string& text) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  const std::string_view whole(text);
  core::ChartValues out;
  for (const std::string& one : list_of(whole.substr(whole.starts_with(mark) ? 3 : 0))) {
    config::Problems twice;
    const auto node = config::load_foreign_yaml(one, origin, twice, chart_limits);
    if (!node) return unknown(node.error());
    for (const Error& key : twice.all())
      out.remarks.emplace_back(Reason::chart_key_twice, key.args);
    auto tree = tree_of(*node, &out.remarks);
    if (!tree) return unknown(tree.error());
    merge_documents(out.tree, std::move(*tree));
  }
  return out;
}

}  // namespace chatops::application
