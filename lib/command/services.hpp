// What handlers act on, made ready only when asked for: a command that needs no tracker builds
// none. Implemented by wire, and by fakes in tests.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/system.hpp"
#include "command/accounts.hpp"
#include "command/finding.hpp"
#include "command/reply.hpp"
#include "workflow/world.hpp"

namespace chatops::command {

struct ConfigInitRequest;
struct SandboxStartRequest;
struct SandboxStopRequest;
struct SandboxStatusRequest;

/// One setting in effect. Secrets have `secret` set and no value.
struct Setting {
  std::string name, value;
  std::string origin;  ///< flag | environment | file | keyring | credentials | default | missing
  std::string detail;  ///< which variable, or file:line:col
  bool secret = false;
};

struct ConfigReport {
  std::vector<Setting> settings;
  std::vector<Error> problems;  ///< every mistake found, each with its place
  std::vector<Error> notes;     ///< worth saying, no mistakes
  std::vector<std::string> files;
  std::string application;  ///< its file, read or not; "" = none was found
};

/// What is known of the simulators that run, or ran.
struct SandboxFacts {
  bool running = false;
  std::string url, directory;
  std::int64_t pid = 0;
  std::string token;  ///< of the simulated CODING; it protects nothing but the simulation
  std::vector<std::pair<std::string, std::string>> variables;  ///< what to set to use it
  std::string profile_file;  ///< where a profile was written; "" = not
  std::string application;   ///< --app for the example application
};

class SandboxHost {
 public:
  virtual ~SandboxHost() = default;
  /// Starts it detached and waits until it answers; already running: says so. program_missing,
  /// port_taken.
  virtual SandboxFacts start(const Call& call, const SandboxStartRequest& request) = 0;
  virtual SandboxFacts stop(const Call& call, const SandboxStopRequest& request) = 0;
  virtual SandboxFacts status(const Call& call, const SandboxStatusRequest& request) = 0;
};

/// The sentence of a remark that goes into a file (table/remarks.hpp).
using Say = std::function<std::string(std::string_view code, const Args& args)>;

/// A configuration file that is about to be made.
struct Draft {
  std::string file;  ///< absolute
  std::string text;
  bool user = false;
  nlohmann::json found;      ///< what it was made from: "found" in docs/reference/json.md
  std::vector<Error> open;   ///< what our reader still misses in it, each with its place
  std::vector<Error> notes;  ///< worth saying
};

/// A configuration file opened for editing.
struct OpenedFile {
  std::string file;  ///< absolute
  std::string text;
  bool missing = false;  ///< there is none yet: the text is a first one
  bool user = false;
};

/// The configuration files that commands make and change.
class ConfigFiles {
 public:
  virtual ~ConfigFiles() = default;
  /// Looks around and drafts; nothing is written. file_exists where one is there and neither
  /// replaced nor only shown.
  virtual Draft draft(const Call& call, const ConfigInitRequest& request, const Say& say) = 0;
  /// Where the file that was there is kept; "" = there was none. file_exists.
  virtual std::string place(const Draft& draft, bool force) = 0;
  virtual OpenedFile open(const Call& call, bool user, const Say& say) = 0;
  /// The mistakes that the text has, as its reader sees them.
  virtual std::vector<Error> mistakes(const OpenedFile& opened, const std::string& text) = 0;
  /// With the mode it had; file_changed when it is not as it was opened.
  virtual void write(const OpenedFile& opened, const std::string& text) = 0;
};

class Services {
 public:
  virtual ~Services() = default;
  virtual System system() = 0;
  /// Finds and reads the application, opens the state, prepares the ports. Throws what is wrong
  /// with them.
  virtual workflow::World& world(const Call& call) = 0;
  /// The tracker alone; needs no application where the configuration names the project.
  virtual core::Tracker& tracker(const Call& call) = 0;
  /// Reads everything and reports; throws nothing but Interrupted.
  virtual ConfigReport configuration(const Call& call) = 0;
  virtual SandboxHost& sandbox() = 0;
  /// Throws what keeps the configuration from being read.
  virtual Accounts& accounts() = 0;
  /// Looks at everything; throws nothing but Interrupted.
  virtual std::vector<Finding> diagnose(const Call& call) = 0;
  virtual ConfigFiles& config_files() = 0;
};

}  // namespace chatops::command
