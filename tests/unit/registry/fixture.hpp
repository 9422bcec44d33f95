// A registry in memory that speaks the token dance, and small helpers, for this room's tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "crypto/crypto.hpp"
#include "net/json.hpp"
#include "registry/hosts.hpp"
#include "registry/oci.hpp"
#include "support/fake_http.hpp"
#include "support/fake_system.hpp"
#include "support/temp_folder.hpp"

namespace chatops::registry::testing {

using net::Json;
using test::answer_of;

inline std::string digest_of(const std::string& bytes) {
  return "sha256:" + crypto::sha256_hex(bytes);
}

inline config::Paths no_paths() {
  config::Paths paths;
  paths.home = "/nonexistent";
  return paths;
}

/// One host that is logged into as "u" with the password of the variable PW.
inline HostTable with_password(const std::string& host = "r.test", const std::string& url = {}) {
  HostTable table;
  table[host].username = "u";
  table[host].password = config::SecretSource::environment("PW");
  table[host].url = url;
  return table;
}

/// Serves what was put at a path; everything else is the specification's 404.
struct MemoryRegistry {
  struct Stored {
    std::string body, type;
  };
  std::map<std::string, Stored> at;  ///< by path below the host, "/v2/…"
  std::string user, password;        ///< "" = open to everybody
  bool basic = false;
  int expires_in = 300;
  int tokens = 0;

  std::string put_blob(const std::string& repository, const std::string& bytes) {
    const std::string digest = digest_of(bytes);
    at["/v2/" + repository + "/blobs/" + digest] = {bytes, "application/octet-stream"};
    return digest;
  }
  std::string put_manifest(const std::string& repository, const std::string& tag,
                           const Json& json) {
    const std::string bytes = json.dump();
    const std::string digest = digest_of(bytes);
    const auto type = json.value("mediaType", "application/vnd.oci.image.manifest.v1+json");
    at["/v2/" + repository + "/manifests/" + digest] = {bytes, type};
    at["/v2/" + repository + "/manifests/" + tag] = {bytes, type};
    return digest;
  }

  net::Response answer(const net::Request& request) {
    const auto url = net::parse_url(request.url);
    REQUIRE(url);
    const std::string expected = net::basic_authorization(user, password);
    if (url->path == "/token") return token(request, *url, expected);
    if (!user.empty()) {
      const std::string wanted = basic ? expected : "Bearer t" + std::to_string(tokens);
      if (request.headers.get("Authorization") != std::string_view(wanted)) return challenge(*url);
    }
    const auto found = at.find(url->path);
    if (found == at.end()) {
      return answer_of(404,
                       R"({"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]})",
                       {{"Content-Type", "application/json"}});
    }
    net::Headers headers{{"Content-Type", found->second.type}};
    if (url->path.find("/manifests/") != std::string::npos) {
      headers.add("Docker-Content-Digest", digest_of(found->second.body));
    }
    return answer_of(200, found->second.body, headers);
  }

 private:
  net::Response challenge(const net::Url& url) const {
    if (basic) return answer_of(401, "{}", {{"WWW-Authenticate", "Basic realm=\"r\""}});
    return answer_of(
        401, "{}",
        {{"WWW-Authenticate", "Bearer realm=\"" + url.origin() +
                                  "/token\",service=\"s\",scope=\"repository:x:pull\""}});
  }
  net::Response token(const net::Request& request, const net::Url& url,
                      const std::string& expected) {
    CHECK(url.query.find("scope=repository%3Ax%3Apull") != std::string::npos);
    if (request.headers.get("Authorization") != std::string_view(expected))
      return answer_of(401, "{}");
    ++tokens;
    return answer_of(
        200, Json{{"token", "t" + std::to_string(tokens)}, {"expires_in", expires_in}}.dump());
  }
};

/// One registry behind every host name, a session that speaks with it.
struct World {
  explicit World(HostTable table = {},
                 std::initializer_list<std::pair<const std::string, std::string>> variables = {})
      : machine(variables),
        http([this](const net::Request& request) { return registry.answer(request); }),
        hosts(machine.system, no_paths(), std::move(table)),
        session(machine.system, http, hosts, Purpose::images) {}

  MemoryRegistry registry;
  test::FakeSystem machine;
  test::FakeHttp http;
  Hosts hosts;
  Session session;
};

/// A small image: configuration with labels, one layer.
inline Json image_manifest(MemoryRegistry& registry, const std::string& repository,
                           const Json& labels) {
  const std::string config = Json{
      {"os", "linux"},
      {"architecture", "amd64"},
      {"created", "2026-01-02T03:04:05Z"},
      {"config",
       {{"Labels", labels}}}}.dump();
  const std::string digest = registry.put_blob(repository, config);
  const std::string layer = registry.put_blob(repository, "layer");
  return {
      {"schemaVersion", 2},
      {"config",
       {{"mediaType", "application/vnd.oci.image.config.v1+json"},
        {"digest", digest},
        {"size", 100}}},
      {"layers",
       {{{"mediaType", "application/vnd.oci.image.layer.v1.tar"}, {"digest", layer}, {"size", 5}}}},
      {"annotations", {{"who", "annotation"}}}};
}

}  // namespace chatops::registry::testing
