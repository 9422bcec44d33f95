// SPDX-License-Identifier: Apache-2.0
// A version that is asked for, the newest of what is followed, or what runs.
#include "workflow/decide_line.hpp"

#include <algorithm>

#include "core/selection_rules.hpp"
#include "core/set_aside.hpp"

namespace chatops::workflow {
namespace {

using core::Follow;
using core::Pin;

/// May be of the branch as far as its text tells.
bool maybe_of(const Part& part, const core::Artifact& artifact) {
  return core::verdict(artifact, part.pattern, part.branch) != core::BranchVerdict::other;
}

bool of_one_image(const Error& error) {
  return error.reason == Reason::artifact_not_pullable ||
         error.reason == Reason::image_unreadable || error.reason == Reason::digest_mismatch;
}

Error search_limit(const Part& part) {
  return looked_so_far(part.component->name, part.branch, part.found->limited);
}

}  // namespace

core::PinMode mode_of(const Part& part, const PlanRequest& request) {
  const bool own = part.asked != nullptr && part.asked->mode != core::PinMode::automatic;
  return own ? part.asked->mode : request.mode;
}

core::PinDetails pin_details(const PlanRequest& request) {
  return {.by = request.actor.name,
          .why = request.reason,
          .until = request.until,
          .by_id = request.actor.id};
}

/// Null where it was not asked for.
const Known<core::Artifact>* LineDecision::exact_of(const Part& part,
                                                    const std::string& version) const {
  const auto asked = std::find_if(part.versions.begin(), part.versions.end(),
                                  [&](const VersionKey& key) { return key.version == version; });
  return asked == part.versions.end() ? nullptr : &facts_.versions.at(*asked).value.artifact;
}

PlanLine LineDecision::line_of(const Part& part) {
  PlanLine line{.component = part.component->name, .runs_known = !part.in_doubt};
  if (line.runs_known) line.runs = part.runs;
  line.before = part.was;
  line.choice = part.before;
  const std::size_t mistakes = mistakes_.size();
  if (part.exact != nullptr) {
    take_exact(part, line);
  } else if (part.follows()) {
    take_newest(part, line);
  } else {
    take_version(part, line);
  }
  if (mistakes_.size() > mistakes) line.wanted = part.runs;
  for (const VersionKey& key : part.versions) {
    for (const Error& remark : facts_.versions.at(key).value.remarks) add_once(warnings_, remark);
  }
  apply_mode(part, line);
  if (line.wanted && part.in_doubt) {
    line.change = core::Change::unknown;
  } else if (line.wanted) {
    line.change = line.runs ? core::change_of(*line.runs, *line.wanted) : core::Change::added;
  }
  return line;
}

void LineDecision::take_exact(const Part& part, PlanLine& line) {
  const core::BillLine& exact = *part.exact;
  const auto* answer = exact_of(part, exact.version);
  if (!*answer) {
    add_once(mistakes_, answer->error());
    return;
  }
  line.wanted = exact;
  line.wanted->component = part.component->name;
  line.wanted->image = part.component->image;
  if (exact.digest.empty() || exact.digest == (*answer)->digest) {
    line.wanted->digest = (*answer)->digest;
    return;
  }
  Error moved(Reason::artifact_moved, {{"what", (*answer)->reference()},
                                       {"where", part.component->name},
                                       {"why", exact.digest + " > " + (*answer)->digest}});
  if (!request_.force) {
    add_once(mistakes_, std::move(moved));
    return;
  }
  warnings_.push_back(std::move(moved));
  core::Artifact now = **answer;
  core::read_pattern(now, part.pattern, part.branch);
  line.wanted = core::line_of(now);
}

void LineDecision::take_version(const Part& part, PlanLine& line) {
  const bool wished = part.asked != nullptr;
  const std::string& version = wished ? part.asked->version : std::get<Pin>(part.before).version;
  const auto* answer = exact_of(part, version);
  if (!*answer) {
    // A pin that nobody touches keeps what runs, although it could not be pulled again.
    const bool stays = !wished && part.runs && part.runs->version == version &&
                       answer->error().reason != Reason::unreachable;
    if (stays) {
      line.wanted = part.runs;
      warnings_.push_back(answer->error());
    } else {
      add_once(mistakes_, answer->error());
    }
    return;
  }
  core::Artifact chosen = **answer;
  core::read_pattern(chosen, part.pattern, part.branch);
  if (!wished && held_back(line, chosen, false)) return keep(part, line);
  line.wanted = core::line_of(chosen);
  if (!wished) return;
  line.named = true;
  line.choice = core::choose_version(*part.component, part.before, chosen, part.found->newest,
                                     part.pattern, mode_of(part, request_), pin_details(request_));
}

void LineDecision::keep(const Part& part, PlanLine& line) {
  if (!part.runs) return;
  line.wanted = part.runs;
  const auto* answer = exact_of(part, part.runs->version);
  if (answer == nullptr) return;
  if (*answer) {
    line.wanted->digest = (*answer)->digest;
    return;
  }
  warnings_.push_back(answer->error());
}

/// What was passed by, and what nobody knows of.
void LineDecision::remark_on_search(const Part& part, bool found) {
  for (const LeftOut& one : part.found->left_out) {
    if (maybe_of(part, one.artifact)) add_once(warnings_, one.why);
  }
  if (found) return;
  if (part.found->limited > 0) warnings_.push_back(search_limit(part));
  if (part.found->possible.empty()) return;
  const std::string choice = part.component->name + "=" + part.found->possible.front().version;
  warnings_.emplace_back(
      Reason::branch_possible,
      Args{{"what", choice}, {"where", part.branch}, {"try", "chatops deploy " + choice}});
}

/// What failed before is not tried again unless a person is there.
bool LineDecision::held_back(const PlanLine& line, core::Artifact chosen, bool followed) {
  if (request_.actor.origin != core::Origin::automatic || there_ == nullptr) return false;
  chosen.component = line.component;
  const auto& aside = there_->set_aside;
  const bool free = followed ? core::may_take(chosen, aside) : !core::is_set_aside(chosen, aside);
  if (free) return false;
  warnings_.emplace_back(
      Reason::version_set_aside,
      Args{{"what", line.component + "=" + chosen.version}, {"where", there_->name}});
  return true;
}

void LineDecision::take_newest(const Part& part, PlanLine& line) {
  line.choice = Follow{part.branch};
  const std::optional<core::Artifact>& newest = part.found->newest;
  if (const auto& why = part.found->newest_unknown) {
    // Nobody knows which is the newest, or none can be read: what runs may stay, nothing else is
    // chosen, and other components are deployed all the same.
    const bool own = why->reason == Reason::order_unknown || of_one_image(*why);
    if (!own || !part.runs || part.asked != nullptr) return add_once(mistakes_, *why);
    warnings_.push_back(*why);
    return keep(part, line);
  }
  remark_on_search(part, newest.has_value());
  if (!newest && part.found->limited > 0 && !part.runs)
    return add_once(mistakes_, search_limit(part));
  if (newest) {
    if (auto remark = hash_remark(*newest)) add_once(warnings_, std::move(*remark));
  }
  if (newest && held_back(line, *newest, true)) return keep(part, line);
  const Known<std::vector<core::Artifact>>& listed = *part.listed;
  const auto taken = core::next_followed(
      part.runs, part.branch, newest, part.pattern,
      listed ? std::span<const core::Artifact>(*listed) : std::span<const core::Artifact>{});
  if (taken) {
    line.wanted = core::line_of(*taken);
    return;
  }
  keep(part, line);
  if (listed && listed->empty() && part.runs) {
    warnings_.emplace_back(Reason::list_short,
                           Args{{"what", line.component}, {"why", "suddenly_empty"}});
  }
  const bool of_branch = part.runs && core::verdict(core::artifact_of(*part.runs), part.pattern,
                                                    part.branch) == core::BranchVerdict::confirmed;
  if (!newest && !of_branch) line.waiting = core::Waiting{part.branch, ""};
}

/// --pin without an override speaks of every component; one that waits has nothing to be pinned at.
void LineDecision::apply_mode(const Part& part, PlanLine& line) const {
  const bool spoken_of = part.asked != nullptr || request_.overrides.empty();
  if (!spoken_of || has_baseline_ || mode_of(part, request_) != core::PinMode::pin) return;
  if (std::holds_alternative<Follow>(line.choice) && line.wanted && !line.waiting) {
    core::PinDetails pin = pin_details(request_);
    pin.version = line.wanted->version;
    pin.after = part.branch;
    line.choice = pin;
  }
}

std::vector<core::Artifact> in_sight(const Part& part, const PlanLine& line) {
  if (!line.wanted || line.waiting || !*part.listed) return {};
  const core::Artifact now = core::artifact_of(*line.wanted);
  const std::string rule = core::followed_rule(line.choice, part.component->branch);
  if (rule != part.branch) {
    std::vector<core::Artifact> sure;
    for (core::Candidate& one :
         core::CandidateSearch(**part.listed, rule, part.pattern).candidates()) {
      if (core::verdict(one.artifact, part.pattern, rule) == core::BranchVerdict::confirmed)
        sure.push_back(std::move(one.artifact));
    }
    return newer_than(now, sure);
  }
  const auto& newest = part.found->newest;
  const bool runs_newest = newest && newest->image == now.image && newest->version == now.version &&
                           newest->digest == now.digest;
  return runs_newest ? part.found->beyond : newer_than(now, part.found->sure);
}

}  // namespace chatops::workflow
