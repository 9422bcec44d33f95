// What the product needs from inside a chart, packed or as a folder.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/known.hpp"
#include "core/artifact.hpp"

namespace chatops::registry {

struct ChartFiles {
  core::ChartVersion version;  ///< of Chart.yaml
  std::string values;          ///< text of values.yaml; "" when there is none
};

/// Reads a .tgz, never unpacking it to disk. chart_invalid (`what` = file, `why`) for what is no
/// chart: links, absolute paths or "..", more than one top folder, too many files, more than 100 MB
/// unpacked, values.yaml above 4 MB.
Known<ChartFiles> read_package(const std::string& file);

/// Reads a folder that holds Chart.yaml. `digest` becomes "sha256:…" over names and contents of all
/// its regular files. Errors: chart_not_found, chart_invalid.
Known<ChartFiles> read_folder(const std::string& folder);

}  // namespace chatops::registry
