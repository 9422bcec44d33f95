// Candidates for every component: lists joined with what is remembered of them.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/offer.hpp"

#include <algorithm>

#include "core/chart_rules.hpp"
#include "core/codec.hpp"
#include "workflow/planning.hpp"

namespace chatops::workflow {
namespace {

constexpr std::size_t asked_of_each = 5;
constexpr std::size_t asked_of_all = 40;
constexpr Millis patience_with_offers = std::chrono::seconds(1);

/// One component's offer in the making.
struct Draft {
  const core::Component* component = nullptr;
  std::optional<core::VersionPattern> pattern;
  std::vector<core::Artifact> options;
  std::set<std::string> remembered;  ///< versions of which the store knows what there is to know

  const core::VersionPattern* pattern_or_null() const { return pattern ? &*pattern : nullptr; }
};

void believe(core::Artifact& artifact, const core::Artifact& told) {
  artifact.from = told.from;
  artifact.source = told.source;
  if (told.built_at) artifact.built_at = told.built_at;
}

void join_remembered(Dependencies& deps, Draft& draft) {
  std::map<std::string, Memory> told;
  std::set<std::string> no_images;
  const std::string prefix = draft.component->image.text() + ":";
  deps.store.read([&](core::Tx& tx) {
    told.clear();
    for (const auto& [key, text] : tx.cache().find_under(artifact_cache, prefix)) {
      if (auto memory = memory_of(text)) told.emplace(memory->artifact.version, *memory);
    }
  });
  for (core::Artifact& artifact : draft.options) {
    const auto known = told.find(artifact.version);
    if (known == told.end()) continue;
    const core::Artifact& before = known->second.artifact;
    const bool other = !artifact.source_id.empty() && before.source_id != artifact.source_id;
    if (other || before.listed_hash != artifact.listed_hash) continue;
    draft.remembered.insert(artifact.version);
    if (!known->second.other_kind.empty()) no_images.insert(artifact.version);
    believe(artifact, before);
  }
  std::erase_if(draft.options,
                [&](const core::Artifact& a) { return no_images.contains(a.version); });
}

/// Every branch that is named anywhere for a repository, by its slug.
std::map<std::string, std::string> known_branches(const std::vector<Draft>& drafts,
                                                  const Plan& plan, const std::string& repository) {
  std::set<std::string> names;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    const core::Component& component = *drafts[i].component;
    if (component.repository != repository) continue;
    names.insert(component.branch);
    names.insert(core::followed_rule(plan.lines[i].choice, component.branch));
    for (const core::Artifact& artifact : drafts[i].options) {
      if (!artifact.from.branch.empty()) names.insert(artifact.from.branch);
    }
  }
  return core::by_slug(std::vector<std::string>(names.begin(), names.end()));
}

void read_patterns(std::vector<Draft>& drafts, const Plan& plan) {
  std::map<std::string, std::map<std::string, std::string>> branches;
  for (Draft& draft : drafts) {
    const std::string& repository = draft.component->repository;
    if (!branches.contains(repository))
      branches[repository] = known_branches(drafts, plan, repository);
    for (core::Artifact& artifact : draft.options)
      core::read_pattern(artifact, draft.pattern_or_null(), branches[repository]);
  }
}

/// The newest of each branch that only its slug is known of; without a pattern the newest ones.
std::vector<core::Artifact*> unknown_of(Draft& draft) {
  std::vector<core::Artifact*> out;
  std::set<std::string> slugs;
  for (core::Artifact& artifact : draft.options) {
    if (out.size() == asked_of_each) break;
    if (!artifact.from.branch.empty() || draft.remembered.contains(artifact.version)) continue;
    const auto parts = draft.pattern ? draft.pattern->read(artifact.version) : std::nullopt;
    if (draft.pattern && !parts) continue;
    if (parts && !parts->branch.empty() && !slugs.insert(parts->branch).second) continue;
    out.push_back(&artifact);
  }
  return out;
}

/// The first of every component, then the second of every one: nobody waits for the last.
std::vector<core::Artifact*> worth_asking(std::vector<Draft>& drafts) {
  std::vector<std::vector<core::Artifact*>> wanted;
  wanted.reserve(drafts.size());
  for (Draft& draft : drafts) wanted.push_back(unknown_of(draft));
  std::vector<core::Artifact*> out;
  for (std::size_t step = 0; step < asked_of_each; ++step) {
    for (const auto& of_one : wanted) {
      if (step < of_one.size() && out.size() < asked_of_all) out.push_back(of_one[step]);
    }
  }
  return out;
}

bool ask_outside(const Call& call, Dependencies& deps, std::vector<Draft>& drafts) {
  const std::vector<core::Artifact*> wanted = worth_asking(drafts);
  if (wanted.empty()) return false;
  std::vector<core::Artifact> asked;
  asked.reserve(wanted.size());
  for (const core::Artifact* artifact : wanted) asked.push_back(*artifact);
  const Call brief = call.until(deps.system.clock.tick() + patience_with_offers);
  try {
    ArtifactReader reader(brief, deps);
    const auto examined = reader.examine(asked);
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      if (!examined[i].no_provenance) believe(*wanted[i], examined[i].artifact);
    }
  } catch (const Error&) {
    return false;  // only comfort is lost: what is deployed is asked about again
  }
  return true;
}

std::vector<Draft> drafts_of(Dependencies& deps, const Facts& facts) {
  std::vector<Draft> out;
  const auto& components = deps.application.components;
  for (std::size_t i = 0; i < components.size(); ++i) {
    Draft draft{.component = &components[i], .pattern = pattern_of(components[i])};
    const auto list = facts.lists.find(components[i].name);
    if (list != facts.lists.end() && *list->second.value) draft.options = **list->second.value;
    join_remembered(deps, draft);
    out.push_back(std::move(draft));
  }
  return out;
}

void order(Draft& draft) {
  core::sort_newest_first(draft.options);
  if (draft.options.size() > most_options) draft.options.resize(most_options);
}

std::vector<std::string> charts_of(const Facts& facts) {
  auto versions = facts.charts->value.value_or(std::vector<core::ChartVersion>());
  core::sort_newest_first(versions);
  std::vector<std::string> out;
  for (core::ChartVersion& one : versions) {
    if (out.size() < most_options) out.push_back(std::move(one.version));
  }
  return out;
}

}  // namespace

Offer offer(const Call& call, Dependencies& deps, const PlanRequest& request) {
  PlanRequest asking = request;
  asking.asking = true;
  Facts facts(deps.application);
  Offer out;
  out.plan = plan_from(call, deps, facts, asking, std::nullopt);
  std::vector<Draft> drafts = drafts_of(deps, facts);
  read_patterns(drafts, out.plan);
  for (Draft& draft : drafts) order(draft);
  if (ask_outside(call, deps, drafts)) {
    read_patterns(drafts, out.plan);
    for (Draft& draft : drafts) order(draft);
  }
  for (Draft& draft : drafts) {
    out.components.push_back({draft.component->name, std::move(draft.options)});
  }
  out.charts = charts_of(facts);
  return out;
}

std::string offer_revision(Dependencies& deps, const std::string& environment) {
  std::optional<core::EnvironmentSummary> kept;
  std::optional<core::DeploymentSummary> newest;
  deps.store.read([&](core::Tx& tx) {
    kept = tx.environments().summary(deps.application.name, environment);
    newest = tx.deployments().newest_summary(deps.application.name, environment);
  });
  std::string out = environment;
  const auto add = [&](const std::string& part) { out += "/" + part; };
  if (kept) add(std::to_string(kept->epoch) + "." + std::to_string(kept->version));
  if (newest) {
    add("#" + std::to_string(newest->revision));
    add(std::string(core::word_of(newest->status)));
  }
  for (const core::Component& component : deps.application.components) add(component.name);
  return out;
}

}  // namespace chatops::workflow
