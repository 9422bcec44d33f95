// Places to listen at: several at once, with TLS, and Unix sockets.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <fstream>
#include <ostream>

#include "base/fd.hpp"
#include "support/temp_folder.hpp"
#include "unit/net/fixture.hpp"
#include "unit/net/open_server.hpp"
#include "unit/net/tls_server.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;

namespace {

Listener at_unix(const std::string& path) {
  Listener out;
  out.unix_path = path;
  return out;
}

Listener at_tls(const std::string& certificate, const std::string& key) {
  Listener out;
  out.tls = TlsFiles{.certificate = certificate, .key = key};
  return out;
}

void write_key(const Identity& identity, const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  REQUIRE(file != nullptr);
  PEM_write_PrivateKey(file, identity.key(), nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(file);
}

Known<Response> get(const Server& server, const std::string& path, const std::string& trusted) {
  const Fixture fixture({}, {.retry = {.attempts = 1}});
  return fixture.http->perform_one(
      soon(), {.url = "https://127.0.0.1:" + std::to_string(server.port()) + path,
               .system = "test.get",
               .ca_file = trusted});
}

std::string over(RawClient client, const std::string& path) {
  client.send(OpenServer::head("GET", path));
  return client.answer();
}

Reason refusal(Listener listener) {
  try {
    const OpenServer open({}, {std::move(listener)});
    return Reason::internal_error;
  } catch (const Error& error) {
    return error.reason;
  }
}

}  // namespace

TEST_CASE("tls: a client that speaks it is served, one that does not is told") {
  const Identity identity;
  const test::TempFolder folder;
  write_key(identity, folder.file("key"));
  OpenServer open({}, {at_tls(identity.file(), folder.file("key"))});
  const auto who = get(*open.server, "/who", identity.file());
  REQUIRE(who);
  CHECK(who->body == "127.0.0.1 tls");
  CHECK(get(*open.server, "/large", identity.file())->body.size() == 1'000'000);
  RawClient plain = open.client();
  plain.send(OpenServer::head("GET", "/who"));
  const auto told = plain.until_closed();
  CHECK(told.starts_with("HTTP/1.1 400 "));
  CHECK(told.ends_with("HTTPS only.\n"));
  RawClient silent = open.client();
  open.pass_time(silent);
  CHECK(silent.until_closed() == "");
}

TEST_CASE("tls: nothing older than 1.2") {
  const Identity identity;
  const test::TempFolder folder;
  write_key(identity, folder.file("key"));
  const OpenServer open({}, {at_tls(identity.file(), folder.file("key"))});
  const auto greeted = [&](int version) {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(
        SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    SSL_CTX_set_security_level(context.get(), 0);
    SSL_CTX_set_min_proto_version(context.get(), version);
    SSL_CTX_set_max_proto_version(context.get(), version);
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), &SSL_free);
    const RawClient client = open.client();
    SSL_set_fd(ssl.get(), client.fd());
    return SSL_connect(ssl.get()) == 1;
  };
  CHECK_FALSE(greeted(TLS1_1_VERSION));
  CHECK(greeted(TLS1_2_VERSION));
  CHECK(greeted(TLS1_3_VERSION));
}

TEST_CASE("tls: changed files are used from then on; bad ones are refused and change nothing") {
  const Identity first, second;
  const test::TempFolder folder;
  const auto certificate = folder.file("certificate"), key = folder.file("key");
  const auto put = [&](const Identity& identity) {
    std::filesystem::copy_file(identity.file(), certificate,
                               std::filesystem::copy_options::overwrite_existing);
    write_key(identity, key);
  };
  put(first);
  const OpenServer open({}, {at_tls(certificate, key)});
  CHECK(get(*open.server, "/who", first.file()));
  put(second);
  open.server->reload_tls();
  CHECK(get(*open.server, "/who", second.file()));
  CHECK(get(*open.server, "/who", first.file()).error().reason == Reason::tls_failed);
  write_key(first, key);  // another certificate's
  CHECK_THROWS_AS(open.server->reload_tls(), Error);
  CHECK(get(*open.server, "/who", second.file()));
  CHECK(refusal(at_tls(certificate, key)) == Reason::file_unreadable);
  CHECK(refusal(at_tls(folder.file("none"), key)) == Reason::file_unreadable);
}

TEST_CASE("unix: the kernel says who asks") {
  const test::TempFolder folder;
  const auto path = folder.file("socket");
  {
    const OpenServer open({}, {at_unix(path), Listener{}});
    struct stat found{};
    REQUIRE(::stat(path.c_str(), &found) == 0);
    CHECK((found.st_mode & 0777) == 0600);
    CHECK(over(RawClient(path), "/uid")
              .ends_with("\r\nuid " + std::to_string(::getuid()) + " " +
                         std::to_string(::getgid()) + " " + std::to_string(::getpid())));
    CHECK(open.server->port(0) == 0);
    CHECK(over(RawClient(open.server->port(1)), "/uid").starts_with("HTTP/1.1 403 "));
    CHECK(over(RawClient(open.server->port(1)), "/who").ends_with("127.0.0.1"));
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("unix: the file of a dead process is replaced, that of a living one is not") {
  const test::TempFolder folder;
  const auto path = folder.file("socket");
  {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    const Fd dead(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(::bind(dead.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(dead.get(), 1) == 0);
  }
  REQUIRE(std::filesystem::exists(path));
  {
    const OpenServer open({}, {at_unix(path)});
    CHECK(over(RawClient(path), "/uid").starts_with("HTTP/1.1 200 "));
    CHECK(refusal(at_unix(path)) == Reason::port_taken);
    CHECK(over(RawClient(path), "/uid").starts_with("HTTP/1.1 200 "));
  }
  std::ofstream(path) << "somebody's";
  CHECK(refusal(at_unix(path)) == Reason::port_taken);
  CHECK(std::filesystem::file_size(path) == 10);
  CHECK(refusal(at_unix(folder.file("none/socket"))) == Reason::file_unwritable);
  CHECK(refusal(at_unix(folder.file(std::string(200, 'x')))) == Reason::file_unwritable);
}

TEST_CASE("server: places that are none") {
  Listener odd;
  odd.address = "localhost";
  CHECK(refusal(odd) == Reason::usage_bad_value);
  odd.address = "203.0.113.1";  // of nobody here
  CHECK(refusal(odd) == Reason::port_taken);
  if (!std::filesystem::exists("/proc/net/if_inet6")) return;
  Listener both;
  both.address = "::";
  const OpenServer open({}, {std::move(both)});
  CHECK(open.get("/who").ends_with("\r\n127.0.0.1"));
}
