// Classic chart repositories: an index.yaml and packages beside it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/expiring.hpp"
#include "core/application.hpp"
#include "registry/chart_cache.hpp"
#include "registry/chart_source.hpp"
#include "registry/helm_index.hpp"

namespace chatops::registry {

/// Thread-safe.
class ClassicCharts {
 public:
  ClassicCharts(System system, net::Http& http, Hosts& hosts, const ChartCache& cache,
                const ChartOptions& options)
      : system_(system),
        http_(http),
        hosts_(hosts),
        cache_(cache),
        options_(options),
        read_(system.clock, remembered) {}

  /// In the order of the index; see make_chart_source.
  Known<std::vector<core::ChartVersion>> versions(const Call& call, const core::Chart& chart);
  /// The listed version and its whole address, http(s) or oci. A version that does not say where it
  /// is, or hides a part of it, is looked up in the index. chart_not_found,
  /// chart_address_unusable (`why` = no_address | address_kind) and what versions() may say.
  Known<IndexEntry> locate(const Call& call, const core::Chart& chart,
                           const core::ChartVersion& version);
  /// Downloads the package from an http(s) address into `file`.
  Result<void> download(const Call& call, const core::Chart& chart, const IndexEntry& entry,
                        const std::string& file);

 private:
  /// A GET with the credentials of the URL's own host, of the URL itself, or of the repository's
  /// user info when it is the same host: never another's, and none without TLS for a repository
  /// that has it.
  Known<net::Request> request_to(const Call& call, const std::string& url,
                                 const std::string& repository, std::string what);
  /// What an answer that is no success comes to; a refusal by what the request carried.
  Error refusal(const Call& call, const net::Request& request, const net::Response& answer,
                const std::string& url);
  Known<std::vector<IndexEntry>> entries(const Call& call, const core::Chart& chart);
  /// Where an index is put while it is read; "" = nowhere, then it stays in memory.
  std::string part_file() const;
  /// `file` holds the index; "" = the answer does.
  Known<std::vector<IndexEntry>> accept_index(const core::Chart& chart, const std::string& url,
                                              const net::Response& answer, const std::string& file);

  System system_;
  net::Http& http_;
  Hosts& hosts_;
  const ChartCache& cache_;
  const ChartOptions& options_;
  /// Index and chart to what was read of it lately: addresses with their secrets are kept nowhere
  /// else.
  Expiring<std::string, std::vector<IndexEntry>> read_;
};

}  // namespace chatops::registry
