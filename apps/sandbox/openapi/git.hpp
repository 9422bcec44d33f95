// What the OpenAPI says about repositories comes from the real bare repositories under DIR/git,
// through `git`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "world/world.hpp"

namespace chatops::sandbox::openapi {

struct GitCommit {
  std::string sha, subject, message, author_name, author_email, committer_name, committer_email;
  Moment authored_at = 0, committed_at = 0;
  std::vector<std::string> parents;
};

struct GitRef {
  std::string name,
      sha;  ///< name without refs/heads/ or refs/tags/; sha of the commit, also for annotated tags
  std::string message;  ///< of an annotated tag
  Moment committed_at = 0;
};

/// Runs `git` on DIR/git/<depot>.git. Throws Refusal{InternalError} where git refuses (unknown ref
/// or path). Thread-safe.
class GitReader {
 public:
  explicit GitReader(World& world) : world_(world) {}
  /// Newest commit first.
  std::vector<GitRef> refs(const std::string& depot, const std::string& prefix) const;
  std::vector<GitCommit> commits(const std::string& depot, const std::string& ref, Id skip,
                                 Id count, const std::string& path = "") const;
  Id count(const std::string& depot, const std::string& ref, const std::string& path = "") const;
  std::vector<std::string> refs_with(const std::string& depot, const std::string& sha,
                                     const std::string& prefix) const;
  void create_ref(const std::string& depot, const std::string& ref,
                  const std::string& start_point) const;

 private:
  std::string run(const std::string& depot, std::vector<std::string> arguments) const;
  World& world_;
};

}  // namespace chatops::sandbox::openapi
