// Logs that are followed across lost connections: every line once, in order.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ostream>

#include "unit/kube/machine.hpp"

using namespace chatops;
using namespace chatops::kube;
using namespace chatops::kube::testing;
using Piece = FakeClient::Piece;

namespace {

struct Following {
  Bench bench;
  std::vector<std::vector<Piece>> scripts;
  std::vector<std::string> lines;
  LogQuery query{.ns = "one", .pod = "p", .container = "c"};
  AskMoreLogs more;

  Result<void> run(std::size_t enough = 1000) {
    bench.http.opened = [this](const net::Request&) {
      return scripts.at(std::min(bench.http.streamed.size(), scripts.size()) - 1);
    };
    auto ends = bench.api->follow_logs(
        bench.call(), std::span(&query, 1),
        [&](std::size_t, std::string_view line) {
          lines.emplace_back(line);
          return lines.size() < enough;
        },
        more);
    return std::move(ends.front());
  }
};

Piece text(const std::string& bytes) { return FakeClient::bytes(bytes); }
Piece over() { return FakeClient::end(test::answer_of(200, "")); }
Piece cut_off() { return FakeClient::end(failure(Reason::answer_cut)); }

}  // namespace

TEST_CASE("logs: after a cut, the lines of the last second are met again and told once") {
  Following log;
  log.scripts = {
      {FakeClient::head(),
       text("2026-01-01T00:00:01.5Z one\n2026-01-01T00:00:01.50Z two\n2026-01-01T00:00:01.5Z"),
       cut_off()},
      {FakeClient::head(),
       text("2026-01-01T00:00:01.1Z before\n2026-01-01T00:00:01.5Z one\n2026-01-01T00:00:01.5Z "
            "two\n2026-01-01T00:00:01.5Z three\n2026-01-01T00:00:02Z four"),
       over()}};
  CHECK(log.run());
  CHECK(log.lines == std::vector<std::string>{"one", "two", "three", "four"});
  CHECK(log.bench.http.streamed[0].url.find("sinceTime") == std::string::npos);
  CHECK(log.bench.http.streamed[1].url.find("sinceTime=2026-01-01T00%3A00%3A01Z") !=
        std::string::npos);
}

TEST_CASE("logs: what is asked for when one has ended is followed as well, also after a while") {
  Following log;
  log.scripts = {{FakeClient::head(), text("2026-01-01T00:00:01Z one\n"), over()},
                 {FakeClient::head(), text("2026-01-01T00:00:02Z two\n"), over()}};
  std::vector<std::vector<std::size_t>> asked;
  log.more = [&](std::span<const std::size_t> ended) {
    asked.emplace_back(ended.begin(), ended.end());
    MoreLogs out;
    if (asked.size() == 1) out.ask_again = Millis(1);
    if (asked.size() == 2) out.queries = {{.ns = "one", .pod = "q", .container = "c"}};
    return out;
  };
  CHECK(log.run());
  CHECK(log.lines == std::vector<std::string>{"one", "two"});
  CHECK(asked == std::vector<std::vector<std::size_t>>{{0}, {}, {1}});
  CHECK(log.bench.http.streamed[1].url.find("/q/log") != std::string::npos);
}

TEST_CASE("logs: times are told where they are wanted; enough is enough") {
  Following log;
  log.query.timestamps = true;
  log.scripts = {
      {FakeClient::head(),
       text("2026-01-01T00:00:01Z one\r\n2026-01-01T00:00:02Z \n2026-01-01T00:00:03Z three\n")}};
  CHECK(log.run(2));
  CHECK(log.lines == std::vector<std::string>{"2026-01-01T00:00:01Z one", "2026-01-01T00:00:02Z "});
}

TEST_CASE("logs: a refusal is told at once, trouble when it does not end") {
  Following refused;
  refused.scripts = {{FakeClient::end(ok(status(
      400, "BadRequest", "container \"c\" in pod \"p\" is waiting to start: ContainerCreating")))}};
  CHECK(refused.run().error().reason == Reason::container_waiting);
  CHECK(refused.bench.http.streamed.size() == 1);
  Following first;
  first.scripts = {{FakeClient::end(ok(
      status(400, "BadRequest", "previous terminated container \"c\" in pod \"p\" not found")))}};
  const auto none = first.run().error();
  CHECK(none.reason == Reason::container_waiting);
  CHECK(none.args.has("first"));
  CHECK_FALSE(refused.run().error().args.has("first"));
  Following lost;
  lost.scripts = {{FakeClient::end(failure(Reason::unreachable))}};
  CHECK(lost.run().error().reason == Reason::unreachable);
  CHECK(lost.bench.http.streamed.size() == 6);
}

TEST_CASE("logs: of one that is too long the newest lines are kept") {
  Bench bench;
  bench.http.http.reply = [](const net::Request&) {
    return test::answer_of(200, std::string(50, 'x'));
  };
  bench.http.opened = [](const net::Request&) -> std::vector<Piece> {
    return {FakeClient::head(), text("first line\nsecond line\n"), text("third\nfourth\n"), over()};
  };
  LogQuery query{.ns = "one", .pod = "p"};
  query.cap = 18;
  CHECK(*bench.api->logs(bench.call(), std::span(&query, 1))[0] == "third\nfourth\n");
  query.cap = 100;
  query.tail = 3;
  CHECK(bench.api->logs(bench.call(), std::span(&query, 1))[0]->size() == 50);
  CHECK(bench.http.http.seen.back().url.ends_with("/log?tailLines=3"));
}
