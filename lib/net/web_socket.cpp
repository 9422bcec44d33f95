// The socket after its handshake: one thread reads, any writes, and a mutex between them guards the
// connection, which never blocks.
// SPDX-License-Identifier: Apache-2.0
#include "net/web_socket.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <mutex>
#include <optional>

#include "base/fd.hpp"
#include "net/web_socket_codec.hpp"
#include "net/web_socket_handshake.hpp"

namespace chatops::net {
namespace {

constexpr std::size_t most_message = 32U << 20U;
/// Whoever sends waits while more than this is on its way.
constexpr std::size_t high_water = 256U << 10U;
constexpr int normal_closure = 1000;

class ConnectedWebSocket final : public WebSocket {
 public:
  ConnectedWebSocket(System system, std::unique_ptr<RawConnection> connection,
                     const Request& request, std::string protocol, std::string_view pending,
                     Keepalive keepalive)
      : system_(system),
        connection_(std::move(connection)),
        what_(request.system),
        protocol_(std::move(protocol)),
        keepalive_(keepalive),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        reader_(most_message),
        heard_(system.clock.tick()) {
    if (const auto url = parse_url(request.url)) where_ = url->origin() + url->path;
    reader_.add(pending);
  }

  const std::string& protocol() const override { return protocol_; }

  Known<WebSocketMessage> next(const Call& call) override {
    const std::stop_callback stopped(call.stop, [this] { wake(); });
    while (true) {
      auto frame = reader_.next();
      if (!frame) return odd(frame.error());
      if (*frame) {
        if (auto message = handle(**std::move(frame))) return *std::move(message);
        continue;
      }
      auto got = receive();
      if (!got) return unknown(named(got.error()));
      if (!got->empty()) {
        reader_.add(*got);
        heard_ = system_.clock.tick();
        pinged_.reset();
        sent_since_heard_ = false;
        continue;
      }
      if (call.stop.stop_requested()) throw Interrupted{};
      const auto now = system_.clock.tick();
      if (now >= call.deadline) return failed(Reason::deadline_passed);
      const auto next_look = keep_alive(now);
      if (!next_look) return failed(Reason::answer_cut);
      wait_for(*connection_, waiting_to_write(), wake_.get(), now,
               std::min(*next_look, call.deadline));
      drain_wake();
    }
  }

  Result<void> send(const Call& call, std::string_view bytes) override {
    return put(call, Opcode::binary, bytes, high_water);
  }

  Result<void> close(const Call& call) override {
    return put(call, Opcode::close, close_payload(normal_closure, ""), 0);
  }

 private:
  /// Sends the frame, and waits until no more than `most` bytes are on their way.
  Result<void> put(const Call& call, Opcode opcode, std::string_view payload, std::size_t most) {
    const std::stop_callback stopped(call.stop, [this] { wake(); });
    sent_since_heard_ = true;
    queue(opcode, payload);
    bool left = false;
    while (true) {
      {
        const std::lock_guard lock(mutex_);
        flush();
        if (broken_) return tl::make_unexpected(named(*broken_));
        left = !out_.empty();
        if (waiting_ <= most) break;
      }
      if (call.stop.stop_requested()) throw Interrupted{};
      const auto now = system_.clock.tick();
      if (now >= call.deadline) return failed(Reason::deadline_passed);
      wait_for(*connection_, true, -1, now, std::min(call.deadline, now + Millis(100)));
    }
    // What is left is written by whoever reads.
    if (left) wake();
    return {};
  }

  void queue(Opcode opcode, std::string_view payload) {
    const auto mask = static_cast<std::uint32_t>(system_.random.next());
    const std::lock_guard lock(mutex_);
    out_.push_back(encode_frame(opcode, payload, mask));
    waiting_ += out_.back().size();
  }

  /// A message for the caller, if the frame is one.
  std::optional<WebSocketMessage> handle(WebSocketFrame frame) {
    using Type = WebSocketMessage::Type;
    switch (frame.opcode) {
      case Opcode::ping: queue(Opcode::pong, frame.payload); return std::nullopt;
      case Opcode::close:
        queue(Opcode::close, frame.close_code == 1005 ? "" : close_payload(frame.close_code, ""));
        {
          const std::lock_guard lock(mutex_);
          flush();
        }
        return WebSocketMessage{Type::closed, std::move(frame.payload), frame.close_code};
      case Opcode::text: return WebSocketMessage{Type::text, std::move(frame.payload), 0};
      case Opcode::binary: return WebSocketMessage{Type::binary, std::move(frame.payload), 0};
      default: return std::nullopt;
    }
  }

  Result<std::string> receive() {
    const std::lock_guard lock(mutex_);
    flush();
    return connection_->receive();
  }

  /// The same bytes are offered again until they went: TLS insists on that.
  void flush() {
    while (!out_.empty() && !broken_) {
      const auto sent = connection_->send(std::string_view(out_.front()).substr(begun_));
      if (!sent) {
        broken_ = sent.error();
        return;
      }
      if (*sent == 0) return;
      begun_ += *sent;
      waiting_ -= *sent;
      if (begun_ < out_.front().size()) continue;
      out_.pop_front();
      begun_ = 0;
    }
  }

  /// When to look again; nothing when the other side is gone.
  std::optional<Tick> keep_alive(Tick now) {
    if (pinged_ && now < *pinged_ + keepalive_.dead_after) return *pinged_ + keepalive_.dead_after;
    // Who still has to swallow what we sent hears no ping: then keepalive must tell.
    if (pinged_ && !sent_since_heard_) return std::nullopt;
    if (!pinged_ && now < heard_ + keepalive_.ping_after) return heard_ + keepalive_.ping_after;
    queue(Opcode::ping, "");
    const std::lock_guard lock(mutex_);
    flush();
    pinged_ = now;
    return now + keepalive_.dead_after;
  }

  bool waiting_to_write() {
    const std::lock_guard lock(mutex_);
    return !out_.empty() && !broken_;
  }

  void wake() const { ::eventfd_write(wake_.get(), 1); }
  void drain_wake() const {
    eventfd_t ignored = 0;
    ::eventfd_read(wake_.get(), &ignored);
  }

  Error named(Error error) const {
    error.args.set("what", what_).set("where", where_);
    return error;
  }
  tl::unexpected<Error> failed(Reason reason) const { return unknown(named(Error(reason))); }
  tl::unexpected<Error> odd(const Error& error) const { return unknown(named(error)); }

  System system_;
  std::unique_ptr<RawConnection> connection_;  ///< guarded by mutex_, but for waiting on it
  std::string what_, where_, protocol_;
  Keepalive keepalive_;
  Fd wake_;
  std::atomic<bool> sent_since_heard_ = false;
  WebSocketReader reader_;  ///< of the reading thread, as are the next two
  Tick heard_;
  std::optional<Tick> pinged_;  ///< and heard nothing since
  std::mutex mutex_;            ///< guards all below
  std::deque<std::string> out_;
  std::size_t begun_ = 0;    ///< bytes of the first that went
  std::size_t waiting_ = 0;  ///< bytes of all that did not
  std::optional<Error> broken_;
};

}  // namespace

std::unique_ptr<WebSocket> make_web_socket(System system, std::unique_ptr<RawConnection> connection,
                                           const Request& request, std::string protocol,
                                           std::string_view pending, Keepalive keepalive) {
  return std::make_unique<ConnectedWebSocket>(system, std::move(connection), request,
                                              std::move(protocol), pending, keepalive);
}

}  // namespace chatops::net
