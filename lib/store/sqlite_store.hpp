// core::Store on SQLite: one file in the user's state directory, shared by all processes of the
// user. What a write promised survives a crash and a power cut (WAL, synchronous=FULL).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/store.hpp"
#include "store/db.hpp"
#include "store/small.hpp"

namespace chatops::store {

struct StoreOptions {
  int busy_ms = 5000;  ///< how long another process's write is waited for; then state_busy
  CacheLimit cache{};
};

/// May be used by several threads: one writes at a time, and any number read beside it, each by a
/// connection of its own, of which a few are kept. In memory there is one connection and one
/// transaction at a time.
class SqliteStore final : public core::Store {
 public:
  /// Opens the file, makes it and its folder (0600, 0700) when there are none, and migrates.
  /// state_unreadable, state_damaged, state_newer, state_busy, disk_full. A damaged file is left as
  /// it is. "memory:NAME" keeps everything in memory (see db.hpp).
  explicit SqliteStore(const std::string& file, const StoreOptions& options = {});
  ~SqliteStore() override;

  void read(const std::function<void(core::Tx&)>& work) override;
  void write(const std::function<void(core::Tx&)>& work) override;

 private:
  class Reader;

  const StoreOptions options_;
  std::mutex writing_;
  const std::unique_ptr<Database> database_;
  std::mutex idle_mutex_;
  std::vector<std::unique_ptr<Database>> idle_;  ///< connections that only read
};

}  // namespace chatops::store
