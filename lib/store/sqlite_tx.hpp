// The repositories of one transaction, put together.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store.hpp"
#include "store/deployments.hpp"
#include "store/environments.hpp"
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
        applications_(database) {}

  core::Environments& environments() override { return environments_; }
  core::Deployments& deployments() override { return deployments_; }
  core::Leases& leases() override { return leases_; }
  core::Cache& cache() override { return cache_; }
  core::Settings& settings() override { return settings_; }
  core::Applications& applications() override { return applications_; }

 private:
  SqliteEnvironments environments_;
  SqliteDeployments deployments_;
  SqliteLeases leases_;
  SqliteCache cache_;
  SqliteSettings settings_;
  SqliteApplications applications_;
};

}  // namespace chatops::store
