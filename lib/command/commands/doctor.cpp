// `doctor`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/doctor.hpp"

#include "command/handlers/findings.hpp"
#include "command/run.hpp"

namespace chatops::command {

void read(DoctorRequest&, const ParsedArgs&, const Around&) {}

Reply handle(Context& context, const DoctorRequest&) {
  return findings_outcome(context.services.diagnose(context.call));
}

}  // namespace chatops::command
