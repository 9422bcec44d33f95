// What a deployment is started with, as text in its row, so that any process can start it and a
// rollback can deliver the same again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/chart_settings.hpp"
#include "core/engine.hpp"

namespace chatops::workflow {

struct Payload {
  core::Order order;
  core::ChartSettings settings;  ///< what the engine itself sets in the chart's values
};

/// Canonical: equal payloads, equal text.
std::string payload_text(const Payload& payload);
/// Reads rows of before orders were neutral, too: what was CODING's in them is handed to its engine
/// as it stands. Throws state_damaged, `what` = the member.
Payload read_payload(const std::string& text);

}  // namespace chatops::workflow
