// What happened in a namespace, and to which component: an event names an object, which may be gone
// by now, so that its name tells where nothing else does.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "kube/cause.hpp"
#include "kube/clusters_parts.hpp"
#include "kube/fields.hpp"
#include "kube/mask.hpp"

namespace chatops::kube {
namespace {

constexpr std::size_t most_events = 5000, most_words = 400;

using Secrets = std::vector<std::string>;

std::string on_one_line(std::string_view words, const Secrets& secrets) {
  std::string out;
  for (const std::string_view line : lines_of(clip(words, 4 * most_words))) {
    if (trim(line).empty()) continue;
    out += (out.empty() ? "" : " ") + std::string(trim(line));
  }
  return std::string(clip(masked_line(out, secrets), most_words));
}

/// "web-7d9f8b7c6d-x2x8p" is of workload "web", unless there is a "web-7d9f8b7c6d" too.
std::string component_by_name(std::span<const ComponentWorkload> workloads,
                              const std::string& name) {
  std::string out;
  std::size_t longest = 0;
  for (const ComponentWorkload& one : workloads) {
    const std::string whose = name_of(*one.workload);
    const bool fits = name == whose || name.starts_with(whose + "-");
    if (!fits || whose.size() <= longest) continue;
    longest = whose.size();
    out = one.component;
  }
  return out;
}

std::string component_of_object(std::span<const ComponentWorkload> workloads,
                                const std::string& kind, const std::string& name) {
  for (const ComponentWorkload& one : workloads) {
    if (kind == text_at(*one.workload, {"kind"}) && name == name_of(*one.workload))
      return one.component;
    for (const Json* pod : one.pods)
      if (kind == "Pod" && name == name_of(*pod)) return one.component;
  }
  return component_by_name(workloads, name);
}

std::optional<Instant> first_time(const Json& event, std::initializer_list<Path> places) {
  for (const Path& place : places)
    if (const auto time = from_rfc3339(text_at(event, place))) return time;
  return std::nullopt;
}

/// Both forms there are: with counts of its own, and with a series.
/// https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
core::ClusterEvent event_of(const Json& event, std::span<const ComponentWorkload> workloads,
                            const Secrets& secrets) {
  core::ClusterEvent out;
  out.kind = text_at(event, {"involvedObject", "kind"});
  out.object = text_at(event, {"involvedObject", "name"});
  out.component = component_of_object(workloads, out.kind, out.object);
  out.warning = text_at(event, {"type"}) != "Normal";
  out.reason = on_one_line(text_at(event, {"reason"}), secrets);
  out.message = on_one_line(text_at(event, {"message"}), secrets);
  out.count = std::max({number_at(event, {"count"}), number_at(event, {"series", "count"}), 1});
  out.first = first_time(event, {{"firstTimestamp"}, {"eventTime"}});
  out.last = first_time(event, {{"series", "lastObservedTime"},
                                {"lastTimestamp"},
                                {"eventTime"},
                                {"metadata", "creationTimestamp"}});
  return out;
}

}  // namespace

Known<std::vector<core::ClusterEvent>> events_in(Api& api, const Call& call,
                                                 const core::NamespaceQuestion& question) {
  auto queries = namespace_queries(question.ns);
  ListQuery wanted;
  wanted.resource = resources::events();
  wanted.ns = question.ns;
  wanted.most = most_events;
  queries.push_back(std::move(wanted));
  auto lists = api.list(call, queries);
  if (const Error* why = first_error(lists)) return unknown(*why);
  const auto events = std::move(lists.back()->items);
  lists.pop_back();
  const Objects objects = objects_of(lists);
  const auto workloads =
      component_workloads({objects.workloads, objects.pods}, question.components);
  const auto secrets = readable_secrets(api, call, question.ns);
  if (!secrets) return unknown(secrets.error());
  std::vector<core::ClusterEvent> out;
  out.reserve(events.size());
  for (const Json& event : events) out.push_back(event_of(event, workloads, *secrets));
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.last < b.last; });
  return out;
}

}  // namespace chatops::kube
