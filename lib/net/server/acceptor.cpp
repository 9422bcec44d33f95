// Accepting, with somebody who wants all connections in mind.
// SPDX-License-Identifier: Apache-2.0
#include "net/server/acceptor.hpp"

#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/post.hpp>

#include "net/server/connection.hpp"
#include "net/server/listen.hpp"
#include "net/server/tls.hpp"

namespace chatops::net {
namespace {

/// Connections of one turn, so that those that are open get theirs.
constexpr int accept_batch = 64;
/// Without file descriptors there is nothing to do but wait until some are free again.
constexpr std::chrono::milliseconds accept_pause{100};
/// Beyond the limit so many more are told 503; what comes then is closed without a word.
constexpr std::size_t told_at_most = 64;

bool nothing_wrong_here(int failed) {
  return failed == ECONNABORTED || failed == EINTR || failed == EPROTO || failed == EPERM ||
         failed == ENETDOWN || failed == EHOSTDOWN || failed == EHOSTUNREACH ||
         failed == ENETUNREACH;
}

}  // namespace

Acceptor::Acceptor(Listener listener, Shared& shared)
    : listener_(std::move(listener)),
      shared_(shared),
      tls_(listener_.tls ? tls_context(*listener_.tls) : nullptr),
      socket_(shared.io),
      pause_(shared.io) {
  socket_.assign(listener_.unix_path.empty() ? listen_tcp(listener_, port_).release()
                                             : listen_unix(listener_.unix_path).release());
}

Acceptor::~Acceptor() {
  if (!listener_.unix_path.empty()) ::unlink(listener_.unix_path.c_str());
}

void Acceptor::accept() {
  socket_.async_wait(socket_.wait_read, [this](const boost::system::error_code& failed) {
    if (failed || !socket_.is_open()) return;
    take_all() ? accept() : pause();
  });
}

/// False when it cannot for now.
bool Acceptor::take_all() {
  for (int i = 0; i < accept_batch; ++i) {
    Accepted one = accept_one(socket_.native_handle());
    if (one.fd.open()) {
      admit(one.fd.release(), std::move(one.peer));
      continue;
    }
    if (one.failed == EAGAIN) return true;
    if (!nothing_wrong_here(one.failed)) return false;
  }
  return true;
}

void Acceptor::pause() {
  ++shared_.counters.accept_pauses;
  const bool made_room = shared_.close_idle();
  pause_.expires_after(made_room ? std::chrono::milliseconds{0} : accept_pause);
  pause_.async_wait([this](const boost::system::error_code& failed) {
    if (!failed && socket_.is_open()) accept();
  });
}

void Acceptor::stop() {
  if (!socket_.is_open()) return;
  take_all();
  close();
}

void Acceptor::close() {
  pause_.cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Acceptor::reload_tls() {
  if (!listener_.tls) return;
  boost::asio::post(shared_.io, [this, fresh = tls_context(*listener_.tls)]() mutable {
    tls_ = std::move(fresh);
  });
}

std::string Acceptor::limit_key_of(const ServerPeer& peer) const {
  const bool exempt = peer.address.empty() || shared_.proxies.contain(peer.address) ||
                      (shared_.options.limits.loopback_exempt && is_loopback(peer.address));
  return exempt ? "" : limit_key(peer.address);
}

void Acceptor::admit(int fd, ServerPeer peer) {
  boost::system::error_code failed;
  Wire::Socket socket(shared_.io);
  const int family = listener_.unix_path.empty() ? AF_INET : AF_UNIX;
  socket.assign(boost::asio::generic::stream_protocol(family, 0), fd, failed);
  if (failed) {
    ::close(fd);
    return;
  }
  ++shared_.counters.accepted;
  Connection::Start start{
      .wire = nullptr, .router = listener_.router, .peer = std::move(peer), .limit_key = ""};
  const auto most = static_cast<std::size_t>(std::max(shared_.options.limits.connections, 0));
  const std::size_t open = shared_.connections.size();
  const bool full = most > 0 && open >= most && !shared_.close_idle();
  std::string key = limit_key_of(start.peer);
  if (full) {
    ++shared_.counters.refused_full;
    if (open >= most + told_at_most) return;
    start.refuse = 503;
  } else if (shared_.limiter.enter(key, shared_.clock.tick())) {
    start.limit_key = std::move(key);
  } else {
    ++shared_.counters.refused_peer;
    start.refuse = 429;
  }
  start.peer.tls = tls_ != nullptr;
  start.wire = tls_ ? tls_wire(std::move(socket), tls_) : plain_wire(std::move(socket));
  const auto connection = std::make_shared<Connection>(std::move(start), shared_);
  shared_.add(connection);
  connection->begin();
}

}  // namespace chatops::net
