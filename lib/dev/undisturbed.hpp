// How everything in a cluster is changed here: read, decide, write under the condition that nothing
// came between, and anew where something did. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/known.hpp"

namespace chatops::dev {

/// Controllers write into what we change every few seconds, and others rarely.
inline constexpr int most_attempts = 8;

/// What `write` answers of what `read` answered: the first that is no object_changed, or the last.
/// An error of `read` ends it.
template <class Read, class Write>
auto until_undisturbed(const Read& read, const Write& write) -> decltype(write(*read())) {
  for (int attempt = 1;; ++attempt) {
    const auto there = read();
    if (!there) return tl::make_unexpected(there.error());
    auto done = write(*there);
    const bool again = !done && done.error().reason == Reason::object_changed;
    if (!again || attempt == most_attempts) return done;
  }
}

}  // namespace chatops::dev
