// The repository of environments: a document each, and beside it what is looked up.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/environments.hpp"
#include "store/db.hpp"

namespace chatops::store {

class SqliteEnvironments final : public core::Environments {
 public:
  explicit SqliteEnvironments(Database& database) : database_(database) {}

  std::optional<core::Environment> find(const std::string& application,
                                        const std::string& name) override;
  std::optional<core::EnvironmentSummary> summary(const std::string& application,
                                                  const std::string& name) override;
  std::vector<core::EnvironmentSummary> list(const std::string& application,
                                             bool with_retired) override;
  std::vector<core::RunningVersion> running(const std::string& application) override;
  std::map<std::string, core::Hold> holds(const std::string& application) override;
  std::vector<std::string> that_run(const std::string& application, const std::string& component,
                                    const std::string& digest) override;
  std::vector<std::string> following(const core::FollowQuery& query) override;
  std::vector<std::string> following_chart(const std::string& application, Instant now) override;
  std::vector<core::EnvironmentSummary> of_iteration(const std::string& application,
                                                     const std::string& iteration) override;
  std::optional<Error> collision(const core::Environment& environment) override;
  void put(core::Environment& environment) override;
  void put_waiting(const core::Environment& environment) override;

 private:
  /// Which names the row holds against others. A name that another one holds is only left to it
  /// where this environment had it before there was that rule.
  struct Names {
    bool ns = false, domain = false, iteration = false;
    std::optional<Error> collision;
  };
  Names names_of(const core::Environment& environment);
  std::optional<std::string> holder(const std::string& condition, const core::Environment& not_this,
                                    std::initializer_list<std::string_view> values);
  void put_row(const core::Environment& row, std::int64_t before, const Names& names);
  void put_follows(const core::Environment& environment);
  void put_runs(const core::Environment& environment);
  void fill_waiting(std::vector<core::EnvironmentSummary>& summaries);

  Database& database_;
};

}  // namespace chatops::store
