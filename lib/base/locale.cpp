// Reads the variables as setlocale would; see locale.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "base/locale.hpp"

#include "base/text.hpp"

namespace chatops {

bool utf8_locale(const Variables& variables) {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const auto value = variables.get(name);
    if (!value) continue;
    const std::string lower = to_lower(*value);
    return lower.find("utf-8") != std::string::npos || lower.find("utf8") != std::string::npos;
  }
  return false;
}

}  // namespace chatops
