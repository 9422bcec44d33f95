// From the first reading of an end to the dissolved group.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/iteration/retire.hpp"

#include <algorithm>

#include "workflow/deploy.hpp"
#include "workflow/environments.hpp"
#include "workflow/iteration/announce.hpp"
#include "workflow/iteration/record.hpp"
#include "workflow/notices.hpp"
#include "workflow/open.hpp"

namespace chatops::workflow {

namespace {

using core::IterationStage;

constexpr const char* ended_fact = "iteration_ended";
constexpr Millis soon_again{std::chrono::seconds{5}};
constexpr Millis after_failure{std::chrono::minutes{5}};
/// So long the group stays for a last message that is tried and does not get through.
constexpr Millis last_words{std::chrono::hours{1}};

core::Observation observed(const std::string& subject, std::int64_t epoch, Instant at) {
  return {.subject = subject, .fact = ended_fact, .epoch = epoch, .at = at};
}

/// The proof that the iteration ended, for one of the things that go with it.
Result<core::Proof> proof_for(const core::IterationRecord& row, const std::string& subject,
                              std::int64_t epoch, Instant second, Instant now, Millis apart) {
  core::Announcement announcement = row.announcement.value_or(core::Announcement{});
  announcement.subject = subject;
  return core::prove(observed(subject, epoch, row.ended->at), observed(subject, epoch, second),
                     announcement, now, apart);
}

void take_back(IterationDependencies& deps, core::IterationRecord& row) {
  record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
    next.stage = IterationStage::active;
    next.ended.reset();
    next.announcement.reset();
    next.kept_by.clear();
    next.missing = false;
    next.over_by.clear();
    next.environments_gone = false;
    tell_of_end(tx, next, deps.policy, plain_notice("reopened", next), "ending");
  });
}

struct Living {
  std::shared_ptr<Dependencies> of;
  core::EnvironmentSummary environment;
};

std::vector<Living> living_environments(IterationDependencies& deps, const std::string& code) {
  std::vector<Living> out;
  deps.store.read([&](core::Tx& tx) {
    out.clear();
    for (const auto& application : deps.applications) {
      for (auto& environment : tx.environments().of_iteration(application->application.name, code))
        out.push_back({application, std::move(environment)});
    }
  });
  return out;
}

std::vector<std::string> names_of(const std::vector<Living>& living) {
  std::vector<std::string> out;
  out.reserve(living.size());
  for (const Living& one : living) out.push_back(one.environment.name);
  return out;
}

/// What the iteration had: taken away by a teardown that ended well, or by a person from the record
/// alone, so that nobody knows whether it is still there.
struct Gone {
  std::vector<std::string> removed;
  std::vector<Error> forgotten;
};

Gone gone_with(core::Tx& tx, const IterationDependencies& deps, const std::string& code) {
  Gone out;
  for (const auto& application : deps.applications) {
    const std::string& of = application->application.name;
    for (const auto& one : tx.environments().list(of, true)) {
      if (one.iteration != code) continue;
      const auto last = tx.deployments().newest(of, one.name);
      if (last && last->cause_reason == code_of(Reason::environment_forgotten)) {
        out.forgotten.emplace_back(Reason::environment_forgotten,
                                   Args{{"what", one.name}, {"why", last->cause}});
      } else {
        out.removed.push_back(one.name);
      }
    }
  }
  return out;
}

void announce(IterationDependencies& deps, core::IterationRecord& row) {
  const auto names = names_of(living_environments(deps, row.key.code));
  record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
    const Instant now = deps.system.clock.now();
    next.stage = IterationStage::ending;
    next.ended = observed(text_of(row.key), 1, now);
    next.announcement = core::Announcement{
        .subject = text_of(row.key), .at = now, .until = now + deps.policy.grace};
    tell_of_end(tx, next, deps.policy, ending_notice(next, deps.policy, names), "ending");
  });
}

/// The newest state of the card has not reached its readers yet.
bool unheard(IterationDependencies& deps, const core::IterationRecord& row, const char* card) {
  const Readers readers = readers_of(row, deps.policy, card);
  bool out = false;
  if (!readers.group.empty())
    deps.store.read([&](core::Tx& tx) { out = tx.outbox().waits(readers.group, readers.card); });
  return out;
}

/// Says once more what was announced, which keeps it remembered. False: its readers are others by
/// now, and were told nothing of it.
bool still_announced(IterationDependencies& deps, const core::IterationRecord& row) {
  const core::Notice notice =
      ending_notice(row, deps.policy, names_of(living_environments(deps, row.key.code)));
  const Readers readers = readers_of(row, deps.policy, "ending");
  if (readers.group.empty() || mutes(row, notice)) return true;
  bool known = false;
  deps.store.write([&](core::Tx& tx) {
    known = tx.outbox().knows(readers.group, readers.card);
    if (known) tell_of_end(tx, row, deps.policy, notice, "ending");
  });
  return known;
}

/// Why it is not asked for again yet: teardowns failed, and each further one waits twice as long.
std::optional<Error> failed_lately(const std::vector<core::Deployment>& newest_first,
                                   std::int64_t epoch, Instant now) {
  int failures = 0;
  for (const core::Deployment& row : newest_first) {
    const bool failed = row.teardown && row.epoch == epoch && core::finished(row.status) &&
                        row.status != core::DeploymentStatus::succeeded;
    if (!failed) break;
    ++failures;
  }
  if (failures == 0) return std::nullopt;
  const Millis pause = after_failure * (1 << std::min(failures - 1, 6));
  const core::Deployment& last = newest_first.front();
  const Millis gone = now - std::max(last.ended_at, last.created_at);
  if (gone < Millis{0} || gone >= pause) return std::nullopt;  // before: the clock went back
  return outcome(last);
}

/// Begins, or goes on, taking away one environment. Nothing = it is under way.
std::optional<Error> take_away(const Call& call, IterationDependencies& deps,
                               const core::IterationRecord& row, const Living& one) {
  const auto asked = show_environment(*one.of, one.environment.name).running;
  // Nobody knows whether the engine heard: what to do about it is said by a person.
  if (asked && asked->status == core::DeploymentStatus::unknown) return lost_before(*asked);
  try {
    const Removal removal = plan_removal(call, *one.of, one.environment.name);
    if (removal.running) return std::nullopt;  // awaited
    const auto before = history(*one.of, one.environment.name, 10);
    if (auto why = failed_lately(before, removal.environment.epoch, deps.system.clock.now()))
      return why;
    const auto proof =
        proof_for(row, "environment/" + one.environment.name, removal.environment.epoch,
                  row.read_at, deps.system.clock.now(), deps.policy.read_apart);
    if (!proof) return proof.error();
    remove_environment(call, *one.of, removal, *proof, ended_fact);
    return std::nullopt;
  } catch (const Error& error) {
    return error;
  }
}

/// Whether the cards of what was taken away have reached the group as they ended. A process that
/// died in between has told of the end to nobody, and nobody else looks at what is retired.
bool ends_heard(IterationDependencies& deps, const core::IterationRecord& row) {
  bool out = true;
  for (const auto& application : deps.applications) {
    const std::string& name = application->application.name;
    std::vector<DeploymentKey> newest;
    deps.store.read([&](core::Tx& tx) {
      newest.clear();
      for (const auto& one : tx.environments().list(name, true)) {
        if (one.iteration != row.key.code) continue;
        if (const auto last = tx.deployments().newest_summary(name, one.name))
          newest.push_back({name, one.name, last->revision});
      }
    });
    for (const DeploymentKey& key : newest) {
      auto card = deployment_card(*application, key, row.group, deps.applications.size() > 1);
      if (!card || mutes(row, card->notice)) continue;
      card->language = row.language;
      deps.store.write([&](core::Tx& tx) {
        tx.outbox().put(*card);
        out = out && !tx.outbox().waits(row.group, card->card);
      });
    }
  }
  return out;
}

IterationStep end_group(const Call& call, IterationDependencies& deps, core::IterationRecord& row) {
  // Of one that somebody dissolved by hand there is nobody left to tell.
  const bool there = has_group(row) && !dissolved(call, deps, row);
  const bool told = !there || ends_heard(deps, row);
  if (!deps.policy.keep_group && there) {
    const Instant now = deps.system.clock.now();
    if (row.changed_at > now) record(deps, row, [](core::Tx&, core::IterationRecord&) {});
    std::int64_t tries = 0;
    deps.store.read([&](core::Tx& tx) { tries = tx.outbox().tries(row.group); });
    const bool patient = tries == 0 || now - row.changed_at < last_words;
    if (patient && (!told || unheard(deps, row, "retiring"))) return {.again = soon_again};
    const auto proof = proof_for(row, "group/" + row.group.id, 1, row.read_at,
                                 deps.system.clock.now(), deps.policy.read_apart);
    const auto done = deps.chat.groups().dissolve(call, row.group, value_or_throw(proof));
    if (!done && done.error().reason != Reason::group_gone) throw Error(done.error());
  }
  record(deps, row,
         [&](core::Tx&, core::IterationRecord& next) { next.stage = IterationStage::retired; });
  return {};
}

}  // namespace

bool dissolved(const Call& call, IterationDependencies& deps, const core::IterationRecord& row) {
  const auto group = deps.chat.groups().facts(call, row.group);
  return !group && group.error().reason == Reason::group_gone;
}

IterationStep advance_end(IterationDependencies& deps, core::IterationRecord& row) {
  const bool said_to_be_over = row.missing && !row.over_by.empty();
  if (row.last.state != core::IterationState::ended && !said_to_be_over) {
    // A state that nobody has told us of proves neither the one nor the other.
    if (row.stage == IterationStage::ending && row.last.state != core::IterationState::odd)
      take_back(deps, row);
    return {};
  }
  const bool stands = row.stage == IterationStage::ending && row.ended && row.announcement;
  if (stands && row.announcement->stopped) return {};
  // What was read in the future was read by a clock that has been put right since.
  const bool wrong = !stands || row.ended->at > deps.system.clock.now();
  if (wrong || !still_announced(deps, row)) announce(deps, row);
  const Instant now = deps.system.clock.now();
  const Instant may_go = std::max(row.announcement->until, row.ended->at + deps.policy.read_apart);
  if (now < may_go) return {.again = may_go - now};
  // What nobody could read was not announced.
  if (unheard(deps, row, "ending")) return {.again = soon_again};
  value_or_throw(proof_for(row, text_of(row.key), 1, now, now, deps.policy.read_apart));
  record(deps, row, [&](core::Tx&, core::IterationRecord& next) {
    next.read_at = now;
    next.stage = IterationStage::retiring;
  });
  return {.again = Millis{0}};
}

IterationStep retire(const Call& call, IterationDependencies& deps, core::IterationRecord& row) {
  auto read = deps.tracker.iteration(call, row.key.code);
  if (read && read->state != core::IterationState::ended &&
      read->state != core::IterationState::odd) {
    row.last = std::move(*read);
    take_back(deps, row);
    return {.again = Millis{0}};
  }
  // That it was deleted since changes nothing of what was proved.
  if (!read && read.error().reason != Reason::outside_not_found) throw Error(read.error());
  const auto living = living_environments(deps, row.key.code);
  if (!row.environments_gone || !living.empty()) {
    IterationStep out{.again = soon_again};
    std::optional<Error> stuck;
    for (const Living& one : living) {
      if (auto why = take_away(call, deps, row, one)) stuck = std::move(why);
      out.touched.push_back({one.environment.application, one.environment.name});
    }
    if (stuck) {
      record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
        tell_of_end(tx, next, deps.policy, stuck_notice(next, *stuck), "retiring");
      });
      out.again = after_failure;
      return out;
    }
    if (!living.empty()) return out;
    record(deps, row, [&](core::Tx& tx, core::IterationRecord& next) {
      next.environments_gone = true;
      const Gone gone = gone_with(tx, deps, next.key.code);
      tell_of_end(tx, next, deps.policy,
                  retired_notice(next, deps.policy, gone.removed, gone.forgotten), "retiring");
    });
    return {.again = soon_again};  // the notice goes out before its group does
  }
  return end_group(call, deps, row);
}

}  // namespace chatops::workflow
