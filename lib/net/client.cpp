// The loop of each caller around its requests: what may start, what waits for a retry, what is
// done. The bytes are moved by curl's thread.
// SPDX-License-Identifier: Apache-2.0
#include "net/client.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>

#include "net/curl_streams.hpp"
#include "net/curl_thread.hpp"
#include "net/places.hpp"
#include "net/redact.hpp"
#include "net/web_socket_handshake.hpp"

namespace chatops::net {
namespace {

/// curl counts whole milliseconds, and a tick is cut off to one: an attempt that may last until the
/// deadline can end a little before it.
constexpr Millis early{5};

using Transfers = std::vector<std::unique_ptr<Transfer>>;

class CurlClient final : public Client {
 public:
  CurlClient(System system, ClientOptions options)
      : system_(system),
        options_(std::move(options)),
        places_(options_.parallel_per_host, options_.requests_per_second) {
    if (options_.ca_file.empty())
      options_.ca_file = system_.variables.get("CHATOPS_CA_FILE")
                             .value_or(system_.variables.get("SSL_CERT_FILE").value_or(""));
  }
  CurlClient(const CurlClient&) = delete;
  CurlClient& operator=(const CurlClient&) = delete;
  ~CurlClient() override {
    std::unique_lock lock(mutex_);
    closing_ = true;
    for (Mailbox* caller : inside_) caller->nudge();
    left_.wait(lock, [this] { return inside_.empty(); });
  }

  std::vector<Known<Response>> perform(const Call& call,
                                       std::span<const Request> requests) override {
    Mailbox mailbox;
    const Presence presence(*this, mailbox);
    Work work{call, mailbox, {}, std::vector<Known<Response>>(requests.size())};
    for (std::size_t i = 0; i < requests.size(); ++i)
      work.transfers.push_back(std::make_unique<Transfer>(requests[i], i, options_, mailbox));
    const std::stop_callback wake(call.stop, [&mailbox] { mailbox.nudge(); });
    try {
      while (step(work)) {
      }
    } catch (...) {
      take_back(work);
      throw;
    }
    return std::move(work.answers);
  }

  std::unique_ptr<Streams> streams() override {
    return std::make_unique<CurlStreams>(system_, options_, thread_);
  }

  Known<Upgrade> upgrade(const Call& call, const Request& request,
                         const std::vector<std::string>& protocols) override {
    const auto began = system_.clock.tick();
    auto connection = dial(system_, call, request, options_);
    if (!connection) return unknown(connection.error());
    auto answer = ask_for_web_socket(system_, call, *std::move(connection), request, protocols);
    if (call.trace != nullptr)
      call.trace->outside_call(request.system, safe_text(request.url),
                               answer ? std::to_string(answer->answer.status)
                                      : std::string(code_of(answer.error().reason)),
                               system_.clock.tick() - began);
    return answer;
  }

 private:
  struct Work {
    const Call& call;
    Mailbox& mailbox;
    Transfers transfers;
    std::vector<Known<Response>> answers;
  };

  static std::string safe_text(const std::string& text) {
    const auto url = parse_url(text);
    return url ? url->origin() + url->path : "";
  }

  /// A caller within perform().
  class Presence {
   public:
    Presence(CurlClient& client, Mailbox& mailbox) : client_(client), mailbox_(mailbox) {
      const std::lock_guard lock(client_.mutex_);
      client_.inside_.insert(&mailbox_);
    }
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    ~Presence() {
      client_.places_.leave(mailbox_);
      const std::lock_guard lock(client_.mutex_);
      client_.inside_.erase(&mailbox_);
      client_.left_.notify_all();
    }

   private:
    CurlClient& client_;
    Mailbox& mailbox_;
  };

  /// Starts what may start, waits, and settles what came back. False when all is done.
  bool step(Work& work) {
    if (work.call.stop.stop_requested() || closing_) throw Interrupted{};
    const auto now = system_.clock.tick();
    Tick next = work.call.deadline;
    bool open = false;
    for (auto& transfer : work.transfers) {
      if (transfer->done) continue;
      open = true;
      if (!transfer->running) next = std::min(next, start(work, *transfer, now));
    }
    if (!open) return false;
    const auto wait = next == Tick::max() ? Millis(1000) : next - system_.clock.tick();
    const auto came = work.mailbox.wait(std::clamp(wait, Millis(1), Millis(1000)));
    for (const auto& one : came) take(*one.transfer);
    for (const auto& [transfer, code] : came) ended(work, *transfer, code);
    for (auto& transfer : work.transfers) {
      if (transfer->running && !transfer->write_arrived()) thread_.abandon(*transfer);
    }
    return true;
  }

  /// Nothing of ours stays with curl's thread.
  void take_back(Work& work) {
    std::size_t out = 0;
    for (auto& transfer : work.transfers) {
      if (!transfer->running) continue;
      thread_.abandon(*transfer);
      ++out;
    }
    while (out > 0) {
      for (const auto& one : work.mailbox.wait(Millis(1000))) {
        take(*one.transfer);
        --out;
      }
    }
  }

  /// Starts the transfer when its time has come; else says when to look again.
  Tick start(Work& work, Transfer& transfer, Tick now) {
    if (now >= work.call.deadline) {
      transfer.done = true;
      work.answers[transfer.place()] =
          failure(Reason::deadline_passed,
                  {{"what", transfer.request().system}, {"where", transfer.safe_url()}});
      return now;
    }
    const auto& origin = transfer.origin();
    if (origin.empty()) {
      transfer.done = true;
      work.answers[transfer.place()] =
          failure(Reason::unreachable,
                  {{"what", transfer.request().system}, {"why", "URL"}, {"sent", "no"}});
      return now;
    }
    if (transfer.ready_at > now) return transfer.ready_at;
    if (!transfer.has_turn) {
      transfer.has_turn = true;
      transfer.ready_at = places_.turn(origin, now);
      if (transfer.ready_at > now) return transfer.ready_at;
    }
    if (!places_.take(origin, work.mailbox)) return Tick::max();
    transfer.prepare(proxy_for(system_.variables, transfer.url()), now, work.call.deadline);
    thread_.start(transfer);
    transfer.running = true;
    return Tick::max();
  }

  /// It is ours again, and its place is free.
  void take(Transfer& transfer) {
    transfer.running = false;
    places_.give_back(transfer.origin());
  }

  void ended(Work& work, Transfer& transfer, CURLcode code) {
    const auto now = system_.clock.tick();
    auto answer = transfer.finish(code, now + early >= work.call.deadline);
    tell(work.call, transfer, answer, now - transfer.began);
    if (answer && transfer.redirected(*answer)) {
      transfer.has_turn = false;
      return;
    }
    if (const auto wait = again(transfer, answer); wait && now + *wait < work.call.deadline) {
      ++transfer.number;
      transfer.has_turn = false;
      transfer.ready_at = now + *wait;
      return;
    }
    transfer.done = true;
    work.answers[transfer.place()] = std::move(answer);
  }

  std::optional<Millis> again(const Transfer& transfer, const Known<Response>& answer) {
    if (transfer.request().once || !transfer.request().repeats) return std::nullopt;
    Attempt attempt{.number = transfer.number, .idempotent = transfer.request().idempotent};
    if (answer) {
      attempt.status = answer->status;
      if (const auto asked = answer->headers.get("Retry-After"))
        attempt.retry_after = parse_retry_after(*asked, system_.clock.now());
    } else {
      attempt.failure = answer.error().reason;
      attempt.sent = !transfer.never_sent();
    }
    return retry_wait(options_.retry, attempt, system_.random.unit());
  }

  static void tell(const Call& call, const Transfer& transfer, const Known<Response>& answer,
                   Millis took) {
    if (call.trace == nullptr) return;
    const auto outcome =
        answer ? std::to_string(answer->status) : std::string(code_of(answer.error().reason));
    const auto& request = transfer.request();
    if (call.trace->wants_exchanges()) {
      Exchange told{
          .system = request.system,
          .method = request.method,
          .url = shown_url(transfer.url()),
          .outcome = outcome,
          .took = took,
          .sent = request.body.size(),
          .received = 0,
          .sent_headers = shown_headers(request.headers),
          .received_headers = {},
          .sent_body = request.confidential ? "" : shown_body(request.headers, request.body),
          .received_body = {}};
      if (answer) {
        told.received = answer->body.size();
        told.received_headers = shown_headers(answer->headers);
        if (!request.confidential) told.received_body = shown_body(answer->headers, answer->body);
      }
      call.trace->exchanged(told);
      return;
    }
    call.trace->outside_call(transfer.request().system, transfer.safe_url(), outcome, took);
  }

  System system_;
  ClientOptions options_;
  Places places_;
  CurlThread thread_;
  std::atomic<bool> closing_ = false;
  std::mutex mutex_;  ///< guards inside_
  std::condition_variable left_;
  std::set<Mailbox*> inside_;
};

}  // namespace

std::unique_ptr<Client> make_client(System system, ClientOptions options) {
  return std::make_unique<CurlClient>(system, std::move(options));
}

}  // namespace chatops::net
