// The server as a thing that is checked and run, and what one that runs can be asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/finding.hpp"
#include "core/deployment.hpp"
#include "core/store/iterations.hpp"
#include "core/webhooks.hpp"

namespace chatops::core {

struct ServeOptions {
  std::string config;                     ///< file; "" = defaults
  std::string listen;                     ///< ADDRESS:PORT over the file's; "" = as it says
  std::vector<std::string> applications;  ///< besides the file's: folder, file or URL#path@ref
};

/// One that is up.
struct Serving {
  std::string url;     ///< of the chat page, without a slash at the end
  std::string socket;  ///< for commands on this machine
  std::vector<std::string> applications, projects;
  std::vector<Error> problems;  ///< what could not be loaded, and is tried again
};

class ServerHost {
 public:
  virtual ~ServerHost() = default;
  /// What a start would find and do; changes nothing. Throws nothing but Interrupted.
  virtual Findings check(const Call& call, const ServeOptions& options) = 0;
  /// server.yaml beside the profile's file; "" = there is none.
  virtual std::string usual_config() = 0;
  /// Serves until the call is stopped, then drains and returns. `up` is called once, when requests
  /// are answered. config_invalid, server_owns_state, port_taken, the store's.
  virtual void run(const Call& call, const ServeOptions& options,
                   const std::function<void(const Serving&)>& up) = 0;
  /// Copies the state into the file `to` while it is in use; nobody needs to serve. file_exists
  /// where it is there and is not to be replaced (`replace`), what reading the state and writing
  /// the file throw.
  virtual void back_up(const Call& call, const std::string& to, bool replace) = 0;
};

/// A key that is worked on, waits or fails.
struct KeyLine {
  std::string key, state, project;  ///< state: working | due | failing | resting
  std::int64_t due_in_ms = 0;
  std::int64_t failures = 0;
  std::optional<Error> error;
  Instant since{};
};

struct ServerStatus {
  std::int64_t pid = 0;
  Instant since{};
  std::string url, version;
  std::vector<std::string> applications, projects;
  std::vector<KeyLine> keys;
  std::int64_t outbox_waiting = 0;
  std::uint64_t connections = 0, requests = 0, deliveries = 0, refused_deliveries = 0;
};

/// A hook of the configuration, and what setting it up came to.
struct ServerHook {
  std::string name, project, url;
  Known<HookSetUp> done;
};

/// Used from any thread.
class ServerControl {
 public:
  virtual ~ServerControl() = default;
  virtual ServerStatus status(const Call& call) = 0;
  /// A link that logs that person in to the chat page once. usage_bad_value for a name that can be
  /// no login, or that the configuration does not have. Makes the account where there is none.
  virtual std::string login_link(const Call& call, const std::string& login) = 0;
  /// As workflow::adopt_iteration; `project` "" = the only one (usage_bad_value where there are
  /// several). `all`: every one that was only seen; `code` is "" then.
  virtual std::vector<IterationRecord> adopt(const Call& call, const std::string& project,
                                             const std::string& code, bool all) = 0;
  /// Makes, mends and tries the hooks of the configuration at their sources, one after the other.
  /// `take_over` as in WantedHook.
  virtual std::vector<ServerHook> set_up_hooks(const Call& call, bool take_over) = 0;
  virtual std::vector<IterationRecord> iterations(const Call& call) = 0;
  /// Makes deliveries be read again; how many. Sequences, both inclusive.
  virtual std::int64_t replay(const Call& call, std::int64_t from, std::int64_t to) = 0;
};

}  // namespace chatops::core
