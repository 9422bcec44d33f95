// Which application is meant: that of the words, of the variable, the nearest, or the profile's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "application/locate.hpp"
#include "wire/configuration.hpp"

namespace chatops::wire {

/// Throws as application::locate_application.
application::Location locate_application(const Call& call, const System& system,
                                         const Configuration& configuration,
                                         const Options& options);
/// Somebody named one, so that it must be there.
bool names_application(const Variables& variables, const Configuration& configuration,
                       const Options& options);

}  // namespace chatops::wire
