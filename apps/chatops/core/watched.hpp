// A state that is shown whenever it changes: in place on a terminal, one after the other in a pipe.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/system.hpp"
#include "command/reply.hpp"
#include "render/output.hpp"
#include "terminal/canvas.hpp"
#include "terminal/watch.hpp"

namespace chatops {

/// On standard output. Used by one thread.
class Watched {
 public:
  /// `style` outlives this. `in_place`: standard output is a terminal that can.
  Watched(const Clock& clock, const render::Style& style, bool in_place)
      : clock_(clock), style_(style), in_place_(in_place) {}

  /// `document`: an outcome's (command::to_document).
  void show(const nlohmann::json& document);

 private:
  void redraw(const std::string& text, terminal::Size size);

  const Clock& clock_;
  const render::Style& style_;
  const bool in_place_;
  nlohmann::json last_;
  terminal::Canvas canvas_;
  terminal::Size size_;
};

}  // namespace chatops
