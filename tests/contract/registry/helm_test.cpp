// Charts as the real helm makes, indexes, pushes and pulls them, read by us.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "images_contract.hpp"
#include "net/server.hpp"
#include "registry/chart_source.hpp"

using namespace chatops;
using namespace chatops::contract;

namespace {

/// A scratch home with two packaged versions of one chart.
struct Workshop {
  explicit Workshop(Machine& m) : machine(m) {
    std::filesystem::create_directories(folder.file("classroom/templates"));
    std::ofstream(folder.file("classroom/values.yaml")) << "replicas: 1\n";
    std::ofstream(folder.file("classroom/templates/x.yaml"))
        << "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n";
    for (const char* version : {"1.2.3+b5", "1.10.0"}) {
      std::ofstream(folder.file("classroom/Chart.yaml"))
          << "apiVersion: v2\nname: classroom\nversion: " << version << "\nappVersion: a\n";
      run({"package", folder.file("classroom"), "-d", folder.file("repo")});
    }
  }

  std::string run(std::vector<std::string> words) const {
    words.insert(words.begin(), helm());
    const Command command{.argv = words,
                          .input = {},
                          .directory = folder.path(),
                          .extra_environment = {{"HOME", folder.path()},
                                                {"HELM_CACHE_HOME", folder.file("helm-cache")},
                                                {"HELM_CONFIG_HOME", folder.file("helm-config")},
                                                {"HELM_DATA_HOME", folder.file("helm-data")}}};
    const auto ended = machine.spawner.run(machine.call(), command);
    REQUIRE(ended);
    CAPTURE(ended->errors);
    REQUIRE(ended->code == 0);
    return ended->output;
  }

  Machine& machine;
  test::TempFolder folder;
};

struct Charts {
  Charts(const Workshop& shop, const RegistryAccess& place)
      : reader(shop.machine, place, place.password),
        session(shop.machine.system, *shop.machine.http, reader.hosts, registry::Purpose::charts),
        source(registry::make_chart_source(
            shop.machine.system, *shop.machine.http, reader.hosts, session,
            {.cache_folder = shop.folder.file("cache"), .base_folder = {}})) {}

  Reader reader;
  registry::Session session;
  std::unique_ptr<core::ChartSource> source;
};

std::string bytes_of(const std::string& file) { return *read_file(file, 64U << 20U); }

}  // namespace

TEST_CASE("an index that helm wrote, its packages, and helm's folder") {
  Machine machine;
  const Workshop shop(machine);
  shop.run({"repo", "index", shop.folder.file("repo")});
  const auto server =
      net::serve({}, [&](const net::ServerRequest& in, const net::Respond& respond) {
        const auto content = read_file(shop.folder.path() + in.path, 64U << 20U);
        net::ServerResponse out;
        out.status = content ? 200 : 404;
        out.body = content ? *content : "not found";
        respond(std::move(out));
      });
  const RegistryAccess place{"http://127.0.0.1:" + std::to_string(server->port()), "", "",
                             "charts.test"};
  const Charts charts(shop, place);
  const core::Chart chart{core::ChartKind::classic, "https://charts.test/repo", "classroom", ""};
  const auto versions = charts.source->versions(machine.call(), chart);
  REQUIRE(versions);
  REQUIRE(versions->size() == 2);
  CHECK(versions->front().version == "1.10.0");
  CHECK((*versions)[1].version == "1.2.3+b5");
  for (const auto& version : *versions) {
    const auto fetched = charts.source->fetch(machine.call(), chart, version);
    REQUIRE(fetched);
    CHECK(fetched->version.digest == version.digest);
    CHECK(fetched->values == "replicas: 1\n");
    CHECK(bytes_of(fetched->file) ==
          bytes_of(shop.folder.file("repo/classroom-" + version.version + ".tgz")));
  }
  const core::Chart unpacked{core::ChartKind::path, shop.folder.file("classroom"), "classroom", ""};
  CHECK(charts.source->versions(machine.call(), unpacked)->front().version == "1.10.0");
}

TEST_CASE("charts that helm pushed to a registry, and the same bytes as helm pulls") {
  if (docker_registry().empty()) {
    MESSAGE("docker-registry is not installed: not judged");
    return;
  }
  Machine machine;
  const Workshop shop(machine);
  const DockerRegistry registry(machine, true);
  const auto& place = registry.place;
  shop.run(
      {"registry", "login", place.host, "--plain-http", "-u", place.user, "-p", place.password});
  const std::string target = "oci://" + place.host + "/charts";
  for (const char* version : {"1.2.3+b5", "1.10.0"}) {
    shop.run({"push", shop.folder.file("repo/classroom-" + std::string(version) + ".tgz"), target,
              "--plain-http"});
  }
  const Charts charts(shop, place);
  const core::Chart chart{core::ChartKind::oci, target, "classroom", ""};
  const auto versions = charts.source->versions(machine.call(), chart);
  REQUIRE(versions);
  REQUIRE(versions->size() == 2);
  CHECK((*versions)[1].version == "1.2.3+b5");
  for (const auto& version : *versions) {
    const auto fetched = charts.source->fetch(machine.call(), chart, version);
    REQUIRE(fetched);
    const std::string pulled = shop.folder.file("pulled-" + version.version);
    std::filesystem::create_directories(pulled);
    shop.run({"pull", target + "/classroom", "--version", version.version, "--plain-http", "-d",
              pulled});
    std::string file;
    for (const auto& entry : std::filesystem::directory_iterator(pulled)) file = entry.path();
    CHECK(bytes_of(fetched->file) == bytes_of(file));
    CHECK(charts.source->fetch(machine.call(), chart, fetched->version)->file == fetched->file);
  }
}

TEST_CASE("the password that helm's own login left is found") {
  if (docker_registry().empty()) {
    MESSAGE("docker-registry is not installed: not judged");
    return;
  }
  Machine machine;
  const Workshop shop(machine);
  const DockerRegistry registry(machine, true);
  const auto& place = registry.place;
  shop.run(
      {"registry", "login", place.host, "--plain-http", "-u", place.user, "-p", place.password});
  MapVariables variables({{"HELM_CONFIG_HOME", shop.folder.file("helm-config")}});
  const System system{machine.clock, machine.random, variables, machine.spawner};
  config::Paths paths;
  paths.home = shop.folder.path();
  registry::Hosts hosts(system, paths, {});
  const auto found = hosts.credentials(machine.call(), place.host, registry::Purpose::charts);
  REQUIRE(found);
  CHECK(found->user == place.user);
  CHECK(found->password.reveal() == place.password);
  CHECK(hosts.credentials(machine.call(), place.host, registry::Purpose::images)->empty());
}
