// The grammar of references, and the names of hosts.
// SPDX-License-Identifier: Apache-2.0
#include "registry/reference.hpp"

#include <doctest/doctest.h>

#include <ostream>

using namespace chatops;
using namespace chatops::registry;

TEST_CASE("references and their parts") {
  const std::string digest = "sha256:" + std::string(64, 'a');
  struct Row {
    std::string text;
    const char *host, *path, *tag;
    std::string digest;
  };
  const Row rows[] = {
      {"acme-docker.pkg.coding.net/classroom/images/api:main-1", "acme-docker.pkg.coding.net",
       "classroom/images/api", "main-1", ""},
      {"127.0.0.1:5000/api", "127.0.0.1:5000", "api", "", ""},
      {"localhost/api:1", "localhost", "api", "1", ""},
      {"busybox", "docker.io", "busybox", "", ""},
      {"library/busybox:1.36", "docker.io", "library/busybox", "1.36", ""},
      {"index.docker.io/library/busybox", "docker.io", "library/busybox", "", ""},
      {"r.test/a/b@" + digest, "r.test", "a/b", "", digest},
      {"r.test/a/b:v1@" + digest, "r.test", "a/b", "v1", digest},
      {"oci://r.test/charts/x", "r.test", "charts/x", "", ""},
      {"r.test/a__b/c-d.e", "r.test", "a__b/c-d.e", "", ""},
      {"R.test:443/a", "r.test", "a", "", ""},
      {"registry:443/a", "registry:443", "a", "", ""},  // "registry/a" lies at Docker Hub
      {"[::1]:5000/a", "[::1]:5000", "a", "", ""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto out = parse_reference(row.text);
    REQUIRE(out);
    CHECK(out->image.host == row.host);
    CHECK(out->image.path == row.path);
    CHECK(out->tag == row.tag);
    CHECK(out->digest == row.digest);
    const auto again = parse_reference(out->image.text());
    REQUIRE(again);
    CHECK(again->image == out->image);
  }
}

TEST_CASE("what is no reference") {
  for (const std::string& text :
       {std::string(""), std::string("r.test/"), std::string("r.test/API"),
        std::string("r.test/a/../b"), std::string("r.test/a//b"), std::string("r.test/-a"),
        std::string("r.test/a:"), std::string("r.test/a:-x"), std::string("r.test/a@sha256:12"),
        std::string("r.test/a b"), std::string("r.te st/a"), std::string("r\016h:443/a"),
        std::string("h:x/a"), std::string(":443/a"), "r.test/" + std::string(300, 'a'),
        "r.test/a:" + std::string(129, 't')}) {
    CAPTURE(text);
    CHECK_FALSE(parse_reference(text));
  }
}

TEST_CASE("the Hub's short names, and this machine") {
  CHECK(repository_of({"docker.io", "busybox"}) == "library/busybox");
  CHECK(repository_of({"docker.io", "acme/busybox"}) == "acme/busybox");
  CHECK(repository_of({"r.test", "busybox"}) == "busybox");
  CHECK(is_loopback("127.0.0.1:5000"));
  CHECK(is_loopback("[::1]:5000"));
  CHECK(is_loopback("localhost"));
  CHECK_FALSE(is_loopback("localhost.example.org"));
  CHECK_FALSE(is_loopback("10.0.0.1:5000"));
}
