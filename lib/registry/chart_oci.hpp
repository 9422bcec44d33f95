// Charts in OCI registries: a manifest with a chart's configuration and one layer, the package.
// https://helm.sh/docs/topics/registries/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/application.hpp"
#include "registry/chart_cache.hpp"
#include "registry/chart_source.hpp"

namespace chatops::registry {

class OciCharts {
 public:
  OciCharts(Session& session, const ChartCache& cache, const ChartOptions& options)
      : session_(session), cache_(cache), options_(options) {}

  /// Tags that are semantic versions; Helm writes "+" as "_" in them.
  Known<std::vector<core::ChartVersion>> versions(const Call& call, const core::Chart& chart);

  struct Package {
    std::string manifest_digest, layer_digest;
  };
  /// What the version's digest, else its tag, leads to. chart_invalid where it is no chart.
  Known<Package> locate(const Call& call, const core::Chart& chart,
                        const core::ChartVersion& version);
  /// Downloads the package into `file`.
  Known<void> download(const Call& call, const core::Chart& chart, const Package& package,
                       const std::string& file);

 private:
  Session& session_;
  const ChartCache& cache_;
  const ChartOptions& options_;
};

}  // namespace chatops::registry
