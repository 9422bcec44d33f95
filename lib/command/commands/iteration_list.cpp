// `iteration list`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/iteration_list.hpp"

#include "command/run.hpp"
#include "core/codec.hpp"

namespace chatops::command {

using nlohmann::json;

void read(IterationListRequest&, const ParsedArgs&, const Around&) {}

Reply handle(Context& context, const IterationListRequest&) {
  Outcome outcome{.kind = "iterations", .body = {{"items", json::array()}}};
  for (const auto& iteration :
       value_or_throw(context.services.tracker(context.call).iterations(context.call))) {
    outcome.body["items"].push_back(json(iteration));
  }
  return outcome;
}

}  // namespace chatops::command
