// What is watched is known. Else a few namespaces are asked one by one, side by side; for many of
// one cluster everything is asked at once, where that is permitted.
// SPDX-License-Identifier: Apache-2.0
#include "kube/clusters.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "base/expiring.hpp"
#include "base/reason.hpp"
#include "kube/cause.hpp"
#include "kube/cause_parts.hpp"
#include "kube/clusters_parts.hpp"
#include "kube/companions.hpp"
#include "kube/fields.hpp"
#include "kube/watched.hpp"
#include "kube/workloads.hpp"

namespace chatops::kube {
namespace {

/// So many namespaces are cheaper to ask for together than each by itself.
constexpr std::size_t many = 8;

using Questions = std::vector<const core::NamespaceQuestion*>;
using Answers = std::vector<Known<core::RunningNamespace>>;

ListQuery query(const Resource& kind, const std::string& ns) {
  ListQuery out;
  out.resource = kind;
  out.ns = ns;
  out.keep = kept_fields();
  return out;
}

}  // namespace

std::array<Resource, kinds_looked_at> looked_at_kinds() {
  return {resources::deployments(), resources::stateful_sets(), resources::daemon_sets(),
          resources::pods()};
}

std::vector<std::string> kept_fields() {
  return {"/metadata/labels/pod-template-hash",
          "/metadata/ownerReferences/kind",
          "/metadata/ownerReferences/name",
          "/metadata/ownerReferences/controller",
          "/metadata/creationTimestamp",
          "/metadata/deletionTimestamp",
          "/spec/replicas",
          "/spec/containers/image",
          "/spec/template/spec/containers/name",
          "/spec/template/spec/containers/image",
          "/spec/template/metadata/labels",
          "/status/desiredNumberScheduled",
          "/status/numberReady",
          "/status/readyReplicas",
          "/status/phase",
          "/status/initContainerStatuses/name",
          "/status/conditions/type",
          "/status/conditions/status",
          "/status/conditions/reason",
          "/status/containerStatuses/name",
          "/status/containerStatuses/imageID",
          "/status/containerStatuses/ready",
          "/status/containerStatuses/restartCount",
          "/status/containerStatuses/state/running/startedAt"};
}

Objects objects_of(std::span<Known<ObjectList>> lists) {
  Objects out;
  for (std::size_t kind = 0; kind < lists.size(); ++kind) {
    auto& into = kind + 1 < lists.size() ? out.workloads : out.pods;
    for (Json& object : lists[kind]->items) into.push_back(std::move(object));
  }
  return out;
}

const Error* first_error(std::span<const Known<ObjectList>> lists) {
  for (const auto& list : lists)
    if (!list) return &list.error();
  return nullptr;
}

std::vector<ListQuery> namespace_queries(const std::string& ns) {
  std::vector<ListQuery> out;
  for (const Resource& kind : looked_at_kinds()) out.push_back(query(kind, ns));
  return out;
}

namespace {

/// It is to run, and does not yet or not any more.
bool lags(const Json& pod) {
  const Json* ready = cause::condition(pod, "Ready");
  return text_at(pod, {"status", "phase"}) == "Pending" ||
         (ready != nullptr && text_at(*ready, {"status"}) != "True");
}

/// A Deployment whose newest pods are not all there yet, and come. One that is paused stays as it
/// is.
bool rolls(const Json& workload) {
  const Json* progress = cause::condition(workload, "Progressing");
  if (progress == nullptr) return false;
  const auto reason = text_at(*progress, {"reason"});
  return reason != "NewReplicaSetAvailable" && reason != "DeploymentPaused";
}

bool all_ready(std::span<const core::RunningWorkload> workloads) {
  return std::all_of(workloads.begin(), workloads.end(),
                     [](const auto& one) { return one.ready >= one.wanted; });
}

/// Others of its pods are to come: while a rollout goes on, those of before serve.
bool moves(const ComponentWorkload& one) {
  return rolls(*one.workload) ||
         std::any_of(one.pods.begin(), one.pods.end(), [](const Json* pod) { return lags(*pod); });
}

/// Of a job that failed or goes on. It may be a hook: a deployment waits for those before it brings
/// anything, and after all of it is ready.
bool of_open_job(const Json& pod) {
  static constexpr std::string_view job = "Job";
  const auto& owners = list_at(pod, {"metadata", "ownerReferences"});
  return text_at(pod, {"status", "phase"}) != "Succeeded" &&
         std::any_of(owners.begin(), owners.end(),
                     [](const Json& owner) { return text_at(owner, {"kind"}) == job; });
}

/// One cluster, asked by one call.
class Look {
 public:
  /// `watched`: null = what runs is only known by asking.
  Look(Api& api, Watched* watched, const Call& call, Questions questions, Instant now)
      : api_(api), watched_(watched), call_(call), questions_(std::move(questions)), now_(now) {}

  Answers each() {
    if (watched_ == nullptr) return asked();
    Answers out(questions_.size());
    Questions rest;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < questions_.size(); ++i) {
      if (auto known = by_watching(*questions_[i])) {
        out[i] = std::move(*known);
      } else {
        rest.push_back(questions_[i]);
        places.push_back(i);
      }
    }
    questions_ = std::move(rest);
    if (questions_.empty()) return out;
    Answers answers = asked();
    for (std::size_t i = 0; i < places.size(); ++i) out[places[i]] = std::move(answers[i]);
    return out;
  }

 private:
  Answers asked() {
    if (questions_.size() < many) return one_by_one();
    auto all = together();
    return all ? std::move(*all) : one_by_one();
  }

  /// Nothing: it has to be asked.
  std::optional<core::RunningNamespace> by_watching(const core::NamespaceQuestion& question) {
    auto view = watched_->look(question.ns);
    if (!view) return std::nullopt;
    if (!view->exists) {
      // All namespaces may not be listed, and this one may be seen all the same.
      const auto space = api_.get_one(call_, {resources::namespaces(), "", question.ns});
      view->exists = space || space.error().reason != Reason::outside_not_found;
      view->ending = space && is_ending(*space);
    }
    return *view->exists ? seen(view->objects, question, view->ending) : core::RunningNamespace{};
  }

  /// Nothing where the cluster does not let us see all its namespaces.
  std::optional<Answers> together() {
    std::vector<ListQuery> queries = namespace_queries("");
    for (const core::NamespaceQuestion* question : questions_) {
      for (ListQuery& one : queries) one.among.insert(question->ns);
    }
    queries.push_back(query(resources::namespaces(), ""));
    auto lists = api_.list(call_, queries);
    if (const Error* why = first_error(lists)) {
      if (why->reason == Reason::permission_missing) return std::nullopt;
      return Answers(questions_.size(), unknown(*why));
    }
    std::map<std::string, bool> ending;
    for (const Json& space : lists.back()->items) ending.emplace(name_of(space), is_ending(space));
    lists.pop_back();
    std::map<std::string, Objects> by_namespace;
    Objects objects = objects_of(lists);
    for (Json& object : objects.workloads)
      by_namespace[namespace_of(object)].workloads.push_back(std::move(object));
    for (Json& object : objects.pods)
      by_namespace[namespace_of(object)].pods.push_back(std::move(object));
    Answers out;
    for (const core::NamespaceQuestion* question : questions_) {
      const auto space = ending.find(question->ns);
      const bool exists = space != ending.end();
      out.emplace_back(exists ? seen(by_namespace[question->ns], *question, space->second)
                              : core::RunningNamespace{});
    }
    return out;
  }

  Answers one_by_one() {
    std::vector<ListQuery> queries;
    std::vector<ObjectRef> refs;
    for (const core::NamespaceQuestion* question : questions_) {
      for (ListQuery& one : namespace_queries(question->ns)) {
        one.cached = question->followed;
        queries.push_back(std::move(one));
      }
      refs.push_back({resources::namespaces(), "", question->ns});
    }
    auto lists = api_.list(call_, queries);
    const auto spaces = api_.get(call_, refs);
    Answers out;
    for (std::size_t i = 0; i < questions_.size(); ++i)
      out.push_back(answer(*questions_[i], spaces[i],
                           std::span(lists).subspan(i * kinds_looked_at, kinds_looked_at)));
    return out;
  }

  Known<core::RunningNamespace> answer(const core::NamespaceQuestion& question,
                                       const Known<Json>& space,
                                       std::span<Known<ObjectList>> lists) {
    if (!space && space.error().reason == Reason::outside_not_found)
      return core::RunningNamespace{};
    if (const Error* why = first_error(lists)) return unknown(*why);
    // Who may list what is in a namespace need not be allowed to see the namespace itself.
    return seen(objects_of(lists), question, space && is_ending(*space));
  }

  core::RunningNamespace seen(const Objects& objects, const core::NamespaceQuestion& question,
                              bool ending) {
    const auto found = component_workloads({objects.workloads, objects.pods}, question.components);
    core::RunningNamespace out{.exists = true, .ending = ending, .workloads = {}, .troubles = {}};
    for (const ComponentWorkload& one : found) out.workloads.push_back(summary_of(one));
    // What is being deleted needs no cause.
    const bool settled = all_ready(out.workloads) &&
                         std::none_of(found.begin(), found.end(), moves) &&
                         std::none_of(objects.pods.begin(), objects.pods.end(), of_open_job);
    if (ending || settled) return out;
    if (auto why = add_troubles(question, found, out.troubles)) out.why_unknown = std::move(why);
    return out;
  }

  /// Only where something is not as it should be: it takes further questions. What kept all or some
  /// of them from being seen.
  std::optional<Error> add_troubles(const core::NamespaceQuestion& question,
                                    std::span<const ComponentWorkload> workloads,
                                    std::vector<core::Trouble>& out) {
    const auto collected = collect(api_, call_, question.ns, now_,
                                   {.given_up = question.given_up, .cached = question.followed});
    if (!collected) return collected.error();
    Companions companions(api_, call_, question.ns, *collected, workloads);
    for (Cause& cause : find_causes(*collected)) {
      if (question.since && before(cause, *question.since, *collected)) continue;
      std::string component = component_of(workloads, cause);
      if (component.empty() && companions.have(cause)) component = cause.components.front();
      if (component.empty()) continue;
      out.push_back({std::move(component), std::move(cause.error), std::move(cause.log)});
    }
    return collected->withheld;
  }

  /// `moment`: by this machine's clock. The cluster has one of its own, and tells whole seconds.
  bool before(const Cause& cause, Instant moment, const Seen& seen) const {
    const auto by_cluster = std::chrono::floor<std::chrono::seconds>(moment + (seen.now - now_));
    return cause.since && *cause.since < by_cluster;
  }

  /// As the application calls it; "" = it is about nothing of ours. A chart's labels may say
  /// otherwise.
  static std::string component_of(std::span<const ComponentWorkload> workloads,
                                  const Cause& cause) {
    for (const ComponentWorkload& one : workloads) {
      const std::string name = "/" + name_of(*one.workload);
      if (cause.workload.ends_with(name)) return one.component;
      for (const std::string& told : cause.components)
        if (told == one.component) return one.component;
    }
    return {};
  }

  Api& api_;
  Watched* watched_;
  const Call& call_;
  Questions questions_;
  const Instant now_;
};

/// So long a cluster that did not answer is not asked again.
constexpr Millis left_alone = std::chrono::seconds(10);

class KubeClusters final : public core::Clusters {
 public:
  KubeClusters(ClusterOf cluster_of, const Clock& clock, WatchedOf watched_of)
      : cluster_of_(std::move(cluster_of)),
        watched_of_(std::move(watched_of)),
        clock_(clock),
        silent_(clock, left_alone) {}

  Answers look(const Call& call, std::span<const core::NamespaceQuestion> questions) override {
    std::map<std::string, std::vector<std::size_t>> by_cluster;
    for (std::size_t i = 0; i < questions.size(); ++i)
      by_cluster[questions[i].cluster].push_back(i);
    Answers out(questions.size());
    for (const auto& [name, places] : by_cluster) {
      const Known<Api*> api = cluster_of_(name);
      Questions asked;
      for (const std::size_t place : places) asked.push_back(&questions[place]);
      Answers answers;
      if (api) answers = look_patiently(call, name, **api, asked);
      for (std::size_t i = 0; i < places.size(); ++i)
        out[places[i]] =
            api ? std::move(answers[i]) : Known<core::RunningNamespace>(unknown(api.error()));
    }
    return out;
  }

  std::unique_ptr<core::Subscription> subscribe(const std::string& cluster, const std::string& ns,
                                                core::Changed changed) override {
    const Known<Api*> api = cluster_of_(cluster);
    return api ? watch_namespace(**api, ns, std::move(changed)) : nullptr;
  }

  Known<std::vector<core::ContainerLog>> logs(const Call& call,
                                              const core::LogQuestion& question) override {
    const Known<Api*> api = cluster_of_(question.cluster);
    if (!api) return unknown(api.error());
    return logs_in(**api, soon(call), call, question);
  }
  Result<void> follow_logs(const Call& call, const core::LogQuestion& question,
                           const core::LogReader& reader) override {
    const Known<Api*> api = cluster_of_(question.cluster);
    if (!api) return tl::make_unexpected(api.error());
    return follow_logs_in(**api, clock_, call, question, reader);
  }

  Known<std::vector<core::ClusterEvent>> events(const Call& call,
                                                const core::NamespaceQuestion& question) override {
    const Known<Api*> api = cluster_of_(question.cluster);
    if (!api) return unknown(api.error());
    return events_in(**api, soon(call), question);
  }
  Known<std::vector<core::ComponentAddress>> addresses(
      const Call& call, const core::NamespaceQuestion& question) override {
    const Known<Api*> api = cluster_of_(question.cluster);
    if (!api) return unknown(api.error());
    return addresses_in(**api, soon(call), question);
  }
  Known<std::unique_ptr<core::Exec>> exec(const Call& call,
                                          const core::ProgramQuestion& question) override {
    const Known<Api*> api = cluster_of_(question.cluster);
    if (!api) return unknown(api.error());
    return begin_program(**api, soon(call), call, question);
  }
  std::vector<Known<core::PulledImage>> pull(const Call& call, const std::string& cluster,
                                             const std::string& ns,
                                             std::span<const std::string> images) override {
    const Known<Api*> api = cluster_of_(cluster);
    if (!api) return {images.size(), unknown(api.error())};
    return pull_images(**api, clock_, call, ns, images);
  }
  Result<void> forward(const Call& call, const core::ForwardQuestion& question,
                       const std::function<void(const core::ForwardEvent&)>& tell) override {
    const Known<Api*> api = cluster_of_(question.cluster);
    if (!api) return tl::make_unexpected(api.error());
    return forward_ports(**api, clock_, call, question, tell);
  }

 private:
  Call soon(const Call& call) const { return call.until(clock_.tick() + longest_answer); }

  /// One that does not answer is not waited for again and again.
  Answers look_patiently(const Call& call, const std::string& name, Api& api,
                         const Questions& asked) {
    if (const auto why = silent_.get(name)) return Answers(asked.size(), unknown(*why));
    Watched* watched = watched_of_ ? watched_of_(api) : nullptr;
    Answers out = Look(api, watched, call, asked, clock_.now()).each();
    const auto silent = [](const auto& one) { return !one && is_transient(one.error()); };
    if (!out.empty() && std::all_of(out.begin(), out.end(), silent))
      silent_.put(name, out.front().error());
    return out;
  }

  const ClusterOf cluster_of_;
  const WatchedOf watched_of_;
  const Clock& clock_;
  Expiring<std::string, Error> silent_;
};

}  // namespace

std::unique_ptr<core::Clusters> make_clusters(ClusterOf cluster_of, const Clock& clock,
                                              WatchedOf watched_of) {
  return std::make_unique<KubeClusters>(std::move(cluster_of), clock, std::move(watched_of));
}

}  // namespace chatops::kube
