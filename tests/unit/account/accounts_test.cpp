// What is tried is kept, what is refused is not, whatever the system.
// SPDX-License-Identifier: Apache-2.0
#include "account/accounts.hpp"

#include <doctest/doctest.h>

#include <filesystem>

#include "support/fake_system.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;

namespace {

class OneSystem final : public core::Login {
 public:
  core::LoginPlace place(const core::LoginRequest& request) override {
    return {.host = request.host, .url = "https://" + request.host, .username = {}};
  }
  core::Credential attempt(const Call&, const core::LoginRequest& request) override {
    if (request.secret.reveal() != "good") throw Error(Reason::auth_invalid);
    return {.system = "one", .host = {}, .use = {}, .who = "lin", .state = "works"};
  }
  core::NewCredential new_credential(const core::LoginRequest& request,
                                     const core::LoginPlace& place) override {
    return {.kind = "one", .url = place.url, .secret = request.secret};
  }
  std::vector<Error> remarks(const std::string&) override { return {Error(Reason::refused)}; }
  std::string credential_kind(const std::string&) override { return "one"; }
  std::string host_of(const core::LogoutRequest&) override { return ""; }
  std::vector<Error> supplied_elsewhere(const std::string&, const std::string&) override {
    return {Error(Reason::credential_shadowed)};
  }
  std::vector<std::function<core::Credential(const Call&)>> looks(const Call&, bool) override {
    std::vector<std::function<core::Credential(const Call&)>> out;
    for (const char* use : {"first", "second"})
      out.emplace_back(
          [use](const Call&) { return core::Credential{.system = "one", .host = {}, .use = use}; });
    return out;
  }
};

}  // namespace

TEST_CASE("accounts: log in, status, log out") {
  test::FakeSystem machine;
  const test::TempFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
  config::Paths paths;
  paths.config_file = folder.file("config.yaml");
  paths.state_dir = folder.path();
  Workers workers(2);
  const auto desk = [&] {
    account::Logins logins;
    logins["one"] = std::make_unique<OneSystem>();
    auto kept = config::read_credentials(paths);
    REQUIRE(kept);
    return account::make_accounts(machine.system, workers, {paths, "default", std::move(*kept)},
                                  std::move(logins));
  };
  core::LoginRequest request{.system = "one", .host = "h.test", .store = "file", .secret = {}};
  request.secret = Secret("bad");
  CHECK_THROWS_AS(desk()->log_in({}, request), Error);
  CHECK(config::read_credentials(paths)->empty());

  request.secret = Secret("good");
  const auto done = desk()->log_in({}, request);
  CHECK(done.kept_in == "file");
  CHECK(done.credential.host == "h.test");
  CHECK(done.credential.origin == "credentials");
  REQUIRE(done.notes.size() == 2);
  CHECK(done.notes[0].reason == Reason::credential_shadowed);
  const auto kept = config::read_credentials(paths);
  REQUIRE(kept);
  REQUIRE(kept->size() == 1);
  CHECK(kept->front().key == config::CredentialKey{"default", "one", "h.test"});
  CHECK(kept->front().secret.reveal() == "good");

  const auto status = desk()->status({}, true);
  REQUIRE(status.size() == 2);
  CHECK(status[0].use == "first");
  CHECK(status[1].use == "second");

  const auto out = desk()->log_out({}, {.system = "one", .host = {}, .use = {}});
  CHECK(out.host == "h.test");
  CHECK(out.removed == std::vector<std::string>{"file"});
  CHECK(config::read_credentials(paths)->empty());
}
