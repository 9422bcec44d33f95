// Who is acting, from a terminal or in continuous integration.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/call.hpp"
#include "base/system.hpp"
#include "core/deployment.hpp"

namespace chatops::wire {

/// The name: CHATOPS_ACTOR, else who triggered the CI build (TRIGGER_USER_NAME, as CODING CI sets
/// it), else git's user.name in `folder` (`ask_git`; starts git), else the login. Origin `ci` when
/// CI is "true" or "1". The id: "named:NAME" of CHATOPS_ACTOR, "coding:ID" of TRIGGER_USER_ID, in
/// CI "ci:coding/JOB" (CCI_JOB_NAME), "ci:jenkins/JOB" (JOB_NAME) or "ci:LOGIN@HOST", else
/// "user:LOGIN@HOST".
core::Actor find_actor(const Call& call, const System& system, const std::string& folder,
                       bool ask_git);

}  // namespace chatops::wire
