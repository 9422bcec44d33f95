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
  std::string media_type, digest, platform;  ///< platform "" = not told
  std::int64_t size = 0;
};

struct Manifest {
  std::string digest;                ///< of the bytes received
  std::vector<Descriptor> children;  ///< of an index, without attestations
  std::optional<Descriptor> config;  ///< of an image or a chart
  std::vector<Descriptor> layers;
  std::map<std::string, std::string> annotations;
  bool is_index() const { return !config; }
};

/// Reads a manifest's answer. The digest is computed over the bytes; where the reference is a
/// digest, or the header Docker-Content-Digest tells one, they must agree: digest_mismatch
/// otherwise.
Known<Manifest> read_manifest(const net::Answer& answer, std::string_view reference);

/// The child to look into for labels: linux/amd64, else the first. Null when there is none.
const Descriptor* preferred(const Manifest& index);

/// Labels, creation and platform of an image's configuration blob, added to `facts`; labels already
/// there (annotations) win. Its digest must be `digest`.
std::optional<Error> add_config(core::ImageFacts& facts, const net::Answer& answer,
                                std::string_view digest);

}  // namespace chatops::registry
