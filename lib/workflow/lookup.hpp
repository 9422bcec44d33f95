// Finds artifacts: the newest of a branch and exact versions, for all components at once, asking
// outside as little as possible and side by side.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/candidates.hpp"
#include "workflow/dependencies.hpp"

namespace chatops::workflow {

/// Runs the tasks with the given Parallel, or in turn. What a task throws is thrown here, the
/// first in order.
void parallel(Dependencies& deps, std::vector<std::function<void()>> tasks);

/// What was told of a version once, kept in the store's cache under "image:version": it holds as
/// long as the version has the same digest.
struct Memory {
  core::Artifact artifact;  ///< provenance as properties and labels tell it, the pattern left out
  std::string other_kind;   ///< the media type, where it is no image
  bool timed = false;       ///< its configuration was read, for labels and for the time
};
inline constexpr auto artifact_cache = "artifact";
/// Nothing when the entry cannot be read: a cache may be emptied at any time.
std::optional<Memory> memory_of(const std::string& text);
std::string text_of(const Memory& memory);

/// The component's version pattern, compiled; nothing when it has none.
std::optional<core::VersionPattern> pattern_of(const core::Component& component);

/// What the source lists of one component, in no order. Shared, because lists are long.
using Listing = std::shared_ptr<const Known<std::vector<core::Artifact>>>;

struct Lookup {
  const core::Component* component = nullptr;
  std::string branch;      ///< whose artifacts are wanted; "" = none
  bool only_list = false;  ///< list the branch's artifacts, examine none
  std::vector<std::string>
      versions;      ///< exact ones wanted; a commit stands for what it was built to
  int look = 0;      ///< examine at most so many; 0 = as many as is usual
  int shown = 0;     ///< for a list: the newest so many, of any branch where `branch` is ""
  Listing listed{};  ///< as it was read before; null = it is read

  bool searches() const { return shown > 0 || (!branch.empty() && !only_list); }
};

/// A listed version that is not chosen by itself, and why.
struct LeftOut {
  core::Artifact artifact;
  Error why;  ///< artifact_not_pullable, image_unreadable, digest_mismatch
};

/// A version that somebody named.
struct Exact {
  /// Digest known, what its text tells not read; or unknown_version, artifact_not_pullable,
  /// artifact_unknown, not_an_image, commit_ambiguous.
  Known<core::Artifact> artifact;
  std::vector<Error> remarks;
};

struct SearchResult {
  Listing listed;
  std::optional<core::Candidate> newest;    ///< of the branch, digest known
  std::vector<core::Candidate> candidates;  ///< all that may be of the branch, newest first
  std::vector<core::Artifact> possible;     ///< examined, and perhaps of the branch
  std::vector<LeftOut> left_out;
  int limited = 0;                      ///< not 0: the search ended after so many
  std::optional<Error> newest_unknown;  ///< why `newest` could not be told
  std::vector<Exact> exact;             ///< in the order asked
};

/// search_limited: the search ended after so many images; `try` looks further.
Error looked_so_far(const std::string& component, const std::string& branch, int images);

/// What examining one artifact told.
struct Examined {
  core::Artifact artifact{};             ///< digest, times and provenance as far as known
  std::optional<Error> no_digest{};      ///< outside_not_found: the registry has no such version
  std::optional<Error> no_provenance{};  ///< properties or labels could not be asked
  std::optional<Error> odd{};  ///< its labels could not be read, and that is its own fault
  std::string other_kind{};    ///< the media type, where it is no image
  bool timed = false;          ///< its configuration was read
};

/// How much is asked of artifacts.
struct Effort {
  bool times = false;         ///< where the version does not number its build: when it was made
  bool believe_hash = false;  ///< with the hash that it had when it was last seen, it is the same
};

/// Where the source lists a hash that would be the digest, and it is another.
std::optional<Error> hash_remark(const core::Artifact& artifact);

/// Reads, at most: versions; digests and properties; labels. Caches what was learned. One instance
/// serves one plan and remembers digests within it.
class ArtifactReader {
 public:
  ArtifactReader(const Call& call, Dependencies& deps) : call_(call), deps_(deps) {}

  /// `others` are further independent reads, done side by side with the first of ours.
  std::vector<SearchResult> look_up(std::span<const Lookup> lookups,
                                    std::vector<std::function<void()>> others = {});
  /// Side by side; the same artifact is examined once.
  std::vector<Examined> examine(std::span<const core::Artifact> artifacts, Effort effort = {});
  /// Versions whose digest is not the one remembered: "image:version".
  const std::set<std::string>& moved() const { return moved_; }

 private:
  struct Search;
  struct Asked;
  void examine_new(std::vector<Asked>& batch);
  void recall(std::vector<Asked>& batch);
  void read_digests(std::vector<Asked>& batch);
  void read_properties(std::vector<Asked>& batch);
  void read_labels(std::vector<Asked>& batch);
  void remember(const std::vector<Asked>& batch);
  std::vector<Listing> list(std::span<const Lookup> lookups);
  std::vector<Search> begin(std::span<const Lookup> lookups, std::vector<SearchResult>& found);
  void recall_all(Search& search);
  void run(std::vector<Search>& searches);
  bool ask(std::vector<Search>& searches, int round);
  bool ask_times(std::vector<Search>& searches);
  bool confirm(std::vector<Search>& searches);
  void settle_exact(std::span<const Lookup> lookups, std::vector<SearchResult>& found);
  Exact exact_of(const Lookup& lookup, const SearchResult& found, const std::string& version);
  Known<std::string> built_from(const Lookup& lookup, const SearchResult& found,
                                const std::string& commit);

  const Call& call_;
  Dependencies& deps_;
  std::map<std::string, Examined> known_;  ///< by "image:version", examined here
  std::set<std::string> moved_;
};

}  // namespace chatops::workflow
