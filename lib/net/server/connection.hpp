// One connection: reads a request, has it answered, and only then reads the next.
//
// A request's way: its head is read within a deadline and a cap → framing → who asks, and how often
// they have lately → the route, by method and path → the route's cap → its authentication → only
// then "100 Continue" and the body → the handler, until the route's deadline → the answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <boost/beast/core/flat_buffer.hpp>
#include <stop_token>

#include "net/server/message.hpp"
#include "net/server/shared.hpp"
#include "net/server/wire.hpp"

namespace chatops::net {

/// All on the I/O thread; only the answers of handlers come from elsewhere, and are posted.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  struct Start {
    std::shared_ptr<Wire> wire;
    std::shared_ptr<const Router> router;
    ServerPeer peer;
    std::string limit_key;  ///< counted by the limiter under this name; "" = not counted
    int refuse = 0;         ///< the status that every request gets, when there is no room for it
  };
  Connection(Start start, Shared& shared);

  /// After it was added to `shared`.
  void begin();
  Tick deadline() const { return deadline_; }
  void deadline_passed();
  /// Since when it has been waiting for a head, or for its end; nothing when it has one.
  std::optional<Tick> idle_since() const;
  /// The server stops soon: ends what only waits.
  void drain();
  void close();
  /// At once; by whoever has ended the I/O thread.
  void cut();

 private:
  enum class Stage { greeting, idle, head, body, working, answering, leaving, closed };

  void expire_in(Millis span) { deadline_ = shared_.clock.tick() + span; }
  void await_request();
  void read();
  void on_read(const boost::system::error_code& failed, std::size_t size);
  void parse();
  void parse_head();
  void parse_body();
  void on_head();
  std::optional<ServerResponse> refusal();
  std::optional<ServerResponse> too_often();
  void count_body();
  void hand_over();
  Respond respond_once();
  void answer_for_handler();
  /// Of a request that is not read to its end; nothing can follow it.
  void refuse(ServerResponse out);
  void answer(ServerResponse out);
  void answered();
  void leave();
  void forget();

  Start start_;
  Shared& shared_;
  Wire& wire_;
  Stage stage_ = Stage::greeting;
  Tick deadline_, idle_since_;
  bool fresh_ = true;  ///< no request yet
  bool reading_ = false;
  boost::beast::flat_buffer buffer_;
  std::size_t left_behind_ = 0;  ///< bytes read and forgotten while leaving

  // Of the request at hand:
  std::optional<RequestParser> parser_;
  const Route* route_ = nullptr;
  ServerRequest request_;
  std::size_t body_bytes_ = 0;  ///< its part of shared_.body_bytes
  std::shared_ptr<std::atomic<bool>> answered_;
  std::stop_source stop_{std::nostopstate};
  bool keep_alive_ = true, old_version_ = false, head_only_ = false;
  bool unread_ = false;      ///< the peer may still be sending what is not wanted
  bool continuing_ = false;  ///< "100 Continue" is on its way
  std::string head_, body_;  ///< on their way out
};

}  // namespace chatops::net
