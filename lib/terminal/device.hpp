// The terminal while a form, or a program elsewhere, has it to itself: raw keys, its size, a form's
// alternate screen; and the promise that it is as before on every way out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <termios.h>

#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/system.hpp"
#include "terminal/watch.hpp"

namespace chatops::terminal {

/// True when both descriptors are one person's terminal that can move its cursor: TERM is neither
/// empty nor "dumb".
bool can_draw(int input, int output, const Variables& variables);

/// Raw mode for as long as it lives, and for a form alternate screen and bracketed paste; at most
/// one at a time.
/// Given back by the destructor, by the signals that end a process (a crash included), by a second
/// Ctrl-C, and while the process is stopped. Nothing can be done about SIGKILL: `reset` in the
/// shell does it. Where main has not blocked them (base/signals.hpp), SIGINT, SIGTERM and SIGHUP
/// give the terminal back and end the process as they do by default.
class Device {
 public:
  enum class Mode {
    form,          ///< ours to draw on
    someone_elses  ///< a program elsewhere draws: bytes go both ways as they are
  };
  /// Throws Error{internal_error} when the input is no terminal.
  Device(int input, int output, Mode mode = Mode::form);
  Device(const Device&) = delete;
  Device& operator=(const Device&) = delete;
  ~Device();

  enum class Woken { input, timeout, resized, stopped, ended };
  struct Read {
    Woken why = Woken::timeout;
    std::string bytes;  ///< `input`
  };
  /// Waits for keys, at most so long (nothing = for ever). `resized`: the size may have changed, or
  /// the process was stopped and goes on, so that the whole screen is to be drawn. `ended`: the
  /// terminal has gone.
  Read read(std::optional<Millis> wait, const std::stop_token& stop);
  /// False when the terminal has gone.
  bool write(std::string_view bytes) const;
  Size size() const;
  /// As Ctrl-Z: gives the terminal back, stops the process group, and takes it again afterwards.
  void suspend();

 private:
  int input_, output_;
};

}  // namespace chatops::terminal
