// What came in and what became of it, so that a test can count triggers.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <mutex>
#include <string>
#include <string_view>

#include "world/model.hpp"

namespace chatops::sandbox {

struct JournalEntry {
  Id number = 0;
  Moment at = 0;
  std::string method, host, path, action;
  std::string fault;   ///< name of the fault that hit it; "" = none
  std::string error;   ///< code of an OpenAPI refusal; "" = none
  int status = 0;      ///< as sent; 0 = nothing was sent
  bool obeyed = true;  ///< the part performed it
  Id took_ms = 0;
};

/// Keeps the newest 20,000 calls of this run. Thread-safe.
class Journal {
 public:
  void add(JournalEntry entry);
  void clear();
  /// {"calls": […], "total": n, "last": number}; empty filters mean all, `since` is exclusive.
  Json list(std::string_view action, std::string_view path_prefix, Id since) const;

 private:
  mutable std::mutex mutex_;
  std::deque<JournalEntry> entries_;
  Id last_ = 0;
};

}  // namespace chatops::sandbox
