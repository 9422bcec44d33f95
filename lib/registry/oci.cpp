// Images and their versions in OCI registries.
// SPDX-License-Identifier: Apache-2.0
#include "registry/oci.hpp"

#include <numeric>

#include "registry/failure.hpp"
#include "registry/manifest.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

constexpr std::size_t largest_config = 8U << 20U;

Fetch manifest_fetch(const core::ImageName& image, const std::string& reference) {
  const std::string repository = repository_of(image);
  return {.host = image.host,
          .repository = repository,
          .path = "/v2/" + repository + "/manifests/" + reference,
          .accept = manifest_types,
          .sink_file = {},
          .what = "registry.manifest"};
}

Fetch config_fetch(const core::ImageName& image, const std::string& digest) {
  const std::string repository = repository_of(image);
  return {.host = image.host,
          .repository = repository,
          .path = "/v2/" + repository + "/blobs/" + digest,
          .accept = {},
          .cap = largest_config,
          .sink_file = {},
          .what = "registry.blob"};
}

std::int64_t size_of(const Manifest& manifest) {
  return std::accumulate(
      manifest.layers.begin(), manifest.layers.end(), manifest.config ? manifest.config->size : 0,
      [](std::int64_t sum, const Descriptor& layer) { return sum + layer.size; });
}

/// What is wrong with one image, in words that do not blame the registry. `came`: its bytes did; an
/// answer that is odd before (a challenge that nobody knows, a page of a proxy) is not the image's.
Error of_image(Error error, const core::ImageQuery& query, std::string_view part, bool came) {
  const bool large = part == "config" && error.reason == Reason::answer_too_large;
  const bool odd = large || (came && error.reason == Reason::answer_odd);
  const bool gone = part == "config" && error.reason == Reason::outside_not_found;
  if (!odd && !gone) return error;
  const bool digest = query.reference.find(':') != std::string::npos;
  std::string why(part);
  if (const auto told = error.args.get("why"); !told.empty() && told != why)
    why += ": " + std::string(told);
  return Error(Reason::image_unreadable,
               {{"what", query.image.text() + (digest ? "@" : ":") + query.reference},
                {"why", std::move(why)}});
}

/// Whether only labels and time are lost, and neither trust nor connection.
bool of_this_image(const Error& error) {
  return error.reason == Reason::image_unreadable || error.reason == Reason::digest_mismatch ||
         error.reason == Reason::hash_unsupported;
}

/// One query on its way: manifest, for an index its child, then the configuration blob.
struct Inquiry {
  const core::ImageQuery* query = nullptr;
  core::ImageFacts facts;
  std::string child;   ///< digest of the child manifest to read next
  std::string config;  ///< digest of the configuration blob to read next
  std::optional<Error> failed;

  bool open() const { return !failed && !facts.unread; }
  void fail(Error error, std::string_view part, bool top, bool came) {
    error = of_image(std::move(error), *query, part, came);
    (!top && of_this_image(error) ? facts.unread : failed) = std::move(error);
  }
  void take_manifest(const Known<net::Response>& answer, const std::string& reference, bool top) {
    auto manifest = answer ? read_manifest(*answer, reference) : unknown(answer.error());
    if (!manifest)
      return fail(std::move(manifest).error(), top ? "manifest" : "child", top, answer.has_value());
    if (top) facts.digest = manifest->digest;
    facts.labels.merge(manifest->annotations);
    if (facts.other_kind.empty()) facts.other_kind = other_kind(*manifest);
    child.clear();
    if (!manifest->is_index()) {
      facts.size = size_of(*manifest);
      if (query->labels && facts.other_kind.empty()) config = manifest->config->digest;
      return;
    }
    for (const auto& one : manifest->children) {
      if (!one.platform.empty()) facts.platforms.push_back(one.platform);
    }
    const Descriptor* inner = preferred(*manifest);
    if (query->labels && top && inner != nullptr) child = inner->digest;
  }
  void take_config(const Known<net::Response>& answer, const std::string& digest) {
    auto error = answer ? add_config(facts, *answer, digest) : answer.error();
    if (error) fail(std::move(*error), "config", false, answer.has_value());
  }
};

class RegistryImages final : public core::Images {
 public:
  explicit RegistryImages(Session& session) : session_(session) {}

  std::vector<Known<core::ImageFacts>> facts(const Call& call,
                                             std::span<const core::ImageQuery> queries) override {
    std::vector<Inquiry> inquiries(queries.size());
    for (std::size_t i = 0; i < queries.size(); ++i) inquiries[i].query = &queries[i];
    round(
        call, inquiries, [](const Inquiry& i) { return i.query->reference; },
        [](const core::ImageName& image, const std::string& r) { return manifest_fetch(image, r); },
        [](Inquiry& i, const auto& answer, const std::string& r) {
          i.take_manifest(answer, r, true);
        });
    round(
        call, inquiries, [](const Inquiry& i) { return i.child; },
        [](const core::ImageName& image, const std::string& r) { return manifest_fetch(image, r); },
        [](Inquiry& i, const auto& answer, const std::string& r) {
          i.take_manifest(answer, r, false);
        });
    round(
        call, inquiries, [](const Inquiry& i) { return i.config; },
        [](const core::ImageName& image, const std::string& d) { return config_fetch(image, d); },
        [](Inquiry& i, const auto& answer, const std::string& d) { i.take_config(answer, d); });
    std::vector<Known<core::ImageFacts>> results;
    for (auto& inquiry : inquiries) {
      if (inquiry.failed) {
        results.emplace_back(unknown(std::move(*inquiry.failed)));
      } else {
        results.emplace_back(std::move(inquiry.facts));
      }
    }
    return results;
  }

 private:
  /// Fetches what `wanted` names ("" = nothing) for all inquiries that have not failed.
  template <class Wanted, class Make, class Take>
  void round(const Call& call, std::vector<Inquiry>& inquiries, Wanted wanted, Make make,
             Take take) {
    std::vector<Fetch> fetches;
    std::vector<Inquiry*> owners;
    for (auto& inquiry : inquiries) {
      const std::string reference = wanted(inquiry);
      if (!inquiry.open() || reference.empty()) continue;
      fetches.push_back(make(inquiry.query->image, reference));
      owners.push_back(&inquiry);
    }
    if (fetches.empty()) return;
    const auto answers = session_.fetch_all(call, fetches);
    for (std::size_t i = 0; i < owners.size(); ++i) {
      const std::string reference = wanted(*owners[i]);
      take(*owners[i], answers[i], reference);
    }
  }

  Session& session_;
};

class RegistryArtifacts final : public core::ArtifactSource {
 public:
  explicit RegistryArtifacts(Session& session) : session_(session) {}

  std::vector<Known<std::vector<core::Artifact>>> versions(
      const Call& call, std::span<const core::ImageName> images) override {
    const auto lists = list_tags(session_, call, images);
    std::vector<Known<std::vector<core::Artifact>>> results;
    for (std::size_t i = 0; i < lists.size(); ++i) {
      if (!lists[i]) {
        results.emplace_back(unknown(lists[i].error()));
        continue;
      }
      std::vector<core::Artifact> artifacts;
      for (const auto& tag : *lists[i]) {
        core::Artifact artifact;
        artifact.image = images[i];
        artifact.version = tag;
        artifacts.push_back(std::move(artifact));
      }
      results.emplace_back(std::move(artifacts));
    }
    return results;
  }

  std::vector<Known<core::Artifact>> properties(
      const Call&, std::span<const core::Artifact> artifacts) override {
    return {artifacts.begin(), artifacts.end()};
  }

 private:
  Session& session_;
};

}  // namespace

std::unique_ptr<core::Images> make_images(Session& session) {
  return std::make_unique<RegistryImages>(session);
}

std::unique_ptr<core::ArtifactSource> make_artifact_source(Session& session) {
  return std::make_unique<RegistryArtifacts>(session);
}

}  // namespace chatops::registry
