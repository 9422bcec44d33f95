// Watches over streams of HTTP: lines in, events out, and each taken up again where it broke off.
// https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <optional>

#include "base/text.hpp"
#include "kube/client_parts.hpp"
#include "kube/sieve.hpp"
#include "net/json.hpp"
#include "net/retry.hpp"

namespace chatops::kube {

namespace {

/// Servers send a bookmark about every minute: where nothing comes for longer, nobody is there.
constexpr Millis most_silence{100'000};
constexpr Millis most_wait_for_head{30'000};
/// An answer that begins well may still say at once that the version is too old.
constexpr Millis resumed_after{1'000};
constexpr Millis first_pause{800}, most_pause{30'000};
/// A watch that ends sooner, without a word, is taken for a failure.
constexpr Millis short_life{1'000};
constexpr std::size_t longest_line = 32U << 20U;

struct Watch {
  Query query;
  Asked asked;
  Keep keep;
  std::string version;
  int stream = 0;  ///< 0 = not connected
  Identity identity;
  std::string line;  ///< begun
  bool answered = false, broken = false, fresh = false, disbelieved = false;
  int failures = 0;
  Tick opened{}, heard{}, retry_at{};
  std::optional<Tick> resumed_at;
};

class StreamWatches final : public Watches {
 public:
  explicit StreamWatches(Caller& caller)
      : caller_(caller), streams_(caller.http().streams()), clock_(caller.system().clock) {}

  int add(const Query& query, const std::string& version) override {
    Watch watch;
    watch.query = query;
    watch.asked = {"watch", {query.resource, query.ns, ""}, caller_.name()};
    watch.keep.add("/type");
    watch.keep.members["object"] = Keep::of_object(query.keep);
    // Of an ERROR, which is a Status.
    if (!query.keep.empty()) {
      for (const char* one : {"/code", "/reason", "/message"})
        watch.keep.members["object"].add(one);
    }
    watch.version = version;
    watches_.emplace(++last_, std::move(watch));
    return last_;
  }

  void remove(int id) override {
    const auto at = watches_.find(id);
    if (at == watches_.end()) return;
    disconnect(at->second);
    watches_.erase(at);
    std::erase_if(events_, [&](const WatchEvent& event) { return event.watch == id; });
  }

  std::vector<WatchEvent> wait(const Call& call, Tick until) override {
    while (true) {
      const auto now = clock_.tick();
      const Tick look_again = tend(call, now);
      if (!events_.empty()) return std::exchange(events_, {});
      const Tick end = std::min(until, call.deadline);
      const bool woken = woken_.exchange(false);
      const auto came = streams_->wait(call, woken ? now : std::min(end, look_again));
      for (const auto& event : came) take(event);
      tend(call, clock_.tick());
      if (!events_.empty() || woken || woken_.exchange(false) || clock_.tick() >= end)
        return std::exchange(events_, {});
    }
  }

  void wake() override {
    woken_ = true;
    streams_->wake();
  }

 private:
  /// Opens, closes and tells what is due. When to look again.
  Tick tend(const Call& call, Tick now) {
    Tick next = Tick::max();
    std::vector<int> ended;
    for (auto& [id, watch] : watches_) {
      if (watch.stream == 0 && now >= watch.retry_at) {
        if (!connect(call, id, watch, now)) ended.push_back(id);
      }
      if (watch.resumed_at && now >= *watch.resumed_at) tell_resumed(id, watch);
      const Tick limit =
          watch.answered ? watch.heard + most_silence : watch.opened + most_wait_for_head;
      if (watch.stream != 0 && now >= limit) go_silent(id, watch, now);
      next = std::min(next, watch.stream == 0 ? watch.retry_at : limit);
      if (watch.resumed_at) next = std::min(next, *watch.resumed_at);
    }
    for (const int id : ended) watches_.erase(id);
    return next;
  }

  /// False when the watch is over: nobody can say who we are.
  bool connect(const Call& call, int id, Watch& watch, Tick now) {
    const auto span = 300 + static_cast<int>(caller_.system().random.unit() * 300);
    const Ask ask{
        .asked = watch.asked,
        .path = collection_of(watch.query) + query_of({{"watch", "true"},
                                                       {"allowWatchBookmarks", "true"},
                                                       {"resourceVersion", watch.version},
                                                       {"labelSelector", watch.query.labels},
                                                       {"fieldSelector", watch.query.fields},
                                                       {"timeoutSeconds", std::to_string(span)}}),
        .accept = accepted_for(watch.query, false),
        .cap = 64U << 10U};
    auto prepared = caller_.prepare(call, ask);
    if (!prepared) {
      tell(id, watch, WatchEventType::refused).error = prepared.error();
      return false;
    }
    prepared->request.compressed = false;
    prepared->request.shares_connection = true;  // there may be hundreds, and little comes
    // After a silence the old connection is not to be trusted with the next try.
    prepared->request.once = watch.fresh;
    watch.fresh = watch.answered = false;
    watch.identity = std::move(prepared->identity);
    watch.line.clear();
    watch.opened = watch.heard = now;
    watch.stream = streams_->open(std::move(prepared->request));
    by_stream_[watch.stream] = id;
    return true;
  }

  void disconnect(Watch& watch) {
    if (watch.stream == 0) return;
    streams_->close(watch.stream);
    by_stream_.erase(std::exchange(watch.stream, 0));
  }

  /// A silent connection costs one of its own; only when that is silent too, something is broken.
  void go_silent(int id, Watch& watch, Tick now) {
    disconnect(watch);
    watch.fresh = true;
    watch.retry_at = now;
    if (!watch.answered) fail(id, watch, error_about(watch.asked, Reason::answer_timeout));
  }

  void fail(int id, Watch& watch, Error why, std::optional<Millis> asked_for = std::nullopt) {
    disconnect(watch);
    watch.resumed_at.reset();
    const double doubled = static_cast<double>(first_pause.count()) *
                           std::exp2(static_cast<double>(std::min(watch.failures, 10)));
    const double capped = std::min(doubled, static_cast<double>(most_pause.count()));
    const double jittered = capped * (1.0 - 0.5 * caller_.system().random.unit());
    const Millis pause(static_cast<std::int64_t>(jittered));
    ++watch.failures;
    watch.retry_at = clock_.tick() + std::max(pause, asked_for.value_or(Millis(0)));
    if (!std::exchange(watch.broken, true))
      tell(id, watch, WatchEventType::broken).error = std::move(why);
  }

  void finish(int id, Watch& watch, WatchEventType type, std::optional<Error> why = std::nullopt) {
    disconnect(watch);
    auto& event = tell(id, watch, type);
    if (why) event.error = *std::move(why);
    watches_.erase(id);
  }

  WatchEvent& tell(int id, const Watch& watch, WatchEventType type) {
    WatchEvent event;
    event.watch = id;
    event.type = type;
    event.version = watch.version;
    events_.push_back(std::move(event));
    return events_.back();
  }

  void tell_resumed(int id, Watch& watch) {
    watch.resumed_at.reset();
    watch.failures = 0;
    if (std::exchange(watch.broken, false)) tell(id, watch, WatchEventType::resumed);
  }

  void take(const net::StreamEvent& event) {
    const auto known = by_stream_.find(event.stream);
    if (known == by_stream_.end()) return;
    const int id = known->second;
    Watch& watch = watches_.at(id);
    watch.heard = clock_.tick();
    switch (event.type) {
      case net::StreamEvent::Type::head:
        watch.answered = true;
        watch.disbelieved = false;
        watch.resumed_at = watch.heard + resumed_after;
        return;
      case net::StreamEvent::Type::bytes: return take_bytes(id, watch, event.bytes);
      case net::StreamEvent::Type::ended: return take_end(id, watch, event.end);
    }
  }

  void take_bytes(int id, Watch& watch, std::string_view bytes) {
    while (true) {
      const auto end = bytes.find('\n');
      watch.line.append(bytes.substr(0, end));
      if (watch.line.size() > longest_line)
        return fail(id, watch, error_about(watch.asked, Reason::answer_too_large));
      if (end == std::string_view::npos) return;
      bytes.remove_prefix(end + 1);
      const std::string line = std::exchange(watch.line, {});
      // The line may end the watch, or this connection of it.
      const int stream = watch.stream;
      if (!trim(line).empty()) take_line(id, watch, line);
      const auto still = watches_.find(id);
      if (still == watches_.end() || still->second.stream != stream) return;
    }
  }

  void take_line(int id, Watch& watch, std::string_view line) {
    auto json = parse_kept(line, watch.keep);
    if (!json) return fail(id, watch, error_about(watch.asked, json.error().reason));
    const auto type = net::text_in(*json, "type");
    if (type == "ERROR") return take_error(id, watch, net::member(*json, "object"));
    Json object = json->is_object() ? std::move((*json)["object"]) : Json();
    const auto version = version_of(object);
    if (version.empty()) return fail(id, watch, error_about(watch.asked, Reason::answer_odd));
    const auto known = type == "ADDED"      ? std::optional(WatchEventType::added)
                       : type == "MODIFIED" ? std::optional(WatchEventType::modified)
                       : type == "DELETED"  ? std::optional(WatchEventType::deleted)
                       : type == "BOOKMARK" ? std::optional(WatchEventType::bookmark)
                                            : std::nullopt;
    if (!known) return fail(id, watch, error_about(watch.asked, Reason::answer_odd));
    if (watch.resumed_at) tell_resumed(id, watch);
    watch.version = version;
    auto& event = tell(id, watch, *known);
    if (*known == WatchEventType::bookmark) return;
    object["apiVersion"] = watch.query.resource.api_version();
    object["kind"] = watch.query.resource.kind;
    event.object = std::move(object);
  }

  void take_error(int id, Watch& watch, const Json& status) {
    const auto code = static_cast<int>(net::integer_of(net::member(status, "code")).value_or(500));
    const auto reason = net::text_in(status, "reason");
    if (code == 410 || reason == "Expired" || reason == "Gone")
      return finish(id, watch, WatchEventType::expired);
    refuse(id, watch, code, error_of(watch.asked, code, status));
  }

  void take_end(int id, Watch& watch, const Known<net::Response>& end) {
    by_stream_.erase(std::exchange(watch.stream, 0));
    if (!end) return fail(id, watch, caller_.named(watch.asked, end.error()));
    if (end->status / 100 == 2) {
      // Its time was over, or the server goes down: the next one tells.
      if (watch.heard - watch.opened < short_life)
        return fail(id, watch, error_about(watch.asked, Reason::answer_cut));
      watch.retry_at = clock_.tick();
      return;
    }
    if (end->status == 410) return finish(id, watch, WatchEventType::expired);
    const auto after = net::parse_retry_after(end->headers.get("Retry-After").value_or("-"),
                                              caller_.system().clock.now());
    refuse(id, watch, end->status, error_of(watch.asked, *end), after);
  }

  void refuse(int id, Watch& watch, int status, Error why,
              std::optional<Millis> after = std::nullopt) {
    if (status == 401 && !std::exchange(watch.disbelieved, true) &&
        caller_.refused(watch.identity)) {
      disconnect(watch);
      watch.retry_at = clock_.tick();
      return;
    }
    const bool passing = status == 429 || status == 408 || status >= 500;
    if (passing) return fail(id, watch, std::move(why), after);
    finish(id, watch, WatchEventType::refused, std::move(why));
  }

  Caller& caller_;
  std::unique_ptr<net::Streams> streams_;
  Clock& clock_;
  std::map<int, Watch> watches_;
  std::map<int, int> by_stream_;  ///< stream -> watch
  int last_ = 0;
  std::vector<WatchEvent> events_;  ///< not told yet
  std::atomic<bool> woken_ = false;
};

}  // namespace

std::unique_ptr<Watches> make_watches(Caller& caller) {
  return std::make_unique<StreamWatches>(caller);
}

}  // namespace chatops::kube
