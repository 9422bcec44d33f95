// The same contract on the simulator's registry, which wants the token dance.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "images_contract.hpp"

using namespace chatops;
using namespace chatops::contract;

TEST_CASE("tokens for every repository") {
  Machine machine;
  test::TempFolder folder;
  test::Child child({test::variable("CHATOPS_SANDBOX"), "serve", "--directory",
                     folder.file("world"), "--port", "0"},
                    folder.file("errors"));
  const auto ready = net::parse_json(child.line());
  REQUIRE(ready);
  const auto control = net::parse_json(*read_file(folder.file("world/control.json"), 1U << 20U));
  REQUIRE(control);
  const Json& token = control->at("tokens").at("personal");
  const RegistryAccess place{ready->at("url"), token.at("user"), token.at("secret"),
                             "acme-docker.pkg.coding.net"};

  const std::string repository = "classroom/images/contract";
  net::Request ask;
  ask.url = place.origin + "/v2/token?service=x&scope=repository:" + repository + ":pull,push";
  ask.headers.add("Authorization", net::basic_authorization(place.user, place.password));
  const auto answer = net::parse_json(machine.send(ask).body);
  REQUIRE(answer);
  const std::string bearer = "Bearer " + answer->at("token").get<std::string>();
  images_contract(machine, place, Pusher(machine, place.origin, bearer), repository);
}
