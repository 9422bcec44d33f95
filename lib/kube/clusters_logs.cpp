// Logs of components: of the containers that there are, and of those that take their places.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "kube/clusters_parts.hpp"
#include "kube/fields.hpp"

namespace chatops::kube {
namespace {

/// So often it is looked for what takes the place of a container that ended.
constexpr Millis between_searches = std::chrono::seconds(1);
constexpr int most_failed_looks = 6;  ///< of looks in a row, until it is given up

struct FoundContainer {
  std::string component, pod, container;
  std::string id;  ///< "" = it has not begun
};

struct FoundContainers {
  std::vector<FoundContainer> containers;
  std::map<std::string, int> wanted;  ///< pods, by component
};

std::string id_of(const Json& pod, const std::string& container) {
  for (const Json& status : list_at(pod, {"status", "containerStatuses"}))
    if (text_at(status, {"name"}) == container) return text_at(status, {"containerID"});
  return {};
}

Known<FoundContainers> containers_of(Api& api, const Call& call,
                                     const core::LogQuestion& question) {
  auto queries = namespace_queries(question.ns);
  queries.back().keep.emplace_back("/status/containerStatuses/containerID");
  auto lists = api.list(call, queries);
  if (const Error* why = first_error(lists)) return unknown(*why);
  const Objects objects = objects_of(lists);
  FoundContainers out;
  for (const ComponentWorkload& workload :
       component_workloads({objects.workloads, objects.pods}, question.components)) {
    out.wanted[workload.component] += summary_of(workload).wanted;
    for (const Json* pod : workload.pods)
      out.containers.push_back(
          {workload.component, name_of(*pod), workload.container, id_of(*pod, workload.container)});
  }
  return out;
}

/// One component was asked for by its name, and there is nothing that could have written.
std::optional<Error> absent(const core::LogQuestion& question, const FoundContainers& found) {
  if (!found.containers.empty() || question.components.size() != 1) return std::nullopt;
  return Error(Reason::component_absent,
               {{"what", question.components.front().name}, {"namespace", question.ns}});
}

LogQuery query_for(const core::LogQuestion& question, const FoundContainer& from) {
  return {.ns = question.ns, .pod = from.pod, .container = from.container};
}

std::vector<LogQuery> queries_for(const core::LogQuestion& question,
                                  std::span<const FoundContainer> containers) {
  std::vector<LogQuery> out;
  for (const FoundContainer& from : containers) {
    out.push_back(query_for(question, from));
    out.back().previous = question.previous;
    out.back().tail = question.tail;
    out.back().since = question.since;
  }
  return out;
}

class ComponentLogs {
 public:
  ComponentLogs(Api& api, const Clock& clock, const core::LogQuestion& question,
                const core::LogReader& reader)
      : api_(api), clock_(clock), question_(question), reader_(reader) {}

  Result<void> run(const Call& call) {
    auto found = containers_of(api_, call.until(clock_.tick() + longest_answer), question_);
    if (!found) return unknown(found.error());
    if (const auto why = absent(question_, *found)) return tl::make_unexpected(*why);
    for (FoundContainer& one : found->containers) open(std::move(one));
    const auto queries = queries_for(question_, places_);
    const auto take = [&](std::size_t place, std::string_view text) {
      const FoundContainer& from = places_[place];
      return reader_.take({from.component, from.pod, text});
    };
    const auto more = [&](std::span<const std::size_t> ended) { return look_again(call, ended); };
    for (auto& ended : api_.follow_logs(call, queries, take, more))
      if (!ended) return std::move(ended);
    if (why_) return tl::make_unexpected(*why_);
    return {};
  }

 private:
  void open(FoundContainer one) {
    if (!one.id.empty()) known_.insert(one.id);
    ++open_[one.component];
    places_.push_back(std::move(one));
  }

  MoreLogs look_again(const Call& call, std::span<const std::size_t> ended) {
    for (const std::size_t place : ended) {
      --open_[places_[place].component];
      awaited_.insert(places_[place].component);
    }
    if (awaited_.empty()) return {};
    auto found = containers_of(api_, call.until(clock_.tick() + longest_answer), question_);
    if (!found) {
      if (is_transient(found.error()) && ++failures_ < most_failed_looks)
        return {.queries = {}, .ask_again = between_searches};
      why_ = std::move(found).error();
      return {};
    }
    failures_ = 0;
    MoreLogs out;
    for (FoundContainer& one : found->containers) {
      if (one.id.empty() || known_.contains(one.id) || !awaited_.contains(one.component)) continue;
      reader_.joined(one.component, one.pod);
      // It has begun since, and is read from its beginning.
      out.queries.push_back(query_for(question_, one));
      open(std::move(one));
    }
    std::erase_if(awaited_, [&](const std::string& component) {
      return open_[component] >= found->wanted[component];
    });
    if (!awaited_.empty()) out.ask_again = between_searches;
    return out;
  }

  Api& api_;
  const Clock& clock_;
  const core::LogQuestion& question_;
  const core::LogReader& reader_;
  std::vector<FoundContainer> places_;
  std::map<std::string, int> open_;  ///< logs, by component
  std::set<std::string> known_;      ///< ids of containers that are or were read
  std::set<std::string> awaited_;    ///< components that a container of ended
  int failures_ = 0;
  std::optional<Error> why_;
};

}  // namespace

Known<std::vector<core::ContainerLog>> logs_in(Api& api, const Call& soon, const Call& call,
                                               const core::LogQuestion& question) {
  const auto found = containers_of(api, soon, question);
  if (!found) return unknown(found.error());
  if (const auto why = absent(question, *found)) return unknown(*why);
  auto texts = api.logs(call, queries_for(question, found->containers));
  std::vector<core::ContainerLog> out;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const FoundContainer& from = found->containers[i];
    out.push_back({from.component, from.pod, from.container, std::move(texts[i])});
  }
  return out;
}

Result<void> follow_logs_in(Api& api, const Clock& clock, const Call& call,
                            const core::LogQuestion& question, const core::LogReader& reader) {
  return ComponentLogs(api, clock, question, reader).run(call);
}

}  // namespace chatops::kube
