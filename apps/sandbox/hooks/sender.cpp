// The queue of deliveries, and the log of what became of them.
// SPDX-License-Identifier: Apache-2.0
#include "hooks/sender.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "hooks/catalogue.hpp"
#include "hooks/envelope.hpp"
#include "hooks/happen.hpp"
#include "hooks/subscription.hpp"
#include "net/json.hpp"
#include "world/access.hpp"

namespace chatops::sandbox::hooks {
namespace {

constexpr int most_parallel = 8;
constexpr std::size_t most_logged = 5000;

}  // namespace

HookSender::HookSender(World& world, const Settings& settings)
    : world_(world), settings_(settings) {
  net::ClientOptions options;
  options.user_agent = "Coding.net Hook";  // [guess]: documented for the older webhooks only
  options.retry.attempts = 1;
  options.parallel_per_host = most_parallel;
  http_ = net::make_client(world_.system(), options);
  world_.on_events(
      [this](const Model& model, std::vector<Event> events) { tell(model, std::move(events)); });
  for (int i = 0; i < most_parallel; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

HookSender::~HookSender() {
  for (auto& thread : threads_) thread.request_stop();
  wake_.notify_all();
}

void HookSender::tell(const Model& model, std::vector<Event> events) {
  if (!model.hooks.empty()) enqueue_all(model, events);
}

std::size_t HookSender::enqueue_all(const Model& model, const std::vector<Event>& events) {
  std::size_t count = 0;
  for (const auto& event : events)
    for (const auto& hook : model.hooks) {
      if (!wants(hook, event)) continue;
      ++count;
      enqueue({.id = world_.uuid(),
               .event = event.name,
               .body = body_of(model, settings_, hook, event),
               .hook = std::make_shared<const ServiceHook>(hook)});
    }
  return count;
}

void HookSender::enqueue(Delivery delivery) {
  const auto now = world_.system().clock.tick();
  delivery.fault = faults_.take(delivery.event, delivery.hook->id);
  const auto copies = [&](bool own_id) {
    for (Id i = 0; i < std::min<Id>(delivery.fault->copies, 10'000); ++i) {
      auto copy = delivery;
      copy.fault.reset();
      if (own_id) copy.id = world_.uuid();
      put(std::move(copy));
    }
  };
  if (delivery.fault) switch (delivery.fault->kind) {
      case DeliveryFaultKind::duplicate: copies(false); break;
      case DeliveryFaultKind::another_id: copies(true); break;
      case DeliveryFaultKind::delay: delivery.due = now + Millis(delivery.fault->delay_ms); break;
      case DeliveryFaultKind::reorder:
        delivery.behind = delivery.fault->behind;
        delivery.late = now + Millis(delivery.fault->delay_ms);
        break;
      default: break;
    }
  put(std::move(delivery));
}

void HookSender::put(Delivery delivery) {
  {
    const std::scoped_lock lock(mutex_);
    lanes_[delivery.hook->id].waiting.push_back(std::move(delivery));
    ++changes_;
  }
  wake_.notify_one();
}

std::optional<HookSender::Delivery> HookSender::next(Tick now, Tick& wake_at) {
  for (auto& [hook, lane] : lanes_) {
    if (lane.under_way >= parallel_) continue;
    for (auto each = lane.waiting.begin(); each != lane.waiting.end(); ++each) {
      const auto from = each->behind > 0 ? std::max(each->due, each->late) : each->due;
      if (from > now) {
        wake_at = std::min(wake_at, from);
        continue;
      }
      auto chosen = std::move(*each);
      lane.waiting.erase(each);
      ++lane.under_way;
      return chosen;
    }
  }
  return std::nullopt;
}

void HookSender::work(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    const auto now = world_.system().clock.tick();
    auto wake_at = now + std::chrono::hours(1);
    auto delivery = next(now, wake_at);
    if (!delivery) {
      wake_.wait_for(lock, stop, wake_at - now,
                     [this, seen = changes_] { return changes_ != seen; });
      continue;
    }
    lock.unlock();
    send(*delivery, stop);
    lock.lock();
    auto& lane = lanes_[delivery->hook->id];
    --lane.under_way;
    for (auto& each : lane.waiting)
      if (each.behind > 0) --each.behind;
    ++changes_;
    wake_.notify_one();
  }
}

void HookSender::send(const Delivery& delivery, const std::stop_token& stop) {
  LogEntry entry{.id = world_.uuid(),
                 .hook_id = delivery.hook->id,
                 .event = delivery.event,
                 .delivery = delivery.id,
                 .project_id = delivery.hook->project_id,
                 .sent_at = world_.now(),
                 .request_content = delivery.body,
                 .fault = delivery.fault ? delivery_fault_name(delivery.fault->kind) : ""};
  const auto request = request_of(settings_, *delivery.hook, delivery.event, delivery.id,
                                  delivery.body, delivery.fault);
  entry.request_headers = headers_text(request.headers);
  if (delivery.fault && delivery.fault->kind == DeliveryFaultKind::lose)
    return record(std::move(entry), true);
  try {
    const auto answer = http_->perform_one(Call{.stop = stop}, request);
    entry.answered_at = world_.now();
    if (answer) {
      entry.status = answer->status;
      entry.succeeded = answer->status >= 200 && answer->status < 300;
      entry.response_headers = headers_text(answer->headers);
      entry.response_body = answer->body;
    } else {
      entry.response_body = code_of(answer.error().reason);
    }
    record(std::move(entry), false);
  } catch (const Interrupted&) {
    return;  // the sandbox ends; whether it arrived nobody knows
  }
}

void HookSender::record(LogEntry entry, bool lost) {
  const std::scoped_lock lock(mutex_);
  ++(lost ? lost_ : sent_);
  if (!lost) ++(entry.succeeded ? succeeded_ : failed_);
  auto& state = lanes_[entry.hook_id].state;
  (entry.succeeded ? state.last_success : state.last_failure) = world_.now();
  entry.number = ++numbers_;
  log_.push_back(std::move(entry));
  if (log_.size() > most_logged) log_.pop_front();
}

void HookSender::ping(const std::string& hook_id, Id user_id) {
  auto delivery = world_.read([&](const Model& model) -> std::optional<Delivery> {
    const auto* hook = find_by(model.hooks, &ServiceHook::id, hook_id);
    if (hook == nullptr) return std::nullopt;
    const Event event{"PING", "ping", hook->project_id, user_id, Json::object(), Json::object()};
    return Delivery{.id = world_.uuid(),
                    .event = event.name,
                    .body = body_of(model, settings_, *hook, event),
                    .hook = std::make_shared<const ServiceHook>(*hook)};
  });
  if (delivery) enqueue(std::move(*delivery));
}

bool HookSender::resend(const std::string& log_id) {
  const auto entry = log_entry(log_id);
  if (!entry) return false;
  const auto hook = world_.read([&](const Model& model) -> std::shared_ptr<const ServiceHook> {
    const auto* found = find_by(model.hooks, &ServiceHook::id, entry->hook_id);
    return found == nullptr ? nullptr : std::make_shared<const ServiceHook>(*found);
  });
  if (!hook) return false;
  enqueue({.id = settings_.hook_resend_keeps_id ? entry->delivery : world_.uuid(),
           .event = entry->event,
           .body = entry->request_content,
           .hook = hook});
  return true;
}

std::vector<LogEntry> HookSender::log_of(const std::string& hook_id) const {
  const std::scoped_lock lock(mutex_);
  std::vector<LogEntry> entries;
  for (auto each = log_.rbegin(); each != log_.rend(); ++each)
    if (each->hook_id == hook_id) entries.push_back(*each);
  return entries;
}

std::vector<LogEntry> HookSender::newest(std::size_t count) const {
  const std::scoped_lock lock(mutex_);
  const auto most = static_cast<std::ptrdiff_t>(std::min(count, log_.size()));
  return {log_.rbegin(), log_.rbegin() + most};
}

std::optional<LogEntry> HookSender::log_entry(const std::string& log_id) const {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find(log_, log_id, &LogEntry::id);
  return found == log_.end() ? std::nullopt : std::optional(*found);
}

HookState HookSender::state_of(const std::string& hook_id) const {
  const std::scoped_lock lock(mutex_);
  const auto lane = lanes_.find(hook_id);
  return lane == lanes_.end() ? HookState{} : lane->second.state;
}

void HookSender::set_parallel(int parallel) {
  {
    const std::scoped_lock lock(mutex_);
    parallel_ = std::clamp(parallel, 1, most_parallel);
    ++changes_;
  }
  wake_.notify_all();
}

std::size_t HookSender::storm(Id count, const std::string& event) {
  const auto* kind = event_kind(event);
  if (kind == nullptr || kind->group != event_kind("ISSUE_UPDATED")->group)
    throw Refusal{"InvalidParameterValue", "a storm is of events about issues"};
  return world_.read([&](const Model& model) {
    if (model.issues.empty()) throw Refusal{"ResourceNotFound", "there is no issue"};
    // The events of a look are made with a copy of what they change, which is thrown away.
    Model scratch;
    scratch.team = model.team;
    scratch.users = model.users;
    scratch.projects = model.projects;
    scratch.iterations = model.iterations;
    for (Id i = 0; i < count; ++i) {
      const auto& issue = model.issues[static_cast<std::size_t>(i) % model.issues.size()];
      issue_happened({scratch, settings_, issue.creator_id}, event, "update", issue);
    }
    return enqueue_all(model, scratch.events);
  });
}

Json HookSender::summary() const {
  const std::scoped_lock lock(mutex_);
  std::size_t pending = 0;
  int under_way = 0;
  for (const auto& [hook, lane] : lanes_) {
    pending += lane.waiting.size();
    under_way += lane.under_way;
  }
  return {{"pending", pending},      {"under_way", under_way}, {"sent", sent_},
          {"succeeded", succeeded_}, {"failed", failed_},      {"lost", lost_},
          {"parallel", parallel_}};
}

void HookSender::forget_log() {
  const std::scoped_lock lock(mutex_);
  log_.clear();
}

}  // namespace chatops::sandbox::hooks
