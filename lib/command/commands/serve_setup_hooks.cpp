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

void read(ServeSetupHooksRequest&, const ParsedArgs&, const Around&) {}

Reply handle(Context& context, const ServeSetupHooksRequest&) {
  Outcome outcome{.kind = "hooks", .body = {{"items", json::array()}}};
  for (const core::ServerHook& hook : context.services.server().set_up_hooks(context.call)) {
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
