// The repositories of one transaction.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store.hpp"
#include "store/db.hpp"

namespace chatops::store {

class SqliteTx final : public core::Tx {
 public:
  explicit SqliteTx(Database& database) : database_(database) {}

  std::optional<core::Environment> environment(const std::string& application,
                                               const std::string& name) override;
  std::vector<core::Environment> environments(const std::string& application) override;
  void put(core::Environment& environment) override;

  std::optional<core::Deployment> deployment(const std::string& application,
                                             const std::string& environment,
                                             std::int64_t revision) override;
  std::optional<core::Deployment> newest_deployment(const std::string& application,
                                                    const std::string& environment) override;
  std::vector<core::Deployment> history(const std::string& application,
                                        const std::string& environment, int limit) override;
  std::vector<core::Deployment> unfinished() override;
  void put(core::Deployment& deployment) override;

  std::optional<core::Lease> lease(const std::string& name) override;
  std::optional<core::Lease> acquire(const std::string& name, const std::string& holder,
                                     Instant now, Instant until) override;
  bool holds(const core::Lease& lease, Instant now) override;
  void release(const core::Lease& lease) override;

  std::optional<std::string> cached(const std::string& space, const std::string& key) override;
  std::vector<std::pair<std::string, std::string>> cached_under(const std::string& space,
                                                                const std::string& prefix) override;
  void cache(const std::string& space, const std::string& key, const std::string& value,
             Instant now) override;
  std::optional<std::string> note(const std::string& space, const std::string& key) override;
  void note(const std::string& space, const std::string& key,
            const std::optional<std::string>& value) override;

 private:
  Database& database_;
};

}  // namespace chatops::store
