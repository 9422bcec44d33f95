// The checks of `doctor` that look into clusters: which clusters those are, and the rows.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/application.hpp"
#include "core/store/environments.hpp"
#include "doctor/doctor.hpp"
#include "net/checks.hpp"
#include "wire/ports.hpp"

namespace chatops::wire {

/// What they look at; outlives the rows.
struct ClusterPatient {
  System system;
  Ports* ports = nullptr;                          ///< null = there is no configuration
  const core::Application* application = nullptr;  ///< null = there is none that can be read
  /// Only clusters were asked about, so that one which nobody explains is worth a finding.
  bool asked = false;
  std::function<net::Looking()> looking;
  /// Environments that are known; null = none.
  const std::vector<core::EnvironmentSummary>* environments = nullptr;
};

/// "kube", and "kube_…" for what is looked at in detail.
std::vector<doctor::Check> cluster_checks(const ClusterPatient& patient);

}  // namespace chatops::wire
