// `doctor`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/doctor.hpp"

namespace chatops::command {

struct DoctorRequest {
  static constexpr const table::Command& row = table::doctor_row;

  std::string config;  ///< of the server; "" = the usual one, where it is there
  std::string part;    ///< "" = everything
  std::string pull;    ///< the environment in whose namespace images are pulled; "" = none
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DoctorRequest, config, part, pull)

template <>
struct RequestOf<table::doctor_row> {
  using type = DoctorRequest;
};

void read(DoctorRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DoctorRequest& request);

}  // namespace chatops::command
