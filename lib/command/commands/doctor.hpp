// `doctor`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/commands/command.hpp"
#include "command/table/rows/doctor.hpp"

namespace chatops::command {

struct DoctorRequest {
  static constexpr const table::Command& row = table::doctor_row;
};

template <>
struct RequestOf<table::doctor_row> {
  using type = DoctorRequest;
};

void read(DoctorRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DoctorRequest& request);

}  // namespace chatops::command
