// The repository of deployments: a document each, and beside it what is looked up.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/deployments.hpp"
#include "store/db.hpp"

namespace chatops::store {

class SqliteDeployments final : public core::Deployments {
 public:
  explicit SqliteDeployments(Database& database) : database_(database) {}

  std::optional<core::Deployment> find(const std::string& application,
                                       const std::string& environment,
                                       std::int64_t revision) override;
  std::optional<core::Deployment> newest(const std::string& application,
                                         const std::string& environment) override;
  std::optional<core::DeploymentSummary> newest_summary(const std::string& application,
                                                        const std::string& environment) override;
  std::vector<core::Deployment> history(const std::string& application,
                                        const std::string& environment, int limit) override;
  std::vector<core::DeploymentSummary> newest_of_each(const std::string& application) override;
  std::vector<core::DeploymentSummary> history_of_each(const std::string& application,
                                                       int limit) override;
  std::vector<core::DeploymentSummary> brought_of_each(const std::string& application) override;
  std::vector<core::DeploymentSummary> asked_of_each(const std::string& application) override;
  std::vector<core::Deployment> unfinished() override;
  std::vector<core::Deployment> unfinished(const std::string& application) override;
  std::vector<core::Deployment> unfinished(const std::string& application,
                                           const std::string& environment) override;
  std::optional<core::DeploymentSummary> head_of(const std::string& application,
                                                 const std::string& queue) override;
  void put(core::Deployment& deployment) override;

 private:
  Database& database_;
};

}  // namespace chatops::store
