// What a server's answer, silence or certificate comes to, told by how far one came.
// SPDX-License-Identifier: Apache-2.0
#include "net/probe.hpp"

#include <doctest/doctest.h>

#include <ostream>

#include "unit/net/fixture.hpp"
#include "unit/net/tls_server.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;

namespace {

struct Machine {
  SystemClock clock;
  SeededRandom random{1};
  MapVariables variables;
  SystemSpawner spawner;
  System system{clock, random, variables, spawner};

  Machine() : Machine(std::map<std::string, std::string, std::less<>>{}) {}
  explicit Machine(std::map<std::string, std::string, std::less<>> values)
      : variables(std::move(values)) {}
  Known<Probe> look(const std::string& url, const std::string& ca_file = {}) {
    return probe({}, system, {.url = url, .ca_file = ca_file, .user_agent = "t", .what = "it"});
  }
};

}  // namespace

TEST_CASE("probe: status, times and the server's clock") {
  const RawServer server([](Peer& peer) {
    peer.head();
    peer.send("HTTP/1.1 404 X\r\nDate: Tue, 24 Nov 2026 10:00:00 GMT\r\nContent-Length: 0\r\n\r\n");
  });
  const auto seen =
      Machine().look("http://127.0.0.1:" + std::to_string(server.port()) + "/open-api");
  REQUIRE(seen);
  CHECK(seen->status == 404);
  CHECK_FALSE(seen->encrypted);
  REQUIRE(seen->server_time);
  CHECK(to_rfc3339(*seen->server_time).starts_with("2026-11-24T10:00:00"));
}

TEST_CASE("probe: a proxy is not asked for loopback") {
  const RawServer server([](Peer& peer) {
    peer.head();
    peer.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  });
  Machine machine(
      std::map<std::string, std::string, std::less<>>{{"http_proxy", "http://127.0.0.1:1"}});
  CHECK(machine.look("http://127.0.0.1:" + std::to_string(server.port()) + "/"));
}

TEST_CASE("probe: what failed is named by its stage") {
  const Identity identity;
  const RawServer secure(tls_script(identity));
  const RawServer silent([](Peer& peer) { peer.head(); });
  const std::string tls = "https://127.0.0.1:" + std::to_string(secure.port()) + "/";
  struct Row {
    std::string url;
    Reason reason;
    const char* stage;
  };
  const Row rows[] = {
      {"http://nowhere.invalid/", Reason::unreachable, "name"},
      {"http://127.0.0.1:1/", Reason::unreachable, "connection"},
      {tls, Reason::tls_failed, "tls"},
      {"http://127.0.0.1:" + std::to_string(silent.port()) + "/", Reason::answer_cut, "answer"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.url);
    const auto seen = Machine().look(row.url);
    REQUIRE_FALSE(seen);
    CHECK(seen.error().reason == row.reason);
    CHECK(seen.error().args.get("stage") == row.stage);
  }
  const auto trusted = Machine().look(tls, identity.file());
  REQUIRE(trusted);
  CHECK(trusted->encrypted);
  CHECK(trusted->certificate_ends);
}

TEST_CASE("probe: stopped, it is interrupted") {
  std::stop_source stop;
  stop.request_stop();
  Machine machine;
  CHECK_THROWS_AS((void)probe({.stop = stop.get_token()}, machine.system,
                              {.url = "http://127.0.0.1:1/", .user_agent = "t", .what = "it"}),
                  Interrupted);
}
