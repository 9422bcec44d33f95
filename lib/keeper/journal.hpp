// Reads what the journal holds: deliveries become hints, hints become keys, and a delivery is done
// when its keys are marked. After a crash those that were not done are read again, which marks the
// same keys once more and does no harm.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/hint.hpp"
#include "keeper/landscape.hpp"
#include "keeper/queue.hpp"

namespace chatops::keeper {

/// One hook of the configuration.
struct Source {
  const core::WebhookDialect* dialect = nullptr;
  std::string project;  ///< Key::project
};

/// Used by one thread.
class Journal {
 public:
  /// All outlive it. `sources` by Delivery::source. `told` is called after something was written to
  /// the outbox.
  Journal(
      core::Store& store, Landscape& landscape, Queue& queue, const System& system,
      std::map<std::string, Source> sources, std::function<void()> told = [] {})
      : store_(store),
        landscape_(landscape),
        queue_(queue),
        system_(system),
        sources_(std::move(sources)),
        told_(std::move(told)) {}

  /// Reads all that waits; answers how long it may be left alone if nothing comes. Throws the
  /// store's errors, and Interrupted.
  Millis read_waiting(const Call& call);

 private:
  void read(const std::vector<core::Delivery>& batch);

  core::Store& store_;
  Landscape& landscape_;
  Queue& queue_;
  const System& system_;
  const std::map<std::string, Source> sources_;
  const std::function<void()> told_;
};

}  // namespace chatops::keeper
