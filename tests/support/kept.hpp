// A store of a test's own, on a file and in memory, and a process that ends and begins anew: what
// is promised of the repositories is tried on each.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>

#include "store/sqlite_store.hpp"
#include "support/temp_folder.hpp"

namespace chatops::test {

class Kept {
 public:
  explicit Kept(bool on_file) : on_file_(on_file) { reopen(); }

  /// On file: everything of the process is gone, and another one opens what is there.
  void reopen() {
    if (on_file_) store_.reset();
    if (!store_) {
      store_ = std::make_unique<store::SqliteStore>(on_file_ ? folder_.file("state.db")
                                                             : std::string("memory:"));
    }
  }
  core::Store& store() { return *store_; }
  /// Each in a transaction of its own.
  void write(const std::function<void(core::Tx&)>& work) { store_->write(work); }
  void read(const std::function<void(core::Tx&)>& work) { store_->read(work); }
  const TempFolder& folder() const { return folder_; }

 private:
  bool on_file_;
  TempFolder folder_;
  std::unique_ptr<store::SqliteStore> store_;
};

inline void on_each_store(const std::function<void(Kept&)>& promise) {
  for (const bool on_file : {false, true}) {
    CAPTURE(on_file);
    Kept kept(on_file);
    promise(kept);
  }
}

/// Of an Error that `work` throws; nothing when it throws none.
inline std::optional<Error> error_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error;
  }
  return std::nullopt;
}

inline Instant second(std::int64_t seconds) { return Instant{std::chrono::seconds{seconds}}; }

}  // namespace chatops::test
