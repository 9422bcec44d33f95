// Objects as data; the lines are made where they are shown.
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/diffing.hpp"

#include <algorithm>

#include "workflow/deploy.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

constexpr int differs = 1, failed = 2;

const char* word_of(const core::ObjectChange& change) {
  return change.before.is_null() ? "added" : change.after.is_null() ? "removed" : "changed";
}

json document_of(const core::ObjectChange& change) {
  return {{"object_kind", change.kind},
          {"namespace", change.ns},
          {"name", change.name},
          {"change", word_of(change)},
          {"before", change.before},
          {"after", change.after},
          {"error", change.why ? to_document(*change.why) : json()}};
}

}  // namespace

Outcome diff_outcome(Context& context, const workflow::Plan& plan) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  Outcome out{.kind = "diff",
              .body = {{"environment", plan.after.name}, {"items", json::array()}},
              .error = std::nullopt,
              .notes = plan.warnings};
  const auto ends_with = [&](const Error& error) {
    out.error = error;
    const int code = exit_code(error.kind());
    if (code == differs) out.code = failed;
    return out;
  };
  // Without its artifacts there is nothing to render.
  if (!plan.lacking.empty())
    return ends_with(workflow::refusal(plan).value_or(Error(Reason::branch_without_artifact)));
  const auto changes = deps.engines.of(plan.order.engine).preview(context.call, plan.order);
  if (!changes) return ends_with(changes.error());
  for (const core::ObjectChange& change : *changes)
    out.body["items"].push_back(document_of(change));
  const bool refused = std::any_of(changes->begin(), changes->end(),
                                   [](const auto& one) { return one.why.has_value(); });
  if (!changes->empty()) out.code = refused ? failed : differs;
  return out;
}

}  // namespace chatops::command
