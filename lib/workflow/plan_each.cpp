// SPDX-License-Identifier: Apache-2.0
// The rounds of plan(), taken by all requests together.
#include "workflow/plan_each.hpp"

#include <set>

#include "workflow/decide.hpp"

namespace chatops::workflow {
namespace {

/// What several decisions lack, each thing once.
class AllMissing {
 public:
  void add(const Missing& missing) {
    others_ = others_ || missing.others;
    for (const FactKey& key : missing.facts) {
      if (seen_.insert(key).second) keys_.push_back(key);
    }
  }
  const std::vector<FactKey>& keys() const { return keys_; }
  bool others() const { return others_; }

 private:
  std::set<FactKey> seen_;
  std::vector<FactKey> keys_;
  bool others_ = false;
};

/// One round: tells what can be told, and keeps in `open` what still lacks something.
AllMissing decide_open(const Call& call, Dependencies& deps, const Facts& facts,
                       std::span<const PlanRequest> requests, std::vector<Remembered>& states,
                       std::vector<std::size_t>& open, const PlanSink& sink) {
  const Instant now = deps.system.clock.now();
  AllMissing missing;
  std::vector<std::size_t> left;
  for (const std::size_t i : open) {
    call.check(deps.system.clock);
    Result<Plan> made;
    try {
      Decision decision = decide(facts, states[i], requests[i], std::nullopt, now);
      if (const auto* lacks = std::get_if<Missing>(&decision)) {
        missing.add(*lacks);
        left.push_back(i);
        continue;
      }
      Plan& plan = std::get<Plan>(decision);
      if (renames(plan)) require_free(deps, plan.after);
      made = std::move(plan);
    } catch (const Error& refused) {
      made = unknown(refused);
    }
    states[i] = {};
    sink(i, std::move(made));
  }
  open = std::move(left);
  return missing;
}

}  // namespace

void plan_each(const Call& call, Dependencies& deps, Facts& facts,
               std::span<const PlanRequest> requests, const PlanSink& sink) {
  std::vector<Remembered> states(requests.size());
  deps.store.read([&](core::Tx& tx) {
    for (std::size_t i = 0; i < requests.size(); ++i)
      states[i] =
          recall(tx, deps.application.name, requests[i].environment, for_people(requests[i]));
  });
  std::vector<std::size_t> open(requests.size());
  for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
  for (int round = 0; round < most_rounds; ++round) {
    const AllMissing missing = decide_open(call, deps, facts, requests, states, open, sink);
    if (open.empty()) return;
    if (missing.others()) {
      const Others others = recall_others(deps);
      for (const std::size_t i : open) states[i].others = others;
    }
    read_facts(call, deps, missing.keys(), facts);
  }
  throw Error(Reason::internal_error, {{"what", "plan"}});
}

}  // namespace chatops::workflow
