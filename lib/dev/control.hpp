// How a command reaches the sync that runs on this machine: a Unix socket that only its own user
// can speak to, one question and one answer a connection, each a line of JSON.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "kube/object.hpp"

namespace chatops::dev {

using kube::Json;

class Control {
 public:
  virtual ~Control() = default;
  /// Called on threads of its own; an Error becomes the answer. The call is stopped when the
  /// control goes.
  using Answer = std::function<Json(const Call& call, const Json& question)>;
  /// Whatever lies at `path` is replaced: whoever listens holds the session's journal, which is
  /// one's alone. Errors: file_unwritable.
  static Result<std::unique_ptr<Control>> listen(const Clock& clock, const std::string& path,
                                                 Answer answer);
};

/// Errors: unreachable when nobody listens; refused where it is another user's; what was answered;
/// answer_odd, answer_cut, deadline_passed. Throws Interrupted.
Result<Json> ask(const Call& call, const Clock& clock, const std::string& path,
                 const Json& question);

/// The sockets in a folder that may have somebody behind them, by name.
std::vector<std::string> sockets_in(const std::string& folder);

}  // namespace chatops::dev
