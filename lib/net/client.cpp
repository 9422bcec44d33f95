// The loop around curl's multi handle: who may start, who waits for a retry, who is done.
// SPDX-License-Identifier: Apache-2.0
#include "net/client.hpp"

#include <algorithm>
#include <csignal>
#include <map>
#include <mutex>

#include "net/redact.hpp"
#include "net/token_bucket.hpp"
#include "net/transfer.hpp"

namespace chatops::net {
namespace {

using Transfers = std::vector<std::unique_ptr<Transfer>>;

class CurlClient final : public Http {
 public:
  CurlClient(System system, ClientOptions options)
      : system_(system), options_(std::move(options)), multi_(start_curl()) {
    if (options_.ca_file.empty())
      options_.ca_file = system_.variables.get("CHATOPS_CA_FILE")
                             .value_or(system_.variables.get("SSL_CERT_FILE").value_or(""));
  }
  CurlClient(const CurlClient&) = delete;
  CurlClient& operator=(const CurlClient&) = delete;
  ~CurlClient() override { curl_multi_cleanup(multi_); }

  std::vector<Known<Answer>> perform(const Call& call, std::span<const Request> requests) override {
    Work work{call, {}, std::vector<Known<Answer>>(requests.size()), {}};
    for (const auto& request : requests)
      work.transfers.push_back(std::make_unique<Transfer>(request, options_));
    const std::stop_callback wake(call.stop, [this] { curl_multi_wakeup(multi_); });
    try {
      while (step(work)) {
      }
    } catch (...) {
      for (auto& transfer : work.transfers)
        if (transfer->running) curl_multi_remove_handle(multi_, transfer->handle());
      throw;
    }
    return std::move(work.answers);
  }

 private:
  struct Work {
    const Call& call;
    Transfers transfers;
    std::vector<Known<Answer>> answers;
    std::map<std::string, int, std::less<>> running;  ///< transfers at each origin
  };

  static CURLM* start_curl() {
    static std::once_flag once;
    std::call_once(once, [] {
      curl_global_init(CURL_GLOBAL_DEFAULT);
      // With CURLOPT_NOSIGNAL curl leaves SIGPIPE to us, and TLS writes to closed sockets raise it.
      struct sigaction pipe{};
      if (::sigaction(SIGPIPE, nullptr, &pipe) == 0 && pipe.sa_handler == SIG_DFL)
        std::signal(SIGPIPE, SIG_IGN);
    });
    return curl_multi_init();
  }

  /// Starts what may start, moves bytes, settles what ended, and waits for more. False when all is
  /// done.
  bool step(Work& work) {
    if (work.call.stop.stop_requested()) throw Interrupted{};
    const auto now = system_.clock.tick();
    Tick next = work.call.deadline;
    bool open = false;
    for (size_t i = 0; i < work.transfers.size(); ++i) {
      auto& transfer = *work.transfers[i];
      if (transfer.done) continue;
      open = true;
      if (!transfer.running) next = std::min(next, start(work, i, now));
    }
    if (!open) return false;
    int running = 0;
    curl_multi_perform(multi_, &running);
    if (settle(work)) return true;
    const auto wait = next == Tick::max() ? Millis(1000) : next - system_.clock.tick();
    curl_multi_poll(multi_, nullptr, 0,
                    static_cast<int>(std::clamp<std::int64_t>(wait.count(), 0, 1000)), nullptr);
    return true;
  }

  /// Starts the transfer when its time has come; else says when to look again.
  Tick start(Work& work, size_t index, Tick now) {
    auto& transfer = *work.transfers[index];
    if (now >= work.call.deadline) {
      transfer.done = true;
      work.answers[index] = failure(Reason::deadline_passed, {{"what", transfer.request().system},
                                                              {"where", transfer.safe_url()}});
      return now;
    }
    const auto& origin = transfer.origin();
    if (origin.empty()) {
      transfer.done = true;
      work.answers[index] =
          failure(Reason::unreachable,
                  {{"what", transfer.request().system}, {"why", "URL"}, {"sent", "no"}});
      return now;
    }
    if (transfer.ready_at > now) return transfer.ready_at;
    if (work.running[origin] >= options_.parallel_per_host) return Tick::max();
    if (!transfer.has_turn) {
      transfer.has_turn = true;
      transfer.ready_at = bucket(origin).take(now);
      if (transfer.ready_at > now) return transfer.ready_at;
    }
    transfer.prepare(route_of(system_.variables, transfer.url()), now, work.call.deadline);
    transfer.running = true;
    ++work.running[origin];
    curl_multi_add_handle(multi_, transfer.handle());
    return Tick::max();
  }

  TokenBucket& bucket(const std::string& origin) {
    const double rate = options_.requests_per_second;
    return buckets_.try_emplace(origin, rate, std::max(1.0, rate)).first->second;
  }

  /// Takes what curl has finished. True when anything was.
  bool settle(Work& work) {
    bool any = false;
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      any = true;
      const auto code = message->data.result;
      const auto* handle = message->easy_handle;
      curl_multi_remove_handle(multi_, message->easy_handle);
      for (size_t i = 0; i < work.transfers.size(); ++i)
        if (work.transfers[i]->handle() == handle) ended(work, i, code);
    }
    return any;
  }

  void ended(Work& work, size_t index, CURLcode code) {
    auto& transfer = *work.transfers[index];
    transfer.running = false;
    --work.running[transfer.origin()];
    const auto now = system_.clock.tick();
    auto answer = transfer.finish(code, now >= work.call.deadline);
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
    work.answers[index] = std::move(answer);
  }

  std::optional<Millis> again(const Transfer& transfer, const Known<Answer>& answer) {
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

  static void tell(const Call& call, const Transfer& transfer, const Known<Answer>& answer,
                   Millis took) {
    if (call.trace == nullptr) return;
    const auto outcome =
        answer ? std::to_string(answer->status) : std::string(code_of(answer.error().reason));
    const auto& request = transfer.request();
    if (call.trace->wants_exchanges()) {
      Exchange told{.system = request.system,
                    .method = request.method,
                    .url = shown_url(transfer.url()),
                    .outcome = outcome,
                    .took = took,
                    .sent = request.body.size(),
                    .received = 0,
                    .sent_headers = shown_headers(request.headers),
                    .received_headers = {},
                    .sent_body = shown_body(request.headers, request.body),
                    .received_body = {}};
      if (answer) {
        told.received = answer->body.size();
        told.received_headers = shown_headers(answer->headers);
        told.received_body = shown_body(answer->headers, answer->body);
      }
      call.trace->exchanged(told);
      return;
    }
    call.trace->outside_call(transfer.request().system, transfer.safe_url(), outcome, took);
  }

  System system_;
  ClientOptions options_;
  CURLM* multi_;
  std::map<std::string, TokenBucket> buckets_;
};

}  // namespace

std::unique_ptr<Http> make_client(System system, ClientOptions options) {
  return std::make_unique<CurlClient>(system, std::move(options));
}

}  // namespace chatops::net
