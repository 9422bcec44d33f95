// The agent's end of a sync channel: applies what the client sends and tells what happens to the
// directory by other hands. It decides nothing, so that all policy is the client's.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "sync/apply.hpp"
#include "sync/ignore.hpp"
#include "sync/messages.hpp"
#include "sync/watch.hpp"

namespace chatops::sync {

/// One thread. Outlives channels: what it has seen is remembered for the next `begin`.
class Replica {
 public:
  /// `send` takes whole messages; may be called from every function here. `session`: its name, by
  /// which what was done while no agent looked is told from what was always there.
  Replica(Tree tree, std::function<void(std::string)> send, std::string session);

  /// Bytes of the channel. Error: answer_odd; the channel is to be reset.
  Result<void> feed(std::string_view bytes);
  /// The channel is over: what was half sent is dropped.
  void reset();

  /// To be polled for reading; -1 when nothing is watched.
  int descriptor() const { return watch_ ? watch_->descriptor() : -1; }
  /// When notice() is to be called though nothing is readable.
  Tick due() const;
  /// Tells what has changed by other hands.
  void notice(Tick now);
  /// A file is being sent: call pump() whenever there is room for a piece.
  bool has_more() const { return down_.has_value() || !to_fetch_.empty(); }
  void pump();
  /// Something is held whose end takes a while, and nobody waits for it: call let_go() when nothing
  /// else is asked.
  bool holds() const { return replaced_ != nullptr; }
  void let_go() { replaced_.reset(); }
  /// Nothing has come for a while: what a burst took is given back.
  void rest() { packer_.rest(); }

 private:
  Result<void> take(Message& message);
  Result<void> begin(const Begin& order);
  void list();
  void apply(const Batch& batch);
  void finish_big(const State& state);
  void fetch(const std::string& path);
  void look_at_path(const std::string& path, bool written);
  void touched(const std::string& path, const Entry& now, Trouble trouble);
  void tell(MessageType type, bool all);
  void add_told(Listed one);
  void notice_all();
  void take_changes(Dirty dirty);
  void look_at_folder(const std::string& folder);

  Tree tree_;
  std::function<void(std::string)> send_;
  std::string session_;
  MessageReader reader_;
  Packer packer_;
  IgnoreRules rules_;
  Index known_;
  Applier applier_;
  bool both_ways_ = false;
  std::optional<Watch> watch_;
  std::map<std::string, Listed> touched_;
  /// An agent before us looked from then on; what it saw itself died with it.
  std::optional<std::int64_t> looked_before_;
  std::vector<Listed> to_tell_;
  std::size_t to_tell_bytes_ = 0;
  Tick next_scan_{};  ///< where the kernel has no watches left

  struct Big {
    BigBegin order;
    std::unique_ptr<Applier::Pending> pending;
    Trouble trouble = Trouble::none;
  };
  std::optional<Big> big_;
  /// The kernel forgets a big file in tenths of a second, when the last one closes it.
  std::unique_ptr<Applier::Pending> replaced_;
  struct Down {
    std::string path;
    Fd file;
    Entry begun;
    std::unique_ptr<Hasher> hasher = std::make_unique<Hasher>();
    std::uint64_t size = 0;
  };
  std::optional<Down> down_;
  std::vector<std::string> to_fetch_;
};

}  // namespace chatops::sync
