// Logs of containers, as they are and as they grow. Every line is asked for with its time, so that
// a connection that was lost is taken up behind the last line.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>

#include "base/text.hpp"
#include "kube/client_parts.hpp"

namespace chatops::kube {

namespace {

constexpr std::size_t longest_log_line = 1U << 20U;
constexpr int most_failures = 6;  ///< in a row, until it is given up
constexpr Millis first_log_pause{500};

Ask ask_of(const Caller& caller, const LogQuery& query, bool follow,
           const std::string& since_time) {
  const ObjectRef ref{resources::pods(), query.ns, query.pod, "log"};
  std::string since;
  if (query.since && since_time.empty())
    since = std::to_string(std::max<std::int64_t>(1, query.since->count() / 1000));
  // What was told already is not asked for again.
  const bool first = since_time.empty() || !follow;
  return {.asked = {"get", ref, caller.name()},
          .path = path_of(ref) +
                  query_of({{"container", query.container},
                            {"follow", follow ? "true" : ""},
                            {"previous", query.previous ? "true" : ""},
                            {"timestamps", follow || query.timestamps ? "true" : ""},
                            {"tailLines", query.tail && first ? std::to_string(*query.tail) : ""},
                            {"sinceSeconds", since},
                            {"sinceTime", since_time}}),
          .accept = "*/*",
          .cap = 64U << 10U};
}

std::string first_since(const LogQuery& query) {
  return query.since_time ? to_rfc3339(*query.since_time) : "";
}

/// "2026-11-27T01:02:03.5Z" as a text that sorts: all nine digits of the fraction.
std::string sortable(std::string_view time) {
  const auto dot = time.find('.');
  if (dot == std::string_view::npos || !time.ends_with('Z')) return std::string(time);
  std::string out(time.substr(0, time.size() - 1));
  out.resize(dot + 10, '0');
  return out;
}

/// One log on its way. `take` gets its lines.
struct Following {
  LogQuery query;
  Ask ask;
  Identity identity;
  int stream = 0;
  std::string line;
  std::string last;           ///< time of the last line that was told, sortable
  std::string last_written;   ///< the same as it was written
  int told = 0, skipped = 0;  ///< lines of that time: told in all, met again since the connection
  int failures = 0;
  bool disbelieved = false, done = false;
  Tick retry_at{};
  Result<void> end;
};

class Followers {
 public:
  Followers(Caller& caller, std::span<const LogQuery> queries,
            const std::function<bool(std::size_t, std::string_view)>& take, const AskMoreLogs& more)
      : caller_(caller),
        clock_(caller.system().clock),
        streams_(caller.http().streams()),
        take_(take),
        more_(more) {
    add(queries);
  }

  std::vector<Result<void>> run(const Call& call) {
    while (wanted_) {
      if (more_ && (!ended_.empty() || (ask_at_ && *ask_at_ <= clock_.tick()))) ask_for_more();
      if (!open() && !ask_at_) break;
      const Tick look_again = std::min(connect(call), ask_at_.value_or(Tick::max()));
      if (clock_.tick() >= call.deadline) break;
      for (const auto& event : streams_->wait(call, look_again)) {
        const auto known = by_stream_.find(event.stream);
        if (known != by_stream_.end()) take(known->second, event);
        if (!wanted_) break;
      }
    }
    std::vector<Result<void>> out;
    for (auto& one : all_) {
      const bool late = !one.done && wanted_;
      if (late) one.end = tl::make_unexpected(error_about(one.ask.asked, Reason::deadline_passed));
      out.push_back(std::move(one.end));
    }
    return out;
  }

 private:
  void add(std::span<const LogQuery> queries) {
    for (const auto& query : queries) {
      Following one;
      one.query = query;
      all_.push_back(std::move(one));
    }
  }

  void ask_for_more() {
    const MoreLogs more = more_(std::exchange(ended_, {}));
    add(more.queries);
    ask_at_.reset();
    if (more.ask_again) ask_at_ = clock_.tick() + *more.ask_again;
  }

  bool open() const {
    return std::any_of(all_.begin(), all_.end(), [](const Following& one) { return !one.done; });
  }

  Tick connect(const Call& call) {
    Tick next = Tick::max();
    for (std::size_t i = 0; i < all_.size(); ++i) {
      Following& one = all_[i];
      if (one.done || one.stream != 0) continue;
      if (clock_.tick() < one.retry_at) {
        next = std::min(next, one.retry_at);
        continue;
      }
      // Whole seconds are all the server takes; lines of that second are met again and skipped.
      const auto since =
          one.last_written.empty() ? first_since(one.query) : one.last_written.substr(0, 19) + "Z";
      one.ask = ask_of(caller_, one.query, true, since);
      auto prepared = caller_.prepare(call, one.ask);
      if (!prepared) {
        end(one, tl::make_unexpected(prepared.error()));
        continue;
      }
      prepared->request.compressed = false;
      one.identity = std::move(prepared->identity);
      one.line.clear();
      one.skipped = 0;
      one.stream = streams_->open(std::move(prepared->request));
      by_stream_[one.stream] = i;
    }
    return next;
  }

  static void end(Following& one, Result<void> how) {
    one.done = true;
    one.end = std::move(how);
  }

  void take(std::size_t place, const net::StreamEvent& event) {
    Following& one = all_[place];
    if (event.type == net::StreamEvent::Type::bytes) return take_bytes(place, one, event.bytes);
    if (event.type == net::StreamEvent::Type::head) {
      one.disbelieved = false;
      return;
    }
    by_stream_.erase(std::exchange(one.stream, 0));
    if (event.end && event.end->status / 100 == 2) {
      if (!one.line.empty()) tell(place, one, std::exchange(one.line, {}));
      ended_.push_back(place);
      return end(one, {});
    }
    if (event.end && event.end->status == 401 && !std::exchange(one.disbelieved, true) &&
        caller_.refused(one.identity))
      return;
    Error why = event.end ? error_of(one.ask.asked, *event.end)
                          : caller_.named(one.ask.asked, event.end.error());
    const bool passing = !event.end || event.end->status == 429 || event.end->status >= 500;
    if (!passing || ++one.failures >= most_failures)
      return end(one, tl::make_unexpected(std::move(why)));
    one.retry_at = clock_.tick() +
                   Millis(static_cast<std::int64_t>(static_cast<double>(first_log_pause.count()) *
                                                    std::exp2(one.failures - 1)));
  }

  void take_bytes(std::size_t place, Following& one, std::string_view bytes) {
    one.failures = 0;
    while (wanted_ && !bytes.empty()) {
      const auto stop = bytes.find('\n');
      one.line.append(bytes.substr(0, stop));
      const bool ended = stop != std::string_view::npos;
      bytes.remove_prefix(ended ? stop + 1 : bytes.size());
      if (ended || one.line.size() > longest_log_line)
        tell(place, one, std::exchange(one.line, {}));
    }
  }

  /// The line goes on unless it was told before the connection broke.
  void tell(std::size_t place, Following& one, const std::string& line) {
    const auto blank = line.find(' ');
    const std::string written = line.substr(0, blank);
    const std::string time = sortable(written);
    if (time < one.last) return;
    if (time == one.last && one.skipped < one.told) {
      ++one.skipped;
      return;
    }
    if (time != one.last) one.told = 0;
    one.last = time;
    one.last_written = written;
    one.skipped = ++one.told;
    std::string_view text = line;
    if (!one.query.timestamps) text = blank == std::string::npos ? "" : text.substr(blank + 1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    wanted_ = take_(place, text);
  }

  Caller& caller_;
  Clock& clock_;
  std::unique_ptr<net::Streams> streams_;
  const std::function<bool(std::size_t, std::string_view)>& take_;
  const AskMoreLogs& more_;
  std::vector<Following> all_;
  std::vector<std::size_t> ended_;  ///< read to their ends, and more was not asked for yet
  std::optional<Tick> ask_at_;
  std::map<int, std::size_t> by_stream_;
  bool wanted_ = true;
};

/// Of a log that is too long: all of it is read, since the server can only leave away the newest.
Known<std::string> read_newest(Caller& caller, const Call& call, const Ask& ask, std::size_t cap) {
  auto prepared = caller.prepare(call, ask);
  if (!prepared) return unknown(prepared.error());
  const auto streams = caller.http().streams();
  streams->open(std::move(prepared->request));
  std::string text;
  while (true) {
    auto events = streams->wait(call, Tick::max());
    if (events.empty() && caller.system().clock.tick() >= call.deadline)
      return unknown(error_about(ask.asked, Reason::deadline_passed));
    for (auto& event : events) {
      text += event.bytes;
      if (text.size() > 2 * cap) text.erase(0, text.size() - cap);
      if (event.type != net::StreamEvent::Type::ended) continue;
      if (!event.end) return unknown(caller.named(ask.asked, event.end.error()));
      if (event.end->status / 100 != 2) return unknown(error_of(ask.asked, *event.end));
      if (text.size() > cap) text.erase(0, text.size() - cap);
      text.erase(0, text.find('\n') + 1);
      return text;
    }
  }
}

}  // namespace

std::vector<Result<void>> follow_all_logs(
    Caller& caller, const Call& call, std::span<const LogQuery> queries,
    const std::function<bool(std::size_t, std::string_view)>& take, const AskMoreLogs& more) {
  return Followers(caller, queries, take, more).run(call);
}

std::vector<Known<std::string>> read_logs(Caller& caller, const Call& call,
                                          std::span<const LogQuery> queries) {
  std::vector<Ask> asks;
  for (const auto& query : queries) {
    asks.push_back(ask_of(caller, query, false, first_since(query)));
    asks.back().cap = query.cap;
  }
  auto answers = caller.perform(call, asks);
  std::vector<Known<std::string>> out;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i]) {
      out.emplace_back(std::move(answers[i]->body));
    } else if (answers[i].error().reason == Reason::answer_too_large) {
      out.push_back(read_newest(caller, call, asks[i], queries[i].cap));
    } else {
      out.emplace_back(unknown(std::move(answers[i]).error()));
    }
  }
  return out;
}

}  // namespace chatops::kube
