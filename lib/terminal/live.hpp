// The living block: a deployment's stages on a terminal, redrawn in place while somebody waits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/system.hpp"
#include "terminal/canvas.hpp"
#include "terminal/cursor.hpp"
#include "terminal/watch.hpp"

namespace chatops::terminal {

/// Events and moments in, bytes for the terminal out. Not thread-safe; writes nothing itself.
class Block {
 public:
  Block(const render::Style& style, bool unicode) : style_(style), unicode_(unicode) {}

  /// An event: what is not part of the picture becomes a line above it.
  std::string event(const command::Event& event, Instant now, Size size);
  /// The picture of this moment. `went_on`: the process had been stopped meanwhile.
  std::string tick(Instant now, Size size, bool went_on);
  /// The last picture, which stays as plain lines.
  std::string end(Instant now);
  bool open() const { return open_; }

 private:
  std::string redraw(Instant now, Size size);

  const render::Style& style_;
  bool unicode_, open_ = false;
  unsigned frame_ = 0;
  Watched state_;
  Canvas canvas_;
  Size size_;
};

/// Whether a terminal can show the block: it is one, moves its cursor, and has room for two lines.
bool can_live(int descriptor, const Variables& variables);
/// Of the terminal at the descriptor; 80 by 24 when it does not say.
Size size_of(int descriptor);

/// Shows the block on the terminal at `descriptor` from the event `following` until settle().
/// Events come on one thread, time passes on another that lives as long as the block.
class Live final : public command::Listener {
 public:
  Live(const Clock& clock, const render::Style& style, bool unicode, int descriptor)
      : clock_(clock), style_(style), block_(style_, unicode), descriptor_(descriptor) {}
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;
  ~Live() override { settle(); }

  void on_event(const command::Event& event) override;
  /// The block becomes plain lines and the terminal is as it was. Does nothing without a block.
  void settle();

 private:
  void run(const std::stop_token& stop);
  void write(std::string_view bytes) const;

  const Clock& clock_;
  render::Style style_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  Block block_;
  std::optional<HiddenCursor> cursor_;
  int descriptor_;
  std::jthread thread_;
};

}  // namespace chatops::terminal
