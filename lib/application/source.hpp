// One source for each application's name: what is remembered under it belongs to that one.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/call.hpp"
#include "base/system.hpp"
#include "core/application.hpp"
#include "core/store.hpp"

namespace chatops::application {

/// Records where the application comes from when its name is first seen, and throws
/// application_elsewhere when the name is known from another place (`what` = the name, `where` =
/// the known place, `other` = this one). A place is the repository that the folder was cloned from,
/// however it is addressed and wherever it was cloned to; without one, the folder. A folder that is
/// gone holds no name. CHATOPS_ADOPT=NAME gives the name to this place. Asks git only where the
/// folder itself is not the known one; where git does not answer, nothing is refused.
void claim_name(const Call& call, const System& system, core::Store& store,
                const core::Application& application);

}  // namespace chatops::application
