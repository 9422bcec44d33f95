// What the cause finder wants to see of one namespace, in two rounds: lists, then last words.
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <iterator>

#include "base/text.hpp"
#include "kube/cause_parts.hpp"
#include "kube/mask.hpp"

namespace chatops::kube {

namespace {

constexpr std::size_t most_secrets = 1000, most_objects = 2000, most_logs = 10,
                      most_log_bytes = 64U << 10U;
constexpr std::int64_t last_lines_read = 20;

ListQuery objects_of(const Resource& resource, const std::string& ns,
                     std::vector<std::string> keep = {}) {
  ListQuery out;
  out.resource = resource;
  out.ns = ns;
  out.keep = std::move(keep);
  out.most = most_objects;
  return out;
}

/// The first one has to be answered, and the second but for a missing permission, which is told;
/// others tell more where they may be read.
std::vector<ListQuery> queries_for(const std::string& ns) {
  const std::vector<std::string> holders{"/metadata/finalizers", "/metadata/deletionTimestamp",
                                         "/metadata/labels"};
  return {objects_of(resources::pods(), ns),
          objects_of(resources::events(), ns),
          objects_of(resources::replica_sets(), ns),
          objects_of(resources::deployments(), ns),
          objects_of(resources::stateful_sets(), ns),
          objects_of(resources::daemon_sets(), ns),
          objects_of(resources::jobs(), ns),
          objects_of(resources::volume_claims(), ns),
          objects_of(resources::config_maps(), ns, holders),
          objects_of(resources::services(), ns, holders),
          objects_of(resources::nodes(), "", {"/status/conditions", "/spec/taints"})};
}

struct Written {
  std::string key;
  LogQuery query;
};

void add_ended(const Json& pod, std::string_view statuses, bool given_up,
               std::vector<Written>& out) {
  for (const Json& status : cause::items(net::member(pod, "status"), statuses)) {
    const bool runs = given_up && cause::at(status, {"state", "running"}).is_object();
    const bool late = runs && cause::should_have_ended(pod, statuses);
    const bool now = cause::at(status, {"state", "terminated"}).is_object();
    const bool before = cause::at(status, {"lastState", "terminated"}).is_object();
    const auto exit = net::integer_of(cause::at(status, {"state", "terminated", "exitCode"}));
    const bool well = now && exit == 0 && statuses == "initContainerStatuses";
    if ((!now && !before && !late) || well || out.size() >= most_logs) continue;
    const auto container = net::text_in(status, "name");
    LogQuery query{.ns = namespace_of(pod), .pod = name_of(pod), .container = container};
    query.previous = !now && !late;
    query.tail = last_lines_read;
    query.cap = most_log_bytes;
    out.push_back({log_key(pod, container), std::move(query)});
  }
}

void read_logs(Api& api, const Call& call, Seen& seen) {
  std::vector<Written> wanted;
  for (const Json& object : seen.objects) {
    if (net::text_in(object, "kind") != "Pod") continue;
    add_ended(object, "initContainerStatuses", seen.given_up, wanted);
    add_ended(object, "containerStatuses", seen.given_up, wanted);
  }
  if (wanted.empty()) return;
  std::vector<LogQuery> queries;
  queries.reserve(wanted.size());
  for (const auto& one : wanted) queries.push_back(one.query);
  auto answers = api.logs(call, queries);
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (answers[i]) seen.logs[wanted[i].key] = *std::move(answers[i]);
}

}  // namespace

Known<std::vector<std::string>> readable_secrets(Api& api, const Call& call,
                                                 const std::string& ns) {
  ListQuery query = objects_of(resources::secrets(), ns, {"/data"});
  query.fields = "type!=helm.sh/release.v1";  // large, and no values of the application's own
  query.most = most_secrets;
  const auto found = api.list_one(call, query);
  if (!found && found.error().reason == Reason::permission_missing)
    return std::vector<std::string>();
  if (!found) return unknown(found.error());
  if (!found->complete) return failure(Reason::answer_too_large, {{"system", "Kubernetes"}});
  return secret_values(found->items);
}

Known<Seen> collect(Api& api, const Call& call, const std::string& ns, Instant now,
                    const Collecting& how) {
  Seen out{.objects = {}, .logs = {}, .now = now, .given_up = how.given_up};
  auto queries = queries_for(ns);
  for (ListQuery& query : queries) query.cached = how.cached;
  auto answers = api.list(call, queries);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!answers[i]) {
      const bool withheld = i == 1 && answers[i].error().reason == Reason::permission_missing;
      if (i < 2 && !withheld) return unknown(std::move(answers[i]).error());
      if (withheld) out.withheld = std::move(answers[i]).error();
      continue;
    }
    auto& items = answers[i]->items;
    std::move(items.begin(), items.end(), std::back_inserter(out.objects));
  }
  if (const auto server = api.version(call); server && server->clock) out.now = *server->clock;
  read_logs(api, call, out);
  auto secrets = readable_secrets(api, call, ns);
  if (!secrets) return unknown(secrets.error());
  out.secrets = *std::move(secrets);
  return out;
}

}  // namespace chatops::kube
