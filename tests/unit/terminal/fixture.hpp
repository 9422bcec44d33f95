// What this room's tests begin with: a form after some keys, and a moment.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "terminal/state.hpp"

namespace chatops::terminal::testing {

/// The form of a card after these keys.
inline State after(const card::Card& card, const std::vector<Key>& keys) {
  State state = begin(card);
  for (const Key& key : keys) state = step(std::move(state), key);
  return state;
}

/// When a deployment that is followed began.
inline const Instant began = *from_rfc3339("2026-11-24T10:00:00Z");

}  // namespace chatops::terminal::testing
