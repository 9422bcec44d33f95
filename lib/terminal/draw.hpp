// The screen of a form: a pure function from its state to cells.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/output.hpp"
#include "terminal/frame.hpp"
#include "terminal/state.hpp"
#include "terminal/watch.hpp"

namespace chatops::terminal {

/// How a form looks here. Without colour there are marks and reverse video; `unicode` false: marks
/// are ASCII.
struct Theme {
  render::Language language = render::Language::en;
  Instant now{};  ///< ages are counted from here
  bool colour = false, unicode = true;
};

/// False where draw() has nothing to show but that there is no room.
bool has_room(Size size);
/// Any size: what has no room is left out, and where nothing has room one word says so.
Frame draw(const State& state, Size size, const Theme& theme);

}  // namespace chatops::terminal
