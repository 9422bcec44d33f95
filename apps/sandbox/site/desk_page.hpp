// The desk as HTML: forms without a script, light and dark.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hooks/sender.hpp"
#include "world/model.hpp"

namespace chatops::sandbox {

struct DeskView {
  const std::string& word;    ///< goes into every form
  const std::string& notice;  ///< "" = none
  const std::vector<hooks::LogEntry>& deliveries;
};

std::string desk_html(const Model& model, const DeskView& view);

}  // namespace chatops::sandbox
