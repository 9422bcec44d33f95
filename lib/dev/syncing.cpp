// The mirror of a session, its lease, and its socket: see syncing.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/syncing.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstdio>
#include <mutex>

#include "base/file.hpp"
#include "core/error_json.hpp"
#include "dev/control.hpp"
#include "sync/mirror.hpp"

namespace chatops::dev {

namespace {

constexpr Millis state_told_every{1'000};
constexpr Millis shortest_renewal{5'000};
constexpr Millis longest_wait{600'000};
/// So long a question about edits is held: who asked may have gone.
constexpr Millis edits_held{20'000};
constexpr std::size_t troubles_told = 10;
/// A sync says at once how it is, unless its process is stopped (Ctrl-Z).
constexpr Millis said_within{2'000};

core::DevSyncState told_of(const sync::MirrorStatus& status) {
  core::DevSyncState out{.connected = status.connected,
                         .initial = status.initial,
                         .paused = status.paused,
                         .files = status.files,
                         .waiting = status.waiting,
                         .sent = status.sent,
                         .received = status.received,
                         .conflicts = status.conflict_count,
                         .troubles = {}};
  if (status.halted) out.troubles.push_back(*status.halted);
  for (const auto& one : status.troubles) {
    if (one.trouble == sync::Trouble::special || out.troubles.size() >= troubles_told) continue;
    out.troubles.push_back(
        Error(Reason::sync_incomplete, {{"count", std::to_string(status.trouble_count)},
                                        {"what", one.path},
                                        {"why", std::string(sync::code_of(one.trouble))}}));
  }
  return out;
}

Json document_of(const core::DevSyncState& state) {
  Json troubles = Json::array();
  for (const auto& one : state.troubles) troubles.push_back(core::to_document(one));
  return {{"connected", state.connected}, {"initial", state.initial},     {"paused", state.paused},
          {"files", state.files},         {"waiting", state.waiting},     {"sent", state.sent},
          {"received", state.received},   {"conflicts", state.conflicts}, {"troubles", troubles}};
}

core::DevSyncState state_in(const Json& document) {
  core::DevSyncState out{.connected = document.value("connected", false),
                         .initial = document.value("initial", true),
                         .paused = document.value("paused", false),
                         .files = document.value("files", std::uint64_t{0}),
                         .waiting = document.value("waiting", std::uint64_t{0}),
                         .sent = document.value("sent", std::uint64_t{0}),
                         .received = document.value("received", std::uint64_t{0}),
                         .conflicts = document.value("conflicts", std::uint64_t{0}),
                         .troubles = {}};
  for (const auto& one : document.value("troubles", Json::array())) {
    if (auto error = core::error_in(one)) out.troubles.push_back(*std::move(error));
  }
  return out;
}

std::string socket_of(const std::string& folder, const std::string& session) {
  return folder + "/" + session + ".sock";
}

/// Rings when something was brought over.
class Edits {
 public:
  void told() {
    {
      const std::lock_guard lock(mutex_);
      ++rung_;
    }
    changed_.notify_all();
  }
  /// False when nothing was until the deadline.
  template <class Is>
  bool wait(const Call& call, const Clock& clock, const Is& is) {
    std::unique_lock lock(mutex_);
    while (!is()) {
      if (call.stop.stop_requested()) throw Interrupted{};
      const auto now = clock.tick();
      if (now >= call.deadline) return false;
      const auto before = rung_;
      changed_.wait_for(lock, call.stop, std::min(call.deadline - now, state_told_every),
                        [&] { return rung_ != before; });
    }
    return true;
  }

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::uint64_t rung_ = 0;
};

std::uint64_t edits_of(const sync::MirrorStatus& status) {
  return 1 + status.sent + status.received;
}

/// What is asked of the sync by other commands.
class Answers {
 public:
  Answers(const SyncParts& parts, const core::DevSync& order, sync::Mirror& mirror, Edits& edits)
      : parts_(parts), order_(order), mirror_(mirror), edits_(edits) {}

  Json operator()(const Call& call, const Json& question) const {
    const auto what = question.value("ask", std::string());
    const auto& clock = parts_.system.clock;
    if (what == "pause") mirror_.pause();
    if (what == "resume") mirror_.resume();
    if (what == "wait") {
      const Millis patience(std::clamp<std::int64_t>(question.value("for_ms", longest_wait.count()),
                                                     1, longest_wait.count()));
      if (mirror_.status().paused)
        throw Error(Reason::sync_halted, {{"what", order_.folder}, {"why", "paused"}});
      value_or_throw(mirror_.wait(call.until(clock.tick() + patience)));
    }
    if (what == "edits") {
      const auto seen = question.value("seen", std::uint64_t{0});
      const Call held = call.until(clock.tick() + edits_held);
      edits_.wait(held, clock, [&] { return edits_of(mirror_.status()) > seen; });
      // What could not be brought over is told elsewhere, and keeps nothing else back.
      (void)mirror_.wait(held);
    }
    const auto status = mirror_.status();
    return {{"component", order_.place.component.name},
            {"environment", order_.environment},
            {"folder", order_.folder},
            {"edits", edits_of(status)},
            {"state", document_of(told_of(status))}};
  }

 private:
  const SyncParts& parts_;
  const core::DevSync& order_;
  sync::Mirror& mirror_;
  Edits& edits_;
};

void keep(const Call& call, const SyncParts& parts, const sync::Mirror& mirror,
          const sync::Session& session,
          const std::function<void(const core::DevSyncState&)>& told) {
  auto& clock = parts.system.clock;
  std::optional<core::DevSyncState> last;
  std::string wanted_by;
  const auto tell = [&] {
    auto now = told_of(mirror.status());
    now.wanted_by = wanted_by;
    if (!last || !(*last == now)) told(now);
    last = std::move(now);
  };
  // At once: a deployment may have come since it was begun.
  auto renewed_at = clock.tick() - lease_length;
  std::uint64_t renewed_with = 1;  // connections: the first one is to the pod that was begun
  while (clock.pause_until(clock.tick() + state_told_every, call.stop)) {
    const auto status = mirror.status();
    if (status.over) throw *status.over;
    tell();
    // A pod that went may have gone with a deployment that came between. The next one may be
    // connected to already, and bear the session's mark while the rest of it is the deployment's.
    const auto connections = session.status().connections;
    const bool went = connections > renewed_with || (connections > 0 && !status.connected);
    const auto pause = went ? shortest_renewal : lease_length / 3;
    if (clock.tick() < renewed_at + pause) continue;
    // A cluster that cannot be reached for a moment costs nothing: there are two more tries.
    const auto renewed = renew(call, clock, parts.api, parts.held.workload, parts.held.record->id);
    if (!renewed && renewed.error().reason == Reason::dev_not_on) {
      // Whoever has it now is named.
      const auto there = find_container(call, parts.api, parts.held.workload, *parts.held.record);
      throw there || is_transient(there.error()) ? renewed.error() : there.error();
    }
    if (renewed) {
      wanted_by = *renewed ? (*renewed)->by.name : std::string();
      renewed_with = std::max(renewed_with, connections);
    }
    renewed_at = clock.tick();
  }
  tell();
}

bool is_around(const std::string& folder, const std::string& inside) {
  return inside == folder || inside.starts_with(folder + "/");
}

/// How a sync is. Errors: answer_timeout; those of `ask`.
Result<Json> status_of(const Call& call, const Clock& clock, const std::string& socket) {
  const auto soon = call.until(clock.tick() + said_within);
  auto answer = ask(soon, clock, socket, {{"ask", "status"}});
  if (answer || answer.error().reason != Reason::deadline_passed) return answer;
  const auto process = answer.error().args.get("process");
  return failure(Reason::answer_timeout,
                 {{"what", "chatops dev sync"}, {"process", std::string(process)}});
}

Error absent(const std::string& component) {
  return Error(Reason::dev_sync_absent, {{"what", component}});
}

std::string_view word_of(core::DevSyncQuestion::What what) {
  switch (what) {
    case core::DevSyncQuestion::What::wait: return "wait";
    case core::DevSyncQuestion::What::pause: return "pause";
    case core::DevSyncQuestion::What::resume: return "resume";
    case core::DevSyncQuestion::What::status: break;
  }
  return "status";
}

core::DevSyncing syncing_in(const Json& answer) {
  return {answer.value("component", std::string()), answer.value("environment", std::string()),
          answer.value("folder", std::string()), state_in(answer.value("state", Json::object()))};
}

void sync_until_over(const Call& call, const SyncParts& parts, const core::DevSync& order,
                     const std::function<void(const core::DevSyncState&)>& told) {
  const auto& record = *parts.held.record;
  value_or_throw(make_folders(parts.state_folder, 0700));
  const auto socket = socket_of(parts.state_folder, record.id);
  const auto runs = status_of(call, parts.system.clock, socket);
  if (!runs && runs.error().reason != Reason::unreachable) throw runs.error();
  if (runs) {
    const auto there = syncing_in(*runs).folder;
    if (!order.once || there != order.folder) throw Error(Reason::sync_taken, {{"what", there}});
    return told(  // it does it
        syncing_in(value_or_throw(ask(call, parts.system.clock, socket, {{"ask", "wait"}}))).state);
  }
  Edits edits;
  sync::Session session(
      parts.system.clock, parts.system.random,
      connect_agent(
          parts.api, parts.agent,
          {.folder = std::string(agent_folder), .session = record.id, .root = record.root},
          [&parts](const Call& of) {
            return find_container(of, parts.api, parts.held.workload, *parts.held.record);
          }));
  const auto mirror =
      value_or_throw(sync::Mirror::make(parts.system.clock, session,
                                        {.root = order.folder,
                                         .state_file = parts.state_folder + "/" + record.id,
                                         .both_ways = order.both_ways,
                                         .ignore = order.ignore,
                                         .include = order.include}));
  mirror->on_change([&edits] { edits.told(); });
  std::unique_ptr<Control> control;  // ends before what it asks
  if (!order.once)
    control = value_or_throw(
        Control::listen(parts.system.clock, socket, Answers(parts, order, *mirror, edits)));
  mirror->start();
  if (!order.once) return keep(call, parts, *mirror, session, told);
  value_or_throw(mirror->wait(call));
  told(told_of(mirror->status()));
}

}  // namespace

void keep_alike(const Call& call, const SyncParts& parts, const core::DevSync& order,
                const std::function<void(const core::DevSyncState&)>& told) {
  try {
    sync_until_over(call, parts, order, told);
  } catch (const Error& error) {
    const bool over = error.reason == Reason::dev_not_on || error.reason == Reason::dev_taken;
    if (over) forget(parts.state_folder, parts.held.record->id);
    throw;
  }
}

void forget(const std::string& state_folder, const std::string& session) {
  for (const auto& path : {state_folder + "/" + session, socket_of(state_folder, session)})
    (void)std::remove(path.c_str());
}

std::vector<core::DevSyncing> ask_syncs(const Call& call, const Clock& clock,
                                        const std::string& state_folder,
                                        const core::DevSyncQuestion& question) {
  using What = core::DevSyncQuestion::What;
  struct Found {
    std::string socket;
    core::DevSyncing syncing;
  };
  std::vector<Found> found;
  std::optional<Error> silent;  // which one it is nobody can say
  for (const auto& socket : sockets_in(state_folder)) {
    const auto answer = status_of(call, clock, socket);
    if (!answer && answer.error().reason == Reason::answer_timeout) silent = answer.error();
    if (!answer) continue;  // or its client has gone
    auto one = syncing_in(*answer);
    const bool named = question.component.empty() || one.component == question.component;
    if (named && (question.environment.empty() || one.environment == question.environment))
      found.push_back({socket, std::move(one)});
  }
  if (question.component.empty() && question.environment.empty() && question.what != What::status)
    std::erase_if(found, [&](const Found& one) {
      return !is_around(one.syncing.folder, question.folder) &&
             !is_around(question.folder, one.syncing.folder);
    });
  if (found.empty() && silent) throw *silent;
  if (found.empty() && question.what != What::status) throw absent(question.component);
  std::vector<core::DevSyncing> out;
  for (auto& one : found) {
    if (question.what == What::status) {
      out.push_back(std::move(one.syncing));
      continue;
    }
    const auto left = call.deadline == Tick::max() ? longest_wait : call.deadline - clock.tick();
    out.push_back(syncing_in(value_or_throw(ask(
        call, clock, one.socket, {{"ask", word_of(question.what)}, {"for_ms", left.count()}}))));
  }
  return out;
}

Result<std::uint64_t> wait_for_edits(const Call& call, const Clock& clock,
                                     const std::string& state_folder, const std::string& session,
                                     std::uint64_t seen) {
  const auto socket = socket_of(state_folder, session);
  while (true) {
    const auto answer = ask(call, clock, socket, {{"ask", "edits"}, {"seen", seen}});
    if (!answer) {
      const bool gone = answer.error().reason == Reason::unreachable ||
                        answer.error().reason == Reason::answer_cut;
      return tl::make_unexpected(gone ? absent("") : answer.error());
    }
    const auto now = answer->value("edits", std::uint64_t{0});
    if (now > seen) return now;
  }
}

}  // namespace chatops::dev
