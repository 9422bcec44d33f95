// Registries as ports: what an image is now, and which versions it has.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/ports.hpp"
#include "registry/session.hpp"

namespace chatops::registry {

/// All tags of each repository: pages are followed by their Link, since order and size of a page
/// promise nothing. A registry that pages without Link is asked on from its last tag.
std::vector<Known<std::vector<std::string>>> list_tags(Session& session, const Call& call,
                                                       std::span<const core::ImageName> images);

/// `session` outlives them.
std::unique_ptr<core::Images> make_images(Session& session);
/// Tags as versions; a registry tells neither dates nor properties with them.
std::unique_ptr<core::ArtifactSource> make_artifact_source(Session& session);

}  // namespace chatops::registry
