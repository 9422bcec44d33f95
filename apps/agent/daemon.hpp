// The agent itself: one process a session, one thread, one loop. It outlives the exec that started
// it, waits for the next one, and ends when none comes within the lease.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "sync/link.hpp"
#include "sync/replica.hpp"
#include "task.hpp"

namespace chatops::agent {

struct Options {
  std::string session;    ///< its name; whoever knows it and is the same user may take it up
  std::string root;       ///< what is synced; "" = nothing is, and programs begin in "/"
  Millis lease{300'000};  ///< so long it waits for the client
};

class Daemon {
 public:
  /// `listening`: connections to it bring a stream each, as two descriptors (see handover.hpp).
  Daemon(Options options, Fd listening);
  /// Until the session is over.
  void run();

 private:
  struct Stream {
    Fd in, out;
    Fd relay;  ///< whoever brought them waits until it is closed
    std::string to_write;
  };

  bool open_root(std::string& why);
  void accept();
  void drop_stream();
  void read_stream();
  void write_stream();
  void handle(const std::vector<sync::LinkEvent>& events);
  void open_channel(const sync::LinkEvent& event);
  void collect(std::vector<pollfd>& out) const;
  void serve(const std::vector<pollfd>& ready, Tick now);
  /// So much waits for the client that nothing is added to it: the kernel keeps what happens.
  bool may_tell() const;
  void forget_finished();
  void rest();
  Millis patience(Tick now) const;

  Options options_;
  Fd listening_, children_;
  sync::Link link_;
  std::optional<Stream> stream_;
  std::unique_ptr<sync::Replica> replica_;
  Fd lock_;
  sync::ChannelId sync_channel_ = 0;
  std::map<sync::ChannelId, std::unique_ptr<Task>> tasks_;
  Tick heard_{};
  std::optional<Tick> used_;  ///< when something was last done, and its memory may still be held
  bool over_ = false;
};

/// The monotonic clock; the agent has no other need of time.
Tick now_tick();
std::uint64_t random_life();

}  // namespace chatops::agent
