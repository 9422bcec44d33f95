// Reach, clock, ingress classes, webhooks and pulls.
// SPDX-License-Identifier: Apache-2.0
#include "kube/checks.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/reason.hpp"
#include "base/text.hpp"
#include "kube/cause_parts.hpp"
#include "kube/fields.hpp"

namespace chatops::kube {
namespace {

constexpr std::int64_t most_skew = 60;  // seconds: tokens and certificates begin to fail
constexpr std::size_t most_pull_events = 5000;

ListQuery all_of(const Resource& resource) {
  ListQuery out;
  out.resource = resource;
  return out;
}

bool is_default_class(const Json& ingress_class) {
  return annotation_of(ingress_class, "ingressclass.kubernetes.io/is-default-class") == "true";
}

// ---- webhooks -----------------------------------------------------------------------------------
struct Webhook {
  std::string kind, configuration, name;
  std::string service_namespace, service;
  std::string resources;
};

std::string resources_of(const Json& hook) {
  std::set<std::string> names;
  for (const Json& rule : list_at(hook, {"rules"}))
    for (const Json& one : list_at(rule, {"resources"}))
      if (one.is_string()) names.insert(one.get<std::string>());
  return join(std::vector<std::string>(names.begin(), names.end()), ", ");
}

/// Those that stop what they are asked about when they do not answer, and are a service here.
std::vector<Webhook> binding_webhooks(const Json& configuration) {
  std::vector<Webhook> out;
  for (const Json& hook : list_at(configuration, {"webhooks"})) {
    const std::string policy = text_at(hook, {"failurePolicy"});
    Webhook one{text_at(configuration, {"kind"}),
                name_of(configuration),
                text_at(hook, {"name"}),
                text_at(hook, {"clientConfig", "service", "namespace"}),
                text_at(hook, {"clientConfig", "service", "name"}),
                resources_of(hook)};
    if (policy != "Ignore" && !one.service.empty()) out.push_back(std::move(one));
  }
  return out;
}

bool has_endpoint(const ObjectList& slices) {
  for (const Json& slice : slices.items)
    for (const Json& endpoint : list_at(slice, {"endpoints"}))
      if (at(endpoint, {"conditions", "ready"}) != Json(false)) return true;
  return false;
}

Finding judge_webhook(const ClusterToCheck& cluster, const Webhook& hook,
                      const Known<ObjectList>& slices) {
  const std::string what = hook.configuration + "/" + hook.name;
  if (!slices) return Finding::not_known(what, slices.error());
  if (has_endpoint(*slices)) return Finding::fine(what, hook.resources);
  return Finding::problem(what, Error(Reason::admission_webhook_dead,
                                      {{"where", cluster.api->cluster()},
                                       {"what", what},
                                       {"resources", hook.resources},
                                       {"service", hook.service_namespace + "/" + hook.service},
                                       {"kind", hook.kind + " " + hook.configuration}}));
}

// ---- pulls --------------------------------------------------------------------------------------
struct Pulls {
  std::string pulled;  ///< the image that was pulled last
  std::optional<Instant> when;
  std::string failed;  ///< the image that could not be pulled last, and what was said
  std::string words;
  std::optional<Instant> failed_when;
};

void take_pull(const Json& event, const std::string& host, Pulls& out) {
  const std::string reason = text_at(event, {"reason"}), message = text_at(event, {"message"});
  const std::string image = cause::quoted_after(message, "image ");
  if (!image.starts_with(host + "/")) return;
  const auto when = cause::time_of(event, "lastTimestamp");
  if (reason == "Pulled" && message.starts_with("Successfully") && when >= out.when) {
    out.pulled = image;
    out.when = when;
  } else if (reason == "Failed" && message.starts_with("Failed to pull") &&
             when >= out.failed_when) {
    out.failed = image;
    out.words = message;
    out.failed_when = when;
  }
}

/// An image of the host that a node holds; "" = none.
std::string held_by_nodes(const Known<ObjectList>& nodes, const std::string& host) {
  if (!nodes) return {};
  for (const Json& node : nodes->items)
    for (const Json& image : list_at(node, {"status", "images"}))
      for (const Json& name : list_at(image, {"names"}))
        if (name.is_string() && name.get<std::string>().starts_with(host + "/"))
          return name.get<std::string>();
  return {};
}

Finding judge_pulls(const ClusterToCheck& cluster, const std::string& host, const Pulls& seen,
                    const std::string& held) {
  if (!seen.failed.empty() && seen.failed_when > seen.when) {
    auto why = cause::image_error(seen.failed, seen.words);
    // A registry that has no such image was reached; whose image it is, nobody knows here.
    if (why.reason == Reason::image_not_found) return Finding::fine(host, seen.failed);
    return Finding::problem(host, std::move(why));
  }
  const std::string& proof = seen.pulled.empty() ? held : seen.pulled;
  if (!proof.empty()) return Finding::fine(host, proof);
  return Finding::not_known(
      host, Error(Reason::pulls_unseen, {{"where", cluster.api->cluster()}, {"registry", host}}));
}

}  // namespace

Findings check_reach(const Call& call, const ClusterToCheck& cluster, const Clock& clock) {
  const auto version = cluster.api->version(call);
  if (!version) return {Finding::problem(cluster.name, version.error())};
  const std::string how = cluster.context.empty() ? cluster.api->cluster() : cluster.context;
  Findings out{Finding::fine(cluster.name, version->text + "  " + how)};
  if (!version->clock) return out;
  const auto ahead =
      std::chrono::duration_cast<std::chrono::seconds>(clock.now() - *version->clock).count();
  if (ahead <= most_skew && ahead >= -most_skew) return out;
  out.push_back(Finding::problem(
      cluster.name, Error(Reason::clock_differs, {{"where", cluster.api->cluster()},
                                                  {"seconds", std::to_string(ahead)}})));
  return out;
}

Findings check_ingress_classes(const Call& call, const ClusterToCheck& cluster) {
  const auto classes = cluster.api->list_one(call, all_of(resources::ingress_classes()));
  if (!classes) return {Finding::not_known(cluster.name, classes.error())};
  std::vector<std::string> names;
  bool any_default = false;
  for (const Json& one : classes->items) {
    any_default = any_default || is_default_class(one);
    names.push_back(name_of(one) + (is_default_class(one) ? "*" : ""));
  }
  const auto missing = [&](const char* why) {
    return Error(Reason::ingress_class_missing, {{"where", cluster.api->cluster()}, {"why", why}});
  };
  if (names.empty()) return {Finding::problem(cluster.name, missing("no_ingress_class"))};
  Findings out{Finding::fine(cluster.name, join(names, ", "))};
  if (!any_default) out.push_back(Finding::note(cluster.name, missing("no_default_class")));
  return out;
}

Findings check_admission(const Call& call, const ClusterToCheck& cluster) {
  const std::vector<ListQuery> kinds{all_of(resources::validating_webhooks()),
                                     all_of(resources::mutating_webhooks())};
  std::vector<Webhook> hooks;
  for (const auto& list : cluster.api->list(call, kinds)) {
    if (!list) return {Finding::not_known(cluster.name, list.error())};
    for (const Json& configuration : list->items)
      for (Webhook& hook : binding_webhooks(configuration)) hooks.push_back(std::move(hook));
  }
  std::vector<ListQuery> queries;
  for (const Webhook& hook : hooks) {
    ListQuery slices = all_of(resources::endpoint_slices());
    slices.ns = hook.service_namespace;
    slices.labels = "kubernetes.io/service-name=" + hook.service;
    queries.push_back(std::move(slices));
  }
  const auto answers = cluster.api->list(call, queries);
  Findings out;
  for (std::size_t i = 0; i < hooks.size(); ++i)
    out.push_back(judge_webhook(cluster, hooks[i], answers[i]));
  if (out.empty()) out.push_back(Finding::fine(cluster.name));
  return out;
}

Findings check_pulls(const Call& call, const ClusterToCheck& cluster) {
  ListQuery events = all_of(resources::events());
  events.most = most_pull_events;
  events.fields = "involvedObject.kind=Pod";
  ListQuery nodes = all_of(resources::nodes());
  nodes.keep = {"/status/images"};
  const std::vector<ListQuery> queries{events, nodes};
  const auto answers = cluster.api->list(call, queries);
  if (!answers[0]) return {Finding::not_known(cluster.name, answers[0].error())};
  std::set<std::string> hosts;
  for (const core::ImageName& image : cluster.images) hosts.insert(image.host);
  Findings out;
  for (const std::string& host : hosts) {
    Pulls seen;
    for (const Json& event : answers[0]->items) take_pull(event, host, seen);
    out.push_back(judge_pulls(cluster, host, seen, held_by_nodes(answers[1], host)));
  }
  return out;
}

}  // namespace chatops::kube
