// What goes on for a while between us and one container: a program run in it, a connection to one
// of its ports.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "core/streams.hpp"

namespace chatops::kube {

using core::Exec;
using core::ExecEvent;
using core::TerminalSize;

struct ExecOrder {
  std::string ns, pod;
  std::string container;          ///< "" = the pod's own choice
  std::vector<std::string> argv;  ///< no shell is between
  bool input = false;             ///< it gets a standard input
  /// It gets a terminal of this size; its errors are then part of its output.
  std::optional<TerminalSize> terminal = std::nullopt;
};

/// One TCP connection to a port of a pod. next() is called by one thread; write() by any.
class PodConnection {
 public:
  virtual ~PodConnection() = default;
  /// The next bytes; "" = the other side has ended, and nothing more can be written either.
  /// Errors: refused when nobody listens there (`why`), answer_cut, deadline_passed.
  virtual Known<std::string> next(const Call& call) = 0;
  virtual Result<void> write(const Call& call, std::string_view bytes) = 0;
};

}  // namespace chatops::kube
