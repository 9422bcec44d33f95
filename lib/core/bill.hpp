// The bill of materials: what a selection resolves to. Equal hash = nothing to do.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/artifact.hpp"

namespace chatops::core {

struct BillLine {
  std::string component;
  ImageName image;
  std::string version, digest;
  // For people and for order; not part of the hash:
  Provenance from{};
  std::optional<Instant> built_at{}, pushed_at{};
  std::string sequence{};
  bool operator==(const BillLine&) const = default;
};

struct Bill {
  std::map<std::string, BillLine> lines;  ///< by component
  ChartVersion chart;                     ///< digest known
  std::string values_digest;  ///< sha256 of the canonical merged values that are delivered
  std::map<std::string, std::string> parameters;  ///< what the engine is started with, in its
                                                  ///< words, namespace and domain among them

  /// "sha256:…" over a canonical text of components, image names, versions, digests, chart, values
  /// and parameters.
  std::string hash() const;
  bool operator==(const Bill&) const = default;
};

}  // namespace chatops::core
