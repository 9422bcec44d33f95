// What the product remembers, as a port. SQLite today, PostgreSQL later: closures may run again,
// rows carry versions, leases carry fencing tokens, and nothing from outside is asked inside a
// transaction.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/deployment.hpp"
#include "core/environment.hpp"

namespace chatops::core {

/// Right to act alone on something, until it runs out. A holder that lost it is recognised by an
/// older token.
struct Lease {
  std::string name, holder;
  std::int64_t token = 0;  ///< rises with every new holder
  Instant until{};
};

/// One transaction. Objects returned are copies. Conditional writes throw Error{state_conflict}
/// when the row changed meanwhile.
class Tx {
 public:
  virtual ~Tx() = default;

  virtual std::optional<Environment> environment(const std::string& application,
                                                 const std::string& name) = 0;
  virtual std::vector<Environment> environments(
      const std::string& application) = 0;  ///< by name; retired ones too
  /// Inserts (version 0) or updates when the stored version is the given one; sets the new version
  /// in `environment`.
  virtual void put(Environment& environment) = 0;

  virtual std::optional<Deployment> deployment(const std::string& application,
                                               const std::string& environment,
                                               std::int64_t revision) = 0;
  virtual std::optional<Deployment> newest_deployment(const std::string& application,
                                                      const std::string& environment) = 0;
  /// Newest first, at most `limit`.
  virtual std::vector<Deployment> history(const std::string& application,
                                          const std::string& environment, int limit) = 0;
  /// All that are not finished, of every application: what must be taken up again. Oldest first.
  virtual std::vector<Deployment> unfinished() = 0;
  /// Inserts (version 0: gives it the next revision) or updates conditionally.
  virtual void put(Deployment& deployment) = 0;

  /// Takes the lease when it is free, run out at `now`, or already held by `holder` (then
  /// prolonged).
  virtual std::optional<Lease> acquire(const std::string& name, const std::string& holder,
                                       Instant now, Instant until) = 0;
  /// The lease as it stands, held or run out; nothing when nobody ever took it.
  virtual std::optional<Lease> lease(const std::string& name) = 0;
  /// True when `lease` is still the current one.
  virtual bool holds(const Lease& lease, Instant now) = 0;
  virtual void release(const Lease& lease) = 0;

  /// A cache of immutable answers from outside ("artifact-properties", version id and digest → JSON
  /// text). May be emptied at any time.
  virtual std::optional<std::string> cached(const std::string& space, const std::string& key) = 0;
  /// All whose key begins with `prefix` (not empty), as key and value.
  virtual std::vector<std::pair<std::string, std::string>> cached_under(
      const std::string& space, const std::string& prefix) = 0;
  virtual void cache(const std::string& space, const std::string& key, const std::string& value,
                     Instant now) = 0;

  /// Small remembered choices: ("environment-of-checkout", folder) → environment name.
  virtual std::optional<std::string> note(const std::string& space, const std::string& key) = 0;
  virtual void note(const std::string& space, const std::string& key,
                    const std::optional<std::string>& value) = 0;
};

class Store {
 public:
  virtual ~Store() = default;
  /// A consistent view. `work` may run more than once and must have no effect but its result.
  virtual void read(const std::function<void(Tx&)>& work) = 0;
  /// Committed when `work` returns, rolled back when it throws. May run more than once.
  virtual void write(const std::function<void(Tx&)>& work) = 0;
};

}  // namespace chatops::core
