// The world as one thing that is read, changed, and kept on disk: every change is saved before it
// is visible to a caller.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/system.hpp"
#include "world/model.hpp"

namespace chatops::sandbox {

/// What `serve` was started with. `url` and `port` are set once the server listens.
struct Settings {
  std::filesystem::path directory;
  std::filesystem::path examples;  ///< where classroom/ is found
  unsigned short port = 0;       ///< as asked; 0 = that of last time, else the usual one, else any
  bool any_port = false;         ///< any free port was asked for
  std::string url;               ///< "http://127.0.0.1:PORT"
  std::string kubeconfig, helm;  ///< "" = keep the environments ourselves
  bool cd_helm = false;          ///< true: `helm upgrade --install` instead of template and apply
  std::string pull_host;         ///< HOST:PORT that nodes pull our images from
  std::string ingress;  ///< "http://HOST:PORT" where the cluster's environments answer; "" = here
  bool quirks = true;
  int auth_status = 200;   ///< HTTP status of a refused credential: 200 or 401
  double speed = 1;        ///< simulated work takes 1/speed of its usual time
  double rate_limit = 30;  ///< calls in any second per team and action; 0 = none
  /// Items a page may have at most, where more is refused; 0 = each list's own most, silently.
  std::int64_t page_size = 0;
  std::string hook_signature = "X-Coding-Signature";  ///< header of a hook's signature; "" = none
  bool hook_resend_keeps_id = true;     ///< a resent delivery has the id of the first one
  bool hook_updated_too = false;        ///< ISSUE_UPDATED also beside the event of one field
  bool hook_planned = true;             ///< ITERATION_PLANNED beside ISSUE_ITERATION_CHANGED
  bool hook_all_events = true;          ///< events that only the manual has are not refused
  bool hook_short_refs = false;         ///< a push names "main", not "refs/heads/main"
  std::int64_t hook_timeout_ms = 5000;  ///< of one delivery
  bool correlation_ever = false;  ///< a correlation answers with its execution after its end too
};

/// Thread-safe. `fn` runs under the lock: it must not block, call back into the World, or keep
/// references.
class World {
 public:
  /// Opens DIR/world.json and DIR/versions.json, or begins with an empty model. Throws
  /// Error{state_unreadable, state_damaged, file_unwritable}.
  World(std::filesystem::path directory, System system);

  const std::filesystem::path& directory() const { return directory_; }
  System& system() { return system_; }

  template <class F>
  auto read(F&& fn) const {
    std::shared_lock lock(mutex_);
    return std::forward<F>(fn)(std::as_const(model_));
  }

  /// Changes the model and saves it (temporary file, then rename) before returning; then tells the
  /// listeners, those of events first and in the order of the changes. `fn` checks before it
  /// changes: what it did before throwing stays, unsaved until the next write.
  template <class F>
  auto write(F&& fn) {
    if constexpr (std::is_void_v<std::invoke_result_t<F, Model&>>) {
      {
        std::unique_lock lock(mutex_);
        std::forward<F>(fn)(model_);
        save();
        tell_events();
      }
      tell();
    } else {
      std::unique_lock lock(mutex_);
      auto result = std::forward<F>(fn)(model_);
      save();
      tell_events();
      lock.unlock();
      tell();
      return result;
    }
  }

  /// Called after every write, on the writer's thread, without the lock. Register before threads
  /// start.
  void on_change(std::function<void()> listener) { listeners_.push_back(std::move(listener)); }

  /// Called with what happened in a write, on the writer's thread and under the lock: as short as a
  /// change, and without calling back. Register before threads start.
  using EventListener = std::function<void(const Model&, std::vector<Event>)>;
  void on_events(EventListener listener) { event_listener_ = std::move(listener); }

  Moment now() const;  ///< milliseconds since 1970, of the wall clock
  std::string ulid();
  std::string uuid();

 private:
  void save();
  std::filesystem::path world_file() const;
  std::filesystem::path versions_file() const;
  void tell() const;
  void tell_events();

  std::filesystem::path directory_;
  System system_;
  mutable std::shared_mutex mutex_;
  std::mutex random_mutex_;
  Model model_;
  std::size_t saved_versions_ = 0;  ///< fingerprint of what versions.json holds
  std::vector<std::function<void()>> listeners_;
  EventListener event_listener_;
};

/// Writes a file so that a reader, or a start after kill -9, sees all of the old or all of the new.
/// Throws Error{file_unwritable, disk_full}.
void replace_file(const std::filesystem::path& file, std::string_view content, int mode = 0600);
/// The whole file; nothing when it does not exist. Throws Error{file_unreadable}.
std::optional<std::string> read_file(const std::filesystem::path& file);

}  // namespace chatops::sandbox
