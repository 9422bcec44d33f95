// The repository of iterations: a document each, and beside it what is looked up.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/iterations.hpp"
#include "store/db.hpp"

namespace chatops::store {

class SqliteIterations final : public core::Iterations {
 public:
  explicit SqliteIterations(Database& database) : database_(database) {}

  std::optional<core::IterationRecord> find(const core::IterationKey& key) override;
  std::optional<core::IterationRecord> of_group(const core::GroupRef& group) override;
  std::vector<core::IterationRecord> list(const std::string& tracker, const std::string& project,
                                          bool with_retired) override;
  std::optional<core::IterationStage> stage(const core::IterationKey& key) override;
  std::optional<Instant> first_sight(const std::string& tracker,
                                     const std::string& project) override;
  void know_project(const std::string& tracker, const std::string& project, Instant now) override;
  void put(core::IterationRecord& record) override;

 private:
  void refuse_anothers_group(const core::IterationRecord& record);
  Database& database_;
};

}  // namespace chatops::store
