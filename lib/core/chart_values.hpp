// A chart's own values.yaml, as Helm reads it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.hpp"

namespace chatops::core {

struct ChartValues {
  nlohmann::json tree = nlohmann::json::object();
  std::vector<Error> remarks;  ///< chart_key_twice, each with its place; no reason to refuse it
};

}  // namespace chatops::core
