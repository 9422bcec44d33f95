// `dev sync`: how it is read and done. Like `serve` it stays until it is stopped.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/dev_sync.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "command/commands/reading.hpp"
#include "command/handlers/dev.hpp"

namespace chatops::command {

namespace {

/// Without a word to the cluster: it is this machine's.
Reply asked(Context& context, const DevSyncRequest& request) {
  using What = core::DevSyncQuestion::What;
  const auto what = request.what == "wait"     ? What::wait
                    : request.what == "pause"  ? What::pause
                    : request.what == "resume" ? What::resume
                                               : What::status;
  constexpr Millis usual = std::chrono::minutes(10);
  nlohmann::json items = nlohmann::json::array();
  for (const auto& one : context.services.dev_mode(context.call)
                             .ask(within(context, request.timeout_ms, usual),
                                  {.what = what,
                                   .component = request.component,
                                   .environment = request.environment,
                                   .folder = context.envelope.place.folder})) {
    auto line = body_of(one.state);
    line["component"] = one.component;
    line["environment"] = one.environment;
    line["folder"] = one.folder;
    items.push_back(std::move(line));
  }
  return Outcome{.kind = "dev_syncs", .body = {{"items", std::move(items)}}};
}

/// What is told of a state after another one: what stays as it is beside it was said.
nlohmann::json news_of(nlohmann::json state, const nlohmann::json& before) {
  const auto same = [&](const char* name) {
    return state.contains(name) && before.contains(name) && state[name] == before[name];
  };
  if (same("wanted_by")) state.erase("wanted_by");
  if (same("troubles")) state["troubles"] = nlohmann::json::array();
  return state;
}

}  // namespace

void read(DevSyncRequest& request, const ParsedArgs& args, const Around&) {
  request.environment = args.get("environment");
  auto words = args.positionals;
  const auto& known = table::sync_words;
  if (!words.empty() && std::find(known.begin(), known.end(), words.front()) != known.end()) {
    request.what = words.front();
    words.erase(words.begin());
  }
  if (words.size() > 1)
    bad("COMPONENT", words.back(),
        join(std::vector<std::string>(known.begin(), known.end()), ", "));
  if (!words.empty()) request.component = words.front();
  request.folder = args.get("folder");
  request.both_ways = args.has("both-ways");
  request.once = args.has("once");
  request.timeout_ms = timeout_ms(args);
}

Reply handle(Context& context, const DevSyncRequest& request) {
  if (!request.what.empty()) return asked(context, request);
  auto target = dev_target(context, request.environment, request.component);
  const core::DevSync order{
      .place = std::move(target.place),
      .holder_id = context.envelope.actor.id,
      .environment = target.environment,
      .folder = request.folder.empty() ? context.envelope.place.folder : request.folder,
      .ignore = target.settings.ignore,
      .include = target.settings.include,
      .both_ways = request.both_ways || target.settings.both_ways,
      .once = request.once};
  const Call call = request.timeout_ms > 0
                        ? within(context, request.timeout_ms, Millis(request.timeout_ms))
                        : context.call;
  nlohmann::json last = nlohmann::json::object();
  context.services.dev_mode(context.call).sync(call, order, [&](const core::DevSyncState& state) {
    const auto before = std::exchange(last, body_of(state));
    last["component"] = order.place.component.name;
    last["environment"] = target.environment;
    if (!order.once) context.listener.on_event({.kind = "dev_sync", .body = news_of(last, before)});
  });
  return Outcome{.kind = "dev_synced", .body = std::move(last)};
}

}  // namespace chatops::command
