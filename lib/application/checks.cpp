// One finding a mistake.
// SPDX-License-Identifier: Apache-2.0
#include "application/checks.hpp"

#include <fmt/format.h>

#include "application/locate.hpp"

namespace chatops::application {

Findings check_application(const std::optional<core::Application>& application,
                           const std::vector<Error>& mistakes,
                           const std::optional<Error>& missing) {
  if (application)
    return {Finding::fine(application->name, fmt::format("{}/{}", application->folder, file_name))};
  Findings out;
  for (const Error& mistake : mistakes) out.push_back(Finding::problem({}, mistake));
  if (missing) out.push_back(Finding::note({}, *missing));
  return out;
}

}  // namespace chatops::application
