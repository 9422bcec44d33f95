// The roles outside systems play. One role each, a handful of functions; providers in coding/,
// registry/ and later rooms. What is asked about many things takes a batch and answers in the same
// order, so that one multi handle runs it side by side. Every function may block until the call's
// deadline, throws Interrupted when stopped, and answers Known: unknown is never empty.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "core/application.hpp"
#include "core/artifact.hpp"
#include "core/deployment.hpp"
#include "core/iteration.hpp"

namespace chatops::core {

class Tracker {
 public:
  virtual ~Tracker() = default;
  virtual Known<std::vector<Iteration>> iterations(const Call& call) = 0;
  /// `code` or exact name; outside_not_found when the tracker says there is none.
  virtual Known<Iteration> iteration(const Call& call, const std::string& code) = 0;
  virtual Known<std::vector<Issue>> issues(const Call& call, const std::string& iteration_code) = 0;
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

class SourceHost {
 public:
  virtual ~SourceHost() = default;
  /// `repository`: its path at the source host, or the last part of it.
  virtual Known<std::vector<std::string>> branches(const Call& call, const std::string& repository,
                                                   const std::string& contains) = 0;
  /// Error outside_not_found where the branch certainly does not exist.
  virtual std::vector<Known<BranchHead>> heads(const Call& call,
                                               std::span<const BranchQuery> queries) = 0;
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

struct DeclaredParameter {
  std::string name, label, description, default_value;
  bool required = false;
  std::vector<std::string> options;  ///< the only values allowed; empty = any
};
struct ExpectedArtifact {
  std::string type, name;  ///< as the pipeline matches them
};
/// A value of the chart that the pipeline sets by itself, over the values that it is given.
struct ChartOverride {
  struct Piece {
    std::string text;
    bool parameter = false;  ///< the text names one, whose value stands here
  };
  std::string path;           ///< as `helm --set` takes it
  std::vector<Piece> pieces;  ///< one after the other they are the value
  bool typed = false;         ///< read as `--set` reads it (numbers, lists); otherwise text
  std::string opaque;         ///< the engine's own expression where it is no such value; else ""
};
struct PipelineFacts {
  std::string id, name;
  bool disabled = false, limit_concurrent = false, keep_waiting = false;
  std::vector<DeclaredParameter> parameters;
  std::vector<ExpectedArtifact> artifacts;
  std::vector<ChartOverride> overrides;
  std::string link;
  /// Why a start would be refused, where the engine says so before it is asked to: the credential
  /// may not.
  std::optional<Error> barred = {};

  /// False where the pipeline certainly does not take this image from the trigger: Spinnaker
  /// compares the name it expects, as a regular expression, with the whole name.
  bool may_expect(const std::string& image) const;
};
/// The forms of such an expression that people write (".", ".*", ".+", literals), matched in time
/// that stays proportional to both. False for the others, too.
bool names_match(const std::string& expected, const std::string& name);

/// What a deployment is started with; everything the engine needs, nothing it must look up.
struct StartOrder {
  Pipeline pipeline;
  std::map<std::string, std::string> parameters;
  std::vector<BillLine> artifacts;
  ChartVersion chart;
  Chart chart_source;
  std::string actor;
  /// Key against doubles, never used twice: an engine may answer it with the execution that bears
  /// it already, or ignore it.
  std::string correlation;
};
struct Started {
  std::string execution, link;
};
struct Refused {
  Error why;
};  ///< certainly nothing was started
struct Lost {
  Error why;
};  ///< it may have been started: never blindly retried
using StartResult = std::variant<Started, Refused, Lost>;

enum class ExecutionStatus { waiting, running, succeeded, failed, canceled };
struct Execution {
  ExecutionStatus status = ExecutionStatus::waiting;
  bool superseded =
      false;  ///< cancelled by the engine because a newer execution of the pipeline waited
  /// The engine says how it ended, and what it tells beyond that cannot be read: nothing but the
  /// status and the link is known.
  bool unreadable = false;
  Effect effect = Effect::unknown;              ///< what it did so far
  std::optional<Instant> started_at, ended_at;  ///< by the engine's clock
  std::vector<Stage> stages;
  std::map<std::string, std::string>
      artifacts;  ///< image name → reference that the execution really used
  std::map<std::string, std::string> parameters;  ///< as the engine stored them
  /// Image name → references that its trigger brought, whatever was bound in the end.
  std::map<std::string, std::vector<std::string>> sent;
  std::string correlation;  ///< StartOrder's, as the engine stored it; "" = it tells none
  std::string cause;
  std::string link;
};

class DeployEngine {
 public:
  virtual ~DeployEngine() = default;
  virtual Known<PipelineFacts> describe(const Call& call, const Pipeline& pipeline) = 0;
  virtual StartResult start(const Call& call, const StartOrder& order) = 0;
  virtual std::vector<Known<Execution>> observe_all(const Call& call,
                                                    std::span<const std::string> executions) = 0;
  Known<Execution> observe(const Call& call, const std::string& execution) {
    return std::move(observe_all(call, std::span(&execution, 1)).at(0));
  }
  virtual Known<bool> cancel(const Call& call, const std::string& execution,
                             const std::string& reason) = 0;
};

}  // namespace chatops::core
