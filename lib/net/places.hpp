// How many requests of one process may be at an outside system at a time, and how fast they may
// begin: whoever waits there takes no place from those who ask others. Inside of net only.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "net/mailbox.hpp"
#include "net/token_bucket.hpp"

namespace chatops::net {

/// Places are kept by origin. Callers who wait get them in turn, one each: many requests of one do
/// not keep another waiting. Thread-safe.
class Places {
 public:
  /// `most` at a time at each origin; `rate` as in TokenBucket.
  Places(int most, double rate) : most_(most), rate_(rate) {}

  /// When a request that is wanted now may begin, by the origin's rate alone.
  Tick turn(const std::string& origin, Tick now);
  /// False: all are taken, and `who` is nudged when one is held for it.
  bool take(const std::string& origin, Mailbox& who);
  void give_back(const std::string& origin);
  /// `who` waits no more; what is held for it goes to others.
  void leave(Mailbox& who);

 private:
  struct Origin {
    TokenBucket bucket;
    int taken = 0;  ///< those held for somebody included
    std::deque<Mailbox*> waiting;
    std::map<Mailbox*, int> held;
  };
  Origin& at(const std::string& origin);
  static void free_one(Origin& origin);

  const int most_;
  const double rate_;
  std::mutex mutex_;  ///< guards origins_
  std::map<std::string, Origin> origins_;
};

}  // namespace chatops::net
