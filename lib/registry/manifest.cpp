// Reading manifests.
// SPDX-License-Identifier: Apache-2.0
#include "registry/manifest.hpp"

#include <algorithm>

#include "crypto/crypto.hpp"
#include "net/json.hpp"
#include "registry/failure.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

using net::Json;

std::string platform_of(const Json& object) {
  const std::string os = net::text_in(object, "os");
  const std::string architecture = net::text_in(object, "architecture");
  if (os.empty() || architecture.empty()) return {};
  const std::string variant = net::text_in(object, "variant");
  return os + "/" + architecture + (variant.empty() ? "" : "/" + variant);
}

std::optional<Descriptor> descriptor_of(const Json& item) {
  Descriptor out{net::text_in(item, "mediaType"), net::text_in(item, "digest"),
                 platform_of(net::member(item, "platform")), "",
                 net::integer_of(net::member(item, "size")).value_or(0)};
  out.artifact_type = net::text_in(item, "artifactType");
  if (!is_digest(out.digest) || out.size < 0) return std::nullopt;
  return out;
}

void add_texts(std::map<std::string, std::string>& into, const Json& object) {
  if (!object.is_object()) return;
  for (const auto& [name, value] : object.items()) {
    if (auto words = net::text_of(value)) into.emplace(name, std::move(*words));
  }
}

}  // namespace

const std::string manifest_types =
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.docker.distribution.manifest.v2+json";

namespace {

/// The digest of the bytes, in the algorithm of `told`.
Known<std::string> verified(std::string_view bytes, std::string_view told, const std::string& url) {
  const auto hex = crypto::hex_digest(algorithm_of(told), bytes);
  if (!hex) {
    return failure(Reason::hash_unsupported,
                   {{"what", std::string(told)}, {"why", std::string(algorithm_of(told))}});
  }
  std::string real = std::string(algorithm_of(told)) + ":" + *hex;
  if (real == told) return real;
  return failure(Reason::digest_mismatch,
                 {{"what", std::string(told)}, {"where", url}, {"why", std::move(real)}});
}

bool about_images(std::string_view media_type) {
  return media_type.empty() || media_type == "application/octet-stream" ||
         media_type == "application/vnd.oci.image.config.v1+json" ||
         media_type == "application/vnd.docker.container.image.v1+json";
}

/// Caches of builders list layers where images list manifests.
bool a_manifest(std::string_view media_type) {
  return media_type.empty() || media_type.find("manifest") != std::string_view::npos ||
         media_type.find("image.index") != std::string_view::npos;
}

bool layer_of_image(const Descriptor& layer) {
  return layer.media_type.empty() || layer.media_type == "application/octet-stream" ||
         layer.media_type.starts_with("application/vnd.oci.image.layer.") ||
         layer.media_type.starts_with("application/vnd.docker.image.rootfs.");
}

}  // namespace

std::string other_kind(const Manifest& manifest) {
  if (!about_images(manifest.artifact_type)) return manifest.artifact_type;
  if (manifest.is_index()) return manifest.children.empty() ? manifest.media_type : "";
  if (!about_images(manifest.config->media_type)) return manifest.config->media_type;
  const auto& layers = manifest.layers;
  const bool some = layers.empty() || std::any_of(layers.begin(), layers.end(), layer_of_image);
  return some ? "" : layers.front().media_type;
}

Known<Manifest> read_manifest(const net::Response& answer, std::string_view reference) {
  Manifest out;
  out.digest = "sha256:" + crypto::sha256_hex(answer.body);
  if (is_digest(reference)) {
    auto digest = verified(answer.body, reference, answer.url);
    if (!digest) return unknown(std::move(digest).error());
    out.digest = std::move(*digest);
  }
  const auto told = answer.headers.get("Docker-Content-Digest");
  if (told && is_digest(*told) && crypto::hex_digest(algorithm_of(*told), "")) {
    auto digest = verified(answer.body, *told, answer.url);
    if (!digest) return unknown(std::move(digest).error());
    if (!is_digest(reference)) out.digest = std::move(*digest);
  }
  const auto body = net::parse_json(answer.body);
  if (!body) return unknown(odd("registry.manifest", answer.url, code_of(body.error().reason)));
  add_texts(out.annotations, net::member(*body, "annotations"));
  out.media_type = net::text_in(*body, "mediaType");
  if (out.media_type.empty()) out.media_type = answer.headers.get("Content-Type").value_or("");
  out.artifact_type = net::text_in(*body, "artifactType");
  const Json& children = net::member(*body, "manifests");
  if (children.is_array()) {
    for (const auto& item : children) {
      const auto child = descriptor_of(item);
      if (!child) return unknown(odd("registry.manifest", answer.url, "manifests"));
      // Attestations stand beside images, for a platform that does not exist.
      const bool image = child->platform != "unknown/unknown" &&
                         about_images(child->artifact_type) && a_manifest(child->media_type);
      if (image) out.children.push_back(*child);
    }
    return out;
  }
  out.config = descriptor_of(net::member(*body, "config"));
  const Json& layers = net::member(*body, "layers");
  if (!out.config || !layers.is_array()) {
    return unknown(odd("registry.manifest", answer.url, "config"));
  }
  for (const auto& item : layers) {
    const auto layer = descriptor_of(item);
    if (!layer) return unknown(odd("registry.manifest", answer.url, "layers"));
    out.layers.push_back(*layer);
  }
  return out;
}

const Descriptor* preferred(const Manifest& index) {
  for (const auto& child : index.children) {
    if (child.platform == "linux/amd64") return &child;
  }
  return index.children.empty() ? nullptr : &index.children.front();
}

std::optional<Error> add_config(core::ImageFacts& facts, const net::Response& answer,
                                std::string_view digest) {
  if (const auto real = verified(answer.body, digest, answer.url); !real) return real.error();
  const auto body = net::parse_json(answer.body);
  if (!body) return odd("registry.blob", answer.url, code_of(body.error().reason));
  if (!body->is_object()) return odd("registry.blob", answer.url, "config");
  add_texts(facts.labels, net::member(net::member(*body, "config"), "Labels"));
  if (const auto created = net::text_of(net::member(*body, "created"))) {
    facts.created_at = from_rfc3339(*created);
  }
  if (facts.platforms.empty()) {
    if (auto platform = platform_of(*body); !platform.empty()) facts.platforms.push_back(platform);
  }
  return std::nullopt;
}

}  // namespace chatops::registry
