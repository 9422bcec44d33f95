// The index of a classic chart repository, YAML or JSON, read for one chart only.
// https://helm.sh/docs/topics/chart_repository/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "core/artifact.hpp"

namespace chatops::registry {

/// One version as the index lists it.
struct IndexEntry {
  /// `digest` as "sha256:…" or ""; `url` as it may be shown (core/address.hpp). Where no address
  /// is usable: `url` as it is written, and no digest, so that nobody takes the version without
  /// asking for its package.
  core::ChartVersion version;
  std::string address;  ///< whole, with what is secret in it; "" = none that can be fetched from
  bool operator==(const IndexEntry&) const = default;
};

/// The versions of `chart` in the index that lies at `url` (http or https, with its query), in the
/// index's order. An empty list: the index is one and has no such chart. Skipped is what Helm
/// skips: null, and entries without a name or a semantic version. Errors: chart_unreadable (also
/// for a key given twice on the way to the chart, which Helm refuses too, and for what is no
/// index), answer_too_deep; `what` = the chart, `where` = the URL as it may be shown, `why`,
/// `piece`.
Known<std::vector<IndexEntry>> read_index(std::string_view text, std::string_view chart,
                                          std::string_view url);

/// The same of an index in a file of at most `cap` bytes: of a great one only the chart's part is
/// held, where that can be cut out (index_cut.hpp). chart_unreadable too where there is no reading
/// the file.
Known<std::vector<IndexEntry>> read_index_file(const std::string& path, std::size_t cap,
                                               const std::string& chart, std::string_view url);

/// The names of the charts in an index, as written and in its order; empty where it cannot be read
/// as one. For whoever asked for a chart that is not in it.
std::vector<std::string> charts_of_index(std::string_view text);
/// The same of an index in a file of at most `cap` bytes.
std::vector<std::string> charts_of_index_file(const std::string& path, std::size_t cap);

}  // namespace chatops::registry
