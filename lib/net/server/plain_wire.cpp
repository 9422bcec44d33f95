// A connection without TLS.
// SPDX-License-Identifier: Apache-2.0
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include "net/server/wire.hpp"

namespace chatops::net {
namespace {

class PlainWire final : public Wire {
 public:
  explicit PlainWire(Socket socket) : socket_(std::move(socket)) {}

  void handshake(Done done) override {
    boost::asio::post(socket_.get_executor(), [done = std::move(done)] { done({}, 0); });
  }
  void read_some(boost::asio::mutable_buffer into, Done done) override {
    socket_.async_read_some(boost::asio::mutable_buffers_1(into), std::move(done));
  }
  void write(const std::array<boost::asio::const_buffer, 2>& bytes, Done done) override {
    boost::asio::async_write(socket_, bytes, std::move(done));
  }
  bool finish_sending() override {
    boost::system::error_code failed;
    socket_.shutdown(Socket::shutdown_send, failed);
    return !failed;
  }
  void cut() override { close(); }
  void close() override {
    boost::system::error_code ignored;
    socket_.shutdown(Socket::shutdown_both, ignored);
    socket_.close(ignored);
  }

 private:
  Socket socket_;
};

}  // namespace

std::shared_ptr<Wire> plain_wire(Wire::Socket socket) {
  return std::make_shared<PlainWire>(std::move(socket));
}

}  // namespace chatops::net
