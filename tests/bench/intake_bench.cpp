// Deliveries through the journal's intake alone: intake_bench STATE IN_FLIGHT COUNT. One thread
// sends, as the server's does, and keeps so many unanswered. Prints deliveries a second and
// milliseconds to the acknowledgement: "RATE P50 P99".
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdlib>

#include "keeper/intake.hpp"
#include "store/sqlite_store.hpp"

using namespace chatops;

namespace {

using Steady = std::chrono::steady_clock;

core::Delivery delivery(int number) {
  return {.source = "coding",
          .id = fmt::format("{:08x}-5b1d-4c9e-9d2e-7c1f{:08x}", number * 2654435761U, number),
          .hash = fmt::format("{:064x}", number),
          .event = "GIT_PUSHED",
          .headers = {{"Content-Type", "application/json"},
                      {"X-Coding-Event", "push"},
                      {"X-Coding-Delivery", "5b1d4c9e-9d2e-7c1f"},
                      {"User-Agent", "Coding.net Hook"}},
          .body = std::string(2048, 'x'),
          .received_at = Instant{Millis(1'700'000'000'000 + number)}};
}

/// Hands answers from the writing thread to the sending one.
class Answers {
 public:
  void push(int number) {
    const std::scoped_lock lock(mutex_);
    done_.push_back(number);
    if (done_.size() == 1) changed_.notify_one();
  }
  std::vector<int> wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !done_.empty(); });
    return std::exchange(done_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<int> done_;
};

double percentile(std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(static_cast<double>(sorted.size() - 1) * share)];
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  const int in_flight = std::atoi(argv[2]);
  const int count = std::atoi(argv[3]);
  store::SqliteStore store(argv[1]);
  std::vector<Steady::time_point> sent(static_cast<std::size_t>(count));
  std::vector<double> took;
  Answers answers;
  keeper::Intake intake(store, {});
  int next = 0;
  const auto send = [&] {
    const int number = next++;
    sent[static_cast<std::size_t>(number)] = Steady::now();
    (void)intake.submit(delivery(number), [&answers, number](const Result<bool>& fresh) {
      if (!fresh || !*fresh) std::abort();
      answers.push(number);
    });
  };
  const auto began = Steady::now();
  while (next < std::min(in_flight, count)) send();
  while (took.size() < sent.size()) {
    for (const int number : answers.wait()) {
      took.push_back(std::chrono::duration<double, std::milli>(
                         Steady::now() - sent[static_cast<std::size_t>(number)])
                         .count());
      if (next < count) send();
    }
  }
  const double seconds = std::chrono::duration<double>(Steady::now() - began).count();
  std::sort(took.begin(), took.end());
  fmt::print("{:.0f} {:.2f} {:.2f}\n", count / seconds, percentile(took, 0.5),
             percentile(took, 0.99));
  return 0;
}
