// What a deployment is started with, as text in its row, so that any process can start it and a
// rollback can deliver the same again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/chart_settings.hpp"
#include "core/environment.hpp"
#include "core/ports.hpp"

namespace chatops::workflow {

struct Payload {
  core::StartOrder order;
  nlohmann::json values = nlohmann::json::object();  ///< merged, as delivered
  bool one_at_a_time = true;  ///< the pipeline runs one execution and drops older waiting ones
  std::vector<std::string> expected;  ///< names of the artifacts the pipeline matches
  core::ChartSettings settings;       ///< what the pipeline itself sets in the chart's values
};

/// Canonical: equal payloads, equal text.
std::string payload_text(const Payload& payload);
/// Throws state_damaged, `what` = the member.
Payload read_payload(const std::string& text);

}  // namespace chatops::workflow
