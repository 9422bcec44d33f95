// Registries to judge our client by, and a client that pushes: it shares nothing with ours but the
// HTTP client.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "base/file.hpp"
#include "crypto/crypto.hpp"
#include "net/client.hpp"
#include "net/json.hpp"
#include "registry/hosts.hpp"
#include "registry/oci.hpp"
#include "support/child.hpp"
#include "support/machine.hpp"
#include "support/needs.hpp"
#include "support/temp_folder.hpp"

namespace chatops::contract {

using net::Json;

/// Programs that judge us; "" where they are not here.
inline const std::string& docker_registry() {
  static const std::string found = test::program("docker-registry");
  return found;
}
inline const std::string& helm() {
  static const std::string named = test::variable("CHATOPS_TEST_HELM");
  static const std::string found = named.empty() ? test::program("helm") : named;
  return found;
}

inline std::string digest_of(const std::string& bytes) {
  return "sha256:" + crypto::sha256_hex(bytes);
}

struct Machine : test::Machine {
  Call call() const { return soon(); }
  net::Response send(net::Request request) const {
    auto answer = http->perform_one(call(), request);
    const std::string failed(answer ? "" : code_of(answer.error().reason));
    REQUIRE(failed == "");
    return std::move(*answer);
  }
};

/// A registry that runs: where, and with which credentials.
struct RegistryAccess {
  std::string origin, user, password;
  std::string host;  ///< the identity it has in image names
};

/// Debian's docker-registry on a free port, with or without a password file.
class DockerRegistry {
 public:
  static constexpr const char* password = "contract-password";

  DockerRegistry(const Machine& machine, bool locked) : port_(test::free_port()) {
    const std::string at = "127.0.0.1:" + std::to_string(port_);
    std::ofstream(folder_.file("users"))
        << "contract:$2b$05$abcdefghijklmnopqrstuuIseqWLrB04zBnrGjR.PtHii/pWbTs6O\n";
    std::ofstream(folder_.file("config.yml"))
        << "version: 0.1\nlog: {level: error, accesslog: {disabled: true}}\nstorage:\n  "
           "filesystem: {rootdirectory: "
        << folder_.file("data") << "}\nhttp: {addr: \"" << at << "\"}\n"
        << (locked ? "auth:\n  htpasswd: {realm: contract, path: " + folder_.file("users") + "}\n"
                   : "");
    child_ = std::make_unique<test::Child>(
        std::vector<std::string>{docker_registry(), "serve", folder_.file("config.yml")},
        folder_.file("errors"));
    place = {"http://" + at, locked ? "contract" : "", locked ? password : "", at};
    wait(machine);
  }

  RegistryAccess place;

 private:
  void wait(const Machine& machine) const {
    const Call call = machine.call();
    for (;;) {
      net::Request probe;
      probe.url = place.origin + "/v2/";
      if (machine.http->perform_one(call, probe)) return;
      REQUIRE(machine.clock.tick() < call.deadline);
      SystemClock().pause_until(machine.clock.tick() + Millis(50), {});
    }
  }

  unsigned short port_;
  test::TempFolder folder_;
  std::unique_ptr<test::Child> child_;
};

/// Pushes with one fixed Authorization header.
class Pusher {
 public:
  Pusher(const Machine& machine, std::string origin, std::string authorization)
      : machine_(machine), origin_(std::move(origin)), authorization_(std::move(authorization)) {}

  std::string blob(const std::string& repository, const std::string& bytes) const {
    const std::string digest = digest_of(bytes);
    auto begin = request("POST", origin_ + "/v2/" + repository + "/blobs/uploads/");
    const auto begun = machine_.send(begin);
    REQUIRE(begun.status == 202);
    const auto location = net::resolve_url(begun.url, *begun.headers.get("Location"));
    REQUIRE(location);
    const char joint = location->find('?') == std::string::npos ? '?' : '&';
    auto put = request("PUT", *location + joint + "digest=" + net::percent_encode(digest));
    put.headers.add("Content-Type", "application/octet-stream");
    put.body = bytes;
    REQUIRE(machine_.send(put).status == 201);
    return digest;
  }

  std::string manifest(const std::string& repository, const std::string& tag,
                       const Json& json) const {
    auto put = request("PUT", origin_ + "/v2/" + repository + "/manifests/" + tag);
    put.headers.add("Content-Type", json.at("mediaType").get<std::string>());
    put.body = json.dump();
    const auto answer = machine_.send(put);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 201);
    return digest_of(put.body);
  }

 private:
  net::Request request(std::string method, std::string url) const {
    net::Request out;
    out.method = std::move(method);
    out.url = std::move(url);
    if (!authorization_.empty()) out.headers.add("Authorization", authorization_);
    return out;
  }

  const Machine& machine_;
  std::string origin_, authorization_;
};

}  // namespace chatops::contract
