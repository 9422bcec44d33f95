// Connecting, reading and writing: see session.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/session.hpp"

#include <algorithm>

namespace chatops::sync {

namespace {

constexpr std::size_t write_piece = 64U << 10U;
constexpr Millis tick_pause{1'000};
constexpr Millis first_pause{50}, longest_pause{5'000};
constexpr Millis connect_patience{30'000};
constexpr Millis last_words{250};  ///< of a stream that takes nothing any more

std::uint64_t new_life(Random& random) {
  std::uint64_t out = 0;
  while (out == 0) out = random.next();
  return out;
}

}  // namespace

Session::Session(Clock& clock, Random& random, Connect connect)
    : clock_(clock), connect_(std::move(connect)), link_(Link::Side::client, new_life(random)) {}

Session::~Session() { stop(); }

void Session::stop() {
  reader_.request_stop();
  writer_.request_stop();
  {
    const std::lock_guard lock(mutex_);
    broken_.request_stop();
  }
  wake_.notify_all();
  if (reader_.joinable()) reader_.join();
  if (writer_.joinable()) writer_.join();
}

void Session::start(SessionListener& listener) {
  listener_ = &listener;
  reader_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
  writer_ = std::jthread([this](const std::stop_token& stop) { write_all(stop); });
}

// ---- the reading thread

void Session::run(const std::stop_token& stop) {
  auto pause = first_pause;
  while (!stop.stop_requested()) {
    {
      const std::lock_guard lock(mutex_);
      if (over_) return;
    }
    try {
      if (!connect_once(stop, pause)) return;
    } catch (const Interrupted&) {
      if (stop.stop_requested()) return;
    }
    if (!clock_.pause_until(clock_.tick() + pause, stop)) return;
    pause = std::min(pause * 2, longest_pause);
  }
}

bool Session::connect_once(const std::stop_token& stop, Millis& pause) {
  auto made = connect_(Call{.deadline = clock_.tick() + connect_patience, .stop = stop});
  if (!made) {
    broke(made.error());
    if (is_transient(made.error())) return true;
    over(made.error());
    return false;
  }
  std::stop_token broken;
  std::shared_ptr<ByteStream> stream;
  {
    const std::lock_guard lock(mutex_);
    broken_ = std::stop_source();
    broken = broken_.get_token();
    stream = stream_ = *std::move(made);
    ++status_.connections;
    link_.connected(clock_.tick());
  }
  wake_.notify_all();
  const std::stop_callback both(stop, [this] {
    const std::lock_guard lock(mutex_);
    broken_.request_stop();
  });
  try {
    read_from(*stream, broken);
  } catch (const Interrupted&) {
    broke(Error(Reason::answer_cut));
  }
  const std::lock_guard lock(mutex_);
  if (link_.established()) pause = first_pause;
  link_.disconnected();
  stream_.reset();
  broken_.request_stop();
  return !over_;
}

void Session::read_from(ByteStream& stream, const std::stop_token& stop) {
  while (true) {
    auto bytes = stream.read(Call{.deadline = clock_.tick() + tick_pause, .stop = stop});
    std::vector<LinkEvent> events;
    std::optional<Error> failed;
    bool wanted = false;  // by who writes, or waits for room on a channel
    {
      const std::lock_guard lock(mutex_);
      if (bytes) {
        status_.bytes_received += bytes->size();
        const auto fed = link_.feed(*bytes, clock_.tick());
        if (!fed) failed = fed.error();
      } else if (bytes.error().reason != Reason::deadline_passed) {
        failed = bytes.error();
      }
      if (!link_.tick(clock_.tick())) failed = Error(Reason::answer_timeout);
      status_.round_trip = link_.round_trip();
      events = link_.take_events();
      wanted = link_.has_output() || std::any_of(events.begin(), events.end(), [](const auto& one) {
                 return one.type != LinkEvent::Type::data;
               });
    }
    if (wanted) wake_.notify_all();
    deliver(std::move(events));
    if (failed && failed->reason == Reason::protocol_unsupported) over(*failed);
    if (failed) return broke(*failed);
    const std::lock_guard lock(mutex_);
    if (over_) return;
  }
}

void Session::broke(const Error& why) {
  bool was = false;
  {
    const std::lock_guard lock(mutex_);
    was = std::exchange(status_.connected, false);
    status_.last_error = why;
  }
  if (was) listener_->connected(false);
}

void Session::over(const Error& why) {
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    over_ = true;
    status_.connected = false;
  }
  wake_.notify_all();
  listener_->over(why);
}

void Session::deliver(std::vector<LinkEvent> events) {
  using Type = LinkEvent::Type;
  for (auto& event : events) {
    std::shared_ptr<ChannelListener> listener;
    std::map<ChannelId, std::shared_ptr<ChannelListener>> lost;
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = listeners_.find(event.channel); found != listeners_.end())
        listener = found->second;
      if (event.type == Type::reset) listeners_.erase(event.channel);
      if (event.type == Type::begun) lost = std::exchange(listeners_, {});
      if (event.type == Type::begun || event.type == Type::resumed) status_.connected = true;
    }
    switch (event.type) {
      case Type::begun:
        for (const auto& [channel, one] : lost) one->reset("lost");
        listener_->connected(true);
        listener_->begun();
        break;
      case Type::resumed: listener_->connected(true); break;
      case Type::opened: break;
      case Type::data:
        if (listener != nullptr) listener->data(std::move(event.bytes));
        break;
      case Type::ended:
        if (listener != nullptr) listener->ended();
        break;
      case Type::reset:
        if (listener != nullptr) listener->reset(event.bytes);
        break;
      case Type::bye: {
        const auto bye = decode_bye(event.bytes).value_or(Bye{});
        if (bye.why == ByeWhy::taken || bye.why == ByeWhy::displaced)
          over(Error(Reason::sync_taken, {{"why", bye.text}}));
        else if (bye.why == ByeWhy::version)
          over(Error(Reason::protocol_unsupported, {{"what", bye.text}}));
        else
          over(Error(Reason::refused, {{"why", bye.text}}));
        break;
      }
    }
  }
}

// ---- the writing thread

void Session::write_all(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    wake_.wait(lock, stop, [&] { return stream_ && link_.has_output(); });
    if (stop.stop_requested()) return;
    const auto bytes = link_.output(write_piece);
    const auto stream = stream_;
    const auto broken = broken_;
    const auto told = on_written_;
    writing_ = true;
    lock.unlock();
    bool written = false;
    try {
      written =
          stream
              ->write(Call{.deadline = clock_.tick() + silence_limit, .stop = broken.get_token()},
                      bytes)
              .has_value();
    } catch (const Interrupted&) {
      written = false;
    }
    if (written && told) told();
    lock.lock();
    writing_ = false;
    status_.bytes_sent += bytes.size();
    if (!written && stream == stream_) {
      // What was taken is sent again. The reading thread may still find why it ended, and has a
      // moment for it.
      stream_.reset();
      auto source = broken_;
      wake_.wait_for(lock, stop, last_words, [&] { return over_ || source.stop_requested(); });
      lock.unlock();
      source.request_stop();
      lock.lock();
    }
    wake_.notify_all();
  }
}

void Session::finish(const Call& call) {
  {
    std::unique_lock lock(mutex_);
    if (!over_ && stream_ && link_.established()) {
      link_.say_bye({ByeWhy::finished, ""});
      wake_.notify_all();
      while (stream_ && (link_.has_output() || writing_) && clock_.tick() < call.deadline &&
             !call.stop.stop_requested())
        wake_.wait_for(lock, Millis(50));
    }
  }
  over(Error(Reason::cancelled));
}

// ---- channels

std::optional<ChannelId> Session::open(ChannelKind kind, std::string_view order,
                                       std::shared_ptr<ChannelListener> listener) {
  const std::lock_guard lock(mutex_);
  if (over_ || status_.connections == 0) return std::nullopt;
  const auto id = link_.open(kind, order);
  if (id) listeners_[*id] = std::move(listener);
  wake_.notify_all();
  return id;
}

void Session::send(ChannelId channel, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  link_.send(channel, bytes);
  wake_.notify_all();
}

Result<void> Session::send_slowly(const Call& call, ChannelId channel, std::string_view bytes) {
  std::unique_lock lock(mutex_);
  while (link_.has(channel) && link_.waiting(channel) >= write_piece) {
    if (over_) break;
    const auto now = clock_.tick();
    if (call.stop.stop_requested()) throw Interrupted{};
    if (now >= call.deadline) return failure(Reason::deadline_passed);
    wake_.wait_for(lock, call.stop, std::min(call.deadline - now, tick_pause),
                   [&] { return over_ || link_.waiting(channel) < write_piece; });
  }
  if (over_ || !link_.has(channel)) return failure(Reason::answer_cut);
  link_.send(channel, bytes);
  wake_.notify_all();
  return {};
}

std::size_t Session::waiting(ChannelId channel) const {
  const std::lock_guard lock(mutex_);
  return link_.waiting(channel);
}

void Session::end(ChannelId channel) {
  const std::lock_guard lock(mutex_);
  link_.end(channel);
  wake_.notify_all();
}

void Session::close(ChannelId channel) {
  const std::lock_guard lock(mutex_);
  listeners_.erase(channel);
  link_.reset(channel, "closed");
  wake_.notify_all();
}

void Session::consumed(ChannelId channel, std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  link_.consumed(channel, bytes);
  if (link_.has_output()) wake_.notify_all();
}

void Session::rest() {
  const std::lock_guard lock(mutex_);
  link_.rest();
}

void Session::on_written(std::function<void()> told) {
  const std::lock_guard lock(mutex_);
  on_written_ = std::move(told);
}

SessionStatus Session::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

}  // namespace chatops::sync
