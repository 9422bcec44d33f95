// The bytes of one connection, with and without TLS, over TCP or a Unix socket: one kind for the
// code above, so that it is compiled once.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>
#include <functional>
#include <memory>

namespace boost::asio::ssl {
class context;
}

namespace chatops::net {

/// All on the I/O thread. A callback is always called, later, also after close(); it keeps alive
/// what it captures until then.
class Wire {
 public:
  using Socket = boost::asio::generic::stream_protocol::socket;
  using Done = std::function<void(boost::system::error_code, std::size_t)>;
  virtual ~Wire() = default;
  /// Before anything else. A plain wire is ready at once.
  virtual void handshake(Done done) = 0;
  virtual void read_some(boost::asio::mutable_buffer into, Done done) = 0;
  /// All of both; they stay alive until `done`.
  virtual void write(const std::array<boost::asio::const_buffer, 2>& bytes, Done done) = 0;
  /// Tells the peer that nothing more comes, where it may go on sending then; false: it cannot.
  virtual bool finish_sending() = 0;
  virtual void close() = 0;
  virtual void cut() = 0;  ///< closes without a goodbye; also when the I/O thread has ended
};

std::shared_ptr<Wire> plain_wire(Wire::Socket socket);
std::shared_ptr<Wire> tls_wire(Wire::Socket socket,
                               std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace chatops::net
