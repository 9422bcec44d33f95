// What curl's thread brings, as events in order.
// SPDX-License-Identifier: Apache-2.0
#include "net/curl_streams.hpp"

#include <algorithm>

namespace chatops::net {
namespace {

/// So much of one stream lies in memory before its sender has to wait.
constexpr std::size_t most_waiting = 1U << 20U;

}  // namespace

CurlStreams::~CurlStreams() {
  for (auto& [id, one] : open_) thread_.abandon(*one.transfer);
  while (!open_.empty()) {
    for (const auto& ended : mailbox_.wait(Millis(1000)))
      open_.erase(static_cast<int>(ended.transfer->place()));
  }
}

int CurlStreams::open(Request request) {
  Open& one = open_[++last_];
  one.request = std::move(request);
  one.transfer =
      std::make_unique<Transfer>(one.request, static_cast<std::size_t>(last_), options_, mailbox_);
  one.transfer->stream(most_waiting);
  one.transfer->prepare(proxy_for(system_.variables, one.request.url), system_.clock.tick(),
                        Tick::max());
  thread_.start(*one.transfer);
  return last_;
}

void CurlStreams::close(int stream) {
  const auto at = open_.find(stream);
  if (at == open_.end() || !at->second.wanted) return;
  at->second.wanted = false;
  thread_.abandon(*at->second.transfer);
}

std::vector<StreamEvent> CurlStreams::wait(const Call& call, Tick until) {
  const std::stop_callback stopped(call.stop, [this] { mailbox_.nudge(); });
  const Tick end = std::min(until, call.deadline);
  std::vector<StreamEvent> out;
  collect(call, out, Millis(0));
  while (out.empty() && !woken_.exchange(false)) {
    if (call.stop.stop_requested()) throw Interrupted{};
    const Tick now = system_.clock.tick();
    if (now >= end) break;
    collect(call, out, std::min(end == Tick::max() ? Millis(1000) : end - now, Millis(1000)));
  }
  return out;
}

void CurlStreams::wake() {
  woken_ = true;
  mailbox_.nudge();
}

void CurlStreams::collect(const Call& call, std::vector<StreamEvent>& out, Millis span) {
  // First the ends: what those streams brought has arrived by then.
  const auto ended = mailbox_.wait(span);
  for (Transfer* transfer : mailbox_.take_arrived()) take(*transfer, out);
  for (const auto& one : ended) end(call, one, out);
}

void CurlStreams::take(Transfer& transfer, std::vector<StreamEvent>& out) {
  const int id = static_cast<int>(transfer.place());
  auto arrived = transfer.take_arrived();
  if (!open_.at(id).wanted) return;
  if (arrived.head) {
    StreamEvent head;
    head.stream = id;
    head.type = StreamEvent::Type::head;
    head.answer = std::move(*arrived.head);
    out.push_back(std::move(head));
  }
  if (!arrived.bytes.empty()) {
    StreamEvent bytes;
    bytes.stream = id;
    bytes.bytes = std::move(arrived.bytes);
    out.push_back(std::move(bytes));
  }
  if (arrived.was_paused) thread_.go_on(transfer);
}

void CurlStreams::end(const Call& call, const Mailbox::Ended& ended,
                      std::vector<StreamEvent>& out) {
  const int id = static_cast<int>(ended.transfer->place());
  auto answer = ended.transfer->finish(ended.code, false);
  if (open_.at(id).wanted) {
    if (call.trace != nullptr)
      call.trace->outside_call(
          open_.at(id).request.system, ended.transfer->safe_url(),
          answer ? std::to_string(answer->status) : std::string(code_of(answer.error().reason)),
          system_.clock.tick() - ended.transfer->began);
    StreamEvent event;
    event.stream = id;
    event.type = StreamEvent::Type::ended;
    event.end = std::move(answer);
    out.push_back(std::move(event));
  }
  open_.erase(id);
}

}  // namespace chatops::net
