// Finds artifacts: the newest of a branch and exact versions, for all components at once, asking
// outside as little as possible and side by side.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/candidates.hpp"
#include "workflow/world.hpp"

namespace chatops::workflow {

/// Runs the tasks with the world's Together, or in turn. What a task throws is thrown here, the
/// first in order.
void side_by_side(World& world, std::vector<std::function<void()>> tasks);

/// The store's cache of what was told of artifacts: "image:version" → the artifact.
inline constexpr auto artifact_cache = "artifact";
/// Nothing when the entry cannot be read: a cache may be emptied at any time.
std::optional<core::Artifact> cached_artifact(const std::string& text);

/// The component's version pattern, compiled; nothing when it has none.
std::optional<core::VersionPattern> pattern_of(const core::Component& component);

struct Lookup {
  const core::Component* component = nullptr;
  std::string branch;                 ///< whose artifacts are wanted; "" = none
  bool only_list = false;             ///< list the branch's artifacts, examine none
  std::vector<std::string> versions;  ///< exact ones wanted
};

struct Found {
  Known<std::vector<core::Artifact>> listed;
  std::optional<core::Candidate> newest;    ///< of the branch, digest known
  std::vector<core::Candidate> candidates;  ///< all that may be of the branch, newest first
  bool limited = false;                     ///< the limit ended the search
  std::optional<Error> newest_unknown;      ///< why `newest` could not be told
  /// Exact versions, in the order asked: digest known, or unknown_version, artifact_not_pullable,
  /// artifact_unknown.
  std::vector<Known<core::Artifact>> exact;
};

/// What examining one artifact told.
struct Examined {
  core::Artifact artifact;             ///< digest and provenance as far as known
  std::optional<Error> no_digest;      ///< outside_not_found: the registry has no such version
  std::optional<Error> no_provenance;  ///< properties or labels could not be read
  std::optional<core::Artifact> remembered{};  ///< with the digest it had then
  bool ask_properties = false;

  /// What is remembered of this version speaks of the image that is there now.
  bool recalled() const { return remembered && remembered->digest == artifact.digest; }
};

/// Reads, at most: versions; digests and properties; labels. Caches what was learned. One instance
/// serves one plan and remembers digests within it.
class ArtifactReader {
 public:
  ArtifactReader(const Call& call, World& world) : call_(call), world_(world) {}

  /// `beside` are further independent reads, done side by side with the first of ours.
  std::vector<Found> look_up(std::span<const Lookup> lookups,
                             std::vector<std::function<void()>> beside = {});
  /// Side by side; the same artifact is examined once.
  std::vector<Examined> examine(std::span<const core::Artifact> artifacts);
  /// Versions whose digest is not the one remembered: "image:version".
  const std::set<std::string>& moved() const { return moved_; }

 private:
  struct Search;
  void examine_new(std::vector<Examined>& batch);
  void read_digests(std::vector<Examined>& batch);
  void read_properties(std::vector<Examined>& batch);
  void read_labels(std::vector<Examined>& batch);
  void recall(std::vector<Examined>& batch);
  void remember(const std::vector<Examined>& batch);
  void run(std::vector<Search>& searches);
  std::vector<Known<std::vector<core::Artifact>>> list(std::span<const Lookup> lookups);
  void settle_exact(std::span<const Lookup> lookups, std::vector<Found>& found);

  const Call& call_;
  World& world_;
  std::map<std::string, Examined> known_;  ///< by "image:version", examined here
  std::set<std::string> moved_;
};

}  // namespace chatops::workflow
