// Dev mode: one component of an environment runs an image to develop in, with a directory of this
// machine kept alike in it, and is put back exactly afterwards.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/call.hpp"
#include "base/clock.hpp"
#include "core/cluster.hpp"
#include "core/dev_image.hpp"

namespace chatops::core {

struct DevPlace {
  std::string cluster, ns;
  SoughtComponent component;
};

/// As the workload itself tells.
struct DevSession {
  std::string component;
  std::string ns;
  std::string kind, workload;       ///< "Deployment", "api"
  std::string container, root;      ///< what is synced: a directory in that container
  std::string holder_id, holder;    ///< who has it; the id outlives the name
  Instant since{}, until{};         ///< held until then if nobody renews it
  bool run_out = false;             ///< anybody may end it
  bool made = false;                ///< dev mode made the workload, and takes it away
  std::string wanted_by;            ///< who asks its holder to hand it over; "" = nobody
  Instant wanted_since{};           ///< when they did, which tells one wish from the next
  std::optional<Error> unreadable;  ///< the rest is not known
};

/// A component that is in no chart yet: dev mode makes its workload, and takes it away again.
struct DevMade {
  std::vector<std::uint16_t> ports;  ///< that its Service has; none: there is no Service
};

/// A directory that is kept over sessions, as a volume of its own.
struct DevKept {
  std::string path;
  std::string size;  ///< a quantity of Kubernetes
};

struct DevStart {
  DevPlace place;
  std::string holder_id, holder;
  std::string container;  ///< "" = the one with the component's image
  std::string image;      ///< "" = the component's own
  std::string root;       ///< "" = the container's working directory
  std::vector<std::pair<std::string, std::string>> environment;
  std::string cpu = {}, memory = {};  ///< what it asks for and may use; "" = as before
  /// There is no such workload: it is made under the component's name.
  std::optional<DevMade> made = std::nullopt;
  std::vector<DevKept> kept = {};
  std::vector<std::pair<std::string, std::string>> labels = {};  ///< of whatever is made
  /// Where somebody else has it, its holder is asked to hand it over, and `asked` is called. Ending
  /// the session hands it over; keep() and beginning it again keep it, and so does saying nothing:
  /// dev_taken.
  bool take_over = false;
  std::function<void(const DevSession& session)> asked = nullptr;
  /// Told what keeps its container from running, each cause once.
  std::function<void(const Error& cause)> waits = nullptr;
};
struct DevStarted {
  DevSession session;
  bool resumed = false;     ///< it was begun before, by the same person
  std::vector<Error> kept;  ///< dev_field_kept: what others changed since
  /// dev_scaled; fields_owned (`owned`, `who`): who may write the workload back; and what could not
  /// be held or given back.
  std::vector<Error> notes;
};

struct DevEnded {
  DevSession session;
  std::vector<std::string> restored;  ///< fields that are as they were
  std::vector<Error> kept;            ///< dev_field_kept: fields that others have changed
  bool exact = false;                 ///< everything is as it was
  std::vector<Error> notes = {};      ///< what could not be given back beside the workload
};

struct DevSync {
  DevPlace place;
  std::string holder_id;
  std::string environment;  ///< its name, for whoever asks what is synced
  std::string folder;       ///< of this machine
  std::vector<std::string> ignore = {}, include = {};  ///< besides .gitignore, in its syntax
  bool both_ways = false;  ///< what is changed in the container comes here
  bool once = false;       ///< until everything is there, instead of until it is stopped
};
struct DevSyncState {
  bool connected = false, initial = true, paused = false;
  std::uint64_t files = 0, waiting = 0, sent = 0, received = 0;
  std::uint64_t conflicts = 0;  ///< what was changed there and kept beside
  std::vector<Error> troubles;  ///< why it is not going on; what could not be synced
  std::string wanted_by = {};   ///< who asks its holder to hand the session over
  bool operator==(const DevSyncState& other) const {
    return connected == other.connected && initial == other.initial && paused == other.paused &&
           files == other.files && waiting == other.waiting && sent == other.sent &&
           received == other.received && conflicts == other.conflicts &&
           wanted_by == other.wanted_by && troubles.size() == other.troubles.size();
  }
};

/// What is said to syncs that run on this machine.
struct DevSyncQuestion {
  enum class What { status, wait, pause, resume };
  What what = What::status;
  std::string component;    ///< "" = whichever
  std::string environment;  ///< "" = whichever
  std::string folder;  ///< where neither is said, the syncs of this folder or around it are meant
};
/// A sync that runs on this machine.
struct DevSyncing {
  std::string component, environment, folder;
  DevSyncState state;
};

struct DevProgram {
  DevPlace place;
  std::string holder_id;
  std::vector<std::vector<std::string>> programs;  ///< the first that the container has
  std::vector<std::pair<std::string, std::string>> environment;
  std::optional<TerminalSize> terminal;
  /// What it says goes to the log of the pod as well.
  bool logged = false;
  /// It is ended and begun anew whenever an edit has arrived, by a sync of this machine.
  bool watch = false;
};

/// Every function throws what kept it from being done: unknown_component where nothing of it runs,
/// dev_taken, dev_not_on, dev_record_odd, dev_exists, agent_undeliverable, those of the cluster.
class DevMode {
 public:
  virtual ~DevMode() = default;
  /// Returns when the container runs. Stopped before, a session that it began is put back. An error
  /// says in `session` what stays: "stands" (deadline_passed: its pod may still come), or "former"
  /// (one that was there is as it was, because what was asked for cannot run).
  virtual DevStarted start(const Call& call, const DevStart& order) = 0;
  /// `ns` "" = of the whole cluster, which not everybody may see.
  virtual std::vector<DevSession> sessions(const Call& call, const std::string& cluster,
                                           const std::string& ns) = 0;
  /// The component as Clusters finds it while it is in dev mode.
  virtual SoughtComponent sought(const Call& call, const DevPlace& place) = 0;
  /// `holder_id` "" = whoever has it.
  virtual DevEnded end(const Call& call, const DevPlace& place, const std::string& holder_id) = 0;
  /// Refuses whoever asks for it, and answers the session as they asked. dev_not_wanted where
  /// nobody does.
  virtual DevSession keep(const Call& call, const DevPlace& place,
                          const std::string& holder_id) = 0;
  /// Ends a session that sessions() told of and nobody renews: dev_taken when somebody did
  /// meanwhile.
  virtual DevEnded end_run_out(const Call& call, const std::string& cluster,
                               const DevSession& session) = 0;
  /// Keeps the directory alike and the session held until the call is stopped, or once. `told` is
  /// called on the calling thread when the state is another one.
  virtual void sync(const Call& call, const DevSync& order,
                    const std::function<void(const DevSyncState&)>& told) = 0;
  /// What the syncs answered that are meant; `wait`: when every edit made before is in place.
  /// dev_sync_absent where none is, and what keeps one from it.
  virtual std::vector<DevSyncing> ask(const Call& call, const DevSyncQuestion& question) = 0;
  /// A program in the container, over a connection of its own that is resumed when it breaks;
  /// destroying it ends the program. spawn_failed where the container has none of them.
  virtual std::unique_ptr<Exec> run(const Call& call, const DevProgram& order) = 0;
  /// What a short-lived pod beside the others shows of an image; it is taken away again whatever
  /// happens. Of a component that does not run there the image alone is looked at, where one is
  /// named.
  virtual DevImageSeen look_at_image(const Call& call, const DevImageOrder& order) = 0;
  /// What the cluster would refuse of starting: permission_missing, and in its words
  /// quota_exceeded, admission_refused, object_invalid. Nothing is kept of the question; of `made`
  /// and `kept` nothing is asked.
  virtual std::vector<Error> rehearse(const Call& call, const DevStart& order) = 0;
};

}  // namespace chatops::core
