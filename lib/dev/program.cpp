// One session, and in it one program after the other: see program.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/program.hpp"

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <optional>
#include <thread>

#include "sync/remote.hpp"
#include "sync/session.hpp"

namespace chatops::dev {

namespace {

using core::ExecEvent;

constexpr Millis last_words{2'000};
/// So long a program may take to end when it is asked to.
constexpr Millis patience_with_program{5'000};
constexpr char interrupt_key = '\x03';
/// As a shell says of a program that was interrupted.
constexpr int left_alone = 130;

class Program final : public core::Exec, private sync::SessionListener {
 public:
  Program(Clock& clock, Random& random, sync::Connect connect, ProgramOrder order)
      : clock_(clock),
        order_(std::move(order)),
        session_(std::make_unique<sync::Session>(clock, random, std::move(connect))) {
    session_->start(*this);
    if (order_.edits) watcher_ = std::jthread([this](const std::stop_token& stop) { watch(stop); });
  }
  ~Program() override {
    watcher_.request_stop();
    if (watcher_.joinable()) watcher_.join();
    {
      const std::lock_guard lock(mutex_);
      command_.reset();
    }
    session_->finish(Call{.deadline = clock_.tick() + last_words});
    session_.reset();
  }

  Known<ExecEvent> next(const Call& call) override {
    const std::stop_callback stopped(call.stop, [this] { left_.request_stop(); });
    Call listening = call;
    listening.stop = left_.get_token();
    try {
      return next_of(listening);
    } catch (const Interrupted&) {
      if (call.stop.stop_requested()) throw;
      const std::lock_guard lock(mutex_);
      if (over_) return unknown(*over_);
      return ExecEvent{ExecEvent::Type::ended, "", left_alone};
    }
  }

  Result<void> write(const Call& call, std::string_view bytes) override {
    if (order_.terminal && bytes.find(interrupt_key) != bytes.npos) {
      interrupt();
      if (is_out_of_reach()) left_.request_stop();
    }
    const auto command = present(call);
    if (!command) return tl::make_unexpected(command.error());
    return *command == nullptr ? Result<void>() : (*command)->write(call, bytes);
  }
  Result<void> close_input(const Call& call) override {
    const auto command = present(call);
    if (!command) return tl::make_unexpected(command.error());
    if (*command != nullptr) (*command)->close_input();
    return {};
  }
  Result<void> resize(const Call& call, core::TerminalSize size) override {
    {
      const std::lock_guard lock(mutex_);
      order_.terminal = size;
    }
    const auto command = present(call);
    if (!command) return tl::make_unexpected(command.error());
    if (*command != nullptr) (*command)->resize(window(size));
    return {};
  }

 private:
  using Remote = std::shared_ptr<sync::RemoteCommand>;

  Known<ExecEvent> next_of(const Call& call) {
    while (true) {
      auto command = running(call);
      if (!command) return unknown(command.error());
      if (*command == nullptr) return ExecEvent{ExecEvent::Type::ended, "", last_code_};
      auto event = (*command)->next(call);
      if (!event) {
        auto why = event.error();
        if (why.reason == Reason::spawn_failed)
          why.args.set("what", order_.programs.front().front());
        return unknown(std::move(why));
      }
      if (event->type == sync::CommandEvent::Type::output)
        return ExecEvent{ExecEvent::Type::output, std::move(event->bytes), 0};
      if (event->type == sync::CommandEvent::Type::errors)
        return ExecEvent{ExecEvent::Type::errors, std::move(event->bytes), 0};
      if (!order_.edits) return ExecEvent{ExecEvent::Type::ended, "", event->code};
      ended(event->code);
    }
  }

  static sync::WindowSize window(const core::TerminalSize& size) {
    return {static_cast<std::uint16_t>(size.columns), static_cast<std::uint16_t>(size.rows)};
  }

  // ---- SessionListener
  void begun() override {
    tell([this] { begun_ = true; });
  }
  void connected(bool is) override {
    tell([&] { connected_ = is; });
  }
  void over(const Error& why) override {
    tell([&] { over_ = why; });
    left_.request_stop();  // its channels wait on
  }

  template <class Change>
  void tell(const Change& change) {
    {
      const std::lock_guard lock(mutex_);
      change();
    }
    changed_.notify_all();
  }

  template <class Is>
  Result<void> wait(std::unique_lock<std::mutex>& lock, const Call& call, const Is& is) {
    while (!is()) {
      if (over_) return tl::make_unexpected(*over_);
      if (call.stop.stop_requested()) throw Interrupted{};
      const auto now = clock_.tick();
      if (now >= call.deadline) return failure(Reason::deadline_passed);
      changed_.wait_for(lock, call.stop, std::min(call.deadline - now, Millis(60'000)),
                        [&] { return over_ || is(); });
    }
    return {};
  }

  /// The program that runs, begun where it is to; null when all is over.
  Result<Remote> running(const Call& call) {
    std::unique_lock lock(mutex_);
    if (auto ready = wait(lock, call, [this] { return command_ || wanted_ || done_; }); !ready)
      return tl::make_unexpected(watching_failed_.value_or(ready.error()));
    if (watching_failed_ && !command_) return tl::make_unexpected(*watching_failed_);
    if (done_) return Remote();
    if (command_) return command_;
    if (auto ready = wait(lock, call, [this] { return begun_ || command_; }); !ready)
      return tl::make_unexpected(ready.error());
    if (command_) return command_;  // by the other thread, meanwhile
    sync::CommandOrder order{.argv = order_.programs.front(),
                             .otherwise = {order_.programs.begin() + 1, order_.programs.end()},
                             .environment = order_.environment,
                             .folder = order_.folder,
                             .terminal = order_.terminal.has_value(),
                             .logged = order_.logged,
                             .whole = static_cast<bool>(order_.edits),
                             .size = window(order_.terminal.value_or(core::TerminalSize{}))};
    auto begun = sync::RemoteCommand::start(clock_, *session_, order);
    if (!begun) return tl::make_unexpected(begun.error());
    command_ = *std::move(begun);
    wanted_ = false;
    changed_.notify_all();
    return command_;
  }

  /// For what is said to the program; null while there is none to hear it.
  Result<Remote> present(const Call& call) {
    {
      const std::lock_guard lock(mutex_);
      if (!command_ && !wanted_) return Remote();
    }
    return running(call);
  }

  // ---- begun anew after edits
  /// Nobody there hears the key: it is meant for us.
  bool is_out_of_reach() {
    const std::lock_guard lock(mutex_);
    return !connected_;
  }

  void interrupt() {
    tell([this] {
      interrupted_ = true;
      if (!command_ && !wanted_) done_ = true;
    });
  }

  void ended(int code) {
    tell([&] {
      last_code_ = code;
      command_.reset();
      done_ = interrupted_;
      if (again_) wanted_ = true;
      again_ = false;
    });
  }

  void watch(const std::stop_token& stop) {
    const auto all = [&] { return Call{.deadline = Tick::max(), .stop = stop}; };
    try {
      auto seen = order_.edits(all(), 0);
      while (seen) {
        seen = order_.edits(all(), *seen);
        if (seen) begin_anew(stop);
      }
      tell([&] {
        watching_failed_ = seen.error();
        over_ = seen.error();
      });
    } catch (const Interrupted&) {
      return;  // nobody waits any more
    }
  }

  void begin_anew(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (interrupted_) return;
    const auto old = command_;
    if (!old) {
      wanted_ = true;
      changed_.notify_all();
      return;
    }
    again_ = true;
    old->signal(SIGTERM);
    const auto gone = [&] { return command_ != old; };
    if (!changed_.wait_for(lock, stop, patience_with_program, gone) && !stop.stop_requested())
      old->signal(SIGKILL);
    changed_.wait(lock, stop, gone);
  }

  Clock& clock_;
  std::mutex mutex_;  ///< guards all below but the session
  std::condition_variable_any changed_;
  ProgramOrder order_;
  Remote command_;
  bool begun_ = false;  ///< there is an agent
  bool connected_ = false;
  bool wanted_ = true;  ///< a program is to be begun
  bool again_ = false;  ///< the one that runs is to be begun anew when it has ended
  bool interrupted_ = false, done_ = false;
  int last_code_ = 0;
  std::optional<Error> over_, watching_failed_;
  std::stop_source left_;  ///< nobody listens any more, or nothing will be heard
  std::unique_ptr<sync::Session> session_;
  std::jthread watcher_;
};

}  // namespace

std::unique_ptr<core::Exec> run_program(Clock& clock, Random& random, sync::Connect connect,
                                        ProgramOrder order) {
  return std::make_unique<Program>(clock, random, std::move(connect), std::move(order));
}

}  // namespace chatops::dev
