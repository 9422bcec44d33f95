// Environments without a cluster: the sandbox keeps which version runs where, and rolls out at a
// believable pace.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cd/bake.hpp"
#include "registry/blob_store.hpp"
#include "world/world.hpp"

namespace chatops::sandbox {

/// Nothing is rendered; but a chart that is not there, values that do not parse, an image that
/// cannot be pulled and a container that crashes fail here as they would on a cluster.
class KeptTarget final : public Target {
 public:
  KeptTarget(World& world, const Settings& settings, const BlobStore& images,
             const ChartStore& charts, Repositories& repositories)
      : world_(world),
        settings_(settings),
        images_(images),
        charts_(charts),
        repositories_(repositories) {}

  StageResult bake(const StageJob& job, const std::stop_token& stop) override;
  StageResult deploy(const StageJob& job, const std::stop_token& stop) override;
  StageResult remove(const StageJob& job, const std::stop_token& stop) override;

 private:
  bool pause(std::int64_t milliseconds, const std::stop_token& stop);
  struct Candidate;
  tl::expected<Candidate, std::string> candidate(const Json& image) const;
  void put(const StageJob& job, const std::string& name, const Running& running);

  World& world_;
  const Settings& settings_;
  const BlobStore& images_;
  const ChartStore& charts_;
  Repositories& repositories_;
};

}  // namespace chatops::sandbox
