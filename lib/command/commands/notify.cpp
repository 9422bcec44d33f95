// `notify mute`, `notify unmute` and `notify status`: how they are read and done. The choice is the
// group's, and stands with its iteration.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "command/commands/notify_mute.hpp"
#include "command/commands/notify_status.hpp"
#include "command/commands/notify_unmute.hpp"
#include "command/commands/reading.hpp"
#include "command/run.hpp"
#include "command/table/options.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

std::vector<std::string> kinds_of(const ParsedArgs& args) {
  for (const std::string& kind : args.positionals) {
    if (!among(table::mutable_notices, kind)) {
      std::string choices;
      for (const auto one : table::mutable_notices)
        choices += (choices.empty() ? "" : ", ") + std::string(one);
      bad("KIND", kind, choices);
    }
  }
  return args.positionals;
}

core::IterationRecord record_of(core::Tx& tx, const Envelope& asked) {
  const core::GroupRef& group = asked.place.group;
  if (group.empty())
    throw Error(Reason::command_not_here,
                {{"what", std::string(path_of(asked.request))}, {"why", "outside_group"}});
  auto record = tx.iterations().of_group(group);
  if (!record) throw Error(Reason::nothing_here, {{"what", "iteration"}});
  return std::move(*record);
}

Outcome outcome_of(const core::IterationRecord& record) {
  Outcome out{.kind = "notices", .body = {{"items", json::array()}}};
  for (const auto kind : table::mutable_notices) {
    out.body["items"].push_back(
        {{"kind", kind}, {"muted", among(record.muted, std::string_view(kind))}});
  }
  return out;
}

Reply set_muted(Context& context, const std::vector<std::string>& kinds, bool muted) {
  workflow::Dependencies& deps = context.services.dependencies(context.call);
  core::IterationRecord record;
  deps.store.write([&](core::Tx& tx) {
    record = record_of(tx, context.envelope);
    for (const auto kind : table::mutable_notices) {
      if (!kinds.empty() && !among(kinds, kind)) continue;
      std::erase(record.muted, std::string(kind));
      if (muted) record.muted.emplace_back(kind);
    }
    std::sort(record.muted.begin(), record.muted.end());
    record.changed_at = deps.system.clock.now();
    tx.iterations().put(record);
  });
  return outcome_of(record);
}

}  // namespace

void read(NotifyMuteRequest& request, const ParsedArgs& args, const Around&) {
  request.kinds = kinds_of(args);
}
void read(NotifyUnmuteRequest& request, const ParsedArgs& args, const Around&) {
  request.kinds = kinds_of(args);
}
void read(NotifyStatusRequest&, const ParsedArgs&, const Around&) {}

Reply handle(Context& context, const NotifyMuteRequest& request) {
  return set_muted(context, request.kinds, true);
}
Reply handle(Context& context, const NotifyUnmuteRequest& request) {
  return set_muted(context, request.kinds, false);
}
Reply handle(Context& context, const NotifyStatusRequest&) {
  core::IterationRecord record;
  context.services.dependencies(context.call).store.read([&](core::Tx& tx) {
    record = record_of(tx, context.envelope);
  });
  return outcome_of(record);
}

}  // namespace chatops::command
