// What goes on for a while with something that runs elsewhere: a program, and the console of the
// person that it is joined with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/call.hpp"
#include "base/known.hpp"

namespace chatops::core {

struct TerminalSize {
  int columns = 80, rows = 24;
  bool operator==(const TerminalSize&) const = default;
};

struct ExecEvent {
  enum class Type { output, errors, ended };
  Type type = Type::output;
  std::string bytes;  ///< of output or errors; may be cut anywhere
  int code = 0;       ///< of `ended`: the exit code
};

/// A program that runs in a container. next() is called by one thread; everything else by any.
/// The connection is closed when it goes; the program may then run on, as with kubectl.
/// Kubernetes itself may lose the last of the output when the program ends
/// (kubernetes#124571): who must have all of it has the program wait for a word from us.
class Exec {
 public:
  virtual ~Exec() = default;
  /// Waits for the next event. After `ended` there is none. Errors: answer_cut when the connection
  /// ended and nobody said how the program did; refused when it could not be started (`why`);
  /// deadline_passed, after which it may be called again. Throws Interrupted when stopped.
  virtual Known<ExecEvent> next(const Call& call) = 0;
  /// Gives bytes to its standard input; waits while it takes none. Errors as above.
  virtual Result<void> write(const Call& call, std::string_view bytes) = 0;
  /// Ends its standard input. `refused` before Kubernetes 1.30, where nothing but closing the whole
  /// connection can.
  virtual Result<void> close_input(const Call& call) = 0;
  virtual Result<void> resize(const Call& call, TerminalSize size) = 0;
};

/// Where the person is whom a program is joined with. Used by one thread.
class Console {
 public:
  virtual ~Console() = default;
  /// Of the terminal that is both input and output; nothing where either is none.
  virtual std::optional<TerminalSize> terminal() = 0;
  /// Joins the program with input, output and errors until it ends; its exit code. Keys go to a
  /// program with a terminal as they are, Ctrl-C too. Errors as Exec::next; throws Interrupted.
  virtual Known<int> attend(const Call& call, Exec& program, bool with_terminal) = 0;
};

}  // namespace chatops::core
