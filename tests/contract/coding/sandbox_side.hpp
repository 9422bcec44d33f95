// A simulated CODING, and a side that asks it: for the contracts of this room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <ostream>
#include <string>

#include "base/file.hpp"
#include "coding/coding.hpp"
#include "net/client.hpp"
#include "support/child.hpp"
#include "support/needs.hpp"
#include "support/temp_folder.hpp"

namespace chatops::coding::testing {

/// One sandbox for all cases: its world is built once, and the cases do not disturb each other.
struct Outside {
  Outside()
      : child({test::variable("CHATOPS_SANDBOX"), "serve", "--directory", folder.file("world"),
               "--port", "0", "--speed", "100"},
              folder.file("errors")) {
    const auto ready = net::parse_json(child.line());
    REQUIRE(ready);
    const auto control = net::parse_json(*read_file(folder.file("world/control.json"), 1U << 20U));
    REQUIRE(control);
    url = ready->at("url").get<std::string>();
    tokens = control->at("tokens");
  }

  Settings settings(const char* role) const {
    const auto& token = tokens.at(role);
    Settings out;
    out.url = url;
    out.team = "acme";
    out.project = "classroom";
    const std::string user =
        token.at("kind") == "project" ? token.at("user").get<std::string>() : "";
    out.token = make_token(user, Secret(token.at("secret").get<std::string>()));
    return out;
  }

  test::TempFolder folder;
  test::Child child;
  std::string url;
  net::Json tokens;
};

inline Outside& outside() {
  static Outside one;
  return one;
}

struct Side {
  explicit Side(const char* role = "personal")
      : http(net::make_client(system, {.user_agent = "contract"})),
        coding(system, *http, outside().settings(role)) {}

  SystemClock clock;
  SystemRandom random;
  SystemVariables variables;
  SystemSpawner spawner;
  System system{clock, random, variables, spawner};
  std::unique_ptr<net::Http> http;
  Coding coding;
  Call call{.deadline = clock.tick() + Millis(60000), .stop = {}, .trace = nullptr};
};

}  // namespace chatops::coding::testing
