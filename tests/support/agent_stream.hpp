// The real agent as a child process, spoken to over pipes as an exec would, with faults: the stream
// breaks after so many bytes, in either direction, and what was on its way is lost.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "base/fd.hpp"
#include "sync/stream.hpp"

namespace chatops::test {

/// Bytes until the stream breaks; none = never.
struct Cuts {
  std::atomic<std::int64_t> read_left{INT64_MAX}, write_left{INT64_MAX};
};

class AgentStream final : public sync::ByteStream {
 public:
  AgentStream(const std::vector<std::string>& argv, Clock& clock, Cuts& cuts)
      : clock_(clock), cuts_(cuts) {
    ::signal(SIGPIPE, SIG_IGN);
    int in[2], out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) std::abort();
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(in[0], 0);
      ::dup2(out[1], 1);
      std::vector<char*> words;
      words.reserve(argv.size() + 1);
      for (const auto& word : argv) words.push_back(const_cast<char*>(word.c_str()));
      words.push_back(nullptr);
      ::execv(words[0], words.data());
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    to_ = Fd(in[1]);
    from_ = Fd(out[0]);
    ::fcntl(to_.get(), F_SETFL, O_NONBLOCK);
  }
  AgentStream(const AgentStream&) = delete;
  AgentStream& operator=(const AgentStream&) = delete;
  ~AgentStream() override {
    ::kill(pid_, SIGKILL);  // the relay; the agent is no child of ours
    ::waitpid(pid_, nullptr, 0);
  }

  Result<std::string> read(const Call& call) override {
    if (!wait(call, from_.get(), POLLIN)) return failure(Reason::deadline_passed);
    std::string out(65536, '\0');
    const auto got = ::read(from_.get(), out.data(), out.size());
    if (got <= 0) return failure(Reason::answer_cut);
    out.resize(static_cast<std::size_t>(got));
    const auto left = cuts_.read_left.fetch_sub(got);
    if (left < got) return failure(Reason::answer_cut);
    return out;
  }

  Result<void> write(const Call& call, std::string_view bytes) override {
    const auto left = cuts_.write_left.fetch_sub(static_cast<std::int64_t>(bytes.size()));
    const bool cut = left < static_cast<std::int64_t>(bytes.size());
    if (cut) bytes = bytes.substr(0, static_cast<std::size_t>(std::max<std::int64_t>(left, 0)));
    while (!bytes.empty()) {
      if (!wait(call, to_.get(), POLLOUT)) return failure(Reason::deadline_passed);
      const auto wrote = ::write(to_.get(), bytes.data(), bytes.size());
      if (wrote <= 0) return failure(Reason::answer_cut);
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    if (cut) return failure(Reason::answer_cut);
    return {};
  }

 private:
  bool wait(const Call& call, int fd, short events) {
    int wakes[2];
    if (::pipe2(wakes, O_CLOEXEC) != 0) std::abort();
    const Fd reader(wakes[0]), writer(wakes[1]);
    const std::stop_callback stopped(call.stop, [&] { (void)!::write(writer.get(), "x", 1); });
    pollfd ready[] = {{fd, events, 0}, {reader.get(), POLLIN, 0}};
    const auto left = std::max<Millis::rep>(0, (call.deadline - clock_.tick()).count());
    ::poll(ready, 2, static_cast<int>(std::min<Millis::rep>(left, 60'000)));
    if (call.stop.stop_requested()) throw Interrupted{};
    return ready[0].revents != 0;
  }

  Clock& clock_;
  Cuts& cuts_;
  pid_t pid_ = -1;
  Fd to_, from_;
};

}  // namespace chatops::test
