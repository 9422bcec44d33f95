// The repositories of one transaction, put together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store.hpp"
#include "store/audit.hpp"
#include "store/deliveries.hpp"
#include "store/deployments.hpp"
#include "store/environments.hpp"
#include "store/identities.hpp"
#include "store/iterations.hpp"
#include "store/local_chat.hpp"
#include "store/outbox.hpp"
#include "store/small.hpp"

namespace chatops::store {

class SqliteTx final : public core::Tx {
 public:
  /// Both outlive it.
  SqliteTx(Database& database, const CacheLimit& limit)
      : environments_(database),
        deployments_(database),
        leases_(database),
        cache_(database, limit),
        settings_(database),
        applications_(database),
        deliveries_(database),
        iterations_(database),
        outbox_(database),
        identities_(database),
        audit_(database),
        local_chat_(database) {}

  core::Environments& environments() override { return environments_; }
  core::Deployments& deployments() override { return deployments_; }
  core::Leases& leases() override { return leases_; }
  core::Cache& cache() override { return cache_; }
  core::Settings& settings() override { return settings_; }
  core::Applications& applications() override { return applications_; }
  core::Deliveries& deliveries() override { return deliveries_; }
  core::Iterations& iterations() override { return iterations_; }
  core::Outbox& outbox() override { return outbox_; }
  core::Identities& identities() override { return identities_; }
  core::Audit& audit() override { return audit_; }
  core::LocalChat& local_chat() override { return local_chat_; }

 private:
  SqliteEnvironments environments_;
  SqliteDeployments deployments_;
  SqliteLeases leases_;
  SqliteCache cache_;
  SqliteSettings settings_;
  SqliteApplications applications_;
  SqliteDeliveries deliveries_;
  SqliteIterations iterations_;
  SqliteOutbox outbox_;
  SqliteIdentities identities_;
  SqliteAudit audit_;
  SqliteLocalChat local_chat_;
};

}  // namespace chatops::store
