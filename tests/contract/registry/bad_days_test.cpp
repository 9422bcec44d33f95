// Charts and images over the real HTTP client, from servers that cut, flood, lie and lead
// elsewhere.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>
#include <mutex>

#include "images_contract.hpp"
#include "net/server.hpp"
#include "registry/chart_source.hpp"

using namespace chatops;
using namespace chatops::contract;

namespace {

using Answers = std::function<net::ServerResponse(const net::ServerRequest&)>;

net::ServerResponse plain(int status, std::string body, net::Headers headers = {}) {
  net::ServerResponse out;
  out.status = status;
  out.headers = std::move(headers);
  out.body = std::move(body);
  return out;
}

/// One server behind the name "r.test", which has a user and a password.
struct Bench {
  explicit Bench(Answers answers)
      : server(net::serve({}, [answers = std::move(answers)](
                                  const net::ServerRequest& in,
                                  const net::Respond& respond) { respond(answers(in)); })),
        place{"http://127.0.0.1:" + std::to_string(server->port()), "u", "pw", "r.test"},
        reader(machine, place, place.password),
        session(machine.system, *machine.http, reader.hosts, registry::Purpose::charts),
        charts(registry::make_chart_source(
            machine.system, *machine.http, reader.hosts, session,
            {.cache_folder = reader.folder.file("cache"), .base_folder = {}})) {}

  std::size_t leftovers() const {
    const std::string folder = reader.folder.file("cache/packages");
    if (!std::filesystem::exists(folder)) return 0;
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder),
                                                  std::filesystem::directory_iterator()));
  }

  Machine machine;
  std::unique_ptr<net::Server> server;
  RegistryAccess place;
  Reader reader;
  registry::Session session;
  std::unique_ptr<core::ChartSource> charts;
};

const core::Chart chart{core::ChartKind::classic, "https://r.test/repo", "classroom", ""};
const std::string good_index =
    "entries: {classroom: [{name: classroom, version: 1.0.0, urls: [c.tgz]}]}\n";

core::ChartVersion version() {
  core::ChartVersion out;
  out.name = "classroom";
  out.version = "1.0.0";
  out.url = "https://r.test/repo/c.tgz";
  return out;
}

net::ServerResponse spoiled(bool cut, bool hang_up) {
  net::ServerResponse out = plain(200, std::string(100000, 'x'));
  out.cut = cut;
  out.hang_up = hang_up;
  return out;
}

}  // namespace

TEST_CASE("bad answers in place of indexes and packages leave one reason and no file") {
  struct Row {
    const char* name;
    net::ServerResponse answer;
    Reason index, package;
  };
  const Row rows[] = {
      {"cut", spoiled(true, false), Reason::answer_cut, Reason::answer_cut},
      {"hang up", spoiled(false, true), Reason::answer_cut, Reason::answer_cut},
      {"flood", plain(200, std::string(100U << 20U, 'x')), Reason::answer_too_large,
       Reason::answer_too_large},
      {"html", plain(200, "<html>"), Reason::chart_unreadable, Reason::chart_invalid},
      {"empty", plain(200, ""), Reason::chart_unreadable, Reason::chart_invalid},
      {"gone", plain(404, "gone"), Reason::chart_unreadable, Reason::chart_not_found},
      {"locked", plain(401, ""), Reason::auth_invalid, Reason::auth_invalid},
      {"circle", plain(302, "", {{"Location", "/repo/again"}}), Reason::answer_odd,
       Reason::answer_odd},
  };
  for (const auto& row : rows) {
    CAPTURE(row.name);
    Bench bench([&](const net::ServerRequest&) { return row.answer; });
    const auto list = bench.charts->versions(bench.machine.call(), chart);
    REQUIRE_FALSE(list);
    CHECK(code_of(list.error().reason) == code_of(row.index));
    const auto fetched = bench.charts->fetch(bench.machine.call(), chart, version());
    REQUIRE_FALSE(fetched);
    CHECK(code_of(fetched.error().reason) == code_of(row.package));
    CHECK(bench.leftovers() == 0);
  }
}

TEST_CASE("a redirect to another host goes without credentials") {
  std::mutex mutex;
  std::vector<std::string> strangers_saw;
  const auto stranger =
      net::serve({}, [&](const net::ServerRequest& in, const net::Respond& respond) {
        const std::lock_guard lock(mutex);
        strangers_saw.emplace_back(in.headers.get("Authorization").value_or("nothing"));
        respond(plain(200, good_index));
      });
  std::string home_saw;
  Bench bench([&](const net::ServerRequest& in) {
    const std::lock_guard lock(mutex);
    home_saw = in.headers.get("Authorization").value_or("nothing");
    return plain(302, "",
                 {{"Location", "http://127.0.0.1:" + std::to_string(stranger->port()) + "/i"}});
  });
  CHECK(bench.charts->versions(bench.machine.call(), chart));
  CHECK(home_saw == net::basic_authorization("u", "pw"));
  CHECK(strangers_saw == std::vector<std::string>{"nothing"});
}

TEST_CASE("a manifest that floods, cuts or hangs up is unknown") {
  struct Row {
    net::ServerResponse answer;
    Reason reason;
  };
  const Row rows[] = {{spoiled(true, false), Reason::answer_cut},
                      {spoiled(false, true), Reason::answer_cut},
                      {plain(200, std::string(100U << 20U, '[')), Reason::answer_too_large},
                      {plain(200, std::string(1U << 20U, '[')), Reason::image_unreadable}};
  for (const auto& row : rows) {
    Bench bench([&](const net::ServerRequest&) { return row.answer; });
    const std::vector<core::ImageQuery> queries = {{{"r.test", "a/api"}, "v1", true}};
    const auto facts = registry::make_images(bench.session)->facts(bench.machine.call(), queries);
    REQUIRE_FALSE(facts[0]);
    CHECK(code_of(facts[0].error().reason) == code_of(row.reason));
  }
}
