// Image references as people and manifests write them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/artifact.hpp"

namespace chatops::registry {

struct Reference {
  core::ImageName image;
  std::string tag;     ///< "" = none given
  std::string digest;  ///< "sha256:…"; "" = none given
};

/// "host[:port]/path[:tag][@digest]", also with "oci://" or "docker://" before it. A first part
/// that is no host (no dot, no colon, not "localhost") means Docker Hub, as everywhere. Nothing
/// when it breaks the grammar of the distribution specification.
std::optional<Reference> parse_reference(std::string_view text);

/// The host's one name: lower case, without the port that is its own anyway (443; 80 at loopback,
/// which is spoken to without TLS). Only "registry:443", of one word, keeps it: images are named
/// by it, and there "registry" is no host. Docker Hub has several names.
std::string identity_of(std::string_view host);
/// The repository path as the registry knows it: Docker Hub's official images are below library/.
std::string repository_of(const core::ImageName& image);
/// True for "sha256:" and 64 lower-case hex digits.
bool is_sha256_digest(std::string_view text);
/// True for "algorithm:encoded" as the image specification writes digests, of any algorithm.
bool is_digest(std::string_view text);
/// "sha512" of "sha512:…".
std::string_view algorithm_of(std::string_view digest);
/// True where the host is this machine: spoken to without TLS unless told otherwise.
bool is_loopback(std::string_view authority);

}  // namespace chatops::registry
