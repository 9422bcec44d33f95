// Parameters are what `--set` takes: true, false, null and whole numbers are what they look like,
// everything else is text.
// https://helm.sh/docs/intro/using_helm/#the-format-and-limitations-of---set
// SPDX-License-Identifier: Apache-2.0
#include "helm/order.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "core/fields.hpp"
#include "core/values.hpp"

namespace chatops::helm {
namespace {

using nlohmann::json;

constexpr auto namespace_option = "--namespace", context_option = "--kube-context",
               cluster_word = "cluster";
constexpr auto parameters_origin = "parameters";

/// Null for what is text.
json typed(const std::string& text) {
  if (text == "true") return true;
  if (text == "false") return false;
  const auto number = to_integer(text);
  const bool plain = number && std::to_string(*number) == text;
  return plain ? json(*number) : json();
}
bool is_typed(const std::string& text) { return text == "null" || !typed(text).is_null(); }
json value_of(const std::string& text) { return is_typed(text) ? typed(text) : json(text); }

bool runs_through(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto length = std::min(a.size(), b.size());
  return std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(length), b.begin());
}

/// A parameter may not write what the components' versions are written to.
std::optional<Error> taken(const std::string& name, const std::vector<std::string>& path,
                           const Settings& settings) {
  for (const std::string& version : settings.version_paths) {
    const auto other = core::split_values_path(version);
    if (other && runs_through(path, *other))
      return Error(Reason::usage_bad_value, {{"what", name}, {"why", "reserved"}});
  }
  return std::nullopt;
}

Result<core::ValuesLayer> parameters_layer(const core::Order& order) {
  core::ValuesLayer out{parameters_origin, json::object()};
  for (const auto& [name, text] : order.parameters) {
    const auto path = parameter_path(name);
    if (!path) {
      return failure(Reason::usage_bad_value,
                     {{"what", name}, {"why", std::string(path.error().args.get("why"))}});
    }
    json* at = &out.tree;
    for (const std::string& key : *path) {
      const bool last = &key == &path->back();
      const bool there = at->contains(key);
      if (last ? there : there && !(*at)[key].is_object())
        return failure(Reason::values_invalid, {{"what", name}, {"why", "path_taken"}});
      at = &(*at)[key];
      if (!last && at->is_null()) *at = json::object();
    }
    *at = value_of(text);
  }
  return out;
}

core::Given words_of(const core::Order& order, const Settings& settings) {
  core::Given out;
  if (order.purpose == core::Purpose::deploy) out.parameters = order.parameters;
  out.parameters[namespace_option] = order.ns;
  const std::string cluster = cluster_of(order, settings);
  if (cluster == settings.context) {
    if (!cluster.empty()) out.parameters[context_option] = cluster;
  } else {
    out.parameters[cluster_word] = cluster;
  }
  out.placed = {namespace_option, context_option, cluster_word};
  return out;
}

}  // namespace

std::string cluster_of(const core::Order& order, const Settings& settings) {
  return order.cluster.empty() ? settings.context : order.cluster;
}

Settings settings_of(const core::Order& order) {
  const core::Fields own(order.own);
  const json* settings = own.member("settings");
  if (settings == nullptr) core::Fields::damaged("settings");
  return read_settings(*settings);
}

Result<core::Prepared> prepare(const core::Order& order, const Settings& settings) {
  core::Prepared out;
  out.own = {{"settings", to_json(settings)}};
  out.given = words_of(order, settings);
  if (order.purpose == core::Purpose::remove) return out;
  for (const auto& [name, text] : order.parameters) {
    const auto path = parameter_path(name);
    if (!path) continue;  // told below
    if (auto why = taken(name, *path, settings)) return unknown(std::move(*why));
    out.settings.known.push_back({name, text, is_typed(text)});
    out.settings.parameters.push_back(name);
  }
  if (const auto values = values_with_parameters(order); !values) return unknown(values.error());
  for (const core::OrderedComponent& component : order.components) {
    if (component.in_values || out.no_way) continue;
    out.no_way = Error(Reason::values_not_deliverable,
                       {{"what", component.name}, {"where", order.name}, {"why", "version"}});
  }
  return out;
}

core::Given given(const core::Order& order) { return words_of(order, settings_of(order)); }

Result<json> values_with_parameters(const core::Order& order) {
  auto parameters = parameters_layer(order);
  if (!parameters) return unknown(parameters.error());
  auto merged = core::merge_with_selection({{"values", order.values}}, std::move(*parameters));
  if (!merged) return unknown(merged.error());
  return std::move(merged->tree);
}

core::Verified verify(const core::Order& order, const core::Execution& execution) {
  core::Verified out;
  if (order.purpose == core::Purpose::remove || execution.unreadable) return out;
  bool untold = false;
  for (const core::OrderedComponent& component : order.components) {
    const auto used = execution.sent.find(component.image.text());
    if (used == execution.sent.end()) {
      untold = true;
      continue;
    }
    const auto& all = used->second;
    const bool right = std::any_of(all.begin(), all.end(), [&](const std::string& reference) {
      return component.is_at(reference);
    });
    if (right) continue;
    out.differs = Reason::artifacts_differ;
    out.how += (out.how.empty() ? "" : ", ") + component.name + ": " + component.version + " > " +
               all.front();
  }
  if (untold) out.untold.push_back(Reason::artifacts_unverified);
  return out;
}

std::string not_ours(const core::Order& order, const core::Execution& execution) {
  const bool other = !execution.correlation.empty() && !order.correlation.empty() &&
                     execution.correlation != order.correlation;
  return other ? "--description: " + order.correlation + " > " + execution.correlation : "";
}

}  // namespace chatops::helm
