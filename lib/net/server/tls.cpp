// TLS over Asio and OpenSSL.
// SPDX-License-Identifier: Apache-2.0
#include "net/server/tls.hpp"

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "net/server/wire.hpp"

namespace chatops::net {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

/// What a client that speaks no TLS is told, in its own words.
constexpr std::string_view speak_tls =
    "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\n"
    "Content-Length: 29\r\n\r\nThis port speaks HTTPS only.\n";

/// How long the peer has for its part of the goodbye.
constexpr std::chrono::seconds goodbye{1};

class TlsWire final : public Wire, public std::enable_shared_from_this<TlsWire> {
 public:
  TlsWire(Socket socket, std::shared_ptr<ssl::context> context)
      : context_(std::move(context)),
        stream_(std::move(socket), *context_),
        timer_(stream_.get_executor()) {}

  void handshake(Done done) override {
    stream_.async_handshake(
        ssl::stream_base::server,
        [self = shared_from_this(), done = std::move(done)](boost::system::error_code failed) {
          self->greeted_ = !failed;
          const bool plain =
              failed.category() == asio::error::get_ssl_category() &&
              ERR_GET_REASON(static_cast<unsigned long>(failed.value())) == SSL_R_HTTP_REQUEST;
          if (!plain) return done(failed, 0);
          asio::async_write(
              self->stream_.next_layer(), asio::buffer(speak_tls),
              [self, done, failed](boost::system::error_code, size_t) { done(failed, 0); });
        });
  }
  void read_some(asio::mutable_buffer into, Done done) override {
    stream_.async_read_some(asio::mutable_buffers_1(into), std::move(done));
  }
  void write(const std::array<asio::const_buffer, 2>& bytes, Done done) override {
    asio::async_write(stream_, bytes, std::move(done));
  }
  bool finish_sending() override { return false; }  // close_notify ends both ways in practice
  void cut() override {
    boost::system::error_code ignored;
    stream_.next_layer().close(ignored);
  }
  void close() override {
    if (!greeted_) return cut();
    if (std::exchange(closed_, true)) return;
    boost::system::error_code ignored;
    stream_.next_layer().cancel(ignored);
    timer_.expires_after(goodbye);
    timer_.async_wait([self = shared_from_this()](boost::system::error_code) { self->cut(); });
    stream_.async_shutdown(
        [self = shared_from_this()](boost::system::error_code) { self->timer_.cancel(); });
  }

 private:
  std::shared_ptr<ssl::context> context_;
  ssl::stream<Socket> stream_;
  asio::steady_timer timer_;
  bool greeted_ = false, closed_ = false;
};

void need(const boost::system::error_code& failed, const std::string& file) {
  if (failed) throw Error(Reason::file_unreadable, {{"what", file}, {"why", failed.message()}});
}

}  // namespace

std::shared_ptr<ssl::context> tls_context(const TlsFiles& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(
      native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  boost::system::error_code failed;
  context->use_certificate_chain_file(files.certificate, failed);
  need(failed, files.certificate);
  context->use_private_key_file(files.key, ssl::context::pem, failed);
  need(failed, files.key);
  return context;
}

void check_tls(const TlsFiles& files) { tls_context(files); }

std::shared_ptr<Wire> tls_wire(Wire::Socket socket, std::shared_ptr<ssl::context> context) {
  return std::make_shared<TlsWire>(std::move(socket), std::move(context));
}

}  // namespace chatops::net
