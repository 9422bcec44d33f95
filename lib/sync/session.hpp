// The client's end of a session: keeps a connection to the agent, and gives out channels.
//
// Threads: two of its own, one that connects and reads and one that writes. Everything here may be
// called from any thread. Listeners are called from the reading thread, must not block and may call
// back into the session.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "sync/link.hpp"
#include "sync/stream.hpp"

namespace chatops::sync {

/// Hears of one channel, or of the session.
class ChannelListener {
 public:
  virtual ~ChannelListener() = default;
  /// Say Session::consumed when it has been dealt with: then as much more may come.
  virtual void data(std::string bytes) = 0;
  virtual void ended() = 0;
  /// The channel is over; `why` is a code of the agent's ("refused", "odd"), or "lost" when the
  /// agent was started anew.
  virtual void reset(std::string_view why) = 0;
};

class SessionListener {
 public:
  virtual ~SessionListener() = default;
  /// The agent is there and new to us (or we to it): open channels.
  virtual void begun() = 0;
  /// The connection is there or is not; what was sent is not lost by it.
  virtual void connected(bool is) = 0;
  /// The session is over for good: no further call comes. Reasons: cancelled (ended by us),
  /// sync_taken (`why`: another session holds the folder), protocol_unsupported, refused
  /// (`why`), or what Connect said.
  virtual void over(const Error& why) = 0;
};

struct SessionStatus {
  bool connected = false;
  Millis round_trip{};            ///< of the last ping
  std::uint64_t connections = 0;  ///< made so far
  std::uint64_t bytes_sent = 0, bytes_received = 0;
  std::optional<Error> last_error;  ///< why the connection broke, or could not be made
};

class Session {
 public:
  /// `clock` and `random` outlive it. Nothing happens before start().
  Session(Clock& clock, Random& random, Connect connect);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  /// Ends the connection, not the agent: it waits for its lease. See finish().
  ~Session();

  /// Listeners outlive the session, or its stop(). Once.
  void start(SessionListener& listener);
  /// As at its end, but for the object: nobody is told anything any more when it returns. Not to be
  /// called by what the session tells; once is enough.
  void stop();
  /// Tells the agent that the session is over, so that it ends; waits until that is written, or the
  /// deadline. Channels are over.
  void finish(const Call& call);

  /// Nothing when there are too many, or there is no agent yet (see begun). The session shares the
  /// listener until the channel is over.
  std::optional<ChannelId> open(ChannelKind kind, std::string_view order,
                                std::shared_ptr<ChannelListener> listener);
  /// Never waits: who sends much asks waiting() and goes on when on_written tells, or uses
  /// send_slowly().
  void send(ChannelId channel, std::string_view bytes);
  /// Waits until little is left to be sent of the channel, then sends. Errors: deadline_passed;
  /// answer_cut when the channel is over. Throws Interrupted.
  Result<void> send_slowly(const Call& call, ChannelId channel, std::string_view bytes);
  std::size_t waiting(ChannelId channel) const;
  void end(ChannelId channel);
  /// Over in both directions. The listener is let go; it may be being called just now.
  void close(ChannelId channel);
  void consumed(ChannelId channel, std::size_t bytes);
  /// Nothing has come for a while: what a burst took is given back.
  void rest();
  /// Called by the writing thread after it has written something.
  void on_written(std::function<void()> told);

  SessionStatus status() const;

 private:
  void run(const std::stop_token& stop);
  void write_all(const std::stop_token& stop);
  bool connect_once(const std::stop_token& stop, Millis& pause);
  void read_from(ByteStream& stream, const std::stop_token& stop);
  void deliver(std::vector<LinkEvent> events);
  void broke(const Error& why);
  void over(const Error& why);

  Clock& clock_;
  Connect connect_;
  SessionListener* listener_ = nullptr;

  mutable std::mutex mutex_;  ///< guards all below
  std::condition_variable_any wake_;
  Link link_;
  std::shared_ptr<ByteStream> stream_;
  std::map<ChannelId, std::shared_ptr<ChannelListener>> listeners_;
  std::function<void()> on_written_;
  SessionStatus status_;
  bool over_ = false, finishing_ = false, writing_ = false;
  std::stop_source broken_;  ///< stops what reads and writes the present stream

  std::jthread reader_, writer_;
};

}  // namespace chatops::sync
