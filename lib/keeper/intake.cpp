// One queue, one writer.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/intake.hpp"

#include <algorithm>
#include <exception>

namespace chatops::keeper {
namespace {

/// It would meet each delivery alike: trying them one by one is of no use.
bool concerns_the_store(Reason reason) {
  return reason == Reason::disk_full || reason == Reason::state_unreadable ||
         reason == Reason::state_damaged || reason == Reason::state_busy;
}

}  // namespace

Intake::Intake(core::Store& store, std::function<void()> after_commit, const IntakeLimits& limits)
    : store_(store),
      after_commit_(std::move(after_commit)),
      limits_(limits),
      writer_([this] { run(); }) {}

Intake::~Intake() { stop(); }

Result<void> Intake::submit(core::Delivery delivery, Done done) {
  const std::size_t size = delivery.body.size();
  bool wake = false;
  {
    const std::scoped_lock lock(mutex_);
    if (stopping_) return failure(Reason::server_busy, {{"why", "stopping"}});
    if (unanswered_ >= limits_.unanswered || bytes_ + size > limits_.bytes)
      return failure(Reason::server_busy, {{"why", "full"}});
    ++unanswered_;
    bytes_ += size;
    queue_.push_back({std::move(delivery), std::move(done)});
    wake = queue_.size() == 1 || queue_.size() == expected_;
  }
  if (wake) changed_.notify_one();
  return {};
}

void Intake::stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (writer_.joinable()) writer_.join();
}

std::vector<Intake::Waiting> Intake::take() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return stopping_ || !queue_.empty(); });
  changed_.wait_for(lock, limits_.gather, [&] { return stopping_ || queue_.size() >= expected_; });
  const auto end =
      queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), limits_.batch));
  std::vector<Waiting> batch(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
  queue_.erase(queue_.begin(), end);
  return batch;
}

Intake::Answers Intake::keep_together(std::span<Waiting> batch) {
  Answers answers;
  store_.write([&](core::Tx& tx) {
    answers.clear();
    for (Waiting& one : batch) answers.emplace_back(tx.deliveries().append(one.delivery));
  });
  return answers;
}

Intake::Answers Intake::keep(std::span<Waiting> batch) {
  Error why(Reason::internal_error);
  try {
    return keep_together(batch);
  } catch (const Error& error) {
    why = error;
  } catch (const std::exception& odd) {
    why.args.set("why", odd.what());
  }
  if (batch.size() == 1 || concerns_the_store(why.reason))
    return Answers(batch.size(), unknown(why));
  // One of them spoils it for the others.
  Answers answers;
  for (Waiting& one : batch) answers.push_back(keep({&one, 1}).front());
  return answers;
}

void Intake::answer(std::span<Waiting> batch, const Answers& answers) {
  std::size_t size = 0;
  bool fresh = false;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    size += batch[i].delivery.body.size();
    fresh = fresh || (answers[i] && *answers[i]);
  }
  {
    const std::scoped_lock lock(mutex_);
    unanswered_ -= batch.size();
    bytes_ -= size;
    expected_ = std::clamp<std::size_t>(batch.size() + queue_.size(), 1, limits_.batch);
  }
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(answers[i]);
  if (fresh && after_commit_) after_commit_();
}

void Intake::run() {
  for (auto batch = take(); !batch.empty(); batch = take()) answer(batch, keep(batch));
}

std::int64_t forget_deliveries(const Call& call, const Clock& clock, core::Store& store,
                               const Retention& retention) {
  std::int64_t gone = 0;
  for (std::int64_t step = retention.step; step >= retention.step; gone += step) {
    call.check(clock);
    store.write([&](core::Tx& tx) {
      step = tx.deliveries().forget(clock.now() - retention.age, retention.step);
    });
  }
  for (std::int64_t step = retention.step; step >= retention.step; gone += step) {
    call.check(clock);
    store.write([&](core::Tx& tx) {
      step = tx.deliveries().forget_beyond(retention.count, retention.step);
    });
  }
  return gone;
}

}  // namespace chatops::keeper
