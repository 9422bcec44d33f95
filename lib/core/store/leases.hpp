// Leases: who may act alone on something.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace chatops::core {

/// Right to act alone on something, until it runs out. A holder that lost it is recognised by an
/// older token.
struct Lease {
  std::string name, holder;
  std::int64_t token = 0;  ///< rises with every new holder
  Instant until{};
};

class Leases {
 public:
  virtual ~Leases() = default;
  /// Takes the lease when it is free, run out at `now`, or already held by `holder` (then
  /// prolonged).
  virtual std::optional<Lease> acquire(const std::string& name, const std::string& holder,
                                       Instant now, Instant until) = 0;
  /// The lease as it stands, held or run out; nothing when nobody ever took it.
  virtual std::optional<Lease> find(const std::string& name) = 0;
  /// True when `lease` is still the current one.
  virtual bool holds(const Lease& lease, Instant now) = 0;
  virtual void release(const Lease& lease) = 0;
};

}  // namespace chatops::core
