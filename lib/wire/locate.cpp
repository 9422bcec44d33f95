// The profile's application stands in where nothing nearer is found and nothing else is named.
// SPDX-License-Identifier: Apache-2.0
#include "wire/locate.hpp"

namespace chatops::wire {

namespace {

bool named_now(const Variables& variables, const Options& options) {
  return !options.app.empty() || variables.get("CHATOPS_APP").has_value();
}

}  // namespace

application::Location locate_application(const Call& call, const System& system,
                                         const Configuration& configuration,
                                         const Options& options) {
  application::LocateRequest request{.application = options.app,
                                     .folder = options.folder,
                                     .cache_dir = configuration.paths.cache_dir};
  try {
    return application::locate_application(call, system, request);
  } catch (const Error& nothing_near) {
    if (nothing_near.reason != Reason::application_not_found ||
        named_now(system.variables, options))
      throw;
    if (configuration.application.empty())
      throw sandbox_process::with_sandbox_profile_named(nothing_near,
                                                        sandbox_chosen(configuration));
  }
  request.application = configuration.application;
  return application::locate_application(call, system, request);
}

bool names_application(const Variables& variables, const Configuration& configuration,
                       const Options& options) {
  return named_now(variables, options) || !configuration.application.empty();
}

}  // namespace chatops::wire
