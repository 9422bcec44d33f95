// A refused connection to the sandbox is told as what it is; only its own address counts.
// SPDX-License-Identifier: Apache-2.0
#include "sandbox_process/stopped.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "support/fake_http.hpp"
#include "support/temp_folder.hpp"

using namespace chatops;
using namespace chatops::sandbox_process;

namespace {

Error refused(const char* where, Reason reason = Reason::unreachable) {
  return Error(reason, {{"what", "x"}, {"where", where}, {"sent", "no"}});
}

Chosen at(const std::string& profile, const std::string& url) {
  return {.profile = profile,
          .profiles = {},
          .url = url,
          .configured = !url.empty(),
          .state_dir = "/nonexistent"};
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
    const Chosen chosen = at(row.profile, row.url);
    const Error told = told_of_sandbox(refused(row.where), chosen);
    CHECK((told.reason == Reason::sandbox_stopped) == row.told);
    CHECK(told.args.get("sent") == "no");
    CHECK(told_of_sandbox(refused(row.where, Reason::answer_timeout), chosen).reason ==
          Reason::answer_timeout);
  }
}

TEST_CASE("a sandbox is known by its own file too, whatever the profile is called") {
  const test::TempFolder state;
  std::filesystem::create_directories(state.file("sandbox"));
  std::ofstream(state.file("sandbox/control.json")) << R"({"url":"http://127.0.0.1:4000"})";
  Chosen chosen = at("mine", "http://127.0.0.1:4000/open-api");
  chosen.state_dir = state.path();
  CHECK(told_of_sandbox(refused("http://127.0.0.1:4000/open-api"), chosen).reason ==
        Reason::sandbox_stopped);
  CHECK(told_of_sandbox(refused("http://127.0.0.1:4001/x"), chosen).reason == Reason::unreachable);
  test::FakeHttp refusing([](const net::Request& request) -> Known<net::Response> {
    return unknown(refused(request.url.c_str()));
  });
  const auto http = told_of_sandbox(refusing, chosen);
  CHECK(http->perform_one({}, {.url = "http://127.0.0.1:4000/x"}).error().reason ==
        Reason::sandbox_stopped);
}

TEST_CASE("the sandbox's profile is named where it is all that there is") {
  Chosen chosen = at("default", "");
  const auto named = [&] {
    return with_sandbox_profile_named(Error(Reason::not_configured), chosen).args.get("profile");
  };
  CHECK(named().empty());
  chosen.profiles = {"other", "sandbox"};
  CHECK(named() == "sandbox");
  chosen.profile = "sandbox";
  CHECK(named().empty());
  chosen.profile = "default";
  chosen.configured = true;
  CHECK(named().empty());
}
