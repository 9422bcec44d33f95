// What the commands of dev mode have in common. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "command/run.hpp"
#include "core/dev_mode.hpp"

namespace chatops::command {

/// Which component of which environment, also one that dev mode made; `environment` is the name
/// that was meant.
struct DevTarget {
  std::string environment;
  core::DevPlace place;
  core::DevSettings settings;  ///< as chatops.yaml says, else a file of the source's own
  std::vector<Error> notes;    ///< what in that file does not carry over
};
/// `component` "" = the one that the caller's checkout builds. no_environment_chosen,
/// unknown_component, usage_missing_argument where a checkout builds none or several.
DevTarget dev_target(Context& context, const std::string& environment,
                     const std::string& component);

/// Labels of what is made for dev mode in the environment, as its own objects have them.
std::vector<std::pair<std::string, std::string>> dev_labels_of(Context& context,
                                                               const std::string& environment);

/// As its settings say: what options say is for the caller to add.
core::DevStart start_order(Context& context, const DevTarget& target);

/// What somebody says to a session: ends it, or refuses to hand it over.
struct DevWord {
  std::string asked;              ///< the wish it answers; "" = none in particular
  bool managers_may_too = false;  ///< answer a wish in its holder's stead
};
/// As whom it is said: as the session's holder where the actor is the same person, or may speak for
/// them; else as the actor, whom dev mode then tells who has it. card_outdated where the wish is
/// not there any more; right_missing (`why` = holder_only | holder_or_admin) where it is somebody
/// else's to answer; dev_taken with `why` = holder_unlinked where a chat cannot know the holder.
std::string answers_as(Context& context, const Call& call, const DevTarget& target,
                       const DevWord& word);

/// Says it: as the actor where that is enough, which most often it is and costs no question to the
/// cluster, else as answers_as() tells. `say` takes the holder as DevMode does.
template <class Say>
auto answered(Context& context, const Call& call, const DevTarget& target, const DevWord& word,
              const Say& say) {
  if (word.asked.empty()) {
    try {
      return say(context.envelope.actor.id);
    } catch (const Error& error) {
      if (error.reason != Reason::dev_taken) throw;
    }
  }
  return say(answers_as(context, call, target, word));
}

inline constexpr Millis answer_patience = std::chrono::minutes(1);

/// No longer than so; 0 = `usual`.
Call within(Context& context, std::int64_t timeout_ms, Millis usual);

nlohmann::json body_of(const core::DevSession& session);
nlohmann::json body_of(const core::DevSyncState& state);

/// The first positional; "" where there is none.
std::string first_word(const ParsedArgs& args);

/// What is run for the person: place, holder and terminal are filled in. The outcome has its exit
/// code.
Reply attended(Context& context, const DevTarget& target, core::DevProgram order);

}  // namespace chatops::command
