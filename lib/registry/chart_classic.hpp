// Classic chart repositories: an index.yaml and packages beside it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/application.hpp"
#include "registry/chart_cache.hpp"
#include "registry/chart_source.hpp"

namespace chatops::registry {

class ClassicCharts {
 public:
  ClassicCharts(net::Http& http, Hosts& hosts, const ChartCache& cache, const ChartOptions& options)
      : http_(http), hosts_(hosts), cache_(cache), options_(options) {}

  /// In the order of the index; see make_chart_source.
  Known<std::vector<core::ChartVersion>> versions(const Call& call, const core::Chart& chart);
  /// Downloads the package of `version` into `file`.
  Known<void> download(const Call& call, const core::Chart& chart,
                       const core::ChartVersion& version, const std::string& file);

 private:
  /// A GET with the credentials of the URL's own host, or of the repository's user info when it is
  /// the same host: never another's.
  Known<net::Request> request_to(const Call& call, const std::string& url,
                                 const std::string& repository, std::string what);
  Known<std::vector<core::ChartVersion>> accept_index(const core::Chart& chart,
                                                      const std::string& url,
                                                      const net::Answer& answer);

  net::Http& http_;
  Hosts& hosts_;
  const ChartCache& cache_;
  const ChartOptions& options_;
};

}  // namespace chatops::registry
