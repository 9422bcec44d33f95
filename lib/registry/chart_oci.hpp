// Charts in OCI registries: a manifest with a chart's configuration and one layer, the package.
// https://helm.sh/docs/topics/registries/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/application.hpp"
#include "core/artifact.hpp"
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
    core::ImageName image;
  };
  /// What the version's digest, else its tag, leads to. chart_invalid where it is no chart.
  Known<Package> locate(const Call& call, const core::Chart& chart,
                        const core::ChartVersion& version);
  /// The same for an "oci://…" address that an index writes; without tag and digest it is the
  /// version's.
  Known<Package> locate(const Call& call, const std::string& address,
                        const core::ChartVersion& version);
  /// Downloads the package into `file`.
  Result<void> download(const Call& call, const Package& package, const std::string& file);

 private:
  Known<Package> locate(const Call& call, const core::ImageName& image,
                        const std::string& reference, const std::string& name);

  Session& session_;
  const ChartCache& cache_;
  const ChartOptions& options_;
};

}  // namespace chatops::registry
