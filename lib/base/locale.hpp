// What the locale says of the characters that a terminal here can show.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/system.hpp"

namespace chatops {

/// LC_ALL, LC_CTYPE, LANG, the first that is set, name a UTF-8 locale. None set: no.
bool utf8_locale(const Variables& variables);

}  // namespace chatops
