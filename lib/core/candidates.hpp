// Which built version of a component is the newest of a branch, decided without asking more of the
// outside than necessary: listed versions are filtered by the pattern and put in order; only as
// many as needed, and never more than a limit, are examined one by one, newest first.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/application.hpp"
#include "core/artifact.hpp"
#include "core/bill.hpp"
#include "core/version_pattern.hpp"

namespace chatops::core {

/// Newest first, the same for every order of the input. When all have a build number it decides;
/// else the build time, those without one last; the version's text (digits compared as numbers)
/// decides last.
void sort_newest_first(std::vector<Artifact>& artifacts);
/// True when `a` comes before `b` in the order of the two alone; false when equal.
bool newer(const Artifact& a, const Artifact& b);
/// As an artifact, for comparing what runs with what was built.
Artifact artifact_of(const BillLine& line);
BillLine line_of(const Artifact& artifact);

/// Fills in what the version's text tells (build, commit, and the branch when `branch` is
/// confirmed) where nothing better is known. `branch` may be "".
void read_pattern(Artifact& artifact, const VersionPattern* pattern, std::string_view branch);

/// Branches that are known, by their slug: those whose slug could be no other's among them.
std::map<std::string, std::string> by_slug(std::span<const std::string> branches);
/// The same for an artifact that may be of any of the branches.
void read_pattern(Artifact& artifact, const VersionPattern* pattern,
                  const std::map<std::string, std::string>& branches_by_slug);

/// Whether the artifact is of the branch: properties or labels decide when they name a branch,
/// otherwise the pattern, otherwise `possible`.
BranchVerdict verdict(const Artifact& artifact, const VersionPattern* pattern,
                      std::string_view branch);

struct Candidate {
  Artifact artifact;
  std::vector<std::string> aliases;  ///< other versions with the same digest, newest first
  bool moved = false;                ///< this tag had another digest when it was last seen
};

/// The search for the newest artifact of one branch of one component.
///   while (!search.done()) { for (a : search.next(3)) search.learn(examined a); }
///   search.found()
/// Listed versions that already carry properties or labels count as examined and cost nothing.
class CandidateSearch {
 public:
  /// `remembered`: version → digest last seen. `pattern` may be null and outlives the search.
  CandidateSearch(std::vector<Artifact> listed, std::string branch, const VersionPattern* pattern,
                  const std::map<std::string, std::string>& remembered = {}, int limit = 20);

  /// The next at most `count` that must be examined, newest first; the same until they are learned.
  std::vector<Artifact> next(int count = 1) const;
  /// What examining told: `from` and `source` filled as far as any witness speaks. An artifact
  /// without a witness is judged by the pattern alone. Unknown versions are ignored.
  void learn(const Artifact& examined);
  /// Nothing more to examine: found, none left, or the limit reached.
  bool done() const;
  /// The newest confirmed; nothing while a newer one is still to be examined.
  std::optional<Candidate> found() const;
  /// True when it ended at the limit with versions left that nobody looked at.
  bool limited() const;
  /// All that may be of the branch, newest first, examined or not; for lists.
  std::vector<Candidate> candidates() const;
  int examined() const { return examined_; }

 private:
  struct Entry {
    Candidate candidate;
    std::optional<BranchVerdict> judged;  ///< nothing = still to be examined
    std::string remembered;               ///< digest last seen under this version; "" = never seen
    void notice_move();
  };
  std::string branch_;
  const VersionPattern* pattern_;
  int limit_;
  int examined_ = 0;
  std::vector<Entry> entries_;  ///< newest first
};

/// What a component that follows `branch` should run: the newest found, unless what runs is of the
/// same branch and newer (following never moves backwards). `listed` is what the source lists now.
/// Nothing: keep what runs.
std::optional<Artifact> follow_step(const std::optional<BillLine>& runs, std::string_view branch,
                                    const std::optional<Artifact>& newest,
                                    const VersionPattern* pattern,
                                    std::span<const Artifact> listed);

}  // namespace chatops::core
