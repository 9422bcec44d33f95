// The plan: what is stored, what is wished, what exists outside, put together.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/plan.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "core/codec.hpp"
#include "workflow/branch.hpp"
#include "workflow/order.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

using core::Follow;
using core::Pin;

/// One component on its way through the plan.
struct Part {
  const core::Component* component = nullptr;
  std::optional<core::VersionPattern> pattern;
  const Wish* wish = nullptr;
  const core::BillLine* exact = nullptr;  ///< from the baseline
  std::optional<core::BillLine> runs;     ///< as far as is known; see `in_doubt`
  bool in_doubt = false;                  ///< something else may run
  core::Choice was;                       ///< as stored
  core::Choice before;  ///< the same, or followed again where --follow speaks of all
  std::string branch;   ///< followed, or followed again when the pin ends
  const Found* found = nullptr;

  const core::VersionPattern* pattern_or_null() const { return pattern ? &*pattern : nullptr; }
  bool follows() const {
    if (exact != nullptr) return false;
    if (wish != nullptr) return wish->version.empty();
    return std::holds_alternative<Follow>(before);
  }
};

class Planning {
 public:
  Planning(const Call& call, World& world, const PlanRequest& request,
           const std::optional<Baseline>& baseline)
      : call_(call), world_(world), request_(request), baseline_(baseline), reader_(call, world) {}

  Plan run() {
    check_wishes();
    state_ = recall(world_, request_.environment);
    plan_.after = settled_environment(world_, request_, state_, plan_.creates);
    plan_.before = state_.environment;
    plan_.actor = request_.actor;
    plan_.reason = request_.reason;
    plan_.force = request_.force;
    make_parts();
    read_outside();
    choose_lines();
    keep_newest_in_sight();
    find_builds();
    choose_chart();
    assemble(world_, request_, baseline_, plan_);
    remark_on_tags();
    conclude(state_, baseline_, plan_);
    return std::move(plan_);
  }
  Heard heard() { return {std::move(found_), std::move(charts_)}; }

 private:
  void check_wishes();
  void make_parts();
  void read_outside();
  Lookup lookup_of(const Part& part) const;
  void choose_lines();
  PlanLine line_of(Part& part);
  void check_branches();
  void take_version(Part& part, PlanLine& line);
  void take_newest(Part& part, PlanLine& line);
  void remark_on_search(const Part& part, bool found);
  void remark_on_tags();
  void take_exact(Part& part, PlanLine& line);
  void keep(Part& part, PlanLine& line);
  const Known<core::Artifact>* exact_of(const Part& part, const std::string& version) const;
  void apply_mode(Part& part, PlanLine& line);
  void keep_newest_in_sight();
  void find_builds();
  void choose_chart();
  core::PinMode mode_of(const Part& part) const {
    const bool own = part.wish != nullptr && part.wish->mode != core::PinMode::automatic;
    return own ? part.wish->mode : request_.mode;
  }
  core::PinDetails pin_details() const {
    return {.by = request_.actor.name, .why = request_.reason, .until = request_.until};
  }

  const Call& call_;
  World& world_;
  const PlanRequest& request_;
  const std::optional<Baseline>& baseline_;
  ArtifactReader reader_;
  Remembered state_;
  core::Selection selection_;  ///< as it holds now, before the wishes
  std::vector<Part> parts_;
  std::vector<std::vector<std::string>> asked_;  ///< exact versions looked up, by part
  std::vector<Found> found_;
  Known<std::vector<core::ChartVersion>> charts_;
  Mistakes mistakes_;
  Plan plan_;
};

void Planning::check_wishes() {
  std::vector<std::string> names;
  for (const auto& component : world_.application.components) names.push_back(component.name);
  std::set<std::string> seen;
  for (const Wish& wish : request_.wishes) {
    if (world_.application.component(wish.component) == nullptr) {
      Args args{{"what", wish.component}, {"where", world_.application.name}};
      if (const auto near = did_you_mean(wish.component, names)) args.set("try", *near);
      mistakes_.add(Error(Reason::unknown_component, std::move(args)));
    } else if (!seen.insert(wish.component).second) {
      mistakes_.add(Error(Reason::usage_conflicting_options, {{"what", wish.component}}));
    } else if (wish.version.empty() == wish.branch.empty() ||
               (!wish.branch.empty() && !core::possible_branch(wish.branch))) {
      mistakes_.add(
          Error(Reason::usage_bad_value, {{"what", wish.component}, {"value", wish.branch}}));
    }
  }
  mistakes_.throw_any();
}

void Planning::make_parts() {
  const core::Application& application = world_.application;
  const Instant now = world_.system.clock.now();
  const core::Selection stored = plan_.creates ? core::Selection{} : state_.environment->selection;
  selection_ = core::effective(core::completed(application, stored), application, now);
  if (baseline_) selection_ = core::completed(application, baseline_->selection);
  for (const core::Component& component : application.components) {
    Part part{.component = &component, .pattern = pattern_of(component)};
    for (const Wish& wish : request_.wishes) {
      if (wish.component == component.name) part.wish = &wish;
    }
    if (baseline_ && part.wish == nullptr) {
      const auto line = baseline_->lines.find(component.name);
      if (line != baseline_->lines.end()) part.exact = &line->second;
    }
    if (!plan_.creates && state_.environment->deployed) {
      const auto& lines = state_.environment->deployed->lines;
      if (const auto line = lines.find(component.name); line != lines.end()) {
        part.runs = line->second;
      }
    }
    const auto* doubt =
        !plan_.creates && state_.environment->doubt ? &*state_.environment->doubt : nullptr;
    part.in_doubt = doubt != nullptr && doubt->components.contains(component.name);
    part.was = selection_.components.at(component.name);
    const bool released = request_.mode == core::PinMode::follow && request_.wishes.empty();
    part.before = released && !baseline_
                      ? core::Choice(Follow{core::followed_rule(part.was, component.branch)})
                      : part.was;
    part.branch = part.wish != nullptr && !part.wish->branch.empty()
                      ? core::plain_branch(part.wish->branch)
                      : core::followed_rule(part.before, component.branch);
    parts_.push_back(std::move(part));
  }
}

Lookup Planning::lookup_of(const Part& part) const {
  Lookup lookup{.component = part.component, .branch = part.branch, .look = request_.look};
  const auto want = [&](const std::string& version) {
    auto& all = lookup.versions;
    if (std::find(all.begin(), all.end(), version) == all.end()) all.push_back(version);
  };
  if (part.exact != nullptr) want(part.exact->version);
  if (part.wish != nullptr && !part.wish->version.empty()) want(part.wish->version);
  if (const auto* pin = std::get_if<Pin>(&part.before);
      pin != nullptr && part.wish == nullptr && part.exact == nullptr) {
    want(pin->version);
  }
  // What runs may have to stay; asked now, it costs no further wait.
  if (part.follows() && part.runs) want(part.runs->version);
  const bool needs_newest =
      part.follows() || (part.wish != nullptr && mode_of(part) != core::PinMode::pin);
  lookup.only_list = !needs_newest;
  return lookup;
}

void Planning::read_outside() {
  std::vector<Lookup> lookups;
  for (const Part& part : parts_) {
    lookups.push_back(lookup_of(part));
    asked_.push_back(lookups.back().versions);
  }
  const core::EngineSettings& settings = world_.application.deploy;
  core::DeployEngine& deploys = world_.engines.of(settings.engine);
  Known<core::EngineFacts> engine;
  std::optional<Error> no_iteration;
  std::vector<std::function<void()>> beside;
  beside.emplace_back([&] { engine = deploys.describe(call_, settings, {.may_start = true}); });
  beside.emplace_back([&] { charts_ = world_.charts.versions(call_, world_.application.chart); });
  const bool new_iteration = !request_.iteration.empty() &&
                             (plan_.creates || state_.environment->iteration != request_.iteration);
  if (new_iteration) {
    beside.emplace_back([&] {
      const auto found = world_.tracker.iteration(call_, request_.iteration);
      if (!found) no_iteration = found.error();
    });
  }
  found_ = reader_.look_up(lookups, std::move(beside));
  for (std::size_t i = 0; i < parts_.size(); ++i) parts_[i].found = &found_[i];
  if (no_iteration) {
    if (no_iteration->reason != Reason::outside_not_found) throw Error(*no_iteration);
    throw Error(Reason::unknown_iteration, {{"what", request_.iteration}});
  }
  plan_.engine = value_or_throw(std::move(engine));
  if (plan_.engine.unusable) throw Error(*plan_.engine.unusable);
}

const Known<core::Artifact>* Planning::exact_of(const Part& part,
                                                const std::string& version) const {
  const auto at = static_cast<std::size_t>(&part - parts_.data());
  const auto& asked = asked_[at];
  const auto place = std::find(asked.begin(), asked.end(), version);
  if (place == asked.end()) return nullptr;
  return &part.found->exact.at(static_cast<std::size_t>(place - asked.begin()));
}

void Planning::choose_lines() {
  for (Part& part : parts_) plan_.lines.push_back(line_of(part));
  check_branches();
  if (request_.asking) {
    plan_.objections = mistakes_.take();
  } else {
    mistakes_.throw_any();
  }
}

PlanLine Planning::line_of(Part& part) {
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
  for (const Error& remark : part.found->remarks) add_once(plan_.warnings, remark);
  apply_mode(part, line);
  if (line.wanted && part.in_doubt) {
    line.change = core::Change::unknown;
  } else if (line.wanted) {
    line.change = line.runs ? core::change_of(*line.runs, *line.wanted) : core::Change::added;
  } else {
    plan_.lacking.push_back(line.component);
  }
  return line;
}

/// A branch that somebody names and that has no artifact may be one that nobody has.
void Planning::check_branches() {
  std::vector<core::BranchQuery> queries;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    const bool named = part.wish != nullptr && !part.wish->branch.empty();
    if (!named || !plan_.lines[i].waiting) continue;
    const std::string& repository = part.component->repository;
    const auto* declared = world_.application.repository(repository);
    queries.push_back({repository, part.branch, declared == nullptr ? "" : declared->path()});
    places.push_back(i);
  }
  if (queries.empty()) return;
  const auto heads = world_.source.heads(call_, queries);
  for (std::size_t i = 0; i < queries.size() && i < heads.size(); ++i) {
    if (heads[i]) continue;
    if (heads[i].error().reason != Reason::outside_not_found) {
      add_once(plan_.warnings, heads[i].error());
      continue;
    }
    mistakes_.add(no_such_branch(call_, world_, queries[i].repository, queries[i].branch));
    PlanLine& line = plan_.lines[places[i]];
    line.choice = line.before;
    line.waiting.reset();
  }
}

void Planning::take_exact(Part& part, PlanLine& line) {
  const core::BillLine& exact = *part.exact;
  const auto* answer = exact_of(part, exact.version);
  if (!*answer) {
    mistakes_.add(answer->error());
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
    mistakes_.add(std::move(moved));
    return;
  }
  plan_.warnings.push_back(std::move(moved));
  line.wanted = core::line_of(**answer);
}

void Planning::take_version(Part& part, PlanLine& line) {
  const bool wished = part.wish != nullptr;
  const std::string& version = wished ? part.wish->version : std::get<Pin>(part.before).version;
  const auto* answer = exact_of(part, version);
  if (!*answer) {
    // A pin that nobody touches keeps what runs, although it could not be pulled again.
    const bool stays = !wished && part.runs && part.runs->version == version &&
                       answer->error().reason != Reason::unreachable;
    if (stays) {
      line.wanted = part.runs;
      plan_.warnings.push_back(answer->error());
    } else {
      mistakes_.add(answer->error());
    }
    return;
  }
  const core::Artifact& chosen = **answer;
  line.wanted = core::line_of(chosen);
  if (!wished) return;
  std::optional<core::Artifact> newest;
  if (part.found->newest) newest = part.found->newest->artifact;
  line.choice = core::choose_version(*part.component, part.before, chosen, newest,
                                     part.pattern_or_null(), mode_of(part), pin_details());
}

void Planning::keep(Part& part, PlanLine& line) {
  if (!part.runs) return;
  line.wanted = part.runs;
  const auto* answer = exact_of(part, part.runs->version);
  if (answer == nullptr) return;
  if (*answer) {
    line.wanted->digest = (*answer)->digest;
    return;
  }
  plan_.warnings.push_back(answer->error());
}

namespace {

/// May be of the branch as far as its text tells.
bool maybe_of(const Part& part, const core::Artifact& artifact) {
  return core::verdict(artifact, part.pattern_or_null(), part.branch) != core::BranchVerdict::other;
}

bool of_one_image(const Error& error) {
  return error.reason == Reason::artifact_not_pullable ||
         error.reason == Reason::image_unreadable || error.reason == Reason::digest_mismatch;
}

Error search_limit(const Part& part) {
  return looked_so_far(part.component->name, part.branch, part.found->limited);
}

}  // namespace

/// What was passed by, and what nobody knows of.
void Planning::remark_on_search(const Part& part, bool found) {
  for (const LeftOut& one : part.found->left_out) {
    if (maybe_of(part, one.artifact)) add_once(plan_.warnings, one.why);
  }
  if (found) return;
  if (part.found->limited > 0) plan_.warnings.push_back(search_limit(part));
  if (part.found->possible.empty()) return;
  const std::string choice = part.component->name + "=" + part.found->possible.front().version;
  plan_.warnings.emplace_back(
      Reason::branch_possible,
      Args{{"what", choice}, {"where", part.branch}, {"try", "chatops deploy " + choice}});
}

void Planning::take_newest(Part& part, PlanLine& line) {
  line.choice = Follow{part.branch};
  std::optional<core::Artifact> newest;
  if (part.found->newest) newest = part.found->newest->artifact;
  if (const auto& why = part.found->newest_unknown) {
    // Nobody knows which is the newest, or none can be read: what runs may stay, nothing else is
    // chosen, and other components are deployed all the same.
    const bool own = why->reason == Reason::order_unknown || of_one_image(*why);
    if (!own || !part.runs || part.wish != nullptr) return mistakes_.add(*why);
    plan_.warnings.push_back(*why);
    return keep(part, line);
  }
  remark_on_search(part, newest.has_value());
  if (!newest && part.found->limited > 0 && !part.runs) return mistakes_.add(search_limit(part));
  if (newest) {
    if (auto remark = hash_remark(*newest)) add_once(plan_.warnings, std::move(*remark));
  }
  const auto& listed = part.found->listed;
  const auto taken = core::follow_step(
      part.runs, part.branch, newest, part.pattern_or_null(),
      listed ? std::span<const core::Artifact>(*listed) : std::span<const core::Artifact>{});
  if (taken) {
    line.wanted = core::line_of(*taken);
    return;
  }
  keep(part, line);
  if (listed && listed->empty() && part.runs) {
    plan_.warnings.emplace_back(Reason::list_short,
                                Args{{"what", line.component}, {"why", "suddenly_empty"}});
  }
  const bool of_branch =
      part.runs && core::verdict(core::artifact_of(*part.runs), part.pattern_or_null(),
                                 part.branch) == core::BranchVerdict::confirmed;
  if (!newest && !of_branch) line.waiting = core::Waiting{part.branch, ""};
}

/// --pin without a wish speaks of every component; one that waits has nothing to be pinned at.
void Planning::apply_mode(Part& part, PlanLine& line) {
  const bool spoken_of = part.wish != nullptr || request_.wishes.empty();
  if (!spoken_of || baseline_ || mode_of(part) != core::PinMode::pin) return;
  if (std::holds_alternative<Follow>(line.choice) && line.wanted && !line.waiting) {
    core::PinDetails pin = pin_details();
    pin.version = line.wanted->version;
    pin.after = part.branch;
    line.choice = pin;
  }
}

/// What a pinned or kept component could run instead: only versions that nobody has to guess about.
void Planning::keep_newest_in_sight() {
  constexpr std::size_t enough = 5;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    PlanLine& line = plan_.lines[i];
    if (!line.wanted || line.waiting || !part.found->listed) continue;
    const auto* pattern = part.pattern_or_null();
    const std::string rule = core::followed_rule(line.choice, part.component->branch);
    const auto candidates =
        rule == part.branch
            ? part.found->candidates
            : core::CandidateSearch(*part.found->listed, rule, pattern).candidates();
    const core::Artifact now = core::artifact_of(*line.wanted);
    for (const core::Candidate& candidate : candidates) {
      const core::Artifact& other = candidate.artifact;
      const bool sure = core::verdict(other, pattern, rule) == core::BranchVerdict::confirmed;
      const bool same =
          other.version == now.version || (!now.digest.empty() && other.digest == now.digest);
      if (!sure || same || !core::newer(other, now)) continue;
      line.newer.push_back(other);
      if (line.newer.size() == enough) break;
    }
  }
}

void Planning::find_builds() {
  std::vector<core::BranchQuery> queries;
  std::vector<PlanLine*> lines;
  for (PlanLine& line : plan_.lines) {
    if (!line.waiting) continue;
    const auto& component = *world_.application.component(line.component);
    const auto* repository = world_.application.repository(component.repository);
    const bool own_job = repository != nullptr && !repository->ci_job.empty();
    queries.push_back({own_job ? repository->ci_job : component.repository, line.waiting->branch,
                       own_job || repository == nullptr ? "" : repository->path()});
    lines.push_back(&line);
  }
  if (queries.empty()) return;
  const auto builds = world_.builds.newest(call_, queries);
  for (std::size_t i = 0; i < lines.size() && i < builds.size(); ++i) {
    if (builds[i] && *builds[i]) lines[i]->waiting->build_url = (*builds[i])->url;
  }
}

void Planning::choose_chart() {
  std::optional<core::ChartVersion> runs;
  if (!plan_.creates && state_.environment->deployed) runs = state_.environment->deployed->chart;
  core::Choice before = selection_.chart;
  if (request_.wishes.empty() && request_.chart.empty() && !baseline_ &&
      request_.mode == core::PinMode::follow) {
    before = Follow{core::followed_rule(before, "")};
  }
  const bool own_mode = request_.chart_mode != core::PinMode::automatic;
  ChartChoice chosen = choose_chart_version(world_.application, before, request_.chart,
                                            own_mode ? request_.chart_mode : request_.mode,
                                            pin_details(), charts_, runs);
  plan_.chart = {.before = selection_.chart,
                 .choice = chosen.choice,
                 .runs = runs,
                 .wanted = chosen.version,
                 .newer = std::move(chosen.newer)};
  const auto* now_there = plan_.creates ? nullptr : &*state_.environment;
  if (now_there != nullptr && now_there->doubt && now_there->doubt->settings)
    plan_.chart.runs.reset();
  const bool as_before = baseline_ && baseline_->chart && request_.chart.empty();
  if (plan_.chart.wanted.digest.empty()) {
    const auto package = world_.charts.fetch(call_, world_.application.chart, plan_.chart.wanted);
    if (!package) throw Error(package.error());
    plan_.chart.wanted.digest = package->version.digest;
  }
  const auto& now = plan_.chart.wanted;
  if (as_before && baseline_->chart->version == now.version &&
      baseline_->chart->digest != now.digest && !baseline_->chart->digest.empty()) {
    Error moved(Reason::digest_mismatch, {{"what", now.name + " " + now.version},
                                          {"where", baseline_->origin},
                                          {"why", baseline_->chart->digest + " > " + now.digest}});
    if (!request_.force) throw Error(moved);
    plan_.warnings.push_back(std::move(moved));
  }
}

/// The same tag with another image changes nothing in the values, unless the digest stands there.
void Planning::remark_on_tags() {
  for (const std::string& reference : reader_.moved()) {
    const auto runs_it = [&](const PlanLine& line) {
      return line.wanted && line.wanted->image.text() + ":" + line.wanted->version == reference;
    };
    if (std::any_of(plan_.lines.begin(), plan_.lines.end(), runs_it)) {
      plan_.warnings.emplace_back(Reason::artifact_moved, Args{{"what", reference}});
    }
  }
  for (const PlanLine& line : plan_.lines) {
    const auto* component = world_.application.component(line.component);
    if (line.change != core::Change::moved || !component->values.digest.empty()) continue;
    plan_.warnings.emplace_back(
        Reason::pods_not_replaced,
        Args{{"what", line.component + "=" + line.wanted->version}, {"where", line.component}});
  }
}

Baseline imported(const Export& document, const PlanRequest& request) {
  Baseline out;
  out.origin = "--from";
  out.lines = document.bill.lines;
  out.chart = document.bill.chart;
  out.values = document.values;
  for (const auto& [name, line] : document.bill.lines) {
    out.selection.components[name] = Pin{.version = line.version,
                                         .by = request.actor.name,
                                         .why = request.reason,
                                         .until = request.until};
  }
  out.selection.chart = Pin{.version = document.bill.chart.version,
                            .by = request.actor.name,
                            .why = request.reason,
                            .until = request.until};
  return out;
}

}  // namespace

Plan plan_from(const Call& call, World& world, const PlanRequest& request,
               const std::optional<Baseline>& baseline, Heard* heard) {
  Planning planning(call, world, request, baseline);
  Plan plan = planning.run();
  if (heard != nullptr) *heard = planning.heard();
  return plan;
}

Plan plan(const Call& call, World& world, const PlanRequest& request) {
  if (!request.from) return plan_from(call, world, request, std::nullopt);
  if (request.from->application != world.application.name) {
    throw Error(Reason::usage_bad_value,
                {{"what", request.from->application}, {"try", world.application.name}});
  }
  return plan_from(call, world, request, imported(*request.from, request));
}

}  // namespace chatops::workflow
