// The one door: which part a request is for, what fault hits it, and the journal of it all.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "faults/faults.hpp"
#include "faults/journal.hpp"
#include "world/parts.hpp"

namespace chatops::sandbox {

/// The parts by what they answer; all outlive the Front.
struct Parts {
  Part &openapi, &legacy, &registry, &charts, &git, &site, &desk, &control;
};

class Front {
 public:
  Front(World& world, Parts parts, Faults& faults, Journal& journal);
  /// For net::serve. Requests wait for one of a few threads; those whose fault is silence are never
  /// answered.
  net::Handler handler();
  /// Until then every request is answered 503: the world is not there yet.
  void open() { open_ = true; }

 private:
  Part& part_of(const net::ServerRequest& request);
  net::ServerResponse answer(const net::ServerRequest& request);
  net::ServerResponse perform(const net::ServerRequest& request, JournalEntry& entry);
  bool for_environment(const std::string& host) const;

  World& world_;
  Parts parts_;
  Faults& faults_;
  Journal& journal_;
  std::atomic<bool> open_ = false;
  std::mutex silent_mutex_;
  std::vector<net::Respond> silent_;  ///< kept, so that their connections stay open
  net::WorkerPool workers_;           ///< last: its threads use all the above
};

}  // namespace chatops::sandbox
