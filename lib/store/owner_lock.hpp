// Who owns a state file: a running server, alone. A file beside it is locked for as long as the
// process lives and says whom to speak to; the kernel frees it, however the process ends.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/fd.hpp"
#include "base/known.hpp"

namespace chatops::store {

struct Owner {
  pid_t pid = 0;       ///< 0 = it is only just starting
  std::string socket;  ///< path of its Unix socket; "" likewise
};

class OwnerLock {
 public:
  /// server_owns_state (`where` = file, `what` = the owner's pid) where a living process has it,
  /// this one included; file_unwritable, disk_full. What a dead one left is no obstacle. The folder
  /// of `file` is there; `file` itself need not be.
  static Result<OwnerLock> take(const std::string& file, const std::string& socket);
  /// The living owner. Takes nothing, holds up nobody. A lock that cannot be read is
  /// file_unreadable: nobody knows then whether there is an owner.
  static Result<std::optional<Owner>> look(const std::string& file);

  OwnerLock(OwnerLock&&) noexcept = default;
  OwnerLock& operator=(OwnerLock&&) noexcept = default;
  /// Gives it up.
  ~OwnerLock() = default;

 private:
  explicit OwnerLock(Fd lock) : lock_(std::move(lock)) {}
  Fd lock_;
};

}  // namespace chatops::store
