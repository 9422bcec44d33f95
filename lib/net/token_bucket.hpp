// How fast one host may be asked: a token bucket as a value, its clock passed in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"

namespace chatops::net {

class TokenBucket {
 public:
  /// `rate` tokens a second, at most `burst` saved up. rate 0 = no limit.
  TokenBucket(double rate, double burst) : rate_(rate), burst_(burst), tokens_(burst) {}
  /// Takes one token, or says when one will be there; time going backwards counts as standing
  /// still.
  Tick take(Tick now);
  /// Takes one token only where one is there: `now` then, else when one will be.
  Tick try_take(Tick now);
  /// Nothing is known of it that a new one would not say.
  bool full(Tick now) const;

 private:
  double at(Tick now) const;

  double rate_, burst_, tokens_;
  Tick last_{};
};

}  // namespace chatops::net
