// `serve setup-hooks`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/serve_setup_hooks.hpp"

#include "command/run.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

const char* word_of(core::HookSetUp::Did did) {
  switch (did) {
    case core::HookSetUp::Did::nothing: return "unchanged";
    case core::HookSetUp::Did::created: return "created";
    case core::HookSetUp::Did::repaired: return "repaired";
  }
  return "unchanged";
}

}  // namespace

void read(ServeSetupHooksRequest& request, const ParsedArgs& args, const Around&) {
  request.take_over = args.has("take-over");
}

Reply handle(Context& context, const ServeSetupHooksRequest& request) {
  Outcome outcome{.kind = "hooks", .body = {{"items", json::array()}}};
  const auto hooks = context.services.server().set_up_hooks(context.call, request.take_over);
  for (const core::ServerHook& hook : hooks) {
    json item = {{"name", hook.name}, {"project", hook.project}, {"url", hook.url}};
    std::optional<Error> why;
    if (hook.done) {
      item["did"] = word_of(hook.done->did);
      item["refused_events"] = hook.done->refused;
      item["signature_header"] = hook.done->signature_header;
      why = hook.done->trial;
    } else {
      item["did"] = "failed";
      why = hook.done.error();
    }
    item["why"] = why ? to_document(*why) : json();
    outcome.body["items"].push_back(std::move(item));
    if (why && !outcome.error) outcome.error = std::move(why);
  }
  return outcome;
}

}  // namespace chatops::command
