// From a component's pods to the Services that select them, and on to the Ingress rules that lead
// to those.
// https://kubernetes.io/docs/concepts/services-networking/ingress/
// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "kube/clusters_parts.hpp"
#include "kube/fields.hpp"

namespace chatops::kube {
namespace {

/// One that selects nothing is nobody's.
bool selects(const Json& service, const Json& workload) {
  const Json& selector = at(service, {"spec", "selector"});
  const Json& labels = at(workload, {"spec", "template", "metadata", "labels"});
  if (!selector.is_object() || selector.empty() || !labels.is_object()) return false;
  for (const auto& [name, value] : selector.items()) {
    const auto found = labels.find(name);
    if (found == labels.end() || *found != value) return false;
  }
  return true;
}

bool encrypted(const Json& ingress, const std::string& host) {
  for (const Json& tls : list_at(ingress, {"spec", "tls"})) {
    for (const Json& one : list_at(tls, {"hosts"}))
      if (one == Json(host)) return true;
  }
  return false;
}

/// "" = none of its paths leads there; a rule without a host leads everywhere and has no address.
std::string url_in(const Json& ingress, const std::set<std::string>& services) {
  for (const Json& rule : list_at(ingress, {"spec", "rules"})) {
    const std::string host = text_at(rule, {"host"});
    if (host.empty() || host.find('*') != std::string::npos) continue;
    for (const Json& path : list_at(rule, {"http", "paths"})) {
      if (!services.contains(text_at(path, {"backend", "service", "name"}))) continue;
      const std::string place = text_at(path, {"path"});
      // A path that is a pattern of some controller is no address.
      const bool plain = place.starts_with('/') && place.find_first_of("()*[]$^|\\ ") == place.npos;
      return (encrypted(ingress, host) ? "https://" : "http://") + host + (plain ? place : "/");
    }
  }
  return {};
}

}  // namespace

Known<std::vector<core::ComponentAddress>> addresses_in(Api& api, const Call& call,
                                                        const core::NamespaceQuestion& question) {
  auto queries = namespace_queries(question.ns);
  for (const Resource& kind : {resources::services(), resources::ingresses()}) {
    ListQuery wanted;
    wanted.resource = kind;
    wanted.ns = question.ns;
    queries.push_back(std::move(wanted));
  }
  auto lists = api.list(call, queries);
  if (const Error* why = first_error(lists)) return unknown(*why);
  const auto ingresses = std::move(lists.back()->items);
  lists.pop_back();
  const auto services = std::move(lists.back()->items);
  lists.pop_back();
  const Objects objects = objects_of(lists);
  const auto workloads =
      component_workloads({objects.workloads, objects.pods}, question.components);
  std::vector<core::ComponentAddress> out;
  for (const core::SoughtComponent& component : question.components) {
    std::set<std::string> own;
    for (const ComponentWorkload& workload : workloads) {
      if (workload.component != component.name) continue;
      for (const Json& service : services)
        if (selects(service, *workload.workload)) own.insert(name_of(service));
    }
    for (const Json& ingress : ingresses) {
      std::string url = url_in(ingress, own);
      if (url.empty()) continue;
      out.push_back({component.name, std::move(url), name_of(ingress)});
      break;
    }
  }
  return out;
}

}  // namespace chatops::kube
