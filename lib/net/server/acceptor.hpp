// Listens at one place and turns what comes into connections, as far as there is room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "net/server/shared.hpp"

namespace boost::asio::ssl {
class context;
}

namespace chatops::net {

/// After construction on the I/O thread only, but port() and reload_tls().
class Acceptor {
 public:
  /// Binds and listens; Errors as in serve().
  Acceptor(Listener listener, Shared& shared);
  Acceptor(const Acceptor&) = delete;
  Acceptor& operator=(const Acceptor&) = delete;
  ~Acceptor();  ///< takes the file of a Unix socket away

  unsigned short port() const { return port_; }
  void accept();
  /// Takes what the kernel has connected already, then listens no more.
  void stop();
  void close();
  void reload_tls();

 private:
  bool take_all();
  void pause();
  void admit(int fd, ServerPeer peer);
  std::string limit_key_of(const ServerPeer& peer) const;

  Listener listener_;
  Shared& shared_;
  std::shared_ptr<boost::asio::ssl::context> tls_;
  boost::asio::posix::stream_descriptor socket_;
  boost::asio::steady_timer pause_;
  unsigned short port_ = 0;
};

}  // namespace chatops::net
