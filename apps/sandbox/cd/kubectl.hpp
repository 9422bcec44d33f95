// The cluster, through the real kubectl.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "base/system.hpp"
#include "cd/diagnosis.hpp"

namespace chatops::sandbox {

/// Thread-safe. A failure's text is the program's own last words.
class Kubectl {
 public:
  using Text = tl::expected<std::string, std::string>;
  Kubectl(System system, std::string kubeconfig)
      : system_(system), kubeconfig_(std::move(kubeconfig)) {}

  Text run(std::vector<std::string> arguments, const std::stop_token& stop,
           std::string input = "") const;
  /// Any other program with KUBECONFIG set.
  Text program(std::vector<std::string> argv, const std::stop_token& stop,
               std::string input = "") const;
  tl::expected<Json, std::string> get(std::vector<std::string> arguments,
                                      const std::stop_token& stop) const;
  System& system() const { return system_; }

 private:
  mutable System system_;
  std::string kubeconfig_;
};

/// Waits until every workload ("deployment/x") is rolled out. The error is the cause: the pods'
/// first trouble with exit code and last log lines, or what is still missing when `patience` is
/// over.
tl::expected<void, std::string> wait_for_rollout(const Kubectl& kubectl,
                                                 const std::string& name_space,
                                                 const std::vector<std::string>& workloads,
                                                 Millis patience, const std::stop_token& stop);

}  // namespace chatops::sandbox
