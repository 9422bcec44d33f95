// How a person at the terminal learns what becomes of a deployment: a living block where the
// terminal can show one, lines elsewhere, and a bell or a notice at the end for who looks away.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/system.hpp"
#include "command/reply.hpp"
#include "render/output.hpp"
#include "state_line.hpp"
#include "watched.hpp"

namespace chatops {

enum class Notice { none, bell, desktop };
/// `given`: --notify; else CHATOPS_NOTIFY. Throws usage_bad_value.
Notice notice_of(const std::string& given, const Variables& variables);

class ProgressListener final : public command::Listener {
 public:
  struct How {
    bool block = false;  ///< where the terminal can show one
    Notice notice = Notice::none;
  };
  /// `style` outlives this.
  ProgressListener(const System& system, const render::Style& style, How how);

  void on_event(const command::Event& event) override;
  /// Before anything else is printed: the block becomes plain lines, and the one who wished it is
  /// told that the following is over. Nothing is told of a following that the person ended.
  void settle(bool tell);
  /// A deployment was recorded, and nobody has started it so far.
  bool waits_to_start() const { return waits_to_start_; }

 private:
  void tell_by_desktop(const std::string& text) const;

  const System& system_;
  const render::Style& style_;
  How how_;
  std::unique_ptr<command::Listener> screen_;
  std::optional<StateLine> state_line_;
  Watched watched_;
  bool followed_ = false, waits_to_start_ = false;
  std::string environment_, status_;
};

}  // namespace chatops
