// The contract of images on Debian's docker-registry, open and with passwords.
// SPDX-License-Identifier: Apache-2.0
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <filesystem>

#include "images_contract.hpp"

using namespace chatops;
using namespace chatops::contract;

namespace {
std::string program;
}

TEST_CASE("open to everybody") {
  Machine machine;
  DockerRegistry registry(machine, program, false);
  images_contract(machine, registry.place, Pusher(machine, registry.place.origin, ""), "team/api");
}

TEST_CASE("with a password") {
  Machine machine;
  DockerRegistry registry(machine, program, true);
  const auto& place = registry.place;
  const Pusher push(machine, place.origin, net::basic_authorization(place.user, place.password));
  images_contract(machine, place, push, "team/deep/api");
}

int main(int count, char** words) {
  program = test::program("docker-registry");
  if (program.empty()) return test::without("registry", "docker-registry is not installed");
  return doctest::Context(count, words).run();
}
