// The Beast side of net/server.hpp. Everything about a connection happens on the one I/O thread; an
// answer made elsewhere is posted to it. A connection reads its next request only after it has
// answered the last.
// SPDX-License-Identifier: Apache-2.0
#include "net/server.hpp"

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <set>
#include <thread>

namespace chatops::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using Tcp = asio::ip::tcp;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

ServerRequest server_request_of(http::request<http::string_body>&& message) {
  ServerRequest in;
  in.method = view(message.method_string());
  in.target = view(message.target());
  const auto mark = in.target.find('?');
  in.path = percent_decode(std::string_view(in.target).substr(0, mark));
  if (mark != std::string::npos) in.query = in.target.substr(mark + 1);
  for (const auto& field : message)
    in.headers.add(std::string(view(field.name_string())), std::string(view(field.value())));
  in.body = std::move(message.body());
  return in;
}

class Connection;

/// What the connections share. It owns them; they and the answers to come only refer back, so that
/// stopping frees all.
struct Shared {
  ServerOptions options;
  Handler handler;
  asio::io_context io{1};
  std::set<std::shared_ptr<Connection>> connections;  ///< touched on the I/O thread only
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Tcp::socket socket, const std::shared_ptr<Shared>& shared)
      : stream_(std::move(socket)), shared_(*shared), weak_shared_(shared) {}

  void read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.header_cap));
    parser_->body_limit(shared_.options.body_cap);
    stream_.expires_after(shared_.options.idle_timeout);
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](beast::error_code failed, size_t) { self->on_header(failed); });
  }

 private:
  void on_header(beast::error_code failed) {
    if (failed == http::error::header_limit) return refuse(431);
    if (failed == http::error::body_limit) return refuse(413);
    if (failed) return not_http(failed) ? refuse(400) : close();
    const auto length = parser_->content_length();
    if (length && *length > shared_.options.body_cap) return refuse(413);
    if (beast::iequals(parser_->get()[http::field::expect], "100-continue")) return go_on();
    read_body();
  }

  /// Clients such as curl wait for this before they send a large body.
  void go_on() {
    static constexpr std::string_view line = "HTTP/1.1 100 Continue\r\n\r\n";
    asio::async_write(stream_, asio::buffer(line),
                      [self = shared_from_this()](beast::error_code failed, size_t) {
                        if (failed) return self->close();
                        self->read_body();
                      });
  }

  void read_body() {
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](beast::error_code failed, size_t) {
                       self->on_request(failed);
                     });
  }

  void on_request(beast::error_code failed) {
    if (failed == http::error::body_limit) return refuse(413);
    if (failed) return not_http(failed) ? refuse(400) : close();
    stream_.expires_never();
    keep_alive_ = parser_->get().keep_alive();
    head_ = parser_->get().method() == http::verb::head;
    auto answered = std::make_shared<std::atomic<bool>>(false);
    Respond respond = [weak = weak_from_this(), weak_shared = weak_shared_,
                       answered](ServerResponse out) {
      if (answered->exchange(true)) return;
      const auto shared = weak_shared.lock();
      if (!shared) return;
      asio::post(shared->io, [weak, out = std::move(out)]() mutable {
        if (const auto self = weak.lock()) self->write(std::move(out));
      });
    };
    shared_.handler(server_request_of(parser_->release()), std::move(respond));
  }

  /// What arrived is no HTTP, as opposed to a peer that went away. Clients that tried TLS first
  /// learn from the answer that this is a plain server (containerd does).
  static bool not_http(const beast::error_code& failed) {
    return failed.category() == beast::error_code(http::error::bad_method).category() &&
           failed != http::error::end_of_stream && failed != http::error::partial_message;
  }

  void refuse(int status) {
    keep_alive_ = false;
    refused_ = true;
    write({.status = status, .headers = {{"Connection", "close"}}, .body = {}});
  }

  void write(ServerResponse out) {
    if (out.hang_up) return close();
    auto message = std::make_shared<http::response<http::string_body>>();
    message->version(11);
    message->result(static_cast<unsigned>(out.status));
    for (const auto& [name, value] : out.headers.fields()) message->insert(name, value);
    message->keep_alive(keep_alive_);
    const auto size = out.body.size();
    message->body() = std::move(out.body);
    const bool own_length = message->count(http::field::content_length) > 0;
    const bool bodiless = out.status == 204 || out.status == 304 || out.status < 200;
    if (!own_length && !bodiless) message->content_length(size);
    if (out.cut) return write_half(*message);
    if (head_) message->body().clear();
    stream_.expires_after(shared_.options.idle_timeout);
    http::async_write(stream_, *message,
                      [self = shared_from_this(), message](beast::error_code failed, size_t) {
                        if (!failed && self->refused_) return self->linger();
                        if (failed || !self->keep_alive_) return self->close();
                        self->read();
                      });
  }

  /// Takes a while longer what a refused peer is still sending, and forgets it: closing at once
  /// would reset the connection, and the peer would lose the answer unread (RFC 9112 §9.6).
  void linger() {
    constexpr std::size_t most = 8U << 20U;
    beast::error_code ignored;
    stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
    stream_.expires_after(std::min(shared_.options.idle_timeout, Millis(2000)));
    buffer_.clear();
    stream_.async_read_some(buffer_.prepare(16U << 10U),
                            [self = shared_from_this()](beast::error_code failed, size_t size) {
                              self->lingered_ += size;
                              if (failed || self->lingered_ > most) return self->close();
                              self->linger();
                            });
  }

  void write_half(const http::response<http::string_body>& message) {
    std::ostringstream head;
    head << message.base();
    auto text = std::make_shared<std::string>(head.str());
    text->append(message.body(), 0, message.body().size() / 2);
    asio::async_write(
        stream_, asio::buffer(*text),
        [self = shared_from_this(), text](beast::error_code, size_t) { self->close(); });
  }

  void close() {
    beast::error_code ignored;
    stream_.socket().shutdown(Tcp::socket::shutdown_both, ignored);
    stream_.close();
    shared_.connections.erase(shared_from_this());
  }

  beast::tcp_stream stream_;
  Shared& shared_;
  std::weak_ptr<Shared> weak_shared_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  bool keep_alive_ = true, refused_ = false;
  std::size_t lingered_ = 0;
  bool head_ = false;
};

class BeastServer final : public Server {
 public:
  BeastServer(ServerOptions options, Handler handler)
      : shared_(std::make_shared<Shared>()), acceptor_(shared_->io) {
    shared_->options = std::move(options);
    shared_->handler = std::move(handler);
    listen();
    accept();
    thread_ = std::jthread([shared = shared_] { shared->io.run(); });
  }
  BeastServer(const BeastServer&) = delete;
  BeastServer& operator=(const BeastServer&) = delete;
  ~BeastServer() override { BeastServer::stop(); }

  unsigned short port() const override { return port_; }

  void stop() override {
    shared_->io.stop();
    if (thread_.joinable() && thread_.get_id() != std::this_thread::get_id()) thread_.join();
  }

 private:
  void listen() {
    beast::error_code failed;
    const auto address = asio::ip::make_address(shared_->options.address, failed);
    const Tcp::endpoint endpoint(address, shared_->options.port);
    if (!failed) acceptor_.open(endpoint.protocol(), failed);
    if (!failed) acceptor_.set_option(Tcp::acceptor::reuse_address(true), failed);
    if (!failed) acceptor_.bind(endpoint, failed);
    if (!failed) acceptor_.listen(asio::socket_base::max_listen_connections, failed);
    if (failed)
      throw Error(Reason::port_taken,
                  {{"what", shared_->options.address + ":" + std::to_string(shared_->options.port)},
                   {"why", failed.message()}});
    port_ = acceptor_.local_endpoint().port();
  }

  void accept() {
    acceptor_.async_accept([this](beast::error_code failed, Tcp::socket socket) {
      if (failed == asio::error::operation_aborted) return;
      const auto most = static_cast<size_t>(shared_->options.connections);
      if (!failed && shared_->connections.size() < most) {
        beast::error_code ignored;
        socket.set_option(Tcp::no_delay(true), ignored);
        const auto connection = std::make_shared<Connection>(std::move(socket), shared_);
        shared_->connections.insert(connection);
        connection->read();
      }
      accept();
    });
  }

  std::shared_ptr<Shared> shared_;
  Tcp::acceptor acceptor_;
  unsigned short port_ = 0;
  std::jthread thread_;
};

}  // namespace

std::optional<std::string> ServerRequest::parameter(std::string_view name) const {
  std::string_view rest = query;
  while (!rest.empty()) {
    const auto pair = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto equals = pair.find('=');
    if (percent_decode(pair.substr(0, equals)) != name) continue;
    if (equals == std::string_view::npos) return "";
    std::string value(pair.substr(equals + 1));
    for (char& c : value)
      if (c == '+') c = ' ';
    return percent_decode(value);
  }
  return std::nullopt;
}

std::unique_ptr<Server> serve(ServerOptions options, Handler handler) {
  return std::make_unique<BeastServer>(std::move(options), std::move(handler));
}

}  // namespace chatops::net
