// `config edit`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/config_edit.hpp"

namespace chatops::command {

/// What the person did: `text` from the editor, `base` = the text that it was opened with, `keep` =
/// in spite of its mistakes.
struct ConfigEditRequest {
  static constexpr const table::Command& row = table::config_edit_row;

  bool user = false;  ///< the user's own file, else the application's
  bool edited = false, keep = false;
  std::string text, base;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(ConfigEditRequest, user, edited, keep, text, base)

template <>
struct RequestOf<table::config_edit_row> {
  using type = ConfigEditRequest;
};

void read(ConfigEditRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const ConfigEditRequest& request);
void take(ConfigEditRequest& request, const Need& need, Given given);

}  // namespace chatops::command
