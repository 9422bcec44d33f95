// See coding/may_start.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "coding/may_start.hpp"

#include <string>

#include "coding/decode.hpp"

namespace chatops::coding {

Ask trial_of_starting() {
  /// A well-formed id of the first millisecond of 1970.
  constexpr std::string_view nobodys_execution = "00000000000000000000000000";
  return {"CancelCdPipeline", {{"PipelineExecutionId", std::string(nobodys_execution)}}};
}

std::optional<Error> barred_from_starting(const Known<net::Json>& answer) {
  if (answer) return std::nullopt;
  const Error& why = answer.error();
  if (why.reason != Reason::auth_scope && why.reason != Reason::forbidden) return std::nullopt;
  Error out = why;
  out.args.set("what", "coding.TriggerCdPipeline");
  return out;
}

}  // namespace chatops::coding
