// All objects are called `chatops`, but for the secret, whose name charts may know.
// SPDX-License-Identifier: Apache-2.0
#include "helm/furnish.hpp"

#include <array>
#include <optional>

#include "helm/json.hpp"
#include "helm/labels.hpp"
#include "kube/resources.hpp"

namespace chatops::helm {
namespace {

using nlohmann::json;

constexpr auto object_name = "chatops";

json metadata(const core::Order& order, const std::string& name) {
  return {{"name", name},
          {"namespace", order.ns},
          {"labels", {{std::string(labels::managed_by), labels::chatops}}}};
}

json object_of(const kube::Resource& kind, const core::Order& order) {
  return {{"apiVersion", kind.api_version()},
          {"kind", kind.kind},
          {"metadata", metadata(order, object_name)}};
}

/// https://kubernetes.io/docs/concepts/policy/resource-quotas/
std::optional<json> quota(const core::Order& order, const Settings& settings) {
  if (settings.quota.empty()) return std::nullopt;
  json out = object_of(kube::resources::quotas(), order);
  out["spec"] = {{"hard", settings.quota}};
  return out;
}

/// https://kubernetes.io/docs/concepts/policy/limit-range/
std::optional<json> limits(const core::Order& order, const Settings& settings) {
  if (settings.limits.empty() && settings.requests.empty()) return std::nullopt;
  json container = {{"type", "Container"}};
  if (!settings.limits.empty()) container["default"] = settings.limits;
  if (!settings.requests.empty()) container["defaultRequest"] = settings.requests;
  json out = object_of(kube::resources::limit_ranges(), order);
  out["spec"] = {{"limits", json::array({std::move(container)})}};
  return out;
}

/// Only its own pods, and those of these namespaces.
/// https://kubernetes.io/docs/concepts/services-networking/network-policies/
std::optional<json> policy(const core::Order& order, const Settings& settings) {
  if (!settings.reachable_from) return std::nullopt;
  json from = json::array({{{"podSelector", json::object()}}});
  for (const std::string& name : *settings.reachable_from)
    from.push_back(
        {{"namespaceSelector", {{"matchLabels", {{"kubernetes.io/metadata.name", name}}}}}});
  json out = object_of(kube::resources::network_policies(), order);
  out["spec"] = {{"podSelector", json::object()},
                 {"policyTypes", json::array({"Ingress"})},
                 {"ingress", json::array({{{"from", std::move(from)}}})}};
  return out;
}

Result<void> applied(const Call& call, kube::Api& api, const kube::ObjectRef& ref,
                     const json& object) {
  kube::ApplyOptions options;
  options.force = true;  // the namespace is ours
  const auto done = api.apply(call, ref, object, options);
  if (!done) return tl::make_unexpected(done.error());
  return {};
}

Result<void> removed(const Call& call, kube::Api& api, const kube::ObjectRef& ref,
                     const Known<kube::Json>& found) {
  if (!found && found.error().reason == Reason::outside_not_found) return {};
  if (!found) return tl::make_unexpected(found.error());
  if (kube::label_of(*found, labels::managed_by) != labels::chatops) return {};
  const auto done = api.remove(call, ref, {.uid = kube::uid_of(*found)});
  const bool gone = !done && done.error().reason == Reason::outside_not_found;
  if (!done && !gone) return tl::make_unexpected(done.error());
  return {};
}

/// Copied anew each time, so that a password that was changed there arrives here.
Result<void> give_pull_secret(const Call& call, kube::Api& api, const core::Order& order,
                              const std::string& from) {
  const auto slash = from.find('/');
  const kube::ObjectRef source{kube::resources::secrets(), from.substr(0, slash),
                               from.substr(slash + 1)};
  const auto unusable = [&](const char* why) {
    return failure(Reason::pull_secret_unusable,
                   {{"what", from}, {"where", api.cluster()}, {"why", why}});
  };
  const auto found = api.get_one(call, source);
  if (!found && found.error().reason == Reason::outside_not_found) return unusable("no_secret");
  if (!found) return tl::make_unexpected(found.error());
  const std::string type = text_in(*found, "type");
  if (type != "kubernetes.io/dockerconfigjson" && type != "kubernetes.io/dockercfg")
    return unusable("secret_type");
  const json copy = {{"apiVersion", "v1"},
                     {"kind", "Secret"},
                     {"metadata", metadata(order, source.name)},
                     {"type", type},
                     {"data", member(*found, "data")}};
  if (auto done = applied(call, api, {kube::resources::secrets(), order.ns, source.name}, copy);
      !done)
    return done;
  // Its controller makes it a moment after the namespace, and leaves one that is there as it is.
  const json account = {{"apiVersion", "v1"},
                        {"kind", "ServiceAccount"},
                        {"metadata", {{"name", "default"}, {"namespace", order.ns}}},
                        {"imagePullSecrets", json::array({{{"name", source.name}}})}};
  return applied(call, api, {kube::resources::service_accounts(), order.ns, "default"}, account);
}

}  // namespace

Result<void> furnish_namespace(const Call& call, kube::Api& api, const core::Order& order,
                               const Settings& settings) {
  const std::array<kube::ObjectRef, 3> refs = {{
      {kube::resources::quotas(), order.ns, object_name},
      {kube::resources::limit_ranges(), order.ns, object_name},
      {kube::resources::network_policies(), order.ns, object_name},
  }};
  const std::array<std::optional<json>, 3> wanted = {
      quota(order, settings), limits(order, settings), policy(order, settings)};
  const auto found = api.get(call, refs);
  for (std::size_t i = 0; i < refs.size(); ++i) {
    auto done =
        wanted[i] ? applied(call, api, refs[i], *wanted[i]) : removed(call, api, refs[i], found[i]);
    if (!done) return done;
  }
  if (settings.pull_secret.empty()) return {};
  return give_pull_secret(call, api, order, settings.pull_secret);
}

}  // namespace chatops::helm
