// Releases as both helms stored them in a real cluster (data/), and as nobody should have.
// SPDX-License-Identifier: Apache-2.0
#include "helm/release.hpp"

#include <doctest/doctest.h>
#include <zlib.h>

#include <ostream>
#include <string>

#include "base/file.hpp"
#include "crypto/crypto.hpp"

using namespace chatops;
using namespace chatops::helm;

namespace {

std::string stored(const std::string& name) {
  const auto text =
      read_file(std::string(CHATOPS_SOURCE_DIR) + "/tests/unit/helm/data/" + name, 1U << 20U);
  const auto secret = nlohmann::json::parse(text.value());
  return crypto::from_base64(secret["data"]["release"].get<std::string>()).value();
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return out;
}

std::string why(const std::string& text, const ReleaseLimits& limits = {}) {
  const auto read = decode_release(text, limits);
  if (read) return "";
  CHECK(read.error().reason == Reason::release_unreadable);
  return std::string(read.error().args.get("why"));
}

}  // namespace

TEST_CASE("releases of helm 3 and 4") {
  for (const std::string helm : {"helm3", "helm4"}) {
    CAPTURE(helm);
    const auto deployed = decode_release(stored(helm + "-deployed.json")).value();
    CHECK(deployed.status == "deployed");
    CHECK(deployed.revision == 1);
    CHECK(deployed.description == "chatops-classroom-staging-1-1-1-01");
    CHECK(deployed.chart_name == "hx");
    CHECK(deployed.chart_version == "0.1.0");
    CHECK(deployed.deployed_at);
    CHECK(images_of(deployed.manifest) == std::vector<std::string>{"127.0.0.1:5000/hxdemo:1"});

    // What its client gave is told of a success alone.
    const auto failed = decode_release(stored(helm + "-failed.json")).value();
    CHECK(failed.status == "failed");
    CHECK(failed.description.find("deadline exceeded") != std::string::npos);

    const auto pending = decode_release(stored(helm + "-pending.json")).value();
    CHECK(pending.revision == 3);
    CHECK(pending.status == "pending-upgrade");
    CHECK(is_pending(pending.status));
    CHECK_FALSE(is_pending(failed.status));
  }
}

TEST_CASE("another status, and nothing else of it changed") {
  const std::string before = stored("helm4-pending.json");
  const auto after = with_status(before, "failed", "nobody ended it").value();
  const auto read = decode_release(after).value();
  CHECK(read.status == "failed");
  CHECK(read.description == "nobody ended it");
  CHECK(read.manifest == decode_release(before)->manifest);
  CHECK(read.revision == 3);
  CHECK(
      decode_release(with_status(after, "pending-upgrade", "Preparing upgrade").value())->status ==
      "pending-upgrade");
}

TEST_CASE("what is no release is none, and takes no memory") {
  const std::string good = R"({"name":"a","version":1,"info":{"status":"deployed"}})";
  CHECK(why(crypto::to_base64(good)).empty());  // from before they were compressed
  CHECK(why(crypto::to_base64(gzip(good))).empty());
  CHECK(why("%%%") == "not_base64");
  CHECK(why("") == "not_json");
  CHECK(why(crypto::to_base64("[]")) == "not_json");
  CHECK(why(crypto::to_base64(R"({"name":"a","version":0,"info":{"status":"x"}})")) == "not_json");
  CHECK(why(crypto::to_base64(R"({"name":7,"version":"1","info":[],"chart":3})")) == "not_json");
  const std::string packed = gzip(good);
  CHECK(why(crypto::to_base64(packed.substr(0, packed.size() / 2))) == "damaged_package");
  CHECK(why(crypto::to_base64(gzip(std::string(64U << 20U, ' ')))) == "too_large");
  CHECK(why(std::string(3U << 20U, 'A')) == "too_large");
  CHECK(why(crypto::to_base64(std::string(200'000, '['))) == "too_deep");
  const std::string deep = R"({"info":)" + std::string(200, '[') + std::string(200, ']') + "}";
  CHECK(why(crypto::to_base64(deep)) == "too_deep");
}

TEST_CASE("images of a manifest") {
  const std::string manifest = R"(# Source: a/templates/b.yaml
spec:
  containers:
    - image: "r.test/a/api:v1"   # the api
      name: api
    - name: web
      image: r.test/a/web:v2
    - name: again
      image: 'r.test/a/web:v2'
      imagePullPolicy: Always
      image:
  more: [{name: flow, image: r.test/a/flow:v3}, {"image":"r.test/a/json@sha256:1"}]
  myimage: r.test/a/none:v1
)";
  CHECK(images_of(manifest) == std::vector<std::string>{"r.test/a/api:v1", "r.test/a/web:v2",
                                                        "r.test/a/flow:v3",
                                                        "r.test/a/json@sha256:1"});
  CHECK(images_of("").empty());
}
