// A connection from its first byte to its last.
// SPDX-License-Identifier: Apache-2.0
#include "net/server/connection.hpp"

#include <boost/asio/dispatch.hpp>

#include "base/text.hpp"

namespace chatops::net {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t head_piece = 4U << 10U;
constexpr std::size_t body_piece = 64U << 10U;
/// Bodies up to this go out in one piece with their head.
constexpr std::size_t small_body = 16U << 10U;
/// A slow reader is given a second more for so many bytes.
constexpr std::size_t bytes_a_second = 16U << 10U;
/// For a peer that was refused to take the answer, and to stop sending.
constexpr Millis leave_within{2000};
constexpr std::size_t left_behind_most = 8U << 20U;
/// For a connection that is new when the server drains: its request may be on the way.
constexpr Millis drain_grace{500};

bool ends(const ServerResponse& out) {
  const auto connection = out.headers.get("Connection");
  return connection && to_lower(*connection) == "close";
}

ServerResponse busy(int status) { return {.status = status, .headers = {{"Retry-After", "1"}}}; }

}  // namespace

Connection::Connection(Start start, Shared& shared)
    : start_(std::move(start)),
      shared_(shared),
      wire_(*start_.wire),
      buffer_(shared.options.header_cap + body_piece) {}

void Connection::begin() {
  expire_in(shared_.options.header_deadline);
  wire_.handshake([self = shared_from_this()](boost::system::error_code failed, std::size_t) {
    if (self->stage_ == Stage::closed) return;
    if (failed) return self->close();
    self->await_request();
  });
}

std::optional<Tick> Connection::idle_since() const {
  if (stage_ != Stage::idle && stage_ != Stage::head) return std::nullopt;
  return idle_since_;
}

// ---- reading
// -------------------------------------------------------------------------------------

void Connection::await_request() {
  stage_ = Stage::idle;
  idle_since_ = shared_.clock.tick();
  expire_in(start_.refuse != 0 ? leave_within : shared_.options.idle_deadline);
  parser_.reset();
  if (buffer_.size() == 0 && buffer_.capacity() > 2 * head_piece) buffer_.shrink_to_fit();
  parse();
}

void Connection::read() {
  if (reading_) return;
  const std::size_t room = buffer_.max_size() - buffer_.size();
  if (room == 0) return refuse({.status = stage_ == Stage::head ? 431 : 400});
  reading_ = true;
  const std::size_t piece = stage_ == Stage::body ? body_piece : head_piece;
  const auto into = buffer_.prepare(std::min(room, piece));
  wire_.read_some(
      into, [self = shared_from_this()](const boost::system::error_code& failed, std::size_t size) {
        self->on_read(failed, size);
      });
}

void Connection::on_read(const boost::system::error_code& failed, std::size_t size) {
  reading_ = false;
  buffer_.commit(size);
  switch (stage_) {
    case Stage::idle:
    case Stage::head:
    case Stage::body: return failed ? close() : parse();
    case Stage::leaving:
      left_behind_ += size;
      buffer_.clear();
      return failed || left_behind_ > left_behind_most ? close() : read();
    default: return;
  }
}

void Connection::parse() {
  if (stage_ == Stage::body) return parse_body();
  while (buffer_.size() > 0) {  // an empty line before a request is let pass (RFC 9112 §2.2)
    const char first = *static_cast<const char*>(buffer_.data().data());
    if (parser_ || (first != '\r' && first != '\n')) break;
    buffer_.consume(1);
  }
  if (buffer_.size() == 0) return read();
  if (stage_ == Stage::idle) {
    stage_ = Stage::head;
    fresh_ = false;
    idle_since_ = shared_.clock.tick();
    expire_in(shared_.options.header_deadline);
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_.options.header_cap));
    parser_->body_limit(boost::none);  // known when the route is
    keep_alive_ = old_version_ = head_only_ = false;
  }
  parse_head();
}

void Connection::parse_head() {
  // No method begins otherwise. A client that tries TLS here learns at once that it cannot.
  const char first = *static_cast<const char*>(buffer_.data().data());
  if (!parser_->got_some() && (first < 'A' || first > 'Z')) return refuse({.status = 400});
  boost::system::error_code failed;
  buffer_.consume(parser_->put(buffer_.data(), failed));
  if (failed == http::error::need_more) return read();
  if (failed) return refuse({.status = status_of(failed)});
  if (parser_->is_header_done()) return on_head();
  read();
}

void Connection::on_head() {
  ++shared_.counters.requests;
  const auto& head = parser_->get();
  keep_alive_ = head.keep_alive();
  old_version_ = head.version() < 11;
  if (const int status = refused_framing(*parser_); status != 0) return refuse({.status = status});
  request_ = request_of(*parser_);
  head_only_ = request_.method == "HEAD";
  request_.peer = start_.peer;
  request_.peer.address = forwarded_peer(start_.peer.address, request_.headers, shared_.proxies);
  std::optional<ServerResponse> refused;
  try {
    refused = refusal();
  } catch (...) {
    refused = ServerResponse{.status = 500};
  }
  const bool more = has_body(*parser_);
  if (refused && more) return refuse(std::move(*refused));
  if (refused) return answer(std::move(*refused));
  parser_->eager(true);
  parser_->body_limit(*route_->body_cap);
  stage_ = Stage::body;
  expire_in(route_->read_deadline);
  if (!more || buffer_.size() > 0 || !request_.headers.get("Expect")) return parse_body();
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  continuing_ = true;
  wire_.write({boost::asio::buffer(go_on), boost::asio::const_buffer()},
              [self = shared_from_this()](const boost::system::error_code& failed, std::size_t) {
                self->continuing_ = false;
                if (self->stage_ != Stage::body) return;
                if (failed) return self->close();
                self->parse_body();
              });
}

std::optional<ServerResponse> Connection::refusal() {
  if (start_.refuse != 0) {
    keep_alive_ = false;
    return busy(start_.refuse);
  }
  if (auto refused = too_often()) return refused;
  auto match = start_.router->match(request_.method, raw_path(request_.target));
  if (match.route == nullptr) {
    ServerResponse out{.status = match.status};
    if (match.status == 405) out.headers.add("Allow", std::move(match.allow));
    return out;
  }
  route_ = match.route;
  request_.segments = std::move(match.segments);
  if (parser_->content_length().value_or(0) > *route_->body_cap)
    return ServerResponse{.status = 413};
  if (auto refused = start_.router->authenticate(*route_, request_)) return refused;
  const auto expected = request_.headers.get("Expect");
  if (expected && !boost::beast::iequals({expected->data(), expected->size()}, "100-continue"))
    return ServerResponse{.status = 417};
  return std::nullopt;
}

std::optional<ServerResponse> Connection::too_often() {
  const std::string& address = request_.peer.address;
  if (shared_.options.limits.requests_per_second <= 0 || address.empty()) return std::nullopt;
  if (shared_.options.limits.loopback_exempt && is_loopback(address)) return std::nullopt;
  const auto wait = shared_.limiter.request(limit_key(address), shared_.clock.tick());
  if (!wait) return std::nullopt;
  ++shared_.counters.refused_rate;
  ServerResponse out{.status = 429};
  out.headers.add("Retry-After", std::to_string((wait->count() + 999) / 1000));
  return out;
}

void Connection::parse_body() {
  boost::system::error_code failed;
  while (!parser_->is_done() && buffer_.size() > 0) {
    const std::size_t taken = parser_->put(buffer_.data(), failed);
    buffer_.consume(taken);
    if (failed || taken == 0) break;
  }
  count_body();
  if (failed && failed != http::error::need_more) return refuse({.status = status_of(failed)});
  if (parser_->is_done()) return hand_over();
  if (shared_.body_bytes > shared_.options.limits.body_bytes) return refuse(busy(503));
  read();
}

void Connection::count_body() {
  const std::size_t now = parser_ ? parser_->get().body().size() : 0;
  shared_.body_bytes += now - body_bytes_;
  body_bytes_ = now;
}

// ---- answering
// -----------------------------------------------------------------------------------

void Connection::hand_over() {
  request_.body = std::move(parser_->get().body());
  parser_.reset();
  count_body();
  stage_ = Stage::working;
  expire_in(route_->answer_deadline);
  stop_ = std::stop_source();
  request_.call = {.deadline = deadline_, .stop = stop_.get_token()};
  Respond respond = respond_once();
  if (shared_.draining && route_->poll_end) return answer_for_handler();
  try {
    route_->handler(std::move(request_), respond);
  } catch (...) {
    respond({.status = 500});
  }
}

Respond Connection::respond_once() {
  answered_ = std::make_shared<std::atomic<bool>>(false);
  return [answered = answered_, weak = weak_from_this(),
          weak_shared = shared_.weak_from_this()](ServerResponse out) {
    if (answered->exchange(true)) return;
    const auto shared = weak_shared.lock();
    if (!shared) return;
    boost::asio::dispatch(shared->io, [weak, out = std::move(out)]() mutable {
      const auto self = weak.lock();
      if (self && self->stage_ == Stage::working) self->answer(std::move(out));
    });
  };
}

void Connection::answer_for_handler() {
  if (answered_->exchange(true)) return;  // the answer is about to arrive
  stop_.request_stop();
  if (!route_->poll_end) {
    ++shared_.counters.late;
    return answer(busy(503));
  }
  ServerResponse out;
  try {
    out = route_->poll_end();
  } catch (...) {
    out = {.status = 500};
  }
  answer(std::move(out));
}

void Connection::refuse(ServerResponse out) {
  keep_alive_ = false;
  unread_ = true;
  answer(std::move(out));
}

void Connection::answer(ServerResponse out) {
  if (out.hang_up) return close();
  stage_ = Stage::answering;
  parser_.reset();
  count_body();
  keep_alive_ = keep_alive_ && !shared_.draining && !out.cut && !ends(out);
  const auto way = static_cast<std::int64_t>(out.body.size() * 1000 / bytes_a_second);
  expire_in(shared_.options.write_deadline + Millis(way));
  head_ = head_of(out, keep_alive_, old_version_);
  body_ = std::move(out.body);
  if (head_only_) body_.clear();
  if (out.cut) body_.resize(body_.size() / 2);
  if (body_.size() <= small_body) head_ += std::exchange(body_, {});
  const bool cut = out.cut;
  wire_.write(
      {boost::asio::buffer(head_), boost::asio::buffer(body_)},
      [self = shared_from_this(), cut](const boost::system::error_code& failed, std::size_t) {
        if (self->stage_ != Stage::answering) return;
        return failed || cut ? self->close() : self->answered();
      });
}

void Connection::answered() {
  head_.clear();
  body_ = {};
  request_ = {};
  if (!keep_alive_ || shared_.draining) return leave();
  await_request();
}

/// Takes a while longer what the peer is still sending, and forgets it: closing at once would
/// reset the connection, and the peer would lose the answer unread (RFC 9112 §9.6).
void Connection::leave() {
  const bool told = wire_.finish_sending();
  if (!told && !unread_) return close();
  stage_ = Stage::leaving;
  expire_in(leave_within);
  buffer_.clear();
  read();
}

// ---- ends
// ----------------------------------------------------------------------------------------

void Connection::deadline_passed() {
  switch (stage_) {
    case Stage::head:
    case Stage::body: return continuing_ ? close() : refuse({.status = 408});
    case Stage::working: return answer_for_handler();
    default: return close();
  }
}

void Connection::drain() {
  const Tick soon = std::min(deadline_, shared_.clock.tick() + drain_grace);
  if (stage_ == Stage::greeting) deadline_ = soon;
  if (stage_ == Stage::working && route_->poll_end) answer_for_handler();
  if (stage_ != Stage::idle) return;
  if (!fresh_) return close();
  deadline_ = soon;
}

void Connection::close() {
  if (stage_ == Stage::closed) return;
  wire_.close();
  forget();
}

void Connection::cut() {
  wire_.cut();
  if (stage_ != Stage::closed) forget();
}

void Connection::forget() {
  stage_ = Stage::closed;
  stop_.request_stop();
  parser_.reset();
  count_body();
  shared_.limiter.leave(start_.limit_key);
  shared_.remove(shared_from_this());
}

}  // namespace chatops::net
