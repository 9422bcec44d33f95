// What a tag's name alone says of what it stands for: a build, something that lies beside builds,
// or whatever was built last.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/artifact.hpp"
#include "core/version_pattern.hpp"

namespace chatops::core {

/// Tags of what is attached to images, in the repository of the images: cosign's "sha256-….sig",
/// ".att" and ".sbom", a source image's ".src", and the fallback tags of referrers, "sha256-…".
/// https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
/// https://github.com/opencontainers/distribution-spec, "Referrers Tag Schema"
bool is_attachment(std::string_view version);

/// Whether the version names one build. "latest", "stable" and a branch's own name move from build
/// to build. `branch` is the artifact's, or the one that is looked for; `pattern` may be null.
bool names_a_build(std::string_view version, const VersionPattern* pattern,
                   std::string_view branch);

/// Hex digits as a commit is written: 7 to 40 of them, a letter among them.
bool like_commit(std::string_view text);

}  // namespace chatops::core
