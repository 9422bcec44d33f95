// Versions that somebody named: as tags, or as the commits that they were built from.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "workflow/search.hpp"

namespace chatops::workflow {
namespace {

Error version_missing(const core::Component& component, const std::string& version,
                      const std::vector<core::Artifact>& listed) {
  std::vector<std::string> names;
  for (const core::Artifact& artifact : listed) names.push_back(artifact.version);
  Args args{{"what", component.name + "=" + version}, {"where", component.image.text()}};
  if (const auto near = did_you_mean(version, names)) args.set("try", *near);
  return Error(Reason::unknown_version, std::move(args));
}

bool maybe_commit(const std::string& text) {
  return text.size() >= 7 && text.size() <= 40 &&
         text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

/// Either may be the shorter one.
bool same_commit(const std::string& a, const std::string& b) {
  return a.size() >= 7 && b.size() >= 7 && (a.starts_with(b) || b.starts_with(a));
}

const core::Artifact* entry_of(const SearchResult& found, const std::string& version) {
  if (!*found.listed) return nullptr;
  const std::vector<core::Artifact>& listed = **found.listed;
  const auto entry = std::find_if(listed.begin(), listed.end(),
                                  [&](const core::Artifact& a) { return a.version == version; });
  return entry == listed.end() ? nullptr : &*entry;
}

}  // namespace

/// The version that was built from the commit; "" where there is none. What texts and memory tell
/// comes first; only where they tell nothing the newest versions are asked.
Known<std::string> ArtifactReader::built_from(const Lookup& lookup, const SearchResult& found,
                                              const std::string& commit) {
  const auto pattern = pattern_of(*lookup.component);
  std::vector<core::Artifact> all = **found.listed;
  for (core::Artifact& one : all) core::read_pattern(one, pattern ? &*pattern : nullptr, "");
  core::sort_newest_first(all);
  std::vector<core::Artifact> built;
  const auto gather = [&] {
    for (const core::Artifact& one : all) {
      if (same_commit(one.from.commit, commit)) built.push_back(one);
    }
  };
  gather();
  const core::SearchOptions usual;
  const auto most = static_cast<std::size_t>(lookup.look > 0 ? lookup.look : usual.limit);
  const bool told = std::any_of(all.begin(), all.end(),
                                [](const core::Artifact& one) { return !one.from.commit.empty(); });
  if (built.empty() && !told) {
    all.resize(std::min(all.size(), most));
    const auto examined = examine(all, {.believe_hash = true});
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = examined[i].artifact;
    gather();
  }
  if (built.empty()) return std::string();
  core::sort_newest_first(built);
  for (std::size_t i = 1; i < built.size(); ++i) {
    if (core::newer(built.front(), built[i]) ||
        core::age(built.front(), built[i]) == core::Age::same)
      continue;
    std::vector<std::string> names;
    for (const core::Artifact& one : built) names.push_back(one.component + "=" + one.version);
    return failure(
        Reason::commit_ambiguous,
        {{"what", commit}, {"where", lookup.component->name}, {"try", join(names, ", ")}});
  }
  return built.front().version;
}

Exact ArtifactReader::exact_of(const Lookup& lookup, const SearchResult& found,
                               const std::string& version) {
  const core::Component& component = *lookup.component;
  core::Artifact wanted = bare(component, version);
  const core::Artifact* listed = entry_of(found, version);
  const Examined* examined = &known_.at(wanted.reference());
  const bool missing =
      examined->no_digest && examined->no_digest->reason == Reason::outside_not_found;
  if (missing && listed == nullptr && *found.listed) {
    const auto built =
        maybe_commit(version) ? built_from(lookup, found, version) : Known<std::string>("");
    if (!built) return {unknown(built.error()), {}};
    if (built->empty()) return {unknown(version_missing(component, version, **found.listed)), {}};
    listed = entry_of(found, *built);
    (void)examine(std::span(listed, 1));
    wanted = bare(component, *built);
    examined = &known_.at(wanted.reference());
  }
  if (examined->no_digest) {
    const bool gone = examined->no_digest->reason == Reason::outside_not_found;
    return {unknown(gone ? not_pullable(wanted) : *examined->no_digest), {}};
  }
  if (!examined->other_kind.empty()) {
    return {failure(Reason::not_an_image,
                    {{"what", wanted.reference()}, {"why", examined->other_kind}}),
            {}};
  }
  wanted = examined->artifact;
  wanted.component = component.name;
  if (listed != nullptr) {
    wanted.pushed_at = listed->pushed_at;
    wanted.source_id = listed->source_id;
    wanted.listed_hash = listed->listed_hash;
  }
  Exact out;
  if (examined->odd) out.remarks.push_back(*examined->odd);
  if (auto remark = hash_remark(wanted)) out.remarks.push_back(std::move(*remark));
  out.artifact = std::move(wanted);
  return out;
}

void ArtifactReader::settle_exact(std::span<const Lookup> lookups,
                                  std::vector<SearchResult>& found) {
  for (std::size_t i = 0; i < lookups.size(); ++i) {
    for (const std::string& version : lookups[i].versions)
      found[i].exact.push_back(exact_of(lookups[i], found[i], version));
  }
}

}  // namespace chatops::workflow
