// Ports of systems that cannot be asked: not configured, or their secret cannot be had. Each answer
// says why, so that commands which do not need the system work.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "core/ports.hpp"
#include "core/webhooks.hpp"

namespace chatops::core {

/// Why the system cannot be asked.
struct Absence {
  Error why;
  const Error& error() const { return why; }
};

std::unique_ptr<Tracker> absent_tracker(Absence absence);
std::unique_ptr<Members> absent_members(Absence absence);
std::unique_ptr<Webhooks> absent_webhooks(Absence absence);
std::unique_ptr<SourceHost> absent_source_host(Absence absence);
std::unique_ptr<Builds> absent_builds(Absence absence);
std::unique_ptr<ArtifactSource> absent_artifact_source(Absence absence);

}  // namespace chatops::core
