// Programs in the dev container, through an agent of their own: they outlive a broken connection,
// can be signalled, and end with whoever began them.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "core/streams.hpp"
#include "sync/stream.hpp"

namespace chatops::dev {

struct ProgramOrder {
  std::vector<std::vector<std::string>> programs;  ///< the first that the container has
  std::vector<std::pair<std::string, std::string>> environment;
  std::string folder;  ///< absolute
  std::optional<core::TerminalSize> terminal;
  bool logged = false;
  /// Where the program is begun anew after edits: waits for more of them than `seen`, and says how
  /// many there were. Asked from a thread of the program's own. Whatever the program has begun ends
  /// with it, so that the next one finds its ports free.
  std::function<Result<std::uint64_t>(const Call&, std::uint64_t seen)> edits;
};

/// `clock` and `random` outlive it. Where it is begun anew, the event is told on its errors; a
/// program that ended by itself is begun with the next edit, and Ctrl-C ends all.
std::unique_ptr<core::Exec> run_program(Clock& clock, Random& random, sync::Connect connect,
                                        ProgramOrder order);

}  // namespace chatops::dev
