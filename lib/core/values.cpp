// Merging values as Helm does. Facts: helm v4.3.1, `mergeMaps` between files and `CoalesceValues`
// with the chart; observed with `helm template` on toJson .Values.
// SPDX-License-Identifier: Apache-2.0
#include "core/values.hpp"

#include <algorithm>

#include "core/json_pointer.hpp"
#include "crypto/crypto.hpp"

namespace chatops::core {

using nlohmann::json;

namespace {

Error invalid_values(std::string_view what, std::string_view why) {
  return Error(Reason::values_invalid, {{"what", std::string(what)}, {"why", std::string(why)}});
}

bool within_depth(const json& tree, int left) {
  if (!tree.is_structured()) return true;
  return left > 0 && std::all_of(tree.begin(), tree.end(),
                                 [&](const json& child) { return within_depth(child, left - 1); });
}

bool branching(const json& value) { return value.is_object() && !value.empty(); }

/// Keeps the tree and the origins of its leaves in step.
class Merging {
 public:
  explicit Merging(MergedValues& into) : into_(into) {}

  /// `tree` over what is there, as Helm merges files.
  void merge(const json& tree, const std::string& origin) {
    merge_map(into_.tree, tree, "", origin);
  }

  /// The chart's map under what is there. At the top a null of the chart counts as a key.
  void put_under(json& have, const json& chart, const std::string& pointer,
                 const std::string& origin) {
    for (const auto& [key, value] : chart.items()) {
      const std::string here = pointer_below(pointer, key);
      const auto found = have.find(key);
      if (found == have.end()) {
        if (!value.is_null()) set(have, key, without_nulls(value), here, origin);
      } else if (found->is_null() && (!value.is_null() || pointer.empty())) {
        forget(here);
        have.erase(found);
      } else if (found->is_object() && value.is_object()) {
        const std::string before = into_.origins.lower_bound(here)->second;
        into_.origins.erase(here);
        put_under(*found, value, here, origin);
        if (found->empty()) into_.origins[here] = before;
      }
    }
  }

 private:
  void merge_map(json& have, const json& over, const std::string& pointer,
                 const std::string& origin) {
    for (const auto& [key, value] : over.items()) {
      const std::string here = pointer_below(pointer, key);
      const auto found = have.find(key);
      if (found != have.end() && found->is_object() && value.is_object()) {
        if (branching(value)) into_.origins.erase(here);
        merge_map(*found, value, here, origin);
      } else {
        set(have, key, value, here, origin);
      }
    }
  }

  void set(json& have, const std::string& key, json value, const std::string& pointer,
           const std::string& origin) {
    forget(pointer);
    claim(value, pointer, origin);
    have[key] = std::move(value);
  }

  void claim(const json& value, const std::string& pointer, const std::string& origin) {
    if (!branching(value)) {
      into_.origins[pointer] = origin;
      return;
    }
    for (const auto& [key, child] : value.items())
      claim(child, pointer_below(pointer, key), origin);
  }

  void forget(const std::string& pointer) {
    into_.origins.erase(pointer);
    into_.origins.erase(into_.origins.lower_bound(pointer + "/"),
                        into_.origins.lower_bound(pointer + "0"));  // '0' follows '/'
  }

  static json without_nulls(const json& value) {
    if (!value.is_object()) return value;
    json out = json::object();
    for (const auto& [key, child] : value.items()) {
      if (!child.is_null()) out[key] = without_nulls(child);
    }
    return out;
  }

  MergedValues& into_;
};

/// The value at the path, or the first thing on the way that is no map; null when nothing is there.
struct Met {
  const json* value = nullptr;
  std::string pointer;
  bool at_end = false;
};
Met walk_path(const json& tree, const std::vector<std::string>& path) {
  Met met{.value = &tree};
  for (const std::string& key : path) {
    if (!met.value->is_object()) return met;
    const auto found = met.value->find(key);
    if (found == met.value->end()) return {};
    met.pointer = pointer_below(met.pointer, key);
    met.value = &*found;
  }
  met.at_end = true;
  return met;
}

void leaves(const json& tree, std::vector<std::string>& path,
            std::vector<std::vector<std::string>>& out) {
  for (const auto& [key, value] : tree.items()) {
    path.push_back(key);
    if (branching(value)) {
      leaves(value, path, out);
    } else {
      out.push_back(path);
    }
    path.pop_back();
  }
}

}  // namespace

std::string canonical(const json& tree) {
  return tree.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string MergedValues::digest() const { return "sha256:" + crypto::sha256_hex(canonical(tree)); }

Result<MergedValues> merge_layers(std::span<const ValuesLayer> layers, const ValuesLimits& limits) {
  MergedValues out;
  Merging merging(out);
  for (const ValuesLayer& layer : layers) {
    if (!layer.tree.is_object()) return unknown(invalid_values(layer.origin, "not_a_map"));
    if (!within_depth(layer.tree, limits.depth))
      return unknown(invalid_values(layer.origin, "too_deep"));
    merging.merge(layer.tree, layer.origin);
  }
  if (canonical(out.tree).size() > limits.bytes) {
    return unknown(invalid_values(layers.empty() ? "" : layers.back().origin, "too_large"));
  }
  return out;
}

MergedValues over_chart(const MergedValues& user, const ValuesLayer& chart) {
  MergedValues out = user;
  if (chart.tree.is_object()) Merging(out).put_under(out.tree, chart.tree, "", chart.origin);
  return out;
}

Result<std::vector<std::string>> split_values_path(std::string_view path) {
  std::vector<std::string> keys(1);
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (path[i] == '.') {
      keys.emplace_back();
      continue;
    }
    if (path[i] == '\\' && ++i == path.size()) {
      return failure(Reason::yaml_bad_value, {{"what", std::string(path)}, {"why", "escape"}});
    }
    keys.back() += path[i];
  }
  if (std::any_of(keys.begin(), keys.end(), [](const std::string& key) { return key.empty(); })) {
    return failure(Reason::yaml_bad_value, {{"what", std::string(path)}, {"why", "empty_key"}});
  }
  return keys;
}

Result<ValuesLayer> component_values(const Application& application,
                                     const std::map<std::string, BillLine>& lines) {
  ValuesLayer layer{selection_origin, json::object()};
  for (const Component& component : application.components) {
    const auto line = lines.find(component.name);
    if (line == lines.end()) continue;
    const ValuesPaths& places = component.values;
    const ImageName& image = line->second.image;
    const std::pair<const std::string&, std::string> writes[] = {
        {places.tag, line->second.version},
        {places.repository, places.registry.empty() ? image.text() : image.path},
        {places.digest, line->second.digest},
        {places.registry, image.host},
        {places.image, image.text() + ":" + line->second.version}};
    for (const auto& [path, value] : writes) {
      // Beside a tag an unknown digest is written as none: the chart's own would win over the tag.
      const bool emptied = &path == &places.digest && !places.tag.empty();
      if (path.empty() || (value.empty() && !emptied)) continue;
      const auto keys = split_values_path(path);
      if (!keys) return unknown(keys.error());
      json* at = &layer.tree;
      for (const std::string& key : *keys) {
        if (!at->is_object()) return unknown(invalid_values(path, "path_taken"));
        at = &(*at)[key];
        if (at->is_null() && &key != &keys->back()) *at = json::object();
      }
      if (!at->is_null()) return unknown(invalid_values(path, "path_taken"));
      *at = value;
    }
  }
  return layer;
}

Result<MergedValues> merge_with_selection(std::vector<ValuesLayer> layers, ValuesLayer selection,
                                          const ValuesLimits& limits) {
  const auto below_selection = merge_layers(layers, limits);
  if (!below_selection) return below_selection;
  std::vector<std::string> path;
  std::vector<std::vector<std::string>> paths;
  leaves(selection.tree, path, paths);
  for (const auto& keys : paths) {
    const Met met = walk_path(below_selection->tree, keys);
    const bool in_the_way = met.value != nullptr && !met.value->is_null() &&
                            (met.at_end ? branching(*met.value) : !met.value->is_object());
    if (!in_the_way) continue;
    const auto holder = below_selection->origins.lower_bound(met.pointer);
    std::string dotted;
    for (const std::string& key : keys) dotted += (dotted.empty() ? "" : ".") + key;
    Error error = invalid_values(dotted, "in_the_way");
    if (holder != below_selection->origins.end()) error.args.set("where", holder->second);
    return unknown(std::move(error));
  }
  layers.push_back(std::move(selection));
  return merge_layers(layers, limits);
}

}  // namespace chatops::core
