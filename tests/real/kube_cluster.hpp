// A real cluster for tests of kube: a client made from its kubeconfig, and a namespace of the
// program's own.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>
#include <unistd.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/system.hpp"
#include "kube/api.hpp"
#include "kube/client.hpp"
#include "kube/kubeconfig.hpp"
#include "net/client.hpp"
#include "net/http.hpp"
#include "real/relay.hpp"
#include "support/machine.hpp"
#include "support/needs.hpp"

namespace chatops::kube::testing {

struct Machine : test::Machine {
  Access access() const {
    return value_or_throw(find_access(variables, test::variable("CHATOPS_TEST_KUBECONFIG"), ""));
  }
};

class Cluster {
 public:
  Cluster() : api(make_client(machine.system, *machine.http, machine.access())) {
    static int number = 0;
    ns = "chatops-kube-" + std::to_string(::getpid()) + "-" + std::to_string(++number);
    const auto made = api->create(machine.soon(), {resources::namespaces(), "", ns},
                                  {{"metadata", Json::object()}}, {});
    REQUIRE_MESSAGE(made, said(made));
  }
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;
  ~Cluster() {
    const ObjectRef ref{resources::namespaces(), "", ns};
    if (const auto there = api->get_one(machine.soon(), ref))
      api->remove(machine.soon(), ref, {.uid = uid_of(*there)});
  }

  template <class T>
  static std::string said(const T& answer) {
    if (answer) return "";
    std::string out(code_of(answer.error().reason));
    for (const auto& [name, value] : answer.error().args.pairs()) out += " " + name + "=" + value;
    return out;
  }

  ObjectRef ref(const Resource& resource, const std::string& name) const {
    return {resource, ns, name};
  }
  Call soon() const { return machine.soon(); }

  /// Waits until the object is as wanted, by watching it.
  std::optional<Json> wait_for(const Resource& resource, const std::string& name,
                               const std::function<bool(const Json&)>& wanted) {
    const auto call = soon();
    ListQuery query;
    query.resource = resource;
    query.ns = ns;
    query.fields = "metadata.name=" + name;
    const auto list = api->list_one(call, query);
    REQUIRE_MESSAGE(list, said(list));
    for (const auto& one : list->items) {
      if (wanted(one)) return one;
    }
    const auto watches = api->watches();
    watches->add(query, list->version);
    while (machine.clock.tick() < call.deadline) {
      for (const auto& event : watches->wait(call, call.deadline)) {
        if (event.object.is_object() && wanted(event.object)) return event.object;
      }
    }
    return std::nullopt;
  }

  /// A pod of one container that runs this script; waits until it runs or has ended.
  void run(const std::string& name, const std::string& script) {
    const Json container{
        {"name", "main"}, {"image", image()}, {"command", {"/bin/sh", "-c", script}}};
    const Json spec{{"containers", Json::array({container})},
                    {"restartPolicy", "Never"},
                    {"terminationGracePeriodSeconds", 0}};
    const auto made = api->create(soon(), ref(resources::pods(), name), {{"spec", spec}}, {});
    REQUIRE_MESSAGE(made, said(made));
    const auto running = wait_for(resources::pods(), name, [](const Json& pod) {
      const auto phase = pod.value("/status/phase"_json_pointer, "");
      return phase == "Running" || phase == "Succeeded" || phase == "Failed";
    });
    REQUIRE(running);
  }

  static std::string image() {
    const auto named = test::variable("CHATOPS_TEST_IMAGE");
    return named.empty() ? test::variable("CHATOPS_TEST_REGISTRY") + "/chatops-test/busybox:1"
                         : named;
  }

  Machine machine;
  std::unique_ptr<Api> api;
  std::string ns;
};

/// The same cluster by a way that can be cut.
struct Relayed {
  explicit Relayed(const Cluster& cluster) : Relayed(cluster, cluster.machine.access()) {}

  test::Relay relay;
  std::unique_ptr<Api> api;

 private:
  Relayed(const Cluster& cluster, Access access) : relay(host_of(access), port_of(access)) {
    if (access.server_name.empty()) access.server_name = "kubernetes.default";
    access.server = "https://127.0.0.1:" + std::to_string(relay.port());
    api = make_client(cluster.machine.system, *cluster.machine.http, access);
  }
  static std::string host_of(const Access& access) { return net::parse_url(access.server)->host; }
  static std::string port_of(const Access& access) { return net::parse_url(access.server)->port; }
};

/// The token of a service account without any right.
inline std::string token_of_nobody(Cluster& cluster) {
  const auto account = cluster.ref(resources::service_accounts(), "nobody");
  REQUIRE(cluster.api->create(cluster.soon(), account, Json::object(), {}));
  auto place = account;
  place.subresource = "token";
  const Json request{{"apiVersion", "authentication.k8s.io/v1"},
                     {"kind", "TokenRequest"},
                     {"spec", {{"expirationSeconds", 600}}}};
  const auto token = cluster.api->create(cluster.soon(), place, request, {});
  REQUIRE_MESSAGE(token, Cluster::said(token));
  return (*token)["status"]["token"];
}

inline Access with_token(const Machine& machine, const std::string& token) {
  auto access = machine.access();
  access.certificate.clear();
  access.key = Secret();
  access.token = Secret(token);
  return access;
}

}  // namespace chatops::kube::testing
