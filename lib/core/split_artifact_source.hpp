// One artifact source out of two: images that lie at a host of artifacts are listed by it, all
// others by their registry.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "core/ports.hpp"

namespace chatops::core {

/// `at_first` says whether an image belongs to `first`. Both sources are asked in turn, on the
/// calling thread; answers stand in the order asked.
std::unique_ptr<ArtifactSource> split_artifact_source(
    std::unique_ptr<ArtifactSource> first, std::unique_ptr<ArtifactSource> second,
    std::function<bool(const ImageName&)> at_first);

}  // namespace chatops::core
