// See saying.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/saying.hpp"

#include "command/table/remarks.hpp"

namespace chatops::command {

core::Say say_in(const Context& context) {
  return [language = context.envelope.language](std::string_view code, const Args& args) {
    return table::remark_text(language, code, args.pairs());
  };
}

}  // namespace chatops::command
