// A refused connection to the sandbox is told as what it is; only its own address counts.
// SPDX-License-Identifier: Apache-2.0
#include "wire/stopped_sandbox.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "support/fake_http.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::wire;

namespace {

Error refused(const char* where, Reason reason = Reason::unreachable) {
  return Error(reason, {{"what", "x"}, {"where", where}, {"sent", "no"}});
}

Configuration at(const std::string& profile, const std::string& url) {
  Configuration out;
  out.profile.name.value = profile;
  out.coding.settings.url = url;
  out.paths.state_dir = "/nonexistent";
  return out;
}

}  // namespace

TEST_CASE("a stopped sandbox") {
  struct Row {
    const char *profile, *url, *where;
    bool told;
  };
  const Row rows[] = {
      {"sandbox", "http://127.0.0.1:4000/open-api", "http://127.0.0.1:4000/open-api", true},
      {"sandbox", "http://127.0.0.1:4000/open-api", "http://127.0.0.1:4000/v2/", true},
      {"sandbox", "http://127.0.0.1:4000/open-api", "http://127.0.0.1:4001/v2/", false},
      {"sandbox", "https://acme.coding.net/open-api", "https://acme.coding.net/open-api", false},
      {"default", "http://127.0.0.1:4000/open-api", "http://127.0.0.1:4000/open-api", false},
  };
  for (const auto& row : rows) {
    CAPTURE(row.where);
    const Configuration configuration = at(row.profile, row.url);
    const Error told = told_of_sandbox(refused(row.where), configuration);
    CHECK((told.reason == Reason::sandbox_stopped) == row.told);
    CHECK(told.args.get("sent") == "no");
    CHECK(told_of_sandbox(refused(row.where, Reason::answer_timeout), configuration).reason ==
          Reason::answer_timeout);
  }
}

TEST_CASE("a sandbox is known by its own file too, whatever the profile is called") {
  const test::TempFolder state;
  std::filesystem::create_directories(state.file("sandbox"));
  std::ofstream(state.file("sandbox/control.json")) << R"({"url":"http://127.0.0.1:4000"})";
  Configuration configuration = at("mine", "http://127.0.0.1:4000/open-api");
  configuration.paths.state_dir = state.path();
  CHECK(told_of_sandbox(refused("http://127.0.0.1:4000/open-api"), configuration).reason ==
        Reason::sandbox_stopped);
  CHECK(told_of_sandbox(refused("http://127.0.0.1:4001/x"), configuration).reason ==
        Reason::unreachable);
  const auto http = told_of_sandbox(
      std::make_unique<test::FakeHttp>([](const net::Request& request) -> Known<net::Answer> {
        return unknown(refused(request.url.c_str()));
      }),
      configuration);
  CHECK(http->perform_one({}, {.url = "http://127.0.0.1:4000/x"}).error().reason ==
        Reason::sandbox_stopped);
}

TEST_CASE("the sandbox's profile is named where it is all that there is") {
  Configuration configuration = at("default", "");
  const auto named = [&] {
    return with_sandbox_profile_named(Error(Reason::not_configured), configuration)
        .args.get("profile");
  };
  CHECK(named().empty());
  configuration.profile.profiles = {"other", "sandbox"};
  CHECK(named() == "sandbox");
  configuration.profile.name.value = "sandbox";
  CHECK(named().empty());
  configuration.profile.name.value = "default";
  configuration.coding.settings.url = "https://acme.coding.net";
  CHECK(named().empty() == configuration.coding.any());
}
