// Reads first, writes with what was read as the condition.
// SPDX-License-Identifier: Apache-2.0
#include "helm/namespaces.hpp"

#include "base/text.hpp"
#include "helm/json.hpp"
#include "helm/labels.hpp"
#include "kube/resources.hpp"

namespace chatops::helm {
namespace {

using nlohmann::json;

constexpr Millis slow = std::chrono::minutes(2);

kube::ObjectRef reference(const std::string& name) {
  return {kube::resources::namespaces(), "", name};
}

std::string text(std::string_view name) { return std::string(name); }

json labels_for(const core::Order& order, const Settings& settings) {
  json out = settings.labels;
  out[text(labels::managed_by)] = labels::chatops;
  out[text(labels::application)] = order.application;
  out[text(labels::environment)] = order.environment;
  out[text(labels::epoch)] = std::to_string(order.epoch);
  return out;
}

Error foreign(const kube::Api& api, const std::string& ns) {
  return Error(Reason::namespace_foreign, {{"what", ns}, {"where", api.cluster()}});
}

/// Somebody else's records know a later one of the same name.
Error newer(const core::Order& order) {
  return Error(Reason::stale_epoch, {{"what", order.environment}, {"namespace", order.ns}});
}

Result<void> take_over(const Call& call, kube::Api& api, const core::Order& order,
                       const Settings& settings, const json& found) {
  if (kube::is_ending(found)) {
    return failure(Reason::namespace_ending, {{"namespace", order.ns}, {"where", api.cluster()}});
  }
  switch (holding(found, order)) {
    case Holding::foreign: return tl::make_unexpected(foreign(api, order.ns));
    case Holding::later: return tl::make_unexpected(newer(order));
    case Holding::earlier:
    case Holding::ours: break;
  }
  const json wanted = labels_for(order, settings);
  bool same = true;
  for (const auto& [name, value] : wanted.items())
    same = same && kube::label_of(found, name) == value.get_ref<const std::string&>();
  if (same) return {};
  const json patch = {
      {"metadata", {{"resourceVersion", kube::version_of(found)}, {"labels", wanted}}}};
  const auto done = api.patch(call, reference(order.ns), kube::PatchType::merge, patch, {});
  if (!done) return tl::make_unexpected(done.error());
  return {};
}

/// What is told of content and finalizers that hold a namespace which is ending.
/// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/namespace-v1/
std::string held_by(const json& ns) {
  std::string out;
  const json& conditions = member(member(ns, "status"), "conditions");
  if (!conditions.is_array()) return out;
  for (const json& one : conditions) {
    if (text_in(one, "status") == "True")
      out += (out.empty() ? "" : "; ") + text_in(one, "message");
  }
  return out;
}

}  // namespace

Holding holding(const json& ns, const core::Order& order) {
  const bool named = kube::label_of(ns, labels::managed_by) == labels::chatops &&
                     kube::label_of(ns, labels::application) == order.application &&
                     kube::label_of(ns, labels::environment) == order.environment;
  const auto epoch = to_integer(kube::label_of(ns, labels::epoch));
  if (!named || !epoch) return Holding::foreign;
  if (*epoch == order.epoch) return Holding::ours;
  return *epoch > order.epoch ? Holding::later : Holding::earlier;
}

Result<void> ensure_namespace(const Call& call, kube::Api& api, const core::Order& order,
                              const Settings& settings) {
  const auto found = api.get_one(call, reference(order.ns));
  if (found) return take_over(call, api, order, settings, *found);
  if (found.error().reason != Reason::outside_not_found) return tl::make_unexpected(found.error());
  const json object = {{"apiVersion", "v1"},
                       {"kind", "Namespace"},
                       {"metadata",
                        {{"name", order.ns},
                         {"labels", labels_for(order, settings)},
                         {"annotations", {{text(labels::owner), order.actor}}}}}};
  const auto made = api.create(call, reference(order.ns), object, {});
  if (made) return {};
  if (made.error().reason != Reason::object_exists) return tl::make_unexpected(made.error());
  const auto there = api.get_one(call, reference(order.ns));
  if (!there) return tl::make_unexpected(there.error());
  return take_over(call, api, order, settings, *there);
}

Known<std::string> namespace_to_remove(const Call& call, kube::Api& api, const core::Order& order) {
  const auto found = api.get_one(call, reference(order.ns));
  if (!found && found.error().reason == Reason::outside_not_found) return std::string();
  if (!found) return unknown(found.error());
  switch (holding(*found, order)) {
    case Holding::foreign: {
      Error error = foreign(api, order.ns);
      error.args.set("environment", order.environment);
      return unknown(std::move(error));
    }
    case Holding::earlier: return failure(Reason::stale_epoch, {{"what", order.environment}});
    case Holding::later: return unknown(newer(order));
    case Holding::ours: break;
  }
  return kube::uid_of(*found);
}

Known<Removing> remove_namespace(const Call& call, kube::Api& api, const std::string& name,
                                 const std::string& uid, Instant now) {
  const auto found = api.get_one(call, reference(name));
  if (!found && found.error().reason != Reason::outside_not_found) return unknown(found.error());
  if (!found || kube::uid_of(*found) != uid) return Removing{.gone = true};
  if (kube::label_of(*found, labels::managed_by) != labels::chatops)
    return unknown(foreign(api, name));
  if (!kube::is_ending(*found)) {
    const auto deleted = api.remove(call, reference(name), {.uid = uid});
    const bool over = !deleted && (deleted.error().reason == Reason::outside_not_found ||
                                   deleted.error().reason == Reason::object_changed);
    if (!deleted && !over) return unknown(deleted.error());
    return Removing{.gone = over || *deleted == kube::Deletion::gone};
  }
  Removing out;
  const auto since = from_rfc3339(text_in(member(*found, "metadata"), "deletionTimestamp"));
  if (!since || now - *since >= usually_gone) out.held = held_by(*found);
  out.stuck = !out.held.empty() && since && now - *since > slow;
  return out;
}

}  // namespace chatops::helm
