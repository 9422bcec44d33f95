// Something kept, to be found again or missed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/store.hpp"

namespace chatops::test {

inline void note(core::Store& store, const std::string& key, const std::string& value) {
  store.write([&](core::Tx& tx) { tx.settings().put("test", key, value); });
}

}  // namespace chatops::test
