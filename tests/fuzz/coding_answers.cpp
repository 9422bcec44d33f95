// Any bytes as an answer of CODING, an execution and a pipeline's definition: read, or refused.
// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "coding/failure.hpp"
#include "coding/order.hpp"
#include "target.hpp"

using namespace chatops;

FUZZ_TARGET(coding_answers) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const int status : {200, 401, 500}) {
    net::Response answer;
    answer.status = status;
    answer.body = text;
    const auto& trigger = *coding::action_of("TriggerCdPipeline");
    const auto payload = coding::payload_of(trigger, "https://coding.test/open-api", answer);
    require(!payload || (status == 200 && payload->is_object()));
    if (!payload) require(payload.error().args.get("why").size() <= 300);
    // A server's own failure may come after it obeyed.
    if (!payload && status == 500) require(!coding::certainly_refused(payload.error()));
  }
  const auto json = net::parse_json(text);
  if (!json) return 0;
  const auto execution = coding::execution_of(*json, "TERMINAL");
  require(execution && execution->status == core::ExecutionStatus::failed);
  (void)coding::execution_of(*json, "");
  const auto facts = coding::pipeline_facts(*json);
  core::Order order;
  order.own = {{"pipeline", coding::to_json(coding::Pipeline{.name = "p"})}};
  order.components = {{.name = "api", .image = {"r.test", "a/api"}, .version = "1"}};
  require(coding::trigger_of(order, facts.artifacts).at("artifacts").size() == 1);
  return 0;
}
