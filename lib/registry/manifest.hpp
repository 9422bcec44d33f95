// Manifests and indexes of the OCI and Docker formats, read as data.
// https://github.com/opencontainers/image-spec
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "core/ports.hpp"
#include "net/http.hpp"

namespace chatops::registry {

/// The Accept header that gets indexes and manifests as they are.
extern const std::string manifest_types;

struct Descriptor {
  std::string media_type, digest;
  std::string platform{};       ///< "" = not told
  std::string artifact_type{};  ///< "" = not told
  std::int64_t size = 0;
};

struct Manifest {
  std::string digest;                ///< of the bytes received
  std::vector<Descriptor> children;  ///< of an index, without attestations
  std::optional<Descriptor> config;  ///< of an image or a chart
  std::vector<Descriptor> layers;
  std::map<std::string, std::string> annotations;
  std::string media_type, artifact_type;  ///< "" = not told
  bool is_index() const { return !config; }
};

/// "" for a container image, or an index of some; else the media type that says what it is:
/// signatures, attestations, charts and caches lie in repositories of images too.
std::string other_kind(const Manifest& manifest);

/// Reads a manifest's answer. The digest is computed over the bytes; where the reference is a
/// digest, or the header Docker-Content-Digest tells one, they must agree: digest_mismatch
/// otherwise. A digest of an algorithm that is not known here is hash_unsupported.
Known<Manifest> read_manifest(const net::Response& answer, std::string_view reference);

/// The child to look into for labels: linux/amd64, else the first. Null when there is none.
const Descriptor* preferred(const Manifest& index);

/// Labels, creation and platform of an image's configuration blob, added to `facts`; labels already
/// there (annotations) win. Its digest must be `digest`; hash_unsupported where that cannot be
/// verified.
std::optional<Error> add_config(core::ImageFacts& facts, const net::Response& answer,
                                std::string_view digest);

}  // namespace chatops::registry
