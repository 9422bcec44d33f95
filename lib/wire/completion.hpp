// Keeps the completion cache of a place: written whole in the background, and brought up to date by
// commands that change environments. command/table/cache.hpp tells its form.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/call.hpp"
#include "base/system.hpp"
#include "wire/configuration.hpp"
#include "wire/wire.hpp"

namespace chatops::wire {

/// Writes what the state holds at once, then what the outside says; what cannot be read stays as it
/// was. False when the cache could not be written. Throws nothing but Interrupted.
bool refresh_completion(const Call& call, const System& system, const Options& options);

/// At its end, whatever became of the command: writes what the state holds now into the cache of
/// this place, and marks those of other places as stale. Does nothing where completion was never
/// used, or the command came to nothing before it had a state.
class CompletionUpkeep {
 public:
  /// All outlive the object.
  CompletionUpkeep(const System& system, const Options& options, Wire& wire)
      : system_(system), options_(options), wire_(wire) {}
  CompletionUpkeep(const CompletionUpkeep&) = delete;
  CompletionUpkeep& operator=(const CompletionUpkeep&) = delete;
  ~CompletionUpkeep();

 private:
  const System& system_;
  const Options& options_;
  Wire& wire_;
};

}  // namespace chatops::wire
