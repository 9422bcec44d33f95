// The contract of images on Debian's docker-registry, open and with passwords.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "images_contract.hpp"

using namespace chatops;
using namespace chatops::contract;

TEST_CASE("open to everybody") {
  Machine machine;
  DockerRegistry registry(machine, false);
  images_contract(machine, registry.place, Pusher(machine, registry.place.origin, ""), "team/api");
}

TEST_CASE("with a password") {
  Machine machine;
  DockerRegistry registry(machine, true);
  const auto& place = registry.place;
  const Pusher push(machine, place.origin, net::basic_authorization(place.user, place.password));
  images_contract(machine, place, push, "team/deep/api");
}
