// The index of a classic chart repository, YAML or JSON, read for one chart only.
// https://helm.sh/docs/topics/chart_repository/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "core/artifact.hpp"

namespace chatops::registry {

/// The versions of `chart` in the index that lies at `url`: absolute package URLs, digests as
/// "sha256:…". An empty list: the index is one and has no such chart. Entries that Helm would skip
/// are skipped: null, without a semantic version, without a URL. Errors: chart_unreadable,
/// answer_odd (it is no index), answer_too_deep.
Known<std::vector<core::ChartVersion>> read_index(std::string_view text, std::string_view chart,
                                                  std::string_view url);

/// Name, version and appVersion of a Chart.yaml; chart_invalid when it has no name or version.
Known<core::ChartVersion> read_chart_yaml(std::string_view text);

}  // namespace chatops::registry
