// What a channel brings, kept until somebody asks for it. See remote.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/remote.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>

namespace chatops::sync {

namespace {

constexpr std::size_t input_piece = 16U << 10U;

}  // namespace

class ChannelBox final : public ChannelListener {
 public:
  explicit ChannelBox(Clock& clock) : clock_(clock) {}

  void data(std::string bytes) override {
    const std::lock_guard lock(mutex_);
    pieces_.push_back(std::move(bytes));
    told_.notify_all();
  }
  void ended() override {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    told_.notify_all();
  }
  void reset(std::string_view why) override {
    const std::lock_guard lock(mutex_);
    reset_ = std::string(why);
    told_.notify_all();
  }

  /// The next piece; "" when the other side has ended.
  Result<std::string> next(const Call& call) {
    std::unique_lock lock(mutex_);
    while (pieces_.empty() && !ended_ && reset_.empty()) {
      if (call.stop.stop_requested()) throw Interrupted{};
      const auto now = clock_.tick();
      if (now >= call.deadline) return failure(Reason::deadline_passed);
      told_.wait_for(lock, call.stop, std::min(call.deadline - now, Millis(60'000)),
                     [&] { return !pieces_.empty() || ended_ || !reset_.empty(); });
    }
    if (!pieces_.empty()) {
      auto out = std::move(pieces_.front());
      pieces_.pop_front();
      return out;
    }
    if (reset_ == "refused") return failure(Reason::refused, {{"why", reset_}});
    if (!reset_.empty())
      return failure(Reason::answer_cut,
                     {{"what", "agent"}, {"why", reset_ == "lost" ? "agent_lost" : reset_}});
    return std::string();
  }

 private:
  Clock& clock_;
  std::mutex mutex_;  ///< guards all below
  std::condition_variable_any told_;
  std::deque<std::string> pieces_;
  bool ended_ = false;
  std::string reset_;
};

namespace {

Result<ChannelId> open_channel(Session& session, ChannelKind kind, const std::string& order,
                               const std::shared_ptr<ChannelBox>& box) {
  if (const auto channel = session.open(kind, order, box)) return *channel;
  return failure(Reason::unreachable, {{"what", "agent"}});
}

}  // namespace

RemoteCommand::RemoteCommand(Session& session, std::shared_ptr<ChannelBox> box, ChannelId channel)
    : session_(session), box_(std::move(box)), channel_(channel) {}

RemoteCommand::~RemoteCommand() { session_.close(channel_); }

Result<std::unique_ptr<RemoteCommand>> RemoteCommand::start(Clock& clock, Session& session,
                                                            const CommandOrder& order) {
  auto box = std::make_shared<ChannelBox>(clock);
  const auto channel = open_channel(session, ChannelKind::command, encode(order), box);
  if (!channel) return tl::make_unexpected(channel.error());
  return std::unique_ptr<RemoteCommand>(new RemoteCommand(session, std::move(box), *channel));
}

Result<CommandEvent> RemoteCommand::next(const Call& call) {
  CommandPart part;
  while (true) {
    const auto got = reader_.next(part);
    if (!got) return tl::make_unexpected(got.error());
    if (*got) break;
    const auto bytes = box_->next(call);
    if (!bytes) return tl::make_unexpected(bytes.error());
    if (bytes->empty()) return failure(Reason::answer_cut, {{"what", "agent"}});
    session_.consumed(channel_, bytes->size());
    reader_.feed(*bytes);
  }
  switch (part.type) {
    case CommandPart::Type::output:
      return CommandEvent{CommandEvent::Type::output, std::move(part.bytes), 0};
    case CommandPart::Type::errors:
      return CommandEvent{CommandEvent::Type::errors, std::move(part.bytes), 0};
    case CommandPart::Type::exited: {
      session_.end(channel_);
      return CommandEvent{CommandEvent::Type::exited, "",
                          static_cast<int>(Reader(part.bytes).u32())};
    }
    case CommandPart::Type::not_run:
      session_.end(channel_);
      return failure(Reason::spawn_failed, {{"why", part.bytes}});
    default: return failure(Reason::answer_odd, {{"what", "part"}});
  }
}

Result<void> RemoteCommand::write(const Call& call, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, input_piece);
    auto sent = session_.send_slowly(call, channel_,
                                     encode({CommandPart::Type::input, std::string(piece)}));
    if (!sent) return sent;
    bytes.remove_prefix(piece.size());
  }
  return {};
}

void RemoteCommand::close_input() {
  session_.send(channel_, encode({CommandPart::Type::input_end, ""}));
}

void RemoteCommand::resize(WindowSize size) {
  session_.send(channel_, encode({CommandPart::Type::resize,
                                  Writer().u16(size.columns).u16(size.rows).take()}));
}

void RemoteCommand::signal(int number) {
  session_.send(channel_, encode({CommandPart::Type::signal,
                                  Writer().u8(static_cast<std::uint8_t>(number)).take()}));
}

RemoteConnection::RemoteConnection(Session& session, std::shared_ptr<ChannelBox> box,
                                   ChannelId channel)
    : session_(session), box_(std::move(box)), channel_(channel) {}

RemoteConnection::~RemoteConnection() { session_.close(channel_); }

Result<std::unique_ptr<RemoteConnection>> RemoteConnection::open(Clock& clock, Session& session,
                                                                 std::uint16_t port) {
  auto box = std::make_shared<ChannelBox>(clock);
  const auto channel = open_channel(session, ChannelKind::forward, encode(ForwardOrder{port}), box);
  if (!channel) return tl::make_unexpected(channel.error());
  return std::unique_ptr<RemoteConnection>(new RemoteConnection(session, std::move(box), *channel));
}

Result<std::string> RemoteConnection::next(const Call& call) {
  auto bytes = box_->next(call);
  if (bytes) session_.consumed(channel_, bytes->size());
  return bytes;
}

Result<void> RemoteConnection::write(const Call& call, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto piece = bytes.substr(0, input_piece);
    if (auto sent = session_.send_slowly(call, channel_, piece); !sent) return sent;
    bytes.remove_prefix(piece.size());
  }
  return {};
}

void RemoteConnection::end() { session_.end(channel_); }

}  // namespace chatops::sync
