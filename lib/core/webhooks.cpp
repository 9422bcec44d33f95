// What is to be said of a project's hooks.
// SPDX-License-Identifier: Apache-2.0
#include "core/webhooks.hpp"

#include "base/text.hpp"

namespace chatops::core {

std::string_view word_of(HookFlaw flaw) {
  switch (flaw) {
    case HookFlaw::url: return "url";
    case HookFlaw::events: return "events";
    case HookFlaw::token: return "token";
    case HookFlaw::password: return "password";
    case HookFlaw::disabled: return "disabled";
    case HookFlaw::filter: return "filter";
    case HookFlaw::body: return "body";
    case HookFlaw::twice: return "twice";
  }
  return {};
}

std::vector<Error> flaws_of(const std::vector<HookState>& hooks, const WantedHook& wanted) {
  std::vector<Error> out;
  bool have = false;
  for (const HookState& hook : hooks) {
    have = have || hook.ours;
    for (const HookFlaw flaw : hook.flaws) {
      Error error(Reason::webhook_differs, {{"what", hook.name.empty() ? hook.id : hook.name},
                                            {"why", "hook_" + std::string(word_of(flaw))}});
      if (flaw == HookFlaw::events) error.args.set("events", join(hook.missing, " "));
      out.push_back(std::move(error));
    }
  }
  if (!have) {
    out.insert(out.begin(),
               Error(Reason::webhook_missing, {{"what", wanted.name}, {"where", wanted.url}}));
  }
  return out;
}

}  // namespace chatops::core
