// The bare repositories under DIR/git, read and seeded with the real git.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/process.hpp"
#include "hooks/happen.hpp"
#include "world/parts.hpp"

namespace chatops::sandbox {

/// One commit of a seeded history, oldest first within a repository.
struct SeedCommit {
  std::string branch, author, email, message;
  std::string from;  ///< the branch it starts from when its own does not exist yet
  Moment at = 0;
  std::map<std::string, std::string> files;  ///< written by this commit
};

struct CommitFacts {
  std::string sha, subject, author, email;
  Moment at = 0;
};

/// Stateless but for the directory; thread-safe. Throws Error{refused} with git's own words in
/// `why` when git fails.
class Repositories {
 public:
  Repositories(std::filesystem::path root, Spawner& spawner)
      : root_(std::move(root)), spawner_(spawner) {}

  const std::filesystem::path& root() const { return root_; }
  bool exists(const std::string& depot) const;
  /// Makes the repository anew from the history: same history, same commit ids.
  void seed(const std::string& depot, const std::string& default_branch,
            const std::vector<SeedCommit>& history);
  /// Adds one commit to a branch (made from `from` when it is new); its id.
  std::string add(const std::string& depot, const SeedCommit& commit);
  /// "refs/heads/main" → commit.
  std::map<std::string, std::string> heads(const std::string& depot);
  /// "refs/tags/v1" → the commit or tag object.
  std::map<std::string, std::string> tags(const std::string& depot);
  /// Commits of a revision that none of `seen` reaches, newest first, at most 20, with the files
  /// that each changed.
  std::vector<hooks::PushedCommit> new_commits(const std::string& depot, const std::string& sha,
                                               const std::vector<std::string>& seen);
  /// Moves the target branch to a merge with the source, in the user's name; the new commit.
  /// Throws Error{refused} when they conflict or cannot be fast-forwarded.
  std::string merge(const MergeOrder& order, const User& user, Moment at);
  /// Facts of a branch, tag or commit; an empty `sha` when it does not exist.
  CommitFacts commit(const std::string& depot, const std::string& revision);
  /// A file's content at a revision; nothing when either does not exist.
  std::optional<std::string> file(const std::string& depot, const std::string& revision,
                                  const std::string& path);

  /// What every git program is started with: none of the machine's own configuration.
  static std::map<std::string, std::string> environment();

 private:
  std::string git(const std::string& depot, std::vector<std::string> arguments,
                  std::string input = "", const std::map<std::string, std::string>& more = {});
  std::map<std::string, std::string> refs(const std::string& depot, const std::string& under);

  std::filesystem::path root_;
  Spawner& spawner_;
};

}  // namespace chatops::sandbox
