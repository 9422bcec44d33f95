// What the product needs from inside a chart, packed or as a folder, read as Helm reads it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/known.hpp"
#include "core/artifact.hpp"

namespace chatops::registry {

/// Chart.yaml and values.yaml above this are refused, and charts of more files.
inline constexpr std::size_t largest_chart_text = 5U << 20U, most_chart_files = 20'000;

struct ChartFiles {
  core::ChartVersion version;  ///< of Chart.yaml
  std::string values;          ///< text of values.yaml; "" when there is none
};

/// Reads a .tgz, never unpacking it to disk, by the rules of Helm's loader: the first part of a
/// path is dropped, whatever it is; a path with a backslash is one of Windows; links are empty
/// files. chart_invalid (`why`, `piece` = the entry): what is no gzipped tar, paths that lead out,
/// a file at the top, no Chart.yaml or none that is right, too many files, more than 100 MB
/// unpacked, values.yaml above 5 MB.
Known<ChartFiles> read_package(const std::string& file);

/// Reads a folder that holds Chart.yaml. `digest` becomes "sha256:…" over names and contents of all
/// its files; links are followed. Errors: chart_not_found, chart_invalid.
Known<ChartFiles> read_folder(const std::string& folder);

/// Name, version and appVersion of a Chart.yaml; chart_invalid (`why`, `piece`) when it has no name
/// or no semantic version.
Known<core::ChartVersion> read_chart_yaml(std::string_view text);

}  // namespace chatops::registry
