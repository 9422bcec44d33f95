// Ports of systems that are not configured: each answer says what to set. SPDX-License-Identifier:
// Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/ports.hpp"

namespace chatops::wire {

/// What is missing and which settings would bring it.
struct Absence {
  std::string what, settings;
  Error error() const { return Error(Reason::not_configured, {{"what", what}, {"try", settings}}); }
};

std::unique_ptr<core::Tracker> absent_tracker(Absence absence);
std::unique_ptr<core::SourceHost> absent_source_host(Absence absence);
std::unique_ptr<core::Builds> absent_builds(Absence absence);
std::unique_ptr<core::DeployEngine> absent_engine(Absence absence);

}  // namespace chatops::wire
