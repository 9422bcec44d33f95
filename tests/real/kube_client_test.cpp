// The client against a real API server: objects, lists, watches, permissions, logs, programs in
// containers, connections.
// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <mutex>
#include <ostream>
#include <thread>

#include "base/random.hpp"
#include "contract/kube/api_contract.hpp"
#include "kube/cache.hpp"
#include "real/kube_cluster.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::kube;
using chatops::kube::contract::config_map;
using chatops::kube::testing::Cluster;
using chatops::kube::testing::Relayed;
using chatops::kube::testing::token_of_nobody;
using chatops::kube::testing::with_token;

namespace {

/// What the program said until it ended.
struct Ran {
  std::string output, errors;
  int code = -1;
  std::string why;
};

Ran finish(Exec& exec, const Call& call) {
  Ran out;
  while (true) {
    auto event = exec.next(call);
    if (!event) {
      out.why = Cluster::said(event);
      return out;
    }
    if (event->type == ExecEvent::Type::ended) {
      out.code = event->code;
      return out;
    }
    (event->type == ExecEvent::Type::output ? out.output : out.errors) += event->bytes;
  }
}

}  // namespace

TEST_CASE("version, kinds that are there and kinds that are not") {
  Cluster cluster;
  const auto version = cluster.api->version(cluster.soon());
  REQUIRE_MESSAGE(version, Cluster::said(version));
  CHECK(version->major == 1);
  CHECK(version->clock);
  const auto deployments = cluster.api->resource(cluster.soon(), "apps/v1", "Deployment");
  REQUIRE(deployments);
  CHECK(*deployments == resources::deployments());
  CHECK(cluster.api->resource(cluster.soon(), "argoproj.io/v1alpha1", "Rollout").error().reason ==
        Reason::kind_missing);
  CHECK(cluster.api->resource(cluster.soon(), "apps/v1", "Rollout").error().reason ==
        Reason::kind_missing);
  const Resource rollouts{"argoproj.io", "v1alpha1", "rollouts", "Rollout"};
  CHECK(cluster.api->get_one(cluster.soon(), {rollouts, "default", "x"}).error().reason ==
        Reason::kind_missing);
}

TEST_CASE("the contract of clusters, on a real one") {
  Cluster cluster;
  const contract::Place place{*cluster.api, cluster.ns, cluster.machine.clock};
  SUBCASE("writes") { contract::writes_and_conflicts(place); }
  SUBCASE("finalizers") { contract::finalizers(place); }
  SUBCASE("lists") { contract::lists_and_selectors(place); }
  SUBCASE("watches") { contract::watching(place); }
}

TEST_CASE("a field that no server knows, and a namespace that is not there") {
  Cluster cluster;
  const auto ref = cluster.ref(resources::config_maps(), "c");
  const auto odd = cluster.api->apply(cluster.soon(), ref, {{"dota", 1}}, {});
  CHECK_MESSAGE(odd.error().reason == Reason::object_invalid, Cluster::said(odd));
  const auto nowhere = cluster.api->create(
      cluster.soon(), {resources::config_maps(), "chatops-none", "c"}, config_map("1"), {});
  CHECK(nowhere.error().reason == Reason::outside_not_found);
}

TEST_CASE("a right that is missing is named; a token that is not believed is no such thing") {
  Cluster cluster;
  const auto token = token_of_nobody(cluster);
  const auto nobody = make_client(cluster.machine.system, *cluster.machine.http,
                                  with_token(cluster.machine, token));
  ListQuery query;
  query.resource = resources::deployments();
  query.ns = cluster.ns;
  const auto list = nobody->list_one(cluster.soon(), query);
  REQUIRE(!list);
  CHECK(list.error().reason == Reason::permission_missing);
  CHECK(list.error().args.get("verb") == "list");
  CHECK(list.error().args.get("resource") == "deployments.apps");
  CHECK(list.error().args.get("user") == "system:serviceaccount:" + cluster.ns + ":nobody");
  const auto exec = nobody->exec(cluster.soon(), {.ns = cluster.ns, .pod = "x", .argv = {"true"}});
  REQUIRE(!exec);
  CHECK_MESSAGE(exec.error().reason == Reason::permission_missing, Cluster::said(exec));
  CHECK(exec.error().args.get("resource") == "pods/exec");
  const auto watches = nobody->watches();
  watches->add(query, "1");
  const auto events = watches->wait(cluster.soon(), cluster.soon().deadline);
  REQUIRE(events.size() == 1);
  CHECK(events[0].type == WatchEventType::refused);
  CHECK(events[0].error.reason == Reason::permission_missing);

  const std::vector<Permission> wanted{{"list", resources::pods(), "", cluster.ns},
                                       {"create", resources::self_reviews()}};
  const auto may = nobody->may(cluster.soon(), wanted);
  CHECK(*may[0] == false);
  CHECK(*may[1] == true);
  CHECK(*cluster.api->may(cluster.soon(), wanted)[0]);

  const auto liar = make_client(cluster.machine.system, *cluster.machine.http,
                                with_token(cluster.machine, "nonsense"));
  CHECK(liar->list_one(cluster.soon(), query).error().reason == Reason::auth_invalid);
}

TEST_CASE("a quota is no missing right") {
  Cluster cluster;
  const auto quota = cluster.api->create(cluster.soon(), cluster.ref(resources::quotas(), "q"),
                                         {{"spec", {{"hard", {{"count/configmaps", "0"}}}}}}, {});
  REQUIRE(quota);
  REQUIRE(cluster.wait_for(resources::quotas(), "q", [](const Json& q) {
    return q.contains("status") && q["status"].contains("used");
  }));
  const auto made = cluster.api->create(cluster.soon(), cluster.ref(resources::config_maps(), "c"),
                                        config_map("1"), {});
  REQUIRE(!made);
  CHECK_MESSAGE(made.error().reason == Reason::admission_refused, Cluster::said(made));
}

TEST_CASE("a way that is cut: watches and the cache have no gap, logs have no line twice") {
  Cluster cluster;
  Relayed way(cluster);
  const auto& api = way.api;
  const auto call = cluster.soon();

  std::mutex mutex;
  std::vector<std::string> told;
  ListQuery query;
  query.resource = resources::config_maps();
  query.ns = cluster.ns;
  query.labels = "cut=" + cluster.ns;
  Cache cache(cluster.machine.system, *api, {{resources::config_maps(), query.labels, {}}},
              [&](const Cache::Change& change) {
                const std::lock_guard lock(mutex);
                told.push_back(name_of(*change.object));
              });
  REQUIRE(cache.wait_until_read(call));
  const auto list = api->list_one(call, query);
  REQUIRE_MESSAGE(list, Cluster::said(list));
  const auto watches = api->watches();
  watches->add(query, list->version);
  std::vector<WatchEventType> seen;
  const auto watch_until = [&](WatchEventType type) {
    while (std::count(seen.begin(), seen.end(), type) == 0) {
      const auto events = watches->wait(call, call.deadline);
      if (cluster.machine.clock.tick() >= call.deadline) return false;
      for (const auto& event : events) {
        if (event.type != WatchEventType::bookmark) seen.push_back(event.type);
      }
    }
    return true;
  };
  const auto add = [&](const std::string& name) {
    auto object = config_map("x");
    object["metadata"]["labels"]["cut"] = cluster.ns;
    const auto made = cluster.api->create(cluster.soon(),
                                          cluster.ref(resources::config_maps(), name), object, {});
    REQUIRE_MESSAGE(made, Cluster::said(made));
  };
  add("before");
  CHECK(watch_until(WatchEventType::added));
  way.relay.let_in(false);
  way.relay.cut();
  CHECK(watch_until(WatchEventType::broken));
  add("meanwhile");
  seen.clear();
  way.relay.let_in(true);
  CHECK(watch_until(WatchEventType::added));
  CHECK(seen.front() == WatchEventType::resumed);
  const auto all_told = [&] {
    const std::lock_guard lock(mutex);
    return told.size() == 2;
  };
  while (!all_told() && cluster.machine.clock.tick() < call.deadline) std::this_thread::yield();
  CHECK(told == std::vector<std::string>{"before", "meanwhile"});

  cluster.run("talks",
              "for i in 1 2 3; do echo line $i; done; while [ ! -e /tmp/go ]; do sleep 0.1; done; "
              "echo later");
  LogQuery log{.ns = cluster.ns, .pod = "talks"};
  std::vector<std::string> lines;
  const auto ends = api->follow_logs(
      call, std::span(&log, 1),
      [&](std::size_t, std::string_view line) {
        lines.emplace_back(line);
        if (line == "line 3") {
          way.relay.cut();
          auto exec = cluster.api->exec(
              call, {.ns = cluster.ns, .pod = "talks", .argv = {"touch", "/tmp/go"}});
          REQUIRE_MESSAGE(exec, Cluster::said(exec));
          CHECK(finish(**exec, call).code == 0);
        }
        return true;
      },
      {});
  CHECK_MESSAGE(ends[0], Cluster::said(ends[0]));
  CHECK(lines == std::vector<std::string>{"line 1", "line 2", "line 3", "later"});
}

TEST_CASE(
    "kubeconfigs with a program that tells tokens, with another name for the server, without "
    "trust") {
  Cluster cluster;
  const test::TempFolder folder;
  const auto access = cluster.machine.access();
  std::ofstream(folder.file("ca.crt")) << access.authorities;
  std::ofstream(folder.file("token.json")) << Json{
      {"apiVersion", "client.authentication.k8s.io/v1"},
      {"kind", "ExecCredential"},
      {"status",
       {{"token", token_of_nobody(cluster)}}}}.dump();
  std::ofstream(folder.file("tell"))
      << "#!/bin/sh\necho asked >>\"$1\"\ncat \"$(dirname \"$0\")/token.json\"\n";
  ::chmod(folder.file("tell").c_str(), 0700);
  const auto text = [&](const std::string& cluster_part, const std::string& user_part) {
    return "clusters: [{name: c, cluster: {server: \"" + access.server + "\", " + cluster_part +
           "}}]\nusers: [{name: u, user: {" + user_part +
           "}}]\ncontexts: [{name: x, context: {cluster: c, user: u}}]\ncurrent-context: x\n";
  };
  const auto client = [&](const std::string& cluster_part, const std::string& user_part) {
    std::ofstream(folder.file("config")) << text(cluster_part, user_part);
    const auto found = find_access(cluster.machine.variables, folder.file("config"), "");
    REQUIRE_MESSAGE(found, Cluster::said(found));
    return make_client(cluster.machine.system, *cluster.machine.http, *found);
  };
  const std::string program =
      "exec: {apiVersion: client.authentication.k8s.io/v1, command: ./tell, args: [\"" +
      folder.file("asked") + "\"], interactiveMode: Never}";
  const auto who = [&](Api& api) {
    const auto review =
        api.create(cluster.soon(), {resources::self_reviews(), "", ""}, Json::object(), {});
    return review ? (*review)["status"]["userInfo"]["username"].get<std::string>()
                  : Cluster::said(review);
  };
  const std::string nobody = "system:serviceaccount:" + cluster.ns + ":nobody";
  auto api = client("certificate-authority: ca.crt", program);
  CHECK(who(*api) == nobody);
  CHECK(who(*api) == nobody);
  std::ifstream asked(folder.file("asked"));
  CHECK(std::string(std::istreambuf_iterator<char>(asked), {}) == "asked\n");
  CHECK(who(*client("certificate-authority: ca.crt, tls-server-name: kubernetes.default",
                    program)) == nobody);
  const auto other =
      client("certificate-authority: ca.crt, tls-server-name: wrong.example", program)
          ->version(cluster.soon());
  CHECK(other.error().reason == Reason::tls_failed);
  CHECK(client("tls-server-name: kubernetes", program)->version(cluster.soon()).error().reason ==
        Reason::tls_failed);
  CHECK(who(*client("insecure-skip-tls-verify: true", program)) == nobody);
}

TEST_CASE("logs: the last lines, as they grow, and of what does not run yet") {
  Cluster cluster;
  cluster.run("talks",
              "for i in 1 2 3 4 5; do echo line $i; done; while [ ! -e /tmp/go ]; do sleep 0.1; "
              "done; echo later; exit 3");
  LogQuery query{.ns = cluster.ns, .pod = "talks"};
  query.tail = 2;
  std::vector<LogQuery> queries{query, query};
  queries[1].previous = true;
  const auto call = cluster.soon();
  std::vector<std::string> lines;
  bool told = false;
  LogQuery all{.ns = cluster.ns, .pod = "talks"};
  const auto ends = cluster.api->follow_logs(
      call, std::span(&all, 1),
      [&](std::size_t, std::string_view line) {
        lines.emplace_back(line);
        if (line == "line 5" && !std::exchange(told, true)) {
          auto exec = cluster.api->exec(
              call, {.ns = cluster.ns, .pod = "talks", .argv = {"touch", "/tmp/go"}});
          REQUIRE_MESSAGE(exec, Cluster::said(exec));
          CHECK(finish(**exec, call).code == 0);
        }
        return true;
      },
      {});
  CHECK_MESSAGE(ends[0], Cluster::said(ends[0]));
  CHECK(lines ==
        std::vector<std::string>{"line 1", "line 2", "line 3", "line 4", "line 5", "later"});
  const auto texts = cluster.api->logs(call, queries);
  REQUIRE_MESSAGE(texts[0], Cluster::said(texts[0]));
  CHECK(*texts[0] == "line 5\nlater\n");
  CHECK_MESSAGE(texts[1].error().reason == Reason::container_waiting, Cluster::said(texts[1]));
  LogQuery capped = all;
  capped.cap = 20;
  CHECK(*cluster.api->logs(call, std::span(&capped, 1))[0] == "line 5\nlater\n");
  LogQuery none{.ns = cluster.ns, .pod = "nobody"};
  CHECK(cluster.api->logs(call, std::span(&none, 1))[0].error().reason ==
        Reason::outside_not_found);
}

TEST_CASE(
    "programs in containers: output, errors, exit code, standard input to its end, a terminal") {
  Cluster cluster;
  cluster.run("sleeps", "trap 'exit 0' TERM; while true; do sleep 0.2; done");
  const auto call = cluster.soon();
  const auto run = [&](std::vector<std::string> argv) {
    auto exec =
        cluster.api->exec(call, {.ns = cluster.ns, .pod = "sleeps", .argv = std::move(argv)});
    REQUIRE_MESSAGE(exec, Cluster::said(exec));
    return finish(**exec, call);
  };
  auto ran = run({"sh", "-c", "echo out; echo err >&2; sleep 0.2; exit 7"});
  CHECK(ran.output == "out\n");
  CHECK(ran.errors == "err\n");
  CHECK(ran.code == 7);
  ran = run({"printf", "%s|", "a b", "", "&c=d"});
  CHECK(ran.output == "a b||&c=d|");
  ran = run({"no-such-program"});
  CHECK_MESSAGE(ran.why.starts_with("refused"), ran.why);

  auto wrong = cluster.api->exec(
      call, {.ns = cluster.ns, .pod = "sleeps", .container = "other", .argv = {"true"}});
  CHECK_MESSAGE(!wrong, "a container that is not there");

  auto exec = cluster.api->exec(
      call,
      {.ns = cluster.ns, .pod = "sleeps", .argv = {"sh", "-c", "wc -c; sleep 0.2"}, .input = true});
  REQUIRE_MESSAGE(exec, Cluster::said(exec));
  CHECK((*exec)->write(call, std::string(1'000'000, 'x')));
  CHECK((*exec)->close_input(call));
  ran = finish(**exec, call);
  CHECK(ran.output == "1000000\n");
  CHECK(ran.code == 0);

  exec = cluster.api->exec(
      call, {.ns = cluster.ns,
             .pod = "sleeps",
             .argv = {"sh", "-c",
                      "read x; until stty size 2>&1 | grep '11 77'; do sleep 0.1; done; sleep 0.2"},
             .input = true,
             .terminal = TerminalSize{100, 30}});
  REQUIRE_MESSAGE(exec, Cluster::said(exec));
  CHECK((*exec)->resize(call, {77, 11}));
  CHECK((*exec)->write(call, "go\n"));
  ran = finish(**exec, call);
  CHECK_MESSAGE(ran.output.find("11 77") != std::string::npos, ran.output);
}

TEST_CASE("connections to a pod's port, and to one where nobody listens") {
  Cluster cluster;
  cluster.run("serves", "while true; do echo hello | nc -l -p 8080; done");
  const auto call = cluster.soon();
  std::string heard, why;
  while (heard.empty() && cluster.machine.clock.tick() < call.deadline) {
    auto connection = cluster.api->connect(call, cluster.ns, "serves", 8080);
    REQUIRE_MESSAGE(connection, Cluster::said(connection));
    (*connection)->write(call, "ping\n");
    while (true) {
      const auto bytes = (*connection)->next(call);
      why = Cluster::said(bytes);
      if (!bytes || bytes->empty()) break;
      heard += *bytes;
      if (heard.ends_with("\n")) break;
    }
  }
  CHECK_MESSAGE(heard == "hello\n", why);
  auto nobody = cluster.api->connect(call, cluster.ns, "serves", 81);
  REQUIRE(nobody);
  const auto refused = (*nobody)->next(call);
  REQUIRE(!refused);
  CHECK_MESSAGE(refused.error().reason == Reason::refused, Cluster::said(refused));
}

TEST_CASE("big lists side by side all end, of a client that is new each time") {
  Cluster cluster;
  SeededRandom random(7);
  for (int i = 0; i < 400; ++i) {
    std::string text;
    while (text.size() < 12'000) text += std::to_string(random.next()) + " ";
    REQUIRE(cluster.api->create(cluster.soon(),
                                cluster.ref(resources::config_maps(), "c" + std::to_string(i)),
                                config_map(text), {}));
  }
  ListQuery query;
  query.resource = resources::config_maps();
  query.ns = cluster.ns;
  query.page = 100;
  query.keep = {"/data/none"};  // all of it comes, and nothing takes long
  const std::vector<ListQuery> queries(6, query);
  for (int round = 0; round < 12; ++round) {
    CAPTURE(round);
    const testing::Machine machine;
    const auto api = make_client(machine.system, *machine.http, machine.access());
    const auto lists = api->list({.deadline = machine.clock.tick() + Millis(10'000)}, queries);
    for (const auto& list : lists) {
      REQUIRE_MESSAGE(list, Cluster::said(list));
      CHECK(list->items.size() >= 400);  // the cluster puts one there itself
    }
  }
}

int main(int count, char** words) {
  if (test::variable("CHATOPS_TEST_KUBECONFIG").empty())
    return test::without("kube",
                         "no cluster: CHATOPS_TEST_KUBECONFIG is not set (see CONTRIBUTING.md)");
  return doctest::Context(count, words).run();
}
