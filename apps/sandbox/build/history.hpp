// The past of the first world: commits by several people, builds, images, charts.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "build/image.hpp"
#include "charts/chart_store.hpp"
#include "git/repositories.hpp"
#include "world/world.hpp"

namespace chatops::sandbox {

/// Everything is the same at every first start of a day: times lie relative to the running
/// iteration's start. Of each component's versions most carry properties, some only labels, one
/// neither.
void seed_history(World& world, const Settings& settings, Repositories& repositories,
                  ImageMaker& images, ChartStore& charts, BlobStore& blobs);

}  // namespace chatops::sandbox
