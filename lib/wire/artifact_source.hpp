// One artifact source out of two: images that lie at CODING are listed by its artifacts, all others
// by their registry.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>

#include "core/ports.hpp"

namespace chatops::wire {

/// `at_first` says whether an image belongs to `first`. Both sources are asked in turn, on the
/// calling thread; answers stand in the order asked.
std::unique_ptr<core::ArtifactSource> split_artifact_source(
    std::unique_ptr<core::ArtifactSource> first, std::unique_ptr<core::ArtifactSource> second,
    std::function<bool(const core::ImageName&)> at_first);

/// Lists through one source and reads properties through another, so that the two may be asked at
/// the same time from different threads.
std::unique_ptr<core::ArtifactSource> listing_beside_properties(
    std::unique_ptr<core::ArtifactSource> listing,
    std::unique_ptr<core::ArtifactSource> properties);

}  // namespace chatops::wire
