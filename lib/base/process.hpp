// Starts programs: argument vectors only, never a shell, output capped, deadline kept, interrupted
// cleanly.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"

namespace chatops {

struct Command {
  std::vector<std::string> argv;  ///< argv[0] is looked up in PATH when it has no slash
  std::string input;              ///< written to its standard input, then closed
  std::string directory;          ///< "" = ours
  std::map<std::string, std::string> extra_environment;  ///< added to ours
  std::size_t output_cap =
      16U << 20U;  ///< bytes of stdout, and separately of stderr; more is answer_too_large
};

struct Finished {
  int code = 0;        ///< exit code, or 128 + signal
  std::string output;  ///< stdout
  std::string errors;  ///< stderr
};

/// A program that was launched to outlive us, as whoever asks finds it.
enum class LaunchState {
  running,
  ended,
  lost  ///< it runs no more, and nobody saw how it ended: the machine went down, or its keeper did
};
struct Launched {
  LaunchState state = LaunchState::running;
  int code = 0;  ///< of one that ended: its exit code, or 128 + signal
};

/// The file that a program of that name is, as PATH leads there ("" = no such variable); a name
/// with a slash is one already. "" = there is none.
std::string found_in_path(const std::string& name, std::string_view path);

class Spawner {
 public:
  virtual ~Spawner() = default;
  /// Runs to the end. Unknown programs: program_missing; deadline: the group is killed and
  /// deadline_passed returned; stop: the group is killed and Interrupted thrown. Blocks the calling
  /// thread.
  virtual Result<Finished> run(const Call& call, const Command& command) = 0;
  /// Runs a program that has the terminal to itself, such as an editor, and answers its exit code:
  /// it inherits our standard streams, is the foreground of their terminal (Ctrl-C is its own
  /// business), can be suspended together with us, and the terminal is as before when it ends. A
  /// stop reaches it as SIGHUP; Interrupted is thrown once it has ended. `input` and the caps mean
  /// nothing here. program_missing, spawn_failed.
  virtual Result<int> attend(const Call& call, const Command& command);

  /// Starts a program that goes on when we end, however we end. The folder, which is made, is its
  /// name: any process of this machine can poll and end it by that, now or later. Its standard
  /// output and errors are the files `output` and `errors` there, without a cap. Returns once the
  /// program runs. file_exists: something was launched into this folder before, successfully or
  /// not, and nothing is started. program_missing, spawn_failed, file_unwritable: nothing runs.
  virtual Result<void> launch(const Command& command, const std::string& folder);
  /// file_unreadable: nothing was launched into this folder.
  virtual Result<Launched> poll(const std::string& folder);
  /// As poll(), when the program runs no more. deadline_passed; throws Interrupted when stopped.
  virtual Result<Launched> await_end(const Call& call, const std::string& folder);
  /// Asks the program and its children to end (SIGTERM), or ends them (SIGKILL); does not wait for
  /// it. One that runs no more is fine. Errors as poll().
  virtual Result<void> end(const std::string& folder, bool by_force);
};

class SystemSpawner final : public Spawner {
 public:
  Result<Finished> run(const Call& call, const Command& command) override;
  Result<int> attend(const Call& call, const Command& command) override;
  Result<void> launch(const Command& command, const std::string& folder) override;
  Result<Launched> poll(const std::string& folder) override;
  Result<Launched> await_end(const Call& call, const std::string& folder) override;
  Result<void> end(const std::string& folder, bool by_force) override;
};

}  // namespace chatops
