// From what was seen to causes in order of blame: which pods count, one cause a component, one for
// all components that fail for the same.
// SPDX-License-Identifier: Apache-2.0
#include "kube/cause.hpp"

#include <algorithm>
#include <array>
#include <ranges>

#include "base/text.hpp"
#include "kube/cause_parts.hpp"
#include "kube/mask.hpp"

namespace chatops::kube {

namespace cause {

const Json::array_t& items(const Json& object, std::string_view name) {
  static const Json::array_t none;
  const Json& list = net::member(object, name);
  return list.is_array() ? list.get_ref<const Json::array_t&>() : none;
}

const Json& at(const Json& object, std::initializer_list<std::string_view> path) {
  const Json* here = &object;
  for (const auto name : path) here = &net::member(*here, name);
  return *here;
}

std::optional<Instant> time_of(const Json& object, std::string_view name) {
  return from_rfc3339(net::text_in(object, name));
}

const Json* condition(const Json& object, std::string_view type) {
  for (const Json& one : items(net::member(object, "status"), "conditions")) {
    if (net::text_in(one, "type") == type) return &one;
  }
  return nullptr;
}

bool is_ready(const Json& pod) {
  const Json* ready = condition(pod, "Ready");
  return ready != nullptr && net::text_in(*ready, "status") == "True";
}

namespace {

bool is_kind(const Json& object, std::string_view kind) {
  return net::text_in(object, "kind") == kind;
}

Event event_of(const Json& object) {
  Event out;
  out.reason = net::text_in(object, "reason");
  out.message = net::text_in(object, "message");
  static constexpr std::string_view combined = "(combined from similar events): ";
  if (out.message.starts_with(combined)) out.message.erase(0, combined.size());
  const auto path = net::text_in(net::member(object, "involvedObject"), "fieldPath");
  if (const auto open = path.find('{'); open != std::string::npos && path.ends_with("}"))
    out.container = path.substr(open + 1, path.size() - open - 2);
  const Json& series = net::member(object, "series");
  out.count = std::max(net::integer_of(net::member(object, "count")).value_or(1),
                       net::integer_of(net::member(series, "count")).value_or(1));
  out.count = std::clamp<std::int64_t>(out.count, 1, 1'000'000);
  out.last = time_of(series, "lastObservedTime");
  if (!out.last) out.last = time_of(object, "lastTimestamp");
  if (!out.last) out.last = time_of(object, "eventTime");
  return out;
}

}  // namespace

Index::Index(const Seen& what) : seen(what) {
  for (const Json& object : what.objects) {
    if (is_kind(object, "Event")) {
      events[net::text_in(net::member(object, "involvedObject"), "uid")].push_back(
          event_of(object));
      continue;
    }
    if (auto uid = uid_of(object); !uid.empty()) by_uid.emplace(std::move(uid), &object);
    if (is_kind(object, "Node")) nodes.emplace(name_of(object), &object);
    if (is_kind(object, "PersistentVolumeClaim")) claims.emplace(name_of(object), &object);
  }
  for (auto& [_, list] : events) {
    std::stable_sort(list.begin(), list.end(),
                     [](const Event& a, const Event& b) { return a.last < b.last; });
  }
}

const std::vector<Event>& Index::events_of(const Json& object) const {
  static const std::vector<Event> none;
  const auto found = events.find(uid_of(object));
  return found == events.end() ? none : found->second;
}

int rank_of(Reason reason) {
  static constexpr auto order = std::to_array<Reason>({Reason::hook_failed,
                                                       Reason::quota_exceeded,
                                                       Reason::limits_violated,
                                                       Reason::admission_refused,
                                                       Reason::needed_object_missing,
                                                       Reason::needed_key_missing,
                                                       Reason::volume_unbound,
                                                       Reason::volume_unmountable,
                                                       Reason::pull_secret_missing,
                                                       Reason::image_name_invalid,
                                                       Reason::image_not_found,
                                                       Reason::image_pull_denied,
                                                       Reason::image_registry_unreachable,
                                                       Reason::image_pull_failed,
                                                       Reason::node_not_ready,
                                                       Reason::pod_unschedulable,
                                                       Reason::pod_evicted,
                                                       Reason::container_out_of_memory,
                                                       Reason::container_cannot_start,
                                                       Reason::init_container_failed,
                                                       Reason::container_crashed,
                                                       Reason::job_failed,
                                                       Reason::probe_failing,
                                                       Reason::rollout_stalled,
                                                       Reason::deletion_held});
  return static_cast<int>(std::find(order.begin(), order.end(), reason) - order.begin());
}

namespace {

/// Finalizers go within moments where whoever set them works.
constexpr auto finalizer_grace = std::chrono::seconds(10);

std::string owner_of(const Json& object) {
  for (const Json& owner : items(net::member(object, "metadata"), "ownerReferences")) {
    if (net::truth_of(net::member(owner, "controller")).value_or(false))
      return net::text_in(owner, "uid");
  }
  return {};
}

std::optional<Instant> made_at(const Json& object) {
  return time_of(net::member(object, "metadata"), "creationTimestamp");
}

std::int64_t number(const Json& object, std::string_view name, std::int64_t otherwise) {
  return net::integer_of(net::member(object, name)).value_or(otherwise);
}

/// What makes the pods of one workload, and they.
struct Workload {
  const Json* object = nullptr;
  const Json* maker = nullptr;  ///< the newest replica set of a deployment; else the object
  std::vector<const Json*> pods;

  std::string text() const {
    return to_lower(net::text_in(*object, "kind")) + "/" + name_of(*object);
  }
};

using Children = std::map<std::string, std::vector<const Json*>, std::less<>>;

Children children_of(const Seen& seen) {
  Children out;
  for (const Json& object : seen.objects) {
    if (const auto owner = owner_of(object); !owner.empty()) out[owner].push_back(&object);
  }
  return out;
}

const std::vector<const Json*>& owned_by(const Children& children, const Json& object) {
  static const std::vector<const Json*> none;
  const auto found = children.find(uid_of(object));
  return found == children.end() ? none : found->second;
}

std::int64_t revision_of(const Json& object) {
  return to_integer(annotation_of(object, "deployment.kubernetes.io/revision")).value_or(0);
}

Workload workload_of(const Children& children, const Json& object) {
  Workload out{&object, &object, {}};
  if (is_kind(object, "Pod")) {
    out.pods.push_back(&object);
    return out;
  }
  if (is_kind(object, "Deployment")) {
    for (const Json* set : owned_by(children, object)) {
      if (!is_kind(*set, "ReplicaSet")) continue;
      if (out.maker == &object || revision_of(*set) > revision_of(*out.maker)) out.maker = set;
    }
    if (out.maker == &object) return out;
  }
  for (const Json* pod : owned_by(children, *out.maker))
    if (is_kind(*pod, "Pod")) out.pods.push_back(pod);
  // A stateful set replaces one after the other: what is not replaced yet is not to blame.
  const auto update = net::text_in(net::member(object, "status"), "updateRevision");
  const auto old = [&](const Json* pod) {
    return label_of(*pod, "controller-revision-hash") != update;
  };
  if (is_kind(object, "StatefulSet") && !std::all_of(out.pods.begin(), out.pods.end(), old))
    std::erase_if(out.pods, old);
  return out;
}

bool is_workload(const Json& object) {
  static constexpr auto kinds = std::to_array<std::string_view>(
      {"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "Pod"});
  return among(kinds, net::text_in(object, "kind")) && owner_of(object).empty();
}

bool counts(const Json& object) {
  return label_of(object, purpose_label).empty() && is_workload(object);
}

bool ready_for_long(const Json& pod, Instant now) {
  if (!is_ready(pod)) return false;
  const auto since = time_of(*condition(pod, "Ready"), "lastTransitionTime");
  return !since || now - *since >= steady;
}

/// Refused pods: a replica set says so in a condition while it lasts, others in events.
std::optional<Error> creation(const Index& index, const Workload& of) {
  const auto text = of.text();
  if (const Json* failure = condition(*of.maker, "ReplicaFailure");
      failure != nullptr && net::text_in(*failure, "status") == "True")
    return creation_error(text, net::text_in(*failure, "message"));
  const auto wanted = number(net::member(*of.object, "spec"), "replicas", 1);
  if (static_cast<std::int64_t>(of.pods.size()) >= wanted) return std::nullopt;
  for (const Event& event : std::views::reverse(index.events_of(*of.maker)))
    if (event.reason == "FailedCreate") return creation_error(text, event.message);
  return std::nullopt;
}

/// The end of a pod's container that made the job fail; nothing where none can be seen.
std::optional<Cause> end_of_job(const Index& index, const Workload& of, Reason reason) {
  for (const Json* pod : of.pods) {
    for (const auto& [statuses, specs] : {std::pair("initContainerStatuses", "initContainers"),
                                          {"containerStatuses", "containers"}}) {
      for (const Json& status : items(net::member(*pod, "status"), statuses)) {
        const Json* ended = &at(status, {"state", "terminated"});
        if (!ended->is_object()) ended = &at(status, {"lastState", "terminated"});
        for (const Json& spec : items(net::member(*pod, "spec"), specs)) {
          if (net::text_in(spec, "name") != net::text_in(status, "name") || !ended->is_object())
            continue;
          if (auto found = cause_of_end(index, *pod, spec, *ended, reason)) {
            found->pod = name_of(*pod);
            return found;
          }
        }
      }
    }
  }
  return std::nullopt;
}

std::optional<Cause> job_cause(const Index& index, const Workload& of) {
  const Json* failed = condition(*of.object, "Failed");
  if (failed == nullptr || net::text_in(*failed, "status") != "True") return std::nullopt;
  const auto hook = annotation_of(*of.object, "helm.sh/hook");
  const auto reason = hook.empty() ? Reason::job_failed : Reason::hook_failed;
  Cause out{.error = Error(reason), .components = {}, .workload = {}, .pod = {}, .log = {}};
  if (auto end = end_of_job(index, of, reason)) out = *std::move(end);
  out.since = made_at(*of.object);
  Args args{{"job", name_of(*of.object)}};
  if (!hook.empty()) args.set("hook", hook);
  for (const auto& [name, value] : out.error.args.pairs()) args.set(name, value);
  if (!args.has("why")) args.set("why", shown(net::text_in(*failed, "message")));
  // What ended it is told in the cause's arguments; what it ended is the job.
  if (out.error.reason != reason) out.error.reason = reason;
  out.error.args = args;
  return out;
}

std::optional<Cause> stalled(const Workload& of) {
  const Json* progress = condition(*of.object, "Progressing");
  if (progress == nullptr || net::text_in(*progress, "reason") != "ProgressDeadlineExceeded")
    return std::nullopt;
  std::string why = net::text_in(*progress, "message");
  for (const Json* pod : of.pods) {
    const Json* ready = condition(*pod, "Ready");
    if (ready == nullptr || is_ready(*pod) || net::text_in(*ready, "message").empty()) continue;
    why = net::text_in(*ready, "message");
    break;
  }
  return Cause{.error = Error(Reason::rollout_stalled, {{"why", shown(why)}}),
               .components = {},
               .workload = {},
               .pod = {},
               .log = {}};
}

/// The worst of one workload.
std::optional<Cause> cause_of(const Index& index, const Workload& of) {
  const Json& spec = net::member(*of.object, "spec");
  const Json& status = net::member(*of.object, "status");
  if (number(spec, "replicas", 1) == 0) return std::nullopt;
  // Its controller has not seen the newest wish: what it says is about a former one.
  const auto generation = number(net::member(*of.object, "metadata"), "generation", 0);
  if (number(status, "observedGeneration", generation) < generation) return std::nullopt;

  const bool job = is_kind(*of.object, "Job");
  if (job && condition(*of.object, "Complete") != nullptr) return std::nullopt;
  std::vector<Cause> found;
  const auto add = [&](std::optional<Cause> cause, const Json* pod) {
    if (!cause) return;
    if (pod != nullptr) cause->pod = name_of(*pod);
    if (pod != nullptr) cause->since = made_at(*pod);
    found.push_back(*std::move(cause));
  };
  if (auto error = creation(index, of))
    add(Cause{.error = *std::move(error), .components = {}, .workload = {}, .pod = {}, .log = {}},
        nullptr);
  if (job) add(job_cause(index, of), nullptr);
  const bool recovered = std::any_of(of.pods.begin(), of.pods.end(), [&](const Json* pod) {
    return ready_for_long(*pod, index.seen.now);
  });
  for (const Json* pod : of.pods) {
    const bool over = at(*pod, {"status", "phase"}) == "Failed";
    // Evicted pods stay to be looked at; one that took their place is the answer.
    if (over && recovered && !is_kind(*of.object, "Pod")) continue;
    if (over && job) continue;
    add(cause_of_pod(index, *pod, job), pod);
  }
  const bool waited_for = !job || !annotation_of(*of.object, "helm.sh/hook").empty();
  if (found.empty() && index.seen.given_up && waited_for)
    for (const Json* pod : of.pods) add(cause_of_waiting(index, *of.object, *pod), pod);
  if (found.empty()) add(stalled(of), nullptr);
  const auto worst = std::min_element(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return rank_of(a.error.reason) < rank_of(b.error.reason);
  });
  if (worst == found.end()) return std::nullopt;
  worst->workload = of.text();
  return std::move(*worst);
}

/// What is being deleted and not let go by somebody.
std::optional<Cause> held(const Index& index, const Json& object) {
  const Json& metadata = net::member(object, "metadata");
  const auto since = time_of(metadata, "deletionTimestamp");
  if (!since || index.seen.now - *since < finalizer_grace) return std::nullopt;
  std::string holders;
  for (const Json& one : items(metadata, "finalizers")) {
    if (one.is_string())
      holders += (holders.empty() ? "" : ", ") + one.get_ref<const std::string&>();
  }
  if (holders.empty()) return std::nullopt;
  const auto text = to_lower(net::text_in(object, "kind")) + "/" + name_of(object);
  return Cause{.error = Error(Reason::deletion_held,
                              {{"object", shown(text)}, {"finalizer", shown(holders)}}),
               .components = {component_of(object)},
               .workload = text,
               .pod = {},
               .since = since,
               .log = {}};
}

/// Says it once for all components that it stops: names and ports that differ from pod to pod are
/// in `why`, which does not count.
void join_same(std::vector<Cause>& causes) {
  const auto key = [](const Cause& cause) {
    std::string out(code_of(cause.error.reason));
    for (const auto& [name, value] : cause.error.args.pairs())
      if (name != "why" && name != "object") out += "\n" + name + "=" + value;
    return out;
  };
  static constexpr auto shared = std::to_array<Reason>(
      {Reason::quota_exceeded, Reason::limits_violated, Reason::admission_refused,
       Reason::needed_object_missing, Reason::needed_key_missing, Reason::volume_unbound,
       Reason::pull_secret_missing, Reason::image_not_found, Reason::image_pull_denied,
       Reason::image_registry_unreachable, Reason::node_not_ready, Reason::pod_unschedulable});
  std::vector<Cause> out;
  std::map<std::string, std::size_t> places;
  for (auto& cause : causes) {
    const bool may = std::find(shared.begin(), shared.end(), cause.error.reason) != shared.end();
    const auto [place, fresh] = places.emplace(key(cause), out.size());
    if (!may || fresh) {
      out.push_back(std::move(cause));
      continue;
    }
    for (auto& component : cause.components) {
      auto& all = out[place->second].components;
      if (!among(all, component)) all.push_back(std::move(component));
    }
  }
  causes = std::move(out);
}

}  // namespace

}  // namespace cause

namespace cause {
namespace {

/// Arguments that name things of the cluster; the others are somebody's words.
bool is_name(std::string_view argument) {
  constexpr auto names = std::to_array<std::string_view>(
      {"component", "container", "image", "registry", "what", "key", "quota", "object"});
  return among(names, argument);
}

}  // namespace
}  // namespace cause

std::string log_key(const Json& pod, std::string_view container) {
  return uid_of(pod) + "/" + std::string(container);
}

std::string component_of(const Json& object) {
  for (const auto label :
       {"app.kubernetes.io/component", "app.kubernetes.io/name", "app", "k8s-app"}) {
    if (auto name = label_of(object, label); !name.empty()) return name;
  }
  return name_of(object);
}

std::vector<Cause> find_causes(const Seen& seen) {
  const cause::Index index(seen);
  const auto children = cause::children_of(seen);
  std::vector<Cause> out;
  for (const Json& object : seen.objects) {
    std::optional<Cause> found;
    if (cause::counts(object) && !is_ending(object)) {
      found = cause::cause_of(index, cause::workload_of(children, object));
      if (found) found->components = {component_of(object)};
    }
    if (!found) found = cause::held(index, object);
    if (!found) continue;
    out.push_back(*std::move(found));
  }
  std::stable_sort(out.begin(), out.end(), [](const Cause& a, const Cause& b) {
    const auto x = cause::rank_of(a.error.reason), y = cause::rank_of(b.error.reason);
    return x != y ? x < y : a.components < b.components;
  });
  // One cause a component: the worst.
  std::vector<std::string> told;
  std::erase_if(out, [&](const Cause& one) {
    if (one.error.reason == Reason::deletion_held) return false;
    if (among(told, one.components.front())) return true;
    told.push_back(one.components.front());
    return false;
  });
  cause::join_same(out);
  for (Cause& one : out) {
    Args args{{"component", std::string(clip(join(one.components, ", "), cause::most_words))}};
    for (const auto& [name, value] : one.error.args.pairs())
      args.set(name,
               std::string(clip(cause::is_name(name) ? value : masked_line(value, seen.secrets),
                                cause::most_of_a_refusal)));
    one.error.args = args;
    for (std::string& line : one.log) line = masked_line(line, seen.secrets);
  }
  return out;
}

}  // namespace chatops::kube
