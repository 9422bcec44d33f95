// The roles outside systems play. One role each, a handful of functions; providers in coding/,
// registry/ and later rooms; the engine's stands in core/engine.hpp. What is asked about many
// things takes a batch and answers in the same order, so that one multi handle runs it side by
// side. Every function may block until the call's deadline, throws Interrupted when stopped, and
// answers Known: unknown is never empty.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "core/application.hpp"
#include "core/artifact.hpp"
#include "core/iteration.hpp"

namespace chatops::core {

/// What a person does to an iteration in the tracker. `reopen`: one that was completed.
enum class IterationMove { start, complete, reopen };

class Tracker {
 public:
  virtual ~Tracker() = default;
  virtual Known<std::vector<Iteration>> iterations(const Call& call) = 0;
  /// `code` or exact name; outside_not_found when the tracker says there is none, or that it was
  /// deleted. That is no proof of an end.
  virtual Known<Iteration> iteration(const Call& call, const std::string& code) = 0;
  /// With watchers: unknown where those of one issue are.
  virtual Known<std::vector<Issue>> issues(const Call& call, const std::string& iteration_code) = 0;
  /// The same for who needs no watchers, which may be told by further calls only.
  virtual Known<std::vector<Issue>> issues_without_watchers(const Call& call,
                                                            const std::string& iteration_code) {
    return issues(call, iteration_code);
  }
  /// Answers it as it is afterwards. `unfinished`: the code of the iteration that takes the issues
  /// which a completed one leaves open; "" = the tracker decides. Where the answer was lost, it may
  /// have happened.
  virtual Known<Iteration> move(const Call& call, const std::string& code, IterationMove how,
                                const std::string& unfinished) = 0;
};

/// What somebody may in a project, as its tracker says. `odd`: a role that nobody has told us of.
enum class Role { odd, guest, member, admin, owner };
std::string_view word_of(Role role);

struct Member {
  Person person;
  Role role = Role::odd;
};

/// The people of the project.
class Members {
 public:
  virtual ~Members() = default;
  virtual Known<std::vector<Member>> members(const Call& call) = 0;
};

struct BranchHead {
  std::string branch, commit, author, message;
  std::optional<Instant> committed_at;
};
struct BranchQuery {
  std::string repository, branch;
  /// Where its URL says it lies (Repository::path), which need not bear the name; "" = not told.
  std::string path = {};
};

struct Commit {
  std::string id, author;
  std::string message;  ///< whole where the source tells it, else its first line
  bool operator==(const Commit&) const = default;
};
struct CommitQuery {
  std::string repository, commit;
  std::string path = {};  ///< as BranchQuery::path
};

class SourceHost {
 public:
  virtual ~SourceHost() = default;
  /// `repository`: its path at the source host, or the last part of it.
  virtual Known<std::vector<std::string>> branches(const Call& call, const std::string& repository,
                                                   const std::string& contains) = 0;
  /// Error outside_not_found where the branch certainly does not exist.
  virtual std::vector<Known<BranchHead>> heads(const Call& call,
                                               std::span<const BranchQuery> queries) = 0;
  /// `commit` may be shortened. outside_not_found where the source says that there is none.
  virtual std::vector<Known<Commit>> commits(const Call& call,
                                             std::span<const CommitQuery> queries) = 0;
};

struct Build {
  std::int64_t number = 0;
  std::string branch, commit, status, url;  ///< status in the CI's own word
  bool running = false, failed = false;
  std::optional<Instant> created_at;
};

class Builds {
 public:
  virtual ~Builds() = default;
  /// The newest build of the branch, or nothing when the CI says there is none.
  virtual std::vector<Known<std::optional<Build>>> newest(const Call& call,
                                                          std::span<const BranchQuery> queries) = 0;
};

/// Lists versions: tags with whatever the source tells with them. Order is not promised.
class ArtifactSource {
 public:
  virtual ~ArtifactSource() = default;
  virtual std::vector<Known<std::vector<Artifact>>> versions(const Call& call,
                                                             std::span<const ImageName> images) = 0;
  /// Reads the properties of versions (one outside call each): the artifacts back, with `from` and
  /// `source` filled where told. Sources without properties return the artifacts as they are.
  virtual std::vector<Known<Artifact>> properties(const Call& call,
                                                  std::span<const Artifact> artifacts) = 0;
};

/// What a registry says of one image: its digest now, labels, platforms.
struct ImageFacts {
  std::string digest;
  std::map<std::string, std::string> labels;  ///< labels and annotations, annotations win
  std::vector<std::string> platforms;         ///< "linux/amd64"
  std::int64_t size = 0;
  std::optional<Instant> created_at;  ///< as the image says, which may be nonsense
  std::string other_kind;             ///< the media type, where it is no container image
  /// Why labels and time could not be read; what else is told holds. hash_unsupported: the image
  /// may run all the same. Others: its configuration is not there or not what it should be.
  std::optional<Error> unread;
};
struct ImageQuery {
  ImageName image;
  std::string reference;  ///< tag or digest
  bool labels = false;    ///< also read the configuration blob
};

class Images {
 public:
  virtual ~Images() = default;
  /// outside_not_found where the registry certainly has no such reference: listed but not pullable.
  /// image_unreadable, digest_mismatch: this one image is odd, and nothing is wrong with others.
  virtual std::vector<Known<ImageFacts>> facts(const Call& call,
                                               std::span<const ImageQuery> queries) = 0;
};

/// A chart downloaded and verified against its digest.
struct ChartPackage {
  ChartVersion version;
  std::string file;    ///< path of the .tgz or folder
  std::string values;  ///< text of its values.yaml; "" when it has none
};

class ChartSource {
 public:
  virtual ~ChartSource() = default;
  virtual Known<std::vector<ChartVersion>> versions(const Call& call, const Chart& chart) = 0;
  virtual Known<ChartPackage> fetch(const Call& call, const Chart& chart,
                                    const ChartVersion& version) = 0;
};

}  // namespace chatops::core
