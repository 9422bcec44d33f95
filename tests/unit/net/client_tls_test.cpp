// Nothing is sent to a server that cannot prove who it is.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <memory>
#include <ostream>

#include "base/file.hpp"
#include "unit/net/fixture.hpp"
#include "unit/net/tls_server.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;

namespace {

std::string secure(const RawServer& server, const char* host = "127.0.0.1") {
  return std::string("https://") + host + ":" + std::to_string(server.port()) + "/";
}

void check_distrusted(const Known<Response>& answer) {
  REQUIRE_FALSE(answer);
  CHECK(code_of(answer.error().reason) == "tls_failed");
  CHECK(answer.error().args.get("sent") == "no");
  CHECK(answer.error().args.get("why") != "");
}

}  // namespace

TEST_CASE(
    "client: a certificate is trusted by file of the client, the request or the environment") {
  const Identity identity;
  const RawServer server(tls_script(identity));
  CHECK(Fixture({}, {.ca_file = identity.file()}).get(secure(server))->body == "secure");
  CHECK(Fixture({{"CHATOPS_CA_FILE", identity.file()}}).get(secure(server))->body == "secure");
  CHECK(Fixture({{"SSL_CERT_FILE", identity.file()}}).get(secure(server))->body == "secure");
  const Fixture plain;
  const auto by_request =
      plain.http->perform_one(soon(), {.url = secure(server), .ca_file = identity.file()});
  REQUIRE(by_request);
  CHECK(by_request->body == "secure");
  // That trust was for the one request: a connection made with it serves no other.
  check_distrusted(plain.get(secure(server)));
}

TEST_CASE("client: one request may trust another authority, another name, or anybody") {
  const Identity identity({.names = "DNS:inside.example"});
  const RawServer server(tls_script(identity));
  const Fixture fixture;
  const auto get = [&](Tls tls) {
    return fixture.http->perform_one(
        soon(),
        {.url = secure(server), .once = true, .tls = std::make_shared<const Tls>(std::move(tls))});
  };
  const auto pem = read_file(identity.file(), 1U << 16U).value();
  CHECK(get({.authorities = pem, .server_name = "inside.example"})->body == "secure");
  check_distrusted(get({.authorities = pem}));
  check_distrusted(get({.authorities = pem, .server_name = "outside.example"}));
  check_distrusted(get({.server_name = "inside.example"}));
  CHECK(get({.verify = false})->body == "secure");
  // Nor does any of it serve another request.
  check_distrusted(fixture.get(secure(server)));
}

TEST_CASE("client: certificates that prove nothing") {
  const Identity identity;
  const RawServer server(tls_script(identity));
  check_distrusted(Fixture().get(secure(server)));
  const Identity another;
  check_distrusted(Fixture({}, {.ca_file = another.file()}).get(secure(server)));
  check_distrusted(Fixture({}, {.ca_file = "/no/such/file"}).get(secure(server)));
  check_distrusted(Fixture({}, {.ca_file = identity.file()}).get(secure(server, "localhost")));

  const Identity expired({.valid_from = -7200, .valid_until = -3600});
  const RawServer old(tls_script(expired));
  check_distrusted(Fixture({}, {.ca_file = expired.file()}).get(secure(old)));
}

TEST_CASE("client: no TLS before 1.2, and no plain text where TLS was asked for") {
  const Identity identity;
  const RawServer old(tls_script(identity, TLS1_1_VERSION));
  check_distrusted(Fixture({}, {.ca_file = identity.file()}).get(secure(old)));
  const RawServer current(tls_script(identity, TLS1_2_VERSION));
  CHECK(Fixture({}, {.ca_file = identity.file()}).get(secure(current))->body == "secure");
  const RawServer plain([](Peer& peer) { peer.answer(400, "this is plain HTTP"); });
  check_distrusted(Fixture({}, {.ca_file = identity.file()}).get(secure(plain)));
}
