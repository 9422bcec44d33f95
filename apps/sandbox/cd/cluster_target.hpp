// A real cluster: `helm template` and `kubectl apply`, as CODING does, or, by switch, `helm
// upgrade --install`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "cd/bake.hpp"
#include "cd/kubectl.hpp"
#include "world/world.hpp"

namespace chatops::sandbox {

/// HOST:PORT of the sandbox itself, and where nodes pull from: the setting, else the sandbox
/// itself.
std::string own_host_of(const Settings& settings);
std::string pull_host_of(const Settings& settings);

/// Nodes pull images of the team's registry from Settings::pull_host: the sandbox itself (then a
/// pull secret is put into the namespace) or a mirror that `mirror` fills.
class ClusterTarget final : public Target {
 public:
  /// Makes an image available at the pull host; "" or why it cannot be. Called before a manifest is
  /// applied.
  using Mirror = std::function<std::string(
      const std::string& repository, const std::string& reference, const std::stop_token& stop)>;
  ClusterTarget(World& world, const Settings& settings, const ChartStore& charts,
                Repositories& repositories, Mirror mirror);

  StageResult bake(const StageJob& job, const std::stop_token& stop) override;
  StageResult deploy(const StageJob& job, const std::stop_token& stop) override;
  StageResult remove(const StageJob& job, const std::stop_token& stop) override;

 private:
  using Done = tl::expected<void, std::string>;
  Done prepare_namespace(const std::string& name, const std::stop_token& stop);
  Done put_pull_secret(const std::string& name, const std::stop_token& stop);
  Done apply(const std::string& name, const std::string& manifest, const std::stop_token& stop);
  Done upgrade(const StageJob& job, const std::string& name, const std::string& manifest,
               const std::stop_token& stop);
  tl::expected<std::string, std::string> with_images(const StageJob& job,
                                                     const std::string& manifest,
                                                     const std::stop_token& stop);
  std::filesystem::path scratch(const StageJob& job) const;

  World& world_;
  const Settings& settings_;
  const ChartStore& charts_;
  Repositories& repositories_;
  Mirror mirror_;
  Kubectl kubectl_;
};

}  // namespace chatops::sandbox
