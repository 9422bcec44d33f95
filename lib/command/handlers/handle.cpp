// Picks the handler of a request.
// SPDX-License-Identifier: Apache-2.0
#include "command/handle.hpp"

#include "command/handlers/handlers.hpp"

namespace chatops::command {

Reply run(Context& context, const Request& request) {
  return std::visit([&](const auto& typed) { return handle(context, typed); }, request);
}

}  // namespace chatops::command
