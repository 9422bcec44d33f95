// What was read of the outside for one application, shared by all its environments, and the keys by
// which a decision names what it still lacks.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

#include "workflow/lookup.hpp"

namespace chatops::workflow {

/// The newest artifact of a branch, and what is newer than others on it.
struct BranchKey {
  std::string component, branch;
  int look = 0;        ///< as Lookup::look
  bool search = true;  ///< false = only what the list tells; none is examined
  auto operator<=>(const BranchKey&) const = default;
};
/// A version or commit that somebody named, or that runs.
struct VersionKey {
  std::string component, version;
  int look = 0;
  auto operator<=>(const VersionKey&) const = default;
};
struct ChartVersionsKey {
  auto operator<=>(const ChartVersionsKey&) const = default;
};
/// A chart whose digest is told by nothing but its package.
struct ChartPackageKey {
  core::ChartVersion version;
  bool operator==(const ChartPackageKey&) const = default;
  bool operator<(const ChartPackageKey& other) const {
    return std::tie(version.version, version.url) <
           std::tie(other.version.version, other.version.url);
  }
};
struct EngineKey {
  auto operator<=>(const EngineKey&) const = default;
};
struct IterationKey {
  std::string code;
  auto operator<=>(const IterationKey&) const = default;
};
/// core::BranchQuery, to be asked of the source host or of the builds.
struct HeadKey {
  std::string repository, branch, path;
  auto operator<=>(const HeadKey&) const = default;
};
struct BuildKey {
  std::string repository, branch, path;
  auto operator<=>(const BuildKey&) const = default;
};
/// All branches of a repository, by its path at the source host.
struct BranchNamesKey {
  std::string repository;
  auto operator<=>(const BranchNamesKey&) const = default;
};
HeadKey head_key(const core::Application& application, const std::string& repository,
                 const std::string& branch);
BranchNamesKey branch_names_key(const core::Application& application,
                                const std::string& repository);
/// A values file of the application, as a tree: its text is there, only reading YAML is shared.
struct ValuesFileKey {
  std::string path;
  auto operator<=>(const ValuesFileKey&) const = default;
};
using FactKey = std::variant<BranchKey, VersionKey, ChartVersionsKey, ChartPackageKey, EngineKey,
                             IterationKey, HeadKey, BuildKey, BranchNamesKey, ValuesFileKey>;

/// What is known of a branch. Artifacts bear the branch that their text confirms.
struct BranchFact {
  bool searched = false;
  std::optional<core::Artifact> newest;  ///< digest known
  std::optional<Error> newest_unknown;   ///< as SearchResult
  int limited = 0;                       ///< as SearchResult
  std::vector<core::Artifact> possible;  ///< as SearchResult
  std::vector<LeftOut> left_out;         ///< as SearchResult
  std::vector<core::Artifact> sure;      ///< certainly of the branch, newest first
  std::vector<core::Artifact> beyond;    ///< of `sure`, those newer than `newest`
};
BranchFact branch_fact(SearchResult found, const core::VersionPattern* pattern,
                       const std::string& branch);
/// Of `sure` the first few that are certainly newer than `now`, and another image.
std::vector<core::Artifact> newer_than(const core::Artifact& now,
                                       std::span<const core::Artifact> sure);

/// What the application's engine tells of itself, and what puts an order into its words.
struct EngineFact {
  Known<core::EngineFacts> told;
  const core::EngineDialect* dialect = nullptr;  ///< never null in facts that were read
};

/// A thing as it was read, and when it was asked for.
template <class T>
struct Reading {
  T value{};
  Instant at{};
};

/// Answers, refusals among them: that something is not known is a fact too. Made and changed on one
/// thread; decisions only read it, on any number of threads.
struct Facts {
  /// Throws yaml_bad_value for a version pattern that is none. The application outlives it.
  explicit Facts(const core::Application& the_application);

  bool has(const FactKey& key) const;
  /// Drops what is older than that, or from a time that has not come yet because the clock went
  /// back; it is read again when a decision lacks it.
  void forget_stale(Instant now, Millis oldest);
  /// Drops what was read of the component's artifacts: there are new ones.
  void forget_artifacts(const std::string& component);
  const core::VersionPattern* pattern(const std::string& component) const;

  const core::Application& application;
  std::map<std::string, core::VersionPattern> patterns;  ///< by component; none without one
  std::map<std::string, Reading<Listing>> lists;         ///< by component
  std::map<BranchKey, Reading<BranchFact>> branches;     ///< `search` is false in each key
  std::map<VersionKey, Reading<Exact>> versions;
  std::optional<Reading<Known<std::vector<core::ChartVersion>>>> charts;
  std::map<ChartPackageKey, Reading<Known<core::ChartPackage>>> packages;
  std::optional<Reading<EngineFact>> engine;
  std::map<IterationKey, Reading<Known<core::Iteration>>> iterations;
  std::map<HeadKey, Reading<Known<core::BranchHead>>> heads;
  std::map<BuildKey, Reading<Known<std::optional<core::Build>>>> builds;
  std::map<BranchNamesKey, Reading<Known<std::vector<std::string>>>> branch_names;
  std::map<ValuesFileKey, Result<nlohmann::json>> values;
  /// "image:version" whose digest is not the one that was remembered, and when that was seen.
  std::map<std::string, Instant> moved;
};

/// Reads what the keys name, side by side and once for all that name the same. What an outside
/// system does not tell is written down as unknown. Writes the store's caches. Throws when the call
/// ends, and what a port throws; `facts` has nothing of that batch then.
void read_facts(const Call& call, Dependencies& deps, std::span<const FactKey> keys, Facts& facts);

}  // namespace chatops::workflow
