// Pushing over the distribution protocol.
// SPDX-License-Identifier: Apache-2.0
#include "cd/mirror.hpp"

#include <fmt/format.h>

#include "net/client.hpp"
#include "net/json.hpp"

namespace chatops::sandbox {
namespace {

using net::Json;

class Pusher {
 public:
  Pusher(System system, std::string base, std::stop_token stop)
      : client_(net::make_client(system, {.user_agent = "chatops-sandbox"})),
        call_{system.clock.tick() + Millis(60'000), std::move(stop)},
        base_(std::move(base)) {}

  bool has(const std::string& path) {
    const auto answer = send("HEAD", base_ + path, "", "");
    return answer && answer->status == 200;
  }
  std::string blob(const std::string& digest, const std::string& bytes) {
    if (has("/blobs/" + digest)) return "";
    const auto begun = send("POST", base_ + "/blobs/uploads/", "", "");
    if (!begun || begun->status != 202) return problem("POST", begun);
    const auto location = net::resolve_url(base_, begun->headers.get("Location").value_or(""));
    if (!location) return "the registry named no upload location";
    const auto url = *location + (location->find('?') == std::string::npos ? "?" : "&") +
                     "digest=" + net::percent_encode(digest);
    const auto done = send("PUT", url, bytes, "application/octet-stream");
    return done && done->status == 201 ? "" : problem("PUT", done);
  }
  std::string manifest(const std::string& reference, const StoredManifest& what) {
    const auto done = send("PUT", base_ + "/manifests/" + reference, what.body, what.media_type);
    return done && done->status == 201 ? "" : problem("PUT", done);
  }

 private:
  Known<net::Response> send(const char* method, const std::string& url, const std::string& body,
                            const std::string& type) {
    net::Request request{.method = method, .url = url, .body = body, .system = "mirror"};
    if (!type.empty()) request.headers.add("Content-Type", type);
    return client_->perform_one(call_, request);
  }
  static std::string problem(const char* what, const Known<net::Response>& answer) {
    return fmt::format("mirror: {}: {}", what,
                       answer ? fmt::format("HTTP {}", answer->status)
                              : std::string(code_of(answer.error().reason)));
  }

  std::unique_ptr<net::Http> client_;
  Call call_;
  std::string base_;
};

}  // namespace

std::string mirror_image(System system, const BlobStore& store, const std::string& host,
                         const std::string& repository, const std::string& reference,
                         const std::stop_token& stop) {
  const auto manifest = store.manifest(repository, reference);
  const auto json = manifest ? net::parse_json(manifest->body) : Known<Json>(Json());
  if (!manifest || !json) return "";
  Pusher pusher(system, fmt::format("http://{}/v2/{}", host, repository), stop);
  std::vector<std::string> digests;
  if (const auto config = net::text_of(net::member(net::member(*json, "config"), "digest")))
    digests.push_back(*config);
  for (const auto& layer : net::member(*json, "layers"))
    if (const auto digest = net::text_of(net::member(layer, "digest"))) digests.push_back(*digest);
  for (const auto& digest : digests)
    if (const auto bytes = store.blob(repository, digest))
      if (auto why = pusher.blob(digest, *bytes); !why.empty()) return why;
  return pusher.manifest(reference, *manifest);
}

}  // namespace chatops::sandbox
