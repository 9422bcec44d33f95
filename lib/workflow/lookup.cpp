// Rounds of reading: lists, then candidates until each search is settled.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/lookup.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "workflow/search.hpp"

namespace chatops::workflow {
namespace {

/// One at first, because the newest usually is the one; then more at a time, because each round
/// costs a wait.
int round_size(int round, int shown) {
  constexpr int later = 5;
  constexpr int last = 25;
  if (round == 0) return std::max(1, shown);
  return round == 1 ? later : last;
}

/// Its time is asked then.
void without_numbers(core::Artifact& artifact) {
  artifact.sequence.clear();
  artifact.from.build.reset();
}

/// Of a list: some versions number their builds, others do not, and the source tells no times.
bool mixed_up(const std::vector<core::Artifact>& listed, const core::VersionPattern* pattern,
              const std::string& branch) {
  std::size_t counted = 0;
  std::size_t untimed = 0;
  for (core::Artifact artifact : listed) {
    core::read_pattern(artifact, pattern, branch);
    counted += core::numbered(artifact) ? 1 : 0;
    untimed += artifact.pushed_at ? 0 : 1;
  }
  return untimed > 0 && counted > 0 && counted < listed.size();
}

/// As the source answered, without what lies beside images.
Listing listing_of(Known<std::vector<core::Artifact>> answer, const std::string& component,
                   Instant now) {
  if (answer) {
    std::erase_if(*answer, [](const core::Artifact& a) { return core::is_attachment(a.version); });
    for (core::Artifact& artifact : *answer) {
      artifact.component = component;
      artifact.pushed_at = core::told_time(artifact.pushed_at, now);
    }
  }
  return std::make_shared<const Known<std::vector<core::Artifact>>>(std::move(answer));
}

}  // namespace

Error looked_so_far(const std::string& component, const std::string& branch, int images) {
  constexpr int further = 5;
  return Error(Reason::search_limited, {{"what", component},
                                        {"count", std::to_string(images)},
                                        {"where", branch},
                                        {"try", "--look " + std::to_string(images * further)}});
}

core::Artifact bare(const core::Component& component, const std::string& version) {
  core::Artifact artifact;
  artifact.component = component.name;
  artifact.image = component.image;
  artifact.version = version;
  return artifact;
}

std::optional<core::VersionPattern> pattern_of(const core::Component& component) {
  if (component.pattern.empty()) return std::nullopt;
  return value_or_throw(core::VersionPattern::compile(component.pattern));
}

Error not_pullable(const core::Artifact& artifact) {
  return Error(Reason::artifact_not_pullable,
               {{"what", artifact.reference()}, {"where", artifact.component}});
}

/// Examines what each search wants next; false where none wants anything.
bool ArtifactReader::ask(std::vector<Search>& searches, int round) {
  std::vector<core::Artifact> batch;
  std::vector<Search*> owners;
  for (Search& one : searches) {
    if (!one.open()) continue;
    for (core::Artifact& artifact : one.search->next(round_size(round, one.shown))) {
      if (one.mixed) without_numbers(artifact);
      batch.push_back(std::move(artifact));
      owners.push_back(&one);
    }
  }
  if (batch.empty()) return false;
  const auto examined = examine(batch, {.times = true});
  for (std::size_t i = 0; i < examined.size(); ++i) owners[i]->learn(examined[i], true);
  return true;
}

/// Where nothing but its time could tell which of several is the newest, their times are asked.
bool ArtifactReader::ask_times(std::vector<Search>& searches) {
  constexpr std::size_t most = 100;
  std::vector<core::Artifact> batch;
  std::vector<Search*> owners;
  for (Search& one : searches) {
    if (one.settled() || one.shown > 0) continue;
    auto rivals = one.search->rivals();
    if (rivals.size() > most) continue;
    for (core::Artifact& rival : rivals) {
      if (rival.built_at || !one.timed.insert(rival.version).second) continue;
      without_numbers(rival);
      batch.push_back(std::move(rival));
      owners.push_back(&one);
    }
  }
  if (batch.empty()) return false;
  const auto examined = examine(batch, {.times = true});
  for (std::size_t i = 0; i < examined.size(); ++i) owners[i]->learn(examined[i], false);
  return true;
}

/// What is found by what is remembered is looked at once more: its tag may have moved, or be gone.
bool ArtifactReader::confirm(std::vector<Search>& searches) {
  std::vector<core::Artifact> batch;
  std::vector<Search*> owners;
  for (Search& one : searches) {
    const auto found = one.settled() ? std::nullopt : one.search->found();
    if (!found || one.shown > 0 || one.looked_at.contains(found->artifact.version)) continue;
    batch.push_back(found->artifact);
    owners.push_back(&one);
  }
  if (batch.empty()) return false;
  const auto examined = examine(batch, {.times = true});
  for (std::size_t i = 0; i < examined.size(); ++i) owners[i]->learn(examined[i], false);
  return true;
}

void ArtifactReader::run(std::vector<Search>& searches) {
  for (int round = 0;; ++round) {
    call_.check(deps_.system.clock);
    if (!ask(searches, round) && !ask_times(searches) && !confirm(searches)) return;
  }
}

/// Versions that name their build are what they were; of others only what the source vouches for.
void ArtifactReader::recall_all(Search& search) {
  std::map<std::string, const core::Artifact*> listed;
  for (const core::Artifact& one : **search.found->listed) listed.emplace(one.version, &one);
  const std::string prefix = search.component->image.text() + ":";
  std::vector<Memory> memories;
  deps_.store.read([&](core::Tx& tx) {
    memories.clear();
    for (const auto& [key, text] : tx.cache().find_under(artifact_cache, prefix)) {
      if (auto memory = memory_of(text)) memories.push_back(std::move(*memory));
    }
  });
  for (Memory& memory : memories) {
    const auto now = listed.find(memory.artifact.version);
    if (now != listed.end()) search.recall(std::move(memory), *now->second);
  }
}

std::vector<ArtifactReader::Search> ArtifactReader::begin(std::span<const Lookup> lookups,
                                                          std::vector<SearchResult>& found) {
  std::vector<Search> searches;
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    const Lookup& lookup = lookups[i];
    if (!*found[i].listed) {
      if (lookup.searches() || !lookup.branch.empty())
        found[i].newest_unknown = found[i].listed->error();
      continue;
    }
    if (!lookup.searches() && lookup.branch.empty()) continue;
    searches.push_back({.component = lookup.component,
                        .found = &found[i],
                        .branch = lookup.branch,
                        .pattern = pattern_of(*lookup.component),
                        .only_list = !lookup.searches(),
                        .shown = lookup.shown});
    if (lookup.look > 0) searches.back().options.limit = lookup.look;
  }
  for (Search& one : searches) {
    one.options.count = std::max(1, one.shown);
    one.options.list = one.shown > 0;
    one.options.hint = one.component->branch;
    one.mixed = one.shown > 0 && mixed_up(**one.found->listed, one.pattern_or_null(),
                                          one.branch.empty() ? one.component->branch : one.branch);
    one.search.emplace(**one.found->listed, one.branch, one.pattern_or_null(), one.options);
    recall_all(one);
  }
  return searches;
}

std::vector<Listing> ArtifactReader::list(std::span<const Lookup> lookups) {
  std::vector<core::ImageName> images;
  std::vector<std::size_t> place;
  for (const Lookup& lookup : lookups) {
    const auto same = std::find(images.begin(), images.end(), lookup.component->image);
    place.push_back(static_cast<std::size_t>(same - images.begin()));
    if (!lookup.listed && same == images.end()) images.push_back(lookup.component->image);
  }
  const auto answers = images.empty() ? std::vector<Known<std::vector<core::Artifact>>>()
                                      : deps_.artifacts.versions(call_, images);
  const Instant now = deps_.system.clock.now();
  std::map<std::string, Listing> lists;  // by component
  std::vector<Listing> out;
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    out.push_back(lookups[i].listed);
    if (out.back()) continue;
    const std::string& component = lookups[i].component->name;
    Listing& mine = lists[component];
    if (!mine) mine = listing_of(answers.at(place[i]), component, now);
    out.back() = mine;
  }
  return out;
}

std::vector<SearchResult> ArtifactReader::look_up(std::span<const Lookup> lookups,
                                                  std::vector<std::function<void()>> others) {
  std::vector<core::Artifact> exact;
  for (const Lookup& lookup : lookups) {
    for (const auto& version : lookup.versions) exact.push_back(bare(*lookup.component, version));
  }
  std::vector<Listing> lists;
  std::vector<std::function<void()>> tasks;
  tasks.emplace_back([&] { lists = list(lookups); });
  tasks.emplace_back([&] { (void)examine(exact); });
  for (auto& task : others) tasks.push_back(std::move(task));
  parallel(deps_, std::move(tasks));

  std::vector<SearchResult> found(lookups.size());
  for (std::size_t i = 0; i < lookups.size(); ++i) found[i].listed = std::move(lists[i]);
  std::vector<Search> searches = begin(lookups, found);
  run(searches);
  for (Search& one : searches) one.settle();
  settle_exact(lookups, found);
  return found;
}

}  // namespace chatops::workflow
