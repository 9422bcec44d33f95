// The port of one Kubernetes cluster: objects, patches, watches, logs, programs in containers.
// Whoever needs the cluster codes against this; kube/client.hpp performs it, and
// tests/support/fake_kube.hpp stands in for it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "kube/object.hpp"
#include "kube/resources.hpp"
#include "kube/streams.hpp"
#include "kube/watch.hpp"

namespace chatops::kube {

struct ServerVersion {
  int major = 0, minor = 0;
  std::string text;              ///< as it says it: "v1.36.3+k3s1"
  std::optional<Instant> clock;  ///< its own, to the second, when it answered
};

struct ListQuery : Query {
  /// Enough; 0 = all there are. A list that was ended by it is not `complete`.
  std::size_t most = 0;
  std::size_t page = 500;  ///< objects asked for at once
  /// What the server has in memory will do: it answers at once, where it may else wait up to 0.1 s
  /// to be sure that nothing newer was written, and may be a moment behind; all comes in one page.
  /// (resourceVersion=0; Kubernetes API concepts, "Semantics for get and list".)
  bool cached = false;
  /// Of a list of all namespaces only what lies in these is kept; the rest takes no memory once its
  /// page is read. Empty = all.
  std::set<std::string, std::less<>> among = {};
};

struct ObjectList {
  std::vector<Json> items;  ///< each with apiVersion and kind; in the server's order
  std::string version;      ///< to watch from
  bool complete = true;
};

/// What somebody may, as the cluster's authorization sees it.
struct Permission {
  std::string verb;  ///< get, list, watch, create, update, patch, delete …
  Resource resource;
  std::string subresource = {};  ///< "exec", "log", "portforward" …
  std::string ns = {};           ///< "" = in all namespaces, or in none
  std::string name = {};         ///< "" = any
};

struct WriteOptions {
  bool dry_run = false;             ///< the server does all but keep it
  std::string manager = "chatops";  ///< who owns the fields (metadata.managedFields)
};

struct ApplyOptions : WriteOptions {
  bool force = false;  ///< takes fields from other managers; else fields_owned
};

/// merge: RFC 7396, null removes; a metadata.resourceVersion in it makes object_changed of a newer
/// one. json: RFC 6902; `test` operations make it conditional. strategic: Kubernetes' own, lists by
/// key; not for custom resources.
enum class PatchType { merge, json, strategic };

enum class Propagation {
  background,  ///< what it owns goes afterwards
  foreground,  ///< it goes when all it owns is gone
  orphan       ///< what it owns stays
};

struct DeleteOptions {
  /// Of the very object that is meant: one of the same name that came later is not touched, but
  /// object_changed. Never empty: `usage_bad_value`, and nothing is sent.
  std::string uid;
  std::string version = {};  ///< and only as it was then; "" = whatever became of it
  Propagation propagation = Propagation::background;
  std::optional<int> grace_seconds = std::nullopt;
  bool dry_run = false;
};

enum class Deletion {
  gone,   ///< it is there no more
  ending  ///< accepted; it stays until its grace period and finalizers are over
};

struct LogQuery {
  std::string ns, pod;
  std::string container = {};                       ///< "" = the pod's only one; several: `refused`
  bool previous = false;                            ///< of the container before its last restart
  bool timestamps = false;                          ///< each line begins with its time, RFC 3339
  std::optional<std::int64_t> tail = std::nullopt;  ///< the last lines only
  std::optional<Millis> since = std::nullopt;       ///< before now; whole seconds
  std::optional<Instant> since_time = std::nullopt;  ///< wins over `since`
  std::size_t cap = 4U << 20U;  ///< bytes; of a log that is longer, the oldest are left away
};

/// What is to be followed besides.
struct MoreLogs {
  std::vector<LogQuery> queries = {};
  std::optional<Millis> ask_again =
      {};  ///< there may be more by then; nothing = when another one ends
};
/// `ended`: the places of those that were read to their ends since it was asked before.
using AskMoreLogs = std::function<MoreLogs(std::span<const std::size_t> ended)>;

/// One cluster, as one user of it. Thread-safe. Every function may block until the call's deadline
/// (or its own, shorter one) and throws Interrupted when stopped.
///
/// Errors carry `what` = "kube." and the call's verb, `where` = the cluster's name, and, where they
/// are about an object or kind, `object` ("deployments.apps/web") and `namespace`:
/// - permission_missing: RBAC or another authorizer said no (403). `verb`, `resource`
///   ("pods/exec"), `namespace` (absent = all), `user` as the cluster sees us, `why` in its words.
/// - admission_refused: the permission is there, but quota, policy or a webhook said no (`why`).
/// - auth_invalid, auth_missing, credential_helper_failed: who we are was not believed or not told.
/// - outside_not_found: the cluster certainly has no such object. kind_missing: it does not know
///   this kind of object at all.
/// - object_exists, object_changed (of another version or uid than asked for), fields_owned
///   (`who`, `fields`), namespace_ending; object_invalid (`why`: 400 and 422).
/// - list_expired: while pages were read the server forgot the list more than once.
/// - unreachable, tls_failed, answer_timeout, answer_cut, deadline_passed, rate_limited,
///   server_error; answer_not_json, answer_odd, answer_too_large.
/// None of them means that something does not exist, but outside_not_found.
///
/// Reads are repeated by themselves while that may help (429 with Retry-After, 5xx, lost
/// connections); so are writes where a second time does what the first did: apply, a merge patch
/// without a version, delete (of one uid). An error of another write, or of one of these that kept
/// failing, leaves open whether it happened, unless it says `sent` = "no" or the server refused it:
/// read the object before trying again.
class Api {
 public:
  virtual ~Api() = default;
  /// What errors call it: the name in the configuration, or the context's.
  virtual const std::string& cluster() const = 0;
  /// Where the context says work happens if nothing else is said; "default" where it does not.
  virtual const std::string& default_namespace() const = 0;

  virtual Known<ServerVersion> version(const Call& call) = 0;
  /// The kind with this name ("Rollout"), in the group and version that an object names
  /// ("argoproj.io/v1alpha1"). Remembered for a while. kind_missing.
  virtual Known<Resource> resource(const Call& call, const std::string& api_version,
                                   const std::string& kind) = 0;
  /// Whether we may, one answer each; asked of the cluster, side by side.
  virtual std::vector<Known<bool>> may(const Call& call,
                                       std::span<const Permission> permissions) = 0;

  /// Side by side; answers in the order of the references. Objects come whole.
  virtual std::vector<Known<Json>> get(const Call& call, std::span<const ObjectRef> refs) = 0;
  /// Side by side, each in pages until it is whole: one answer is one moment of the cluster.
  virtual std::vector<Known<ObjectList>> list(const Call& call,
                                              std::span<const ListQuery> queries) = 0;
  Known<Json> get_one(const Call& call, const ObjectRef& ref);
  Known<ObjectList> list_one(const Call& call, const ListQuery& query);

  /// The object as it is then. `ref.name` "" = the server makes one from metadata.generateName.
  /// Fields that the server does not know are object_invalid, here and in apply and patch.
  /// Reviews are created too: they are answered, and nothing is kept.
  virtual Known<Json> create(const Call& call, const ObjectRef& ref, const Json& object,
                             const WriteOptions& options) = 0;
  /// Server-side apply: creates it, or makes these fields so and removes those that this manager
  /// set before and leaves out now.
  virtual Known<Json> apply(const Call& call, const ObjectRef& ref, const Json& object,
                            const ApplyOptions& options) = 0;
  virtual Known<Json> patch(const Call& call, const ObjectRef& ref, PatchType type,
                            const Json& patch, const WriteOptions& options) = 0;
  /// outside_not_found where it is gone already, also by a first try whose answer was lost.
  virtual Known<Deletion> remove(const Call& call, const ObjectRef& ref,
                                 const DeleteOptions& options) = 0;

  /// Outlived by this.
  virtual std::unique_ptr<Watches> watches() = 0;

  /// What has been written, side by side. Besides the errors above: container_waiting, where it has
  /// not started yet, or has no former run.
  virtual std::vector<Known<std::string>> logs(const Call& call,
                                               std::span<const LogQuery> queries) = 0;
  /// Whole lines (without their ends) as they are written, of all side by side; `take` is called on
  /// the calling thread, with the place of the query. Returns when every container has ended or
  /// `take` answers false; one answer each. A connection that was lost is taken up where it broke
  /// off; lines are then neither missing nor twice, unless the node has dropped them. `more`, where
  /// it is given, is asked on the same thread after logs were read to their ends, and again when it
  /// said so; what it answers is followed as well, with the next places.
  virtual std::vector<Result<void>> follow_logs(
      const Call& call, std::span<const LogQuery> queries,
      const std::function<bool(std::size_t, std::string_view)>& take, const AskMoreLogs& more) = 0;

  /// Begins the program; errors of the beginning as above, others by Exec::next().
  virtual Known<std::unique_ptr<Exec>> exec(const Call& call, const ExecOrder& order) = 0;
  /// One new connection to a port within the pod.
  virtual Known<std::unique_ptr<PodConnection>> connect(const Call& call, const std::string& ns,
                                                        const std::string& pod,
                                                        std::uint16_t port) = 0;
};

}  // namespace chatops::kube
