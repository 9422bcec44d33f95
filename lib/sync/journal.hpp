// What both sides agreed on, kept in a file of the client's, so that after a crash nothing that was
// deleted comes back and nothing of ours is taken for a change by others.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/fd.hpp"
#include "sync/entry.hpp"

namespace chatops::sync {

/// States that a path may have in the container though they are not the last one that was sent.
using Alternatives = std::map<std::string, std::vector<State>, std::less<>>;
/// States of the container's that were about to be put in place here.
using Intents = std::map<std::string, State, std::less<>>;

/// One thread; one client a file (it is locked).
class Journal {
 public:
  /// "" = nothing is kept. A file that is damaged is read as far as it can be.
  explicit Journal(std::string path);
  /// Another process has the file.
  bool taken() const { return taken_; }
  /// Reads what is kept. Intents are those on which no agreement followed.
  void load(Index& synced, Alternatives& alternatives, Intents& intents);
  /// To be called before the change is sent.
  void add(const std::string& path, const Entry& entry);
  /// To be called before a state of the container's is put in place here: who is killed before
  /// `add` would take it for a change of this side's.
  void intend(const std::string& path, const State& state);
  /// The file has grown to several times of what it holds.
  bool is_long(std::size_t entries) const { return records_ > 2 * entries + 10'000; }
  /// Writes it anew. Failure leaves it as it was.
  void rewrite(const Index& synced, const Alternatives& alternatives, const Intents& intents);

 private:
  void append(std::string_view bytes);

  std::string path_;
  Fd file_;
  bool taken_ = false;
  std::size_t records_ = 0;
};

}  // namespace chatops::sync
