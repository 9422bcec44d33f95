// The history of the first world: commits and branches, the builds that followed, their images and
// records, and the chart's packages.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "build/image.hpp"
#include "charts/chart_store.hpp"
#include "git/repositories.hpp"
#include "world/world.hpp"

namespace chatops::sandbox {

/// Fills repositories, registry, chart store and the world's heads, builds and versions for the
/// depots, jobs and packages that seed() made; called once, on the first start, before anything is
/// served. The depot `deploy` gets Settings::examples/classroom as its content, with the domain and
/// address of this sandbox written into chatops.yaml.
void seed_history(World& world, const Settings& settings, Repositories& repositories,
                  ImageMaker& images, ChartStore& charts);

}  // namespace chatops::sandbox
