// SPDX-License-Identifier: Apache-2.0
// What is stored, what is wished and what is known, put together in the order in which mistakes are
// told: whatever is missing on the way is collected as far as nothing before it can fail.
#include "workflow/decide.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "core/parameters.hpp"
#include "core/set_aside.hpp"
#include "workflow/branch.hpp"
#include "workflow/decide_line.hpp"

namespace chatops::workflow {
namespace {

using core::Follow;
using core::Pin;

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
                                         .until = request.until,
                                         .by_id = request.actor.id};
  }
  out.selection.chart = Pin{.version = document.bill.chart.version,
                            .by = request.actor.name,
                            .why = request.reason,
                            .until = request.until,
                            .by_id = request.actor.id};
  return out;
}

class Deciding {
 public:
  Deciding(const Facts& facts, const Remembered& state, const PlanRequest& request,
           const std::optional<Baseline>& baseline, Instant now)
      : facts_(facts),
        application_(facts.application),
        state_(state),
        request_(request),
        baseline_(baseline),
        now_(now) {}

  Decision run() {
    if (request_.from && !baseline_) import();
    check_overrides();
    if (!settle_environment()) return Missing{.others = true};
    make_parts();
    if (!everything_read()) return std::move(missing_);
    settle_engine();
    choose_chart();
    choose_lines();
    if (!check_branches()) return std::move(missing_);
    for (std::size_t i = 0; i < parts_.size(); ++i)
      plan_.lines[i].newer = in_sight(parts_[i], plan_.lines[i]);
    tell_builds();
    settle_chart();
    assemble(facts_, request_, baseline_, plan_);
    remark_on_tags();
    conclude(state_, baseline_, plan_);
    return std::move(plan_);
  }

 private:
  void import();
  void check_overrides();
  bool settle_environment();
  void make_parts();
  Part part_of(const core::Component& component) const;
  void name_answers(Part& part) const;
  bool everything_read();
  void settle_engine();
  void choose_chart();
  void hold_chart_back(const core::Choice& choice);
  void choose_lines();
  bool check_branches();
  Error no_branch(const HeadKey& key) const;
  BuildKey build_of(const PlanLine& line) const;
  void tell_builds();
  void settle_chart();
  void remark_on_tags();

  /// False where the fact is missing, which is noted.
  bool want(FactKey key) {
    if (facts_.has(key)) return true;
    auto& all = missing_.facts;
    if (std::find(all.begin(), all.end(), key) == all.end()) all.push_back(std::move(key));
    return false;
  }
  bool new_iteration() const {
    return !request_.iteration.empty() &&
           (plan_.creates || state_.environment->iteration != request_.iteration);
  }

  const Facts& facts_;
  const core::Application& application_;
  const Remembered& state_;
  const PlanRequest& request_;
  std::optional<Baseline> baseline_;
  Instant now_;
  core::Selection selection_;  ///< as it holds now, before the wishes
  std::vector<Part> parts_;
  Result<ChartChoice> chart_;
  std::vector<Error> mistakes_;
  Missing missing_;
  Plan plan_;
};

void Deciding::import() {
  if (request_.from->application != application_.name) {
    throw Error(Reason::usage_bad_value,
                {{"what", request_.from->application}, {"try", application_.name}});
  }
  baseline_ = imported(*request_.from, request_);
}

void Deciding::check_overrides() {
  std::vector<std::string> names;
  for (const auto& component : application_.components) names.push_back(component.name);
  std::set<std::string> seen;
  for (const Override& asked : request_.overrides) {
    if (application_.component(asked.component) == nullptr) {
      Args args{{"what", asked.component}, {"where", application_.name}};
      if (const auto near = did_you_mean(asked.component, names)) args.set("try", *near);
      add_once(mistakes_, Error(Reason::unknown_component, std::move(args)));
    } else if (!seen.insert(asked.component).second) {
      add_once(mistakes_, Error(Reason::usage_conflicting_options, {{"what", asked.component}}));
    } else if (asked.version.empty() == asked.branch.empty() ||
               (!asked.branch.empty() && !core::possible_branch(asked.branch))) {
      add_once(mistakes_, Error(Reason::usage_bad_value,
                                {{"what", asked.component}, {"value", asked.branch}}));
    }
  }
  throw_any(mistakes_);
}

bool Deciding::settle_environment() {
  auto settled = settled_environment(application_, request_, state_, now_, plan_.creates);
  if (!settled) return false;
  plan_.after = std::move(*settled);
  plan_.before = state_.environment;
  plan_.actor = request_.actor;
  plan_.reason = request_.reason;
  plan_.force = request_.force;
  return true;
}

void Deciding::make_parts() {
  const core::Selection stored =
      plan_.creates ? core::Selection{} : state_.environment->desired.selection;
  selection_ = baseline_
                   ? core::completed(application_, baseline_->selection)
                   : core::effective(core::completed(application_, stored), application_, now_);
  parts_.reserve(application_.components.size());
  for (const core::Component& component : application_.components) {
    parts_.push_back(part_of(component));
    name_answers(parts_.back());
  }
}

Part Deciding::part_of(const core::Component& component) const {
  Part part{.component = &component, .pattern = facts_.pattern(component.name)};
  for (const Override& asked : request_.overrides) {
    if (asked.component == component.name) part.asked = &asked;
  }
  if (baseline_ && part.asked == nullptr) {
    const auto line = baseline_->lines.find(component.name);
    if (line != baseline_->lines.end()) part.exact = &line->second;
  }
  const auto* there = plan_.creates ? nullptr : &*state_.environment;
  if (there != nullptr && there->deployed) {
    const auto line = there->deployed->lines.find(component.name);
    if (line != there->deployed->lines.end()) part.runs = line->second;
  }
  part.in_doubt =
      there != nullptr && there->doubt && there->doubt->components.contains(component.name);
  part.was = selection_.components.at(component.name);
  const bool released = request_.mode == core::PinMode::follow && request_.overrides.empty();
  part.before = released && !baseline_
                    ? core::Choice(Follow{core::followed_rule(part.was, component.branch)})
                    : part.was;
  part.branch = part.asked != nullptr && !part.asked->branch.empty()
                    ? core::plain_branch(part.asked->branch)
                    : core::followed_rule(part.before, component.branch);
  return part;
}

void Deciding::name_answers(Part& part) const {
  const std::string& component = part.component->name;
  const auto version = [&](const std::string& text) {
    VersionKey key{component, text, request_.look};
    auto& all = part.versions;
    if (std::find(all.begin(), all.end(), key) == all.end()) all.push_back(std::move(key));
  };
  if (part.exact != nullptr) version(part.exact->version);
  if (part.asked != nullptr && !part.asked->version.empty()) version(part.asked->version);
  const auto* pin = std::get_if<Pin>(&part.before);
  if (pin != nullptr && part.asked == nullptr && part.exact == nullptr) version(pin->version);
  // What runs may have to stay; asked now, it costs no further wait.
  if (part.follows() && part.runs) version(part.runs->version);
  const bool needs_newest =
      part.follows() || (part.asked != nullptr && mode_of(part, request_) != core::PinMode::pin);
  part.newest = {component, part.branch, request_.look, needs_newest};
}

/// All that can be told from what is stored and asked for alone.
bool Deciding::everything_read() {
  bool all = want(EngineKey{});
  all &= want(ChartVersionsKey{});
  if (new_iteration()) all &= want(IterationKey{request_.iteration});
  for (Part& part : parts_) {
    bool read = want(part.newest);
    for (const VersionKey& key : part.versions) read &= want(key);
    all &= read;
    if (!read) continue;
    part.newest.search = false;  // as it is stored
    part.found = &facts_.branches.at(part.newest).value;
    part.listed = facts_.lists.at(part.component->name).value;
  }
  if (!baseline_) {
    for (const core::ValuesFile* file : core::values_files(application_, plan_.after))
      all &= want(ValuesFileKey{file->path});
  }
  return all;
}

void Deciding::settle_engine() {
  if (new_iteration()) {
    const auto& iteration = facts_.iterations.at({request_.iteration}).value;
    const bool none = !iteration && iteration.error().reason == Reason::outside_not_found;
    if (none) throw Error(Reason::unknown_iteration, {{"what", request_.iteration}});
    if (!iteration) throw Error(iteration.error());
    plan_.after.iteration = iteration->code;  // it may have been named otherwise
  }
  plan_.engine = value_or_throw(facts_.engine->value.told);
  if (plan_.engine.unusable) throw Error(*plan_.engine.unusable);
}

/// Before the lines, because it may be a package that is missing; what is wrong with it is told
/// behind what is wrong with them.
void Deciding::choose_chart() {
  core::Choice before = selection_.chart;
  if (request_.overrides.empty() && request_.chart.empty() && !baseline_ &&
      request_.mode == core::PinMode::follow) {
    before = Follow{core::followed_rule(before, "")};
  }
  const bool own_mode = request_.chart_mode != core::PinMode::automatic;
  if (!plan_.creates && state_.environment->deployed)
    plan_.chart.runs = state_.environment->deployed->chart;
  try {
    chart_ = choose_chart_version(application_, before, request_.chart,
                                  own_mode ? request_.chart_mode : request_.mode,
                                  pin_details(request_), facts_.charts->value, plan_.chart.runs);
    plan_.chart.named = chart_->version.version == request_.chart;
    hold_chart_back(before);
  } catch (const Error& error) {
    chart_ = unknown(error);
  }
}

/// As a component's version: what failed before is not tried again unless a person is there.
void Deciding::hold_chart_back(const core::Choice& choice) {
  if (request_.actor.origin != core::Origin::automatic || plan_.creates) return;
  const core::ChartVersion& chosen = chart_->version;
  const auto& aside = state_.environment->chart_set_aside;
  const bool free = std::holds_alternative<Follow>(choice)
                        ? core::may_take(chosen, core::followed_rule(choice, ""), aside)
                        : !core::is_set_aside(chosen, aside);
  if (free) return;
  Error why(Reason::version_set_aside,
            {{"what", chosen.name + " " + chosen.version}, {"where", request_.environment}});
  if (!plan_.chart.runs) throw why;
  chart_->version = *plan_.chart.runs;
  plan_.warnings.push_back(std::move(why));
}

void Deciding::choose_lines() {
  const core::Environment* there = plan_.creates ? nullptr : &*state_.environment;
  LineDecision rules(facts_, request_, there, baseline_.has_value(), mistakes_, plan_.warnings);
  plan_.lines.reserve(parts_.size());
  for (const Part& part : parts_) {
    plan_.lines.push_back(rules.line_of(part));
    if (!plan_.lines.back().wanted) plan_.lacking.push_back(part.component->name);
  }
}

Error Deciding::no_branch(const HeadKey& key) const {
  const auto& names = facts_.branch_names.at(branch_names_key(application_, key.repository)).value;
  return no_such_branch(key.repository, key.branch, names);
}

/// A branch that somebody names and that has no artifact may be one that nobody has. What else may
/// have to be read then is asked for with it, unless the plan is refused anyway.
bool Deciding::check_branches() {
  std::vector<std::pair<HeadKey, std::size_t>> named;
  bool all = true;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    if (part.asked == nullptr || part.asked->branch.empty() || !plan_.lines[i].waiting) continue;
    named.emplace_back(head_key(application_, part.component->repository, part.branch), i);
    all &= want(named.back().first);
  }
  if (mistakes_.empty() || request_.asking) {
    for (const PlanLine& line : plan_.lines) all &= !line.waiting || want(build_of(line));
    if (chart_ && chart_->version.digest.empty()) all &= want(ChartPackageKey{chart_->version});
  }
  for (const auto& [key, place] : named) {
    const auto head = facts_.heads.find(key);
    if (head == facts_.heads.end() || head->second.value) continue;
    if (head->second.value.error().reason == Reason::outside_not_found)
      all &= want(branch_names_key(application_, key.repository));
  }
  if (!all) return false;
  for (const auto& [key, place] : named) {
    const auto& head = facts_.heads.at(key).value;
    if (head) continue;
    if (head.error().reason != Reason::outside_not_found) {
      add_once(plan_.warnings, head.error());
      continue;
    }
    add_once(mistakes_, no_branch(key));
    PlanLine& line = plan_.lines[place];
    line.choice = line.before;
    line.waiting.reset();
  }
  if (request_.asking) {
    plan_.objections = std::move(mistakes_);
  } else {
    throw_any(mistakes_);
  }
  return true;
}

BuildKey Deciding::build_of(const PlanLine& line) const {
  const auto& component = *application_.component(line.component);
  const auto* repository = application_.repository(component.repository);
  const bool own_job = repository != nullptr && !repository->ci_job.empty();
  return {own_job ? repository->ci_job : component.repository, line.waiting->branch,
          own_job || repository == nullptr ? "" : repository->path()};
}

void Deciding::tell_builds() {
  for (PlanLine& line : plan_.lines) {
    if (!line.waiting) continue;
    const auto& build = facts_.builds.at(build_of(line)).value;
    if (build && *build) line.waiting->build_url = (*build)->url;
  }
}

void Deciding::settle_chart() {
  ChartChoice chosen = value_or_throw(std::move(chart_));
  plan_.chart.before = selection_.chart;
  plan_.chart.choice = chosen.choice;
  plan_.chart.wanted = chosen.version;
  plan_.chart.newer = std::move(chosen.newer);
  const auto* now_there = plan_.creates ? nullptr : &*state_.environment;
  if (now_there != nullptr && now_there->doubt && now_there->doubt->settings)
    plan_.chart.runs.reset();
  if (plan_.chart.wanted.digest.empty()) {
    const auto& package = facts_.packages.at({chosen.version}).value;
    if (!package) throw Error(package.error());
    plan_.chart.wanted.digest = package->version.digest;
  }
  const bool as_before = baseline_ && baseline_->chart && request_.chart.empty();
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
void Deciding::remark_on_tags() {
  for (const auto& [reference, seen] : facts_.moved) {
    const auto runs_it = [&](const PlanLine& line) {
      return line.wanted && line.wanted->image.text() + ":" + line.wanted->version == reference;
    };
    if (std::any_of(plan_.lines.begin(), plan_.lines.end(), runs_it)) {
      plan_.warnings.emplace_back(Reason::artifact_moved, Args{{"what", reference}});
    }
  }
  for (const PlanLine& line : plan_.lines) {
    const auto* component = application_.component(line.component);
    if (line.change != core::Change::moved || !component->values.digest.empty()) continue;
    plan_.warnings.emplace_back(
        Reason::pods_not_replaced,
        Args{{"what", line.component + "=" + line.wanted->version}, {"where", line.component}});
  }
}

}  // namespace

Decision decide(const Facts& facts, const Remembered& state, const PlanRequest& request,
                const std::optional<Baseline>& baseline, Instant now) {
  return Deciding(facts, state, request, baseline, now).run();
}

}  // namespace chatops::workflow
