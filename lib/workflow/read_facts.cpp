// SPDX-License-Identifier: Apache-2.0
// Keys sorted by whom they are asked of; each outside system is asked in one batch.
#include <utility>

#include "workflow/facts.hpp"

namespace chatops::workflow {
namespace {

/// Keys of one kind and, in the same order, what was told.
template <class Key, class Answer>
struct Asked {
  std::vector<Key> keys{};
  std::vector<Answer> answers{};

  void store(std::map<Key, Reading<Answer>>& readings, Instant at) {
    for (std::size_t i = 0; i < keys.size(); ++i)
      readings.insert_or_assign(keys[i], Reading<Answer>{std::move(answers.at(i)), at});
  }
};

template <class Key>
std::vector<core::BranchQuery> queries_of(const std::vector<Key>& keys) {
  std::vector<core::BranchQuery> out;
  out.reserve(keys.size());
  for (const Key& key : keys) out.push_back({key.repository, key.branch, key.path});
  return out;
}

const core::ValuesFile* values_file(const core::Application& application, const std::string& path) {
  const auto in = [&](const std::vector<core::ValuesFile>& files) -> const core::ValuesFile* {
    for (const core::ValuesFile& file : files) {
      if (file.path == path) return &file;
    }
    return nullptr;
  };
  if (const auto* file = in(application.common_values)) return file;
  for (const core::EnvironmentClass& one : application.classes) {
    if (const auto* file = in(one.values)) return file;
  }
  for (const auto& [environment, files] : application.environment_values) {
    if (const auto* file = in(files)) return file;
  }
  throw Error(Reason::internal_error, {{"what", path}});
}

class FactReading {
 public:
  FactReading(const Call& call, Dependencies& deps, Facts& facts)
      : call_(call), deps_(deps), facts_(facts), at_(deps.system.clock.now()) {}

  void operator()(const BranchKey& key) { branches_.push_back(key); }
  void operator()(const VersionKey& key) { versions_.push_back(key); }
  void operator()(const ChartVersionsKey&) { charts_wanted_ = true; }
  void operator()(const ChartPackageKey& key) { packages_.keys.push_back(key); }
  void operator()(const EngineKey&) { engine_wanted_ = true; }
  void operator()(const IterationKey& key) { iterations_.keys.push_back(key); }
  void operator()(const HeadKey& key) { heads_.keys.push_back(key); }
  void operator()(const BuildKey& key) { builds_.keys.push_back(key); }
  void operator()(const BranchNamesKey& key) { branch_names_.keys.push_back(key); }
  void operator()(const ValuesFileKey& key) { values_.push_back(key); }

  void read() {
    ArtifactReader reader(call_, deps_);
    const std::vector<Lookup> lookups = make_lookups();
    std::vector<SearchResult> found;
    if (lookups.empty()) {
      parallel(deps_, other_reads());
    } else {
      found = reader.look_up(lookups, other_reads());
    }
    store(lookups, std::move(found));
    for (const std::string& reference : reader.moved())
      facts_.moved.insert_or_assign(reference, at_);
    store_others();
    for (const ValuesFileKey& key : values_) read_values(key);
  }

 private:
  std::vector<Lookup> make_lookups() const;
  std::vector<std::function<void()>> other_reads();
  void store(const std::vector<Lookup>& lookups, std::vector<SearchResult> found);
  void store_others();
  void read_values(const ValuesFileKey& key);
  Listing list_of(const std::string& component) const {
    const auto known = facts_.lists.find(component);
    return known == facts_.lists.end() ? nullptr : known->second.value;
  }

  const Call& call_;
  Dependencies& deps_;
  Facts& facts_;
  Instant at_;
  std::vector<BranchKey> branches_;
  std::vector<VersionKey> versions_;
  std::vector<ValuesFileKey> values_;
  bool charts_wanted_ = false, engine_wanted_ = false;
  Known<std::vector<core::ChartVersion>> charts_;
  EngineFact engine_;
  Asked<ChartPackageKey, Known<core::ChartPackage>> packages_;
  Asked<IterationKey, Known<core::Iteration>> iterations_;
  Asked<HeadKey, Known<core::BranchHead>> heads_;
  Asked<BuildKey, Known<std::optional<core::Build>>> builds_;
  Asked<BranchNamesKey, Known<std::vector<std::string>>> branch_names_;
};

/// One for each branch; a component's exact versions go with the first of its branches that is
/// looked for as far as they are.
std::vector<Lookup> FactReading::make_lookups() const {
  std::vector<Lookup> out;
  for (const BranchKey& key : branches_) {
    out.push_back({.component = facts_.application.component(key.component),
                   .branch = key.branch,
                   .only_list = !key.search,
                   .look = key.look,
                   .listed = list_of(key.component)});
  }
  std::map<std::pair<std::string, int>, std::size_t> places;
  for (std::size_t i = 0; i < out.size(); ++i)
    places.emplace(std::pair(out[i].component->name, out[i].look), i);
  for (const VersionKey& key : versions_) {
    const auto [place, fresh] = places.emplace(std::pair(key.component, key.look), out.size());
    if (fresh) {
      out.push_back({.component = facts_.application.component(key.component),
                     .branch = "",
                     .only_list = true,
                     .look = key.look,
                     .listed = list_of(key.component)});
    }
    out[place->second].versions.push_back(key.version);
  }
  return out;
}

std::vector<std::function<void()>> FactReading::other_reads() {
  std::vector<std::function<void()>> out;
  const core::Application& application = facts_.application;
  if (engine_wanted_) {
    core::DeployEngine& engine = deps_.engines.of(application.deploy.engine);
    engine_.dialect = &engine;
    out.emplace_back(
        [&] { engine_.told = engine.describe(call_, application.deploy, {.may_start = true}); });
  }
  if (charts_wanted_)
    out.emplace_back([&] { charts_ = deps_.charts.versions(call_, application.chart); });
  for (const ChartPackageKey& key : packages_.keys) {
    packages_.answers.emplace_back();
    out.emplace_back([&, i = packages_.answers.size() - 1] {
      packages_.answers[i] = deps_.charts.fetch(call_, application.chart, key.version);
    });
  }
  for (const IterationKey& key : iterations_.keys) {
    iterations_.answers.emplace_back();
    out.emplace_back([&, i = iterations_.answers.size() - 1] {
      iterations_.answers[i] = deps_.tracker.iteration(call_, key.code);
    });
  }
  if (!heads_.keys.empty()) {
    out.emplace_back([&] { heads_.answers = deps_.source.heads(call_, queries_of(heads_.keys)); });
  }
  if (!builds_.keys.empty()) {
    out.emplace_back(
        [&] { builds_.answers = deps_.builds.newest(call_, queries_of(builds_.keys)); });
  }
  for (const BranchNamesKey& key : branch_names_.keys) {
    branch_names_.answers.emplace_back();
    out.emplace_back([&, i = branch_names_.answers.size() - 1] {
      branch_names_.answers[i] = deps_.source.branches(call_, key.repository, "");
    });
  }
  return out;
}

void FactReading::store(const std::vector<Lookup>& lookups, std::vector<SearchResult> found) {
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    const Lookup& lookup = lookups[i];
    const std::string& component = lookup.component->name;
    const auto list = facts_.lists.try_emplace(component, Reading<Listing>{found[i].listed, at_});
    const Instant at = list.first->second.at;
    for (std::size_t k = 0; k < lookup.versions.size(); ++k) {
      facts_.versions.insert_or_assign(VersionKey{component, lookup.versions[k], lookup.look},
                                       Reading<Exact>{std::move(found[i].exact.at(k)), at});
    }
    if (i >= branches_.size()) continue;
    BranchFact fact = branch_fact(std::move(found[i]), facts_.pattern(component), lookup.branch);
    fact.searched = branches_[i].search;
    facts_.branches.insert_or_assign(BranchKey{component, lookup.branch, lookup.look, false},
                                     Reading<BranchFact>{std::move(fact), at});
  }
}

void FactReading::store_others() {
  if (engine_wanted_) facts_.engine = {std::move(engine_), at_};
  if (charts_wanted_) facts_.charts = {std::move(charts_), at_};
  packages_.store(facts_.packages, at_);
  iterations_.store(facts_.iterations, at_);
  heads_.store(facts_.heads, at_);
  builds_.store(facts_.builds, at_);
  branch_names_.store(facts_.branch_names, at_);
}

void FactReading::read_values(const ValuesFileKey& key) {
  const core::ValuesFile* file = values_file(facts_.application, key.path);
  facts_.values.insert_or_assign(key, deps_.read_values(file->path, file->text));
}

}  // namespace

void read_facts(const Call& call, Dependencies& deps, std::span<const FactKey> keys, Facts& facts) {
  if (keys.empty()) return;
  FactReading reading(call, deps, facts);
  for (const FactKey& key : keys) std::visit(reading, key);
  reading.read();
}

}  // namespace chatops::workflow
