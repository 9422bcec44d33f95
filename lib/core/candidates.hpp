// Which built version of a component is the newest of a branch, decided without asking more of the
// outside than necessary. What a version's text says comes first in time but last in trust: it puts
// the versions in order; properties and labels are asked of those that may be the newest, newest
// first, and never of more than a limit.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/application.hpp"
#include "core/artifact.hpp"
#include "core/bill.hpp"
#include "core/build_order.hpp"
#include "core/version_pattern.hpp"

namespace chatops::core {

/// As an artifact, for comparing what runs with what was built.
Artifact artifact_of(const BillLine& line);
BillLine line_of(const Artifact& artifact);

/// Fills in what the version's text tells (build, commit, sequence, and the branch when `branch` is
/// confirmed) where nothing better is known. `branch` may be "". Without a pattern a version that
/// is written BRANCH-BUILD or BRANCH-BUILD-COMMIT, of the branch that is told or looked for, tells
/// its build all the same.
void read_pattern(Artifact& artifact, const VersionPattern* pattern, std::string_view branch);

/// Branches that are known, by their slug: those whose slug could be no other's among them.
std::map<std::string, std::string> by_slug(std::span<const std::string> branches);
/// The same for an artifact that may be of any of the branches.
void read_pattern(Artifact& artifact, const VersionPattern* pattern,
                  const std::map<std::string, std::string>& branches_by_slug);

/// Whether the artifact is of the branch: properties or labels decide when they name a branch,
/// otherwise the pattern, otherwise `possible`. Every artifact is of the branch "".
BranchVerdict verdict(const Artifact& artifact, const VersionPattern* pattern,
                      std::string_view branch);

struct Candidate {
  Artifact artifact;
  std::vector<std::string> aliases;  ///< other versions with the same digest, newest first
  bool moved = false;                ///< this tag had another digest when it was last seen
};

/// What a search is for, and how far it may go.
struct SearchOptions {
  int count = 1;       ///< so many of the newest
  bool list = false;   ///< to be shown: tags that move count as any other
  int limit = 100;     ///< at most so many are examined
  int doubtful = 20;   ///< of these, once one is found, such whose text speaks against them
  std::string hint{};  ///< for any branch: the one that versions are most likely of
};

/// The search for the newest artifacts of one branch of one component.
///   while (!search.done()) { for (a : search.next(3)) search.learn(examined a); }
///   search.found()
/// Listed versions that already carry properties or labels count as examined and cost nothing.
/// Attachments of images are no candidates and are dropped.
class CandidateSearch {
 public:
  /// `pattern` may be null and outlives the search. Branch "": of any branch.
  CandidateSearch(std::vector<Artifact> listed, std::string branch, const VersionPattern* pattern,
                  SearchOptions options = {});

  /// The next at most `count` that must be examined; the same until they are learned.
  std::vector<Artifact> next(int count = 1);
  /// What examining told: `from` and `source` filled as far as any witness speaks, times as far as
  /// they tell. An artifact without a witness is judged by the pattern alone. Unknown versions are
  /// ignored.
  void learn(const Artifact& examined);
  /// The same of what was examined another time: it does not count.
  void recall(const Artifact& examined);
  /// Examined (`now`, or another time), and no candidate: no image, or one that cannot be read.
  void leave_out(const std::string& version, bool now = true);
  /// Nothing more to examine: found, none left, or the limit reached.
  bool done();
  /// The newest confirmed; nothing while a newer one may be there, or `rivals` are.
  std::optional<Candidate> found();
  /// When done: two or more of which it is not known which is the newest.
  std::vector<Artifact> rivals();
  /// True when it ended at the limit with versions left that may be newer than all examined.
  bool limited();
  /// All that may be of the branch, newest first, examined or not; for lists.
  std::vector<Candidate> candidates();
  /// Examined, and of the branch as far as the text tells, which is not far enough: names that were
  /// cut, or that hold more than a tag can.
  std::vector<Artifact> possible();
  int examined() const { return examined_; }

 private:
  /// In the order in which they are asked.
  enum class Group { fits, unread, other_branch, moves };
  struct Entry {
    Artifact artifact;
    Group group = Group::fits;
    bool looked_at = false, left_out = false;
    bool counted = false;  ///< its text alone numbers the build
    BranchVerdict judged = BranchVerdict::possible;
  };
  Group group_of(const Artifact& artifact) const;
  const std::vector<const Entry*>& newest_first();
  void take(const Artifact& examined, bool counts);
  Entry* entry_of(const std::string& version);
  const Entry* threshold();
  struct Open {
    std::vector<const Entry*> entries;
    std::size_t certain = 0;  ///< the first so many; the text of the others speaks against them
  };
  Open open();
  std::vector<const Entry*> leaders();
  void count(const Entry& entry);

  std::string branch_;
  const VersionPattern* pattern_;
  SearchOptions options_;
  int examined_ = 0, doubtful_ = 0;
  std::set<std::string> doubted_;  ///< versions that were handed out although their text speaks
                                   ///< against them
  std::map<std::string, Entry> entries_;  ///< by version
  std::vector<const Entry*> order_;       ///< newest first; empty = to be made again
};

/// What a component that follows `branch` should run: the newest found, unless what runs is of the
/// same branch and certainly newer (following never moves backwards). `listed` is what the source
/// lists now. Nothing: keep what runs.
std::optional<Artifact> next_followed(const std::optional<BillLine>& runs, std::string_view branch,
                                      const std::optional<Artifact>& newest,
                                      const VersionPattern* pattern,
                                      std::span<const Artifact> listed);

}  // namespace chatops::core
