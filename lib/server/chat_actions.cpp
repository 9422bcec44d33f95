// See chat_actions.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "server/chat_actions.hpp"
#include "workflow/iteration/keep.hpp"

namespace chatops::server {

namespace {

[[noreturn]] void outdated(const std::string& what) {
  throw Error(Reason::card_outdated, {{"what", what}});
}

/// The environment that the card was made for, as it still is.
bool lives(core::Tx& tx, const std::string& application, const core::Action& action) {
  const auto environment = tx.environments().summary(application, action.environment);
  return environment && environment->state != core::EnvironmentState::retired &&
         environment->epoch == action.epoch;
}

/// The card tells the newest deployment of the living environment as it ended.
void require_current(ChatParts& parts, const std::string& application, const core::Action& action) {
  bool current = false;
  parts.store.read([&](core::Tx& tx) {
    const auto newest = tx.deployments().newest_summary(application, action.environment);
    current = lives(tx, application, action) && newest && newest->revision == action.revision &&
              core::word_of(newest->status) == action.card;
  });
  if (!current) outdated(action.environment);
}

/// The card tells of the living environment as it is now. Whether the wish still stands is seen in
/// the cluster, by the command.
void require_wish(ChatParts& parts, const std::string& application, const core::Action& action) {
  bool living = false;
  parts.store.read([&](core::Tx& tx) { living = lives(tx, application, action); });
  if (!living || action.component.empty() || action.card.empty()) outdated(action.environment);
}

/// Of an iteration's own buttons: they are for this group's iteration, which is not over.
void require_iteration(const ChatPlace& place, const core::Action& action) {
  if (action.iteration.empty()) return;
  const bool same = place.iteration && place.iteration->key.code == action.iteration &&
                    place.iteration->stage != core::IterationStage::retiring &&
                    place.iteration->stage != core::IterationStage::retired;
  if (!same) outdated(action.iteration);
}

bool waits_for_keep(const core::IterationRecord& record, const core::Action& action) {
  return record.stage == core::IterationStage::ending && record.announcement &&
         to_rfc3339(record.announcement->until) == action.card;
}

/// The record still asks what the button answers.
bool fits(const core::IterationRecord& record, const core::Action& action) {
  if (action.name == "keep") return waits_for_keep(record, action);
  return action.name == "end" ? workflow::asks_whether_over(record) : record.group_lost;
}

}  // namespace

std::optional<command::Request> request_of(ChatParts& parts, const ChatPlace& place,
                                           const std::string& application,
                                           const core::Action& action) {
  if (is_iteration_click(action)) return std::nullopt;
  if (action.name == "deploy") {
    require_iteration(place, action);
    return command::DeployRequest{.environment = action.environment, .form = true};
  }
  if (action.name == "environment" || action.name == "details")
    return command::EnvShowRequest{.environment = action.environment};
  if (action.name == "mute") {
    require_iteration(place, action);
    return command::NotifyMuteRequest{};
  }
  if (action.name == "hand_over") {
    require_wish(parts, application, action);
    return command::DevEndRequest{
        .environment = action.environment, .component = action.component, .asked = action.card};
  }
  if (action.name == "keep_dev") {
    require_wish(parts, application, action);
    return command::DevKeepRequest{
        .environment = action.environment, .component = action.component, .asked = action.card};
  }
  if (action.name == "rollback") {
    require_current(parts, application, action);
    return command::RollbackRequest{.environment = action.environment};
  }
  if (action.name == "retry") {
    require_current(parts, application, action);
    return command::DeployRequest{.environment = action.environment};
  }
  outdated(action.environment.empty() ? action.iteration : action.environment);
}

bool is_iteration_click(const core::Action& action) {
  return action.name == "keep" || action.name == "adopt" || action.name == "end";
}

core::IterationRecord iteration_clicked(ChatParts& parts, const ChatPlace& place,
                                        const core::Action& action) {
  std::optional<core::IterationRecord> found;
  parts.store.read([&](core::Tx& tx) {
    found = tx.iterations().find({place.project.tracker, place.project.project, action.iteration});
  });
  if (!found || !fits(*found, action)) outdated(action.iteration);
  return std::move(*found);
}

void click_iteration(ChatParts& parts, const core::IterationKey& key, const core::Action& action,
                     const core::Actor& actor) {
  const Instant now = parts.system.clock.now();
  parts.store.write([&](core::Tx& tx) {
    auto record = tx.iterations().find(key);
    if (!record || !fits(*record, action)) outdated(action.iteration);
    if (action.name == "keep") {
      workflow::keep_after_end(tx, *record, actor);
    } else if (action.name == "end") {
      workflow::end_missing(*record, actor);
    } else {
      workflow::want_new_group(*record);
    }
    record->changed_at = now;
    tx.iterations().put(*record);
  });
}

}  // namespace chatops::server
