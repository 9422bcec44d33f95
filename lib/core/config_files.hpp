// The configuration files that commands make and change: the application's and the user's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/error.hpp"

namespace chatops::core {

/// The sentence of a remark that goes into a file (command/table/remarks.hpp).
using Say = std::function<std::string(std::string_view code, const Args& args)>;

struct DraftRequest {
  std::string folder;       ///< "" = the current one
  std::string output_file;  ///< its name in that folder; "" = the usual one
  bool user = false;        ///< the user's own file instead
  bool force = false, offline = false, dry_run = false;
};

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

class ConfigFiles {
 public:
  virtual ~ConfigFiles() = default;
  /// Looks around and drafts; nothing is written. file_exists where one is there and neither
  /// replaced nor only shown.
  virtual Draft draft(const Call& call, const DraftRequest& request, const Say& say) = 0;
  /// Where the file that was there is kept; "" = there was none. file_exists.
  virtual std::string place(const Draft& draft, bool force) = 0;
  virtual OpenedFile open(const Call& call, bool user, const Say& say) = 0;
  /// The mistakes that the text has, as its reader sees them.
  virtual std::vector<Error> mistakes(const OpenedFile& opened, const std::string& text) = 0;
  /// With the mode it had; file_changed when it is not as it was opened.
  virtual void write(const OpenedFile& opened, const std::string& text) = 0;
};

}  // namespace chatops::core
