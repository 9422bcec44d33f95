// Ports of systems that cannot be asked: not configured, or their secret cannot be had. Each answer
// says why, so that commands which do not need the system work.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/ports.hpp"

namespace chatops::wire {

/// Why the system cannot be asked.
struct Absence {
  Error why;
  const Error& error() const { return why; }
};

std::unique_ptr<core::Tracker> absent_tracker(Absence absence);
std::unique_ptr<core::SourceHost> absent_source_host(Absence absence);
std::unique_ptr<core::Builds> absent_builds(Absence absence);
std::unique_ptr<core::ArtifactSource> absent_artifact_source(Absence absence);

}  // namespace chatops::wire
