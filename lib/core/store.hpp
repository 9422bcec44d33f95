// What the product remembers, as a port. SQLite today, PostgreSQL later: closures may run again,
// rows carry versions, leases carry fencing tokens, and nothing from outside is asked inside a
// transaction. Each kind of thing that is kept has its own repository, in core/store/.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "core/store/applications.hpp"
#include "core/store/audit.hpp"
#include "core/store/cache.hpp"
#include "core/store/deliveries.hpp"
#include "core/store/deployments.hpp"
#include "core/store/environments.hpp"
#include "core/store/identities.hpp"
#include "core/store/iterations.hpp"
#include "core/store/leases.hpp"
#include "core/store/local_chat.hpp"
#include "core/store/outbox.hpp"
#include "core/store/settings.hpp"

namespace chatops::core {

/// One transaction: all its repositories see, and change, the same moment. Objects returned are
/// copies. Belongs to the thread that was given it, until the closure ends.
class Tx {
 public:
  virtual ~Tx() = default;
  virtual Environments& environments() = 0;
  virtual Deployments& deployments() = 0;
  virtual Leases& leases() = 0;
  virtual Cache& cache() = 0;
  virtual Settings& settings() = 0;
  virtual Applications& applications() = 0;
  virtual Deliveries& deliveries() = 0;
  virtual Iterations& iterations() = 0;
  virtual Outbox& outbox() = 0;
  virtual Identities& identities() = 0;
  virtual Audit& audit() = 0;
  virtual LocalChat& local_chat() = 0;
};

/// Both functions may be called from any thread, and not from inside each other. `work` may be run
/// again from its beginning, in a new transaction, when the one before could not be committed: it
/// starts whatever it fills anew each time, and does nothing that a rollback would not undo (no
/// message, no call to the outside, no counting).
class Store {
 public:
  virtual ~Store() = default;
  /// A consistent view, which writers neither wait for nor hold up. What `work` writes is refused.
  virtual void read(const std::function<void(Tx&)>& work) = 0;
  /// Committed when `work` returns, rolled back when it throws. Durable when this returns.
  virtual void write(const std::function<void(Tx&)>& work) = 0;
};

}  // namespace chatops::core
