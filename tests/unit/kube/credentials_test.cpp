// Identities that are kept, run out, are not believed, or cannot be had.
// SPDX-License-Identifier: Apache-2.0
#include "kube/credentials.hpp"

#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <ostream>

#include "kube/object.hpp"
#include "support/fake_system.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::kube;

namespace {

const std::string v1 = "client.authentication.k8s.io/v1";
const Call any_call;

Access with_plugin() {
  Access out;
  out.name = "lab";
  out.server = "https://lab";
  out.authorities = "CA";
  out.plugin = CredentialPlugin{.command = "tell",
                                .args = {"x"},
                                .variables = {{"A", "b"}},
                                .api_version = v1,
                                .hint = "get it",
                                .cluster_info = true};
  return out;
}

std::string told(const Json& status, const std::string& version = v1) {
  return Json{{"apiVersion", version}, {"kind", "ExecCredential"}, {"status", status}}.dump();
}

}  // namespace

TEST_CASE("credentials: a program is asked once, until what it told runs out or is not believed") {
  test::FakeSystem machine;
  std::vector<Command> asked;
  machine.spawner.program = [&](const Command& command) {
    asked.push_back(command);
    const auto ends = to_rfc3339(machine.clock.now() + std::chrono::minutes(10));
    return Finished{
        0, told({{"token", "t" + std::to_string(asked.size())}, {"expirationTimestamp", ends}}),
        ""};
  };
  Credentials credentials(machine.system, with_plugin());
  auto first = credentials.identity(any_call);
  REQUIRE(first);
  CHECK(first->authorization == "Bearer t1");
  CHECK(first->tls->authorities == "CA");
  CHECK(credentials.identity(any_call)->authorization == "Bearer t1");
  CHECK(asked.size() == 1);
  CHECK(asked[0].argv == std::vector<std::string>{"tell", "x"});
  CHECK(asked[0].extra_environment.at("A") == "b");
  const auto info = Json::parse(asked[0].extra_environment.at("KUBERNETES_EXEC_INFO"));
  CHECK(info["apiVersion"] == v1);
  CHECK(info["spec"]["interactive"] == false);
  CHECK(info["spec"]["cluster"]["server"] == "https://lab");

  machine.clock.pass(std::chrono::minutes(10));
  auto second = credentials.identity(any_call);
  CHECK(second->authorization == "Bearer t2");
  // Of an identity that was replaced meanwhile, nothing is to be thrown away.
  CHECK(credentials.refused(*first));
  CHECK(credentials.identity(any_call)->authorization == "Bearer t2");
  CHECK(credentials.refused(*second));
  CHECK(credentials.identity(any_call)->authorization == "Bearer t3");
}

TEST_CASE("credentials: a program may tell a certificate instead") {
  test::FakeSystem machine;
  machine.spawner.program = [](const Command&) {
    return Finished{0, told({{"clientCertificateData", "CERT"}, {"clientKeyData", "KEY"}}), ""};
  };
  Credentials credentials(machine.system, with_plugin());
  const auto identity = credentials.identity(any_call);
  REQUIRE(identity);
  CHECK(identity->authorization.empty());
  CHECK(identity->tls->certificate == "CERT");
  CHECK(identity->tls->key.reveal() == "KEY");
}

TEST_CASE("credentials: what a program does wrong is one clear error") {
  struct Row {
    const char* name;
    std::function<Result<Finished>(const Command&)> program;
    const char* why;
  };
  const auto says = [](const std::string& text) {
    return [text](const Command&) -> Result<Finished> { return Finished{0, text, ""}; };
  };
  const auto fails = [](Reason reason) {
    return [reason](const Command&) -> Result<Finished> { return failure(reason); };
  };
  const auto rows = std::to_array<Row>({
      {"missing", fails(Reason::program_missing), "helper_missing"},
      {"hangs", fails(Reason::deadline_passed), "helper_silent"},
      {"floods", fails(Reason::answer_too_large), "plugin_odd"},
      {"garbage", says("<html>"), "plugin_odd"},
      {"another thing", says(R"({"kind":"Pod"})"), "plugin_odd"},
      {"another version", says(told({{"token", "t"}}, "client.authentication.k8s.io/v1beta1")),
       "plugin_other_version"},
      {"no credential", says(told(Json::object())), "plugin_odd"},
      {"half a certificate", says(told({{"clientCertificateData", "CERT"}})), "plugin_odd"},
      {"a token with a line end", says(told({{"token", "a\r\nHost: b"}})), "plugin_odd"},
      {"no time", says(told({{"token", "t"}, {"expirationTimestamp", "soon"}})), "plugin_odd"},
      {"run out", says(told({{"token", "t"}, {"expirationTimestamp", "2001-01-01T00:00:00Z"}})),
       "plugin_expired"},
      {"fails",
       [](const Command&) -> Result<Finished> { return Finished{3, "", "one\nlog in first\n"}; },
       "helper_ended"},
  });
  for (const auto& row : rows) {
    test::FakeSystem machine;
    machine.spawner.program = row.program;
    Credentials credentials(machine.system, with_plugin());
    const auto identity = credentials.identity(any_call);
    REQUIRE_MESSAGE(!identity, row.name);
    CHECK_MESSAGE(identity.error().reason == Reason::credential_helper_failed, row.name);
    CHECK_MESSAGE(identity.error().args.get("why") == row.why, row.name);
    CHECK(identity.error().args.get("what") == "tell");
    CHECK(identity.error().args.get("where") == "lab");
    CHECK(identity.error().args.get("try") == "get it");
  }
  test::FakeSystem machine;
  machine.spawner.program = rows.back().program;
  Credentials credentials(machine.system, with_plugin());
  CHECK(credentials.identity(any_call).error().args.get("said") == "log in first");
}

TEST_CASE("credentials: a token's file is read again, and must hold one") {
  const test::TempFolder folder;
  test::FakeSystem machine;
  Access access;
  access.token = Secret("not this one");
  access.token_file = folder.file("token");
  const auto write = [&](const std::string& text) { std::ofstream(access.token_file) << text; };
  Credentials credentials(machine.system, access);
  CHECK(credentials.identity(any_call).error().reason == Reason::secret_unreadable);
  write("one\n");
  CHECK(credentials.identity(any_call)->authorization == "Bearer one");
  write("two");
  CHECK(credentials.identity(any_call)->authorization == "Bearer one");
  machine.clock.pass(std::chrono::minutes(1));
  CHECK(credentials.identity(any_call)->authorization == "Bearer two");
  write("three");
  CHECK(credentials.refused(*credentials.identity(any_call)));
  CHECK(credentials.identity(any_call)->authorization == "Bearer three");
  write("");
  machine.clock.pass(std::chrono::minutes(1));
  CHECK(credentials.identity(any_call).error().reason == Reason::secret_unreadable);
}

TEST_CASE("credentials: what never changes is not asked for again") {
  test::FakeSystem machine;
  Access access;
  access.user = "ann";
  access.password = Secret("pass");
  access.verify = false;
  Credentials credentials(machine.system, access);
  const auto identity = credentials.identity(any_call);
  CHECK(identity->authorization == "Basic YW5uOnBhc3M=");
  CHECK(!identity->tls->verify);
  CHECK(!credentials.refused(*identity));
}
