// Engines bring an application to its environments. What crosses this border is neutral: an order
// says what is to run where; how that is told to an outside system (names of parameters, artifacts,
// stages) is made by the engine's room, and what only it understands travels in values that nobody
// else looks into. Every function that takes a Call may block until its deadline and throws
// Interrupted when stopped. Engines are used from any thread.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "base/reason.hpp"
#include "core/application.hpp"
#include "core/chart_settings.hpp"
#include "core/deployment.hpp"
#include "core/subscription.hpp"

namespace chatops::core {

enum class Purpose { deploy, remove };

struct DeclaredParameter {
  std::string name, label, description, default_value;
  bool required = false;
  std::vector<std::string> options;  ///< the only values allowed; empty = any
};

/// How an order's values reach the engine: not at all, merged, or as the layers' files, which it
/// fetches from where they lie.
enum class ValuesBy { none, text, files };

struct EngineFacts {
  std::string name;  ///< of what is started, as people know it
  std::string link;  ///< its page; "" = none
  /// Why nobody can start it as it stands (switched off). Nothing = it can be started.
  std::optional<Error> unusable;
  /// Why a start would be refused: the credential may not. Only where it was asked for.
  std::optional<Error> barred;
  bool one_at_a_time = false;  ///< runs one execution and drops older ones that wait
  std::string queue;           ///< what has the same one waits for each other; not empty
  ValuesBy values = ValuesBy::none;
  std::vector<DeclaredParameter> parameters;
  bool takes_any = false;          ///< it declares none, and takes whatever is given
  std::set<std::string> reserved;  ///< parameters that the order itself fills; nobody else may
  nlohmann::json own;              ///< for prepare()
};

struct EngineQuestion {
  Purpose purpose = Purpose::deploy;
  /// Also find out whether the credential may start it, as far as that can be tried without
  /// changing anything outside.
  bool may_start = false;
};

struct OrderedComponent {
  std::string name;
  ImageName image;
  std::string version, digest;
  bool in_values = false;  ///< the values carry its version
  /// An image reference means this version: by tag, by digest where that is known, or by both.
  bool is_at(const std::string& reference) const;
  bool operator==(const OrderedComponent&) const = default;
};

/// A file of the values layers.
struct OrderedFile {
  std::string path;                ///< beside chatops.yaml
  std::string repository, commit;  ///< where it can be fetched, by everybody; "" = not known
  std::string inside;              ///< its path within that repository
  /// Why the commit does not hold it for others as it was read: not_under_git, not_committed (all
  /// of the folder), changed (this file). "" = it does.
  std::string unfetchable;
  bool operator==(const OrderedFile&) const = default;
};

/// What is to run where. It suffices: the engine looks up nothing in chatops.yaml, now or later.
struct Order {
  std::string engine;
  Purpose purpose = Purpose::deploy;
  std::string application, environment;
  std::string ns, release, domain;
  std::string cluster;  ///< "" = the one that the engine deploys to
  std::int64_t epoch = 0;
  std::vector<OrderedComponent> components;
  Chart chart_source;
  ChartVersion chart;                                ///< fetched when started, not before
  nlohmann::json values = nlohmann::json::object();  ///< merged
  std::vector<OrderedFile> files;                    ///< the layers, lowest first
  std::map<std::string, std::string> parameters;     ///< further ones
  std::string actor;
  /// Key against doubles, never used twice: an engine may answer it with the execution that bears
  /// it already, or ignore it.
  std::string correlation;
  std::string name, queue;    ///< as EngineFacts told
  bool one_at_a_time = true;  ///< likewise
  /// A person agreed that what a dead client of the engine left half done is put right first.
  bool recover = false;
  nlohmann::json own;  ///< the engine's, from prepare()
};

/// What an order gives the engine, in the engine's words.
struct Given {
  std::map<std::string, std::string> parameters;
  std::string values_in;         ///< the one of them that holds the values; "" = none
  std::set<std::string> placed;  ///< those that only say namespace, release, chart or values
};

struct Prepared {
  Given given;
  ChartSettings settings;  ///< what the engine itself will set in the chart's values
  /// A version that would reach the engine by no way. Told apart from what keeps prepare() from
  /// answering at all, because the parameters are worth a look before it.
  std::optional<Error> no_way;
  nlohmann::json own;  ///< for Order::own
};

/// An execution, wherever it is: what a bare id would mean depends on the engine and its place.
struct Started {
  ExecutionRef execution;
  std::string link;
};
struct Refused {
  Error why;
  /// `why` names what it is about. Otherwise it is an outside system's answer, and is said of what
  /// was to be started.
  bool complete = false;
};  ///< certainly nothing was started
struct Lost {
  Error why;
};  ///< it may have been started: never blindly retried
using StartResult = std::variant<Started, Refused, Lost>;

enum class ExecutionStatus { waiting, running, succeeded, failed, canceled };
struct Execution {
  ExecutionStatus status = ExecutionStatus::waiting;
  bool superseded =
      false;  ///< cancelled by the engine because a newer execution of the same queue waited
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
  std::string correlation;  ///< the order's, as the engine stored it; "" = it tells none
  std::string cause;
  /// Where it failed: it had waited for what it brought to run, so that the cluster knows better
  /// why it does not. Else its own words are the cause, whatever else does not run there.
  bool waited = true;
  std::string link;
};

/// Whether an execution that succeeded did what was asked of it.
struct Verified {
  /// artifacts_differ or parameters_differ; nothing = nothing told contradicts.
  std::optional<Reason> differs{};
  std::string how{};             ///< "NAME: WANTED > USED", comma separated; "" = nothing differs
  std::vector<Reason> untold{};  ///< artifacts_unverified, parameters_unverified
};

/// What an engine tells from its arguments alone: it asks nobody, and keeps nothing.
class EngineDialect {
 public:
  virtual ~EngineDialect() = default;

  /// Makes what only the engine understands of an order. `again`: the earlier order that this one
  /// brings back, or null. usage_bad_value (`why` = reserved): a further parameter that is not
  /// free; values_not_deliverable.
  virtual Result<Prepared> prepare(const Order& order, const EngineSettings& settings,
                                   const EngineFacts& facts, const Order* again) const = 0;
  /// The same words again of an order that was prepared once, maybe by an earlier version.
  virtual Given given(const Order& order) const = 0;

  /// Compares with what the execution tells. What it does not tell is unknown, and never taken for
  /// equal.
  virtual Verified verify(const Order& order, const Execution& execution) const = 0;
  /// What tells that this execution is not the one that was ordered, as "NAME: WANTED > USED"; "" =
  /// nothing does.
  virtual std::string not_ours(const Order& order, const Execution& execution) const = 0;
};

/// One object as it is, and as an order would leave it; null where it is not there. What a Secret
/// holds is masked in both so that only whether it changes can be seen.
struct ObjectChange {
  std::string kind, ns, name;  ///< "Deployment", "shop-s42", "web"
  nlohmann::json before, after;
  std::optional<Error> why{};  ///< the cluster would not take it; `after` is then as it was sent
};

class DeployEngine : public EngineDialect {
 public:
  /// What would be started, as it stands outside now. pipeline_not_found; teardown_missing where
  /// nothing is declared that takes an environment away.
  virtual Known<EngineFacts> describe(const Call& call, const EngineSettings& settings,
                                      const EngineQuestion& question = {}) = 0;
  /// The objects that the order would change, without changing anything. diff_not_with_engine
  /// where the engine cannot tell.
  virtual Known<std::vector<ObjectChange>> preview(const Call& call, const Order& order);
  /// Starts it, at most once.
  virtual StartResult start(const Call& call, const Order& order) = 0;
  /// Starts taking the environment away; followed like any other execution.
  virtual StartResult remove(const Call& call, const Order& order) = 0;
  /// What became of a start whose answer was lost because of `why`: told by the order's key where
  /// the engine can look for it; Lost{why} where it cannot tell.
  virtual StartResult find(const Call& call, const Order& order, const Error& why) = 0;

  /// In the order asked. outside_not_found: there is none of that id. execution_elsewhere: it lives
  /// at another place than the one that is configured.
  virtual std::vector<Known<Execution>> observe_all(const Call& call,
                                                    std::span<const ExecutionRef> executions) = 0;
  Known<Execution> observe(const Call& call, const ExecutionRef& execution) {
    return std::move(observe_all(call, std::span(&execution, 1)).at(0));
  }
  /// Tells that observe() may answer otherwise from now on: at its end at the latest. Null: this
  /// engine tells nothing by itself, or not of this execution.
  virtual std::unique_ptr<Subscription> subscribe(const ExecutionRef& execution, Changed changed);
  virtual Known<bool> cancel(const Call& call, const ExecutionRef& execution,
                             const std::string& reason) = 0;
};

inline Known<std::vector<ObjectChange>> DeployEngine::preview(const Call&, const Order& order) {
  return failure(Reason::diff_not_with_engine, {{"what", order.engine}});
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): an engine that tells keeps it.
inline std::unique_ptr<Subscription> DeployEngine::subscribe(const ExecutionRef&, Changed) {
  return nullptr;
}

/// The engines there are, by name.
class Engines {
 public:
  virtual ~Engines() = default;
  /// Throws unknown_engine, `what` = the name, `try` = those that there are.
  virtual DeployEngine& of(std::string_view name) = 0;
};

}  // namespace chatops::core
