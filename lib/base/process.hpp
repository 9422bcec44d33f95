// Starts programs: argument vectors only, never a shell, output capped, deadline kept, interrupted
// cleanly.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
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

class Spawner {
 public:
  virtual ~Spawner() = default;
  /// Runs to the end. Unknown programs: program_missing; deadline: the group is killed and
  /// deadline_passed returned; stop: the group is killed and Interrupted thrown. Blocks the calling
  /// thread.
  virtual Result<Finished> run(const Call& call, const Command& command) = 0;
};

class SystemSpawner final : public Spawner {
 public:
  Result<Finished> run(const Call& call, const Command& command) override;
};

}  // namespace chatops
