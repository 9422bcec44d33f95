// The webhooks of a project, as its source keeps them: looked at, and brought to what is wanted.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/clock.hpp"
#include "base/known.hpp"
#include "core/hint.hpp"

namespace chatops::core {

/// What the project's hook is to be: one, with every event that a hint can be read of.
struct WantedHook {
  /// By which ours is known among the others; what bears it is repaired. Two servers at one project
  /// need two names.
  std::string name;
  std::string url;         ///< where deliveries go; absolute, http or https
  WebhookSecrets secrets;  ///< at least one, and none of them empty
  /// One of that name that sends elsewhere is made ours: another server's, or ours before it moved.
  bool take_over = false;
  /// Asked while a trial is awaited: has a delivery been accepted since set_up() began? Empty: the
  /// source's log alone tells.
  std::function<bool()> arrived = {};
};

enum class HookFlaw {
  url,       ///< it sends to another address
  events,    ///< some that are wanted are missing
  token,     ///< it signs with another
  password,  ///< it has another user or password
  disabled,
  filter,  ///< it sends a part of the events only
  body,    ///< a template of its own takes the place of the event
  twice    ///< not ours, but sends to our address as well
};
std::string_view word_of(HookFlaw flaw);

struct HookState {
  std::string id, name, url;
  bool ours = false, enabled = false;
  std::vector<std::string> events;   ///< as the source calls them, in order
  std::vector<std::string> missing;  ///< of ours: events that are wanted and that it lacks
  std::vector<HookFlaw> flaws;       ///< empty = as wanted, as far as can be seen
  /// The source shows what it signs with. Where it does not, a trial alone tells whether that is
  /// right.
  bool secrets_told = false;
  std::optional<Instant> delivered_at;  ///< when a delivery succeeded last
  bool operator==(const HookState&) const = default;
};

struct HookSetUp {
  enum class Did { nothing, created, repaired };
  Did did = Did::nothing;
  HookState hook;                    ///< as it is now
  std::vector<HookFlaw> repaired;    ///< what was wrong before
  std::vector<std::string> refused;  ///< events that the source does not take
  /// Of a delivery that was asked for: nothing = it arrived and was accepted. webhook_undelivered
  /// (`where` = the address, `why` = what it answered), webhook_unconfirmed (no sign of it yet), or
  /// why it could not be asked for.
  std::optional<Error> trial;
  /// The header in which the source was seen to sign, where its log tells; "" = not seen.
  std::string signature_header;
};

/// One project. Every function may block.
class Webhooks {
 public:
  virtual ~Webhooks() = default;
  /// All hooks that send to web addresses, ours compared with what is wanted; changes nothing.
  virtual Known<std::vector<HookState>> look(const Call& call, const WantedHook& wanted) = 0;
  /// Creates or repairs ours where it must, and tries it. Done again, it changes nothing. Never
  /// removes a hook. not_configured without an address or secrets (`what` = which), those of the
  /// source; when an answer was lost, look again before the next try. webhook_taken where one of
  /// our name sends elsewhere (`what` = the name, `where` = its address), unless `take_over`.
  virtual Known<HookSetUp> set_up(const Call& call, const WantedHook& wanted) = 0;
};

/// What is to be said of them: webhook_missing where none is ours, webhook_differs for each flaw
/// (`what` = the hook, `why` = "hook_" and the flaw's word, `events` = those that are missing).
std::vector<Error> flaws_of(const std::vector<HookState>& hooks, const WantedHook& wanted);

}  // namespace chatops::core
