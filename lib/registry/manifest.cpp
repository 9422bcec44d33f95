// Reading manifests.
// SPDX-License-Identifier: Apache-2.0
#include "registry/manifest.hpp"

#include "crypto/crypto.hpp"
#include "net/json.hpp"
#include "registry/failure.hpp"
#include "registry/reference.hpp"

namespace chatops::registry {

namespace {

using net::Json;

std::string text(const Json& object, std::string_view name) {
  return net::text_of(net::member(object, name)).value_or("");
}

std::string platform_of(const Json& object) {
  const std::string os = text(object, "os");
  const std::string architecture = text(object, "architecture");
  if (os.empty() || architecture.empty()) return {};
  const std::string variant = text(object, "variant");
  return os + "/" + architecture + (variant.empty() ? "" : "/" + variant);
}

std::optional<Descriptor> descriptor_of(const Json& item) {
  Descriptor out{text(item, "mediaType"), text(item, "digest"),
                 platform_of(net::member(item, "platform")),
                 net::integer_of(net::member(item, "size")).value_or(0)};
  if (!is_sha256_digest(out.digest) || out.size < 0) return std::nullopt;
  return out;
}

void add_texts(std::map<std::string, std::string>& into, const Json& object) {
  if (!object.is_object()) return;
  for (const auto& [name, value] : object.items()) {
    if (auto words = net::text_of(value)) into.emplace(name, std::move(*words));
  }
}

Error mismatch(const net::Answer& answer, std::string_view told, std::string_view real) {
  return Error(Reason::digest_mismatch,
               {{"what", std::string(told)}, {"where", answer.url}, {"why", std::string(real)}});
}

}  // namespace

const std::string manifest_types =
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, "
    "application/vnd.docker.distribution.manifest.v2+json";

Known<Manifest> read_manifest(const net::Answer& answer, std::string_view reference) {
  Manifest out;
  out.digest = "sha256:" + crypto::sha256_hex(answer.body);
  if (is_sha256_digest(reference) && out.digest != reference) {
    return unknown(mismatch(answer, reference, out.digest));
  }
  const auto told = answer.headers.get("Docker-Content-Digest");
  if (told && is_sha256_digest(*told) && out.digest != *told) {
    return unknown(mismatch(answer, *told, out.digest));
  }
  const auto body = net::parse_json(answer.body);
  if (!body) return unknown(odd("registry.manifest", answer.url, code_of(body.error().reason)));
  add_texts(out.annotations, net::member(*body, "annotations"));
  const Json& children = net::member(*body, "manifests");
  if (children.is_array()) {
    for (const auto& item : children) {
      const auto child = descriptor_of(item);
      if (!child) return unknown(odd("registry.manifest", answer.url, "manifests"));
      // Attestations stand beside images, for a platform that does not exist.
      if (child->platform != "unknown/unknown") out.children.push_back(*child);
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

std::optional<Error> add_config(core::ImageFacts& facts, const net::Answer& answer,
                                std::string_view digest) {
  const std::string real = "sha256:" + crypto::sha256_hex(answer.body);
  if (real != digest) return mismatch(answer, digest, real);
  const auto body = net::parse_json(answer.body);
  if (!body) return odd("registry.blob", answer.url, code_of(body.error().reason));
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
