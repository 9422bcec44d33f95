// What the client sends, follows, repeats and runs side by side.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <ostream>

#include "base/file.hpp"
#include "unit/net/fixture.hpp"

using namespace chatops;
using namespace chatops::net;
using namespace chatops::net::testing;
using namespace std::chrono_literals;

namespace {

/// Answers each request's head as its body.
void echo_heads(Peer& peer) {
  for (auto head = peer.head(); !head.empty(); head = peer.head()) peer.answer(200, head);
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

struct Recorder : Trace {
  std::vector<std::string> lines;
  void outside_call(std::string_view system, std::string_view target, std::string_view outcome,
                    Millis) override {
    lines.push_back(std::string(system) + " " + std::string(target) + " " + std::string(outcome));
  }
};

}  // namespace

TEST_CASE("client: a request as it is written") {
  const RawServer server(echo_heads);
  const Fixture fixture;
  const auto got = fixture.http->perform_one(
      soon(),
      {.url = server.url("/a?b=c"), .headers = {{"X-One", "1"}, {"X-Empty", ""}}, .system = "t"});
  REQUIRE(got);
  CHECK(got->status == 200);
  CHECK(got->url == server.url("/a?b=c"));
  CHECK(has(got->body, "GET /a?b=c HTTP/1.1\r\n"));
  CHECK(has(got->body, "X-One: 1\r\n"));
  CHECK(has(got->body, "X-Empty:\r\n"));
  CHECK(has(got->body, "User-Agent: chatops-test\r\n"));

  const auto put =
      fixture.http->perform_one(soon(), {.method = "PUT", .url = server.url(), .body = "12345"});
  CHECK(has(put->body, "PUT / HTTP/1.1\r\n"));
  CHECK(has(put->body, "Content-Length: 5\r\n"));
  CHECK(fixture.http->perform_one(soon(), {.method = "HEAD", .url = server.url()})->body == "");
}

TEST_CASE("client: connections are reused, except for what must not be sent twice") {
  const RawServer server(echo_heads);
  const Fixture fixture;
  for (int i = 0; i < 5; ++i) REQUIRE(fixture.get(server.url()));
  CHECK(server.connections() == 1);
  REQUIRE(fixture.http->perform_one(soon(),
                                    {.method = "POST", .url = server.url(), .idempotent = false}));
  CHECK(server.connections() == 2);
}

TEST_CASE("client: requests run side by side within the limit of the host") {
  std::atomic<int> now{0}, most{0};
  const RawServer server([&](Peer& peer) {
    while (!peer.head().empty()) {
      const int here = ++now;
      for (int seen = most; here > seen && !most.compare_exchange_weak(seen, here);) {
      }
      std::this_thread::sleep_for(50ms);
      --now;
      peer.answer(200, "");
    }
  });
  const Fixture fixture({}, {.parallel_per_host = 4});
  const std::vector<Request> requests(12, {.url = server.url()});
  const auto answers = fixture.http->perform(soon(), requests);
  for (const auto& answer : answers) CHECK(answer);
  CHECK(most == 4);
}

TEST_CASE("client: answers stand in the order of the requests") {
  const RawServer server([](Peer& peer) {
    for (auto head = peer.head(); !head.empty(); head = peer.head()) {
      if (has(head, "/first")) std::this_thread::sleep_for(60ms);
      peer.answer(200, head.substr(4, 7));
    }
  });
  const Fixture fixture;
  const std::vector<Request> requests{{.url = server.url("/first_")},
                                      {.url = server.url("/second")}};
  const auto answers = fixture.http->perform(soon(), requests);
  CHECK(answers[0]->body == "/first_");
  CHECK(answers[1]->body == "/second");
  CHECK(fixture.http->perform(soon(), {}).empty());
}

TEST_CASE("client: what is worth another try gets one, and what is not does not") {
  struct Row {
    const char* name;
    int status;
    const char* fields;
    bool idempotent, once;
    int requests;
  };
  static constexpr auto rows = std::to_array<Row>({
      {"503 that passes", 503, "", true, false, 2},
      {"429 that passes, also for what is not idempotent", 429, "Retry-After: 0\r\n", false, false,
       2},
      {"500 of something idempotent", 500, "", true, false, 2},
      {"500 of something that is not", 500, "", false, false, 1},
      {"once is once", 503, "", true, true, 1},
      {"404 stays", 404, "", true, false, 1},
      {"a wait beyond reason", 429, "Retry-After: 3000\r\n", true, false, 1},
  });
  for (const auto& row : rows) {
    CAPTURE(std::string(row.name));
    std::atomic<int> requests{0};
    const RawServer server([&](Peer& peer) {
      while (!peer.head().empty()) {
        if (++requests == 1)
          peer.answer(row.status, "no", row.fields);
        else
          peer.answer(200, "yes");
      }
    });
    const Fixture fixture;
    const auto answer = fixture.http->perform_one(
        soon(), {.url = server.url(), .idempotent = row.idempotent, .once = row.once});
    REQUIRE(answer);
    CHECK(requests == row.requests);
    CHECK(answer->status == (row.requests == 2 ? 200 : row.status));
  }
}

TEST_CASE("client: a cut answer of something idempotent is asked again, but not forever") {
  std::atomic<int> requests{0};
  const RawServer server([&](Peer& peer) {
    if (!peer.head().empty()) ++requests;
  });
  const Fixture fixture({}, {.retry = {.attempts = 3}});
  CHECK(fixture.get(server.url()).error().reason == Reason::answer_cut);
  // On a connection of its own curl repeats nothing by itself.
  CHECK(requests == 3);
}

TEST_CASE("client: who waits for another try holds up nobody") {
  const RawServer server([](Peer& peer) {
    for (auto head = peer.head(); !head.empty(); head = peer.head()) {
      if (has(head, "/busy"))
        peer.answer(503, "", "Retry-After: 30\r\n");
      else
        peer.answer(200, "ok");
    }
  });
  const Fixture fixture({}, {.parallel_per_host = 1});
  std::vector<Request> requests(20, {.url = server.url("/")});
  requests.front().url = server.url("/busy");
  const auto answers = fixture.http->perform({.deadline = in(1000ms)}, requests);
  CHECK(answers.front()->status == 503);  // the deadline comes before the next try would
  for (size_t i = 1; i < answers.size(); ++i) CHECK(answers[i]);
}

TEST_CASE("client: redirects, and who keeps the credentials") {
  const RawServer other(echo_heads);
  std::string elsewhere;
  const RawServer server([&](Peer& peer) {
    for (auto head = peer.head(); !head.empty(); head = peer.head()) {
      if (has(head, " /here "))
        peer.answer(302, "", "Location: there?x=1\r\n");
      else if (has(head, " /away "))
        peer.answer(307, "", "Location: " + elsewhere + "\r\n");
      else if (has(head, " /loop "))
        peer.answer(302, "", "Location: /loop\r\n");
      else if (has(head, " /file "))
        peer.answer(302, "", "Location: file:///etc/passwd\r\n");
      else
        peer.answer(200, head);
    }
  });
  elsewhere = other.url("/caught");
  const Fixture fixture;
  const auto get = [&](const char* path, const char* method = "GET") {
    return fixture.http->perform_one(
        soon(), {.method = method,
                 .url = server.url(path),
                 .headers = {{"Authorization", "Bearer t"}, {"X-Kept", "yes"}}});
  };
  const auto here = get("/here");
  CHECK(has(here->body, "GET /there?x=1 "));
  CHECK(has(here->body, "Authorization: Bearer t"));
  CHECK(here->url == server.url("/there?x=1"));
  const auto away = get("/away");
  CHECK(away->url == other.url("/caught"));
  CHECK_FALSE(has(away->body, "Authorization"));
  CHECK(has(away->body, "X-Kept: yes"));
  CHECK(get("/loop")->status == 302);
  CHECK(get("/file")->status == 302);
  CHECK(get("/here", "POST")->status == 302);
}

TEST_CASE("client: a body goes to a file when the answer is good, and to memory when it is not") {
  const RawServer server([](Peer& peer) {
    for (auto head = peer.head(); !head.empty(); head = peer.head()) {
      if (has(head, "/bad"))
        peer.answer(404, "no such chart");
      else
        peer.answer(200, has(head, "/empty") ? "" : "chart");
    }
  });
  const Fixture fixture;
  const auto path =
      std::filesystem::temp_directory_path() / ("chatops-sink-" + std::to_string(getpid()));
  const auto get = [&](const char* from, const std::string& to) {
    return fixture.http->perform_one(soon(), {.url = server.url(from), .sink_file = to});
  };
  CHECK(get("/good", path)->body == "");
  CHECK(read_file(path, 100).value() == "chart");
  CHECK(get("/empty", path)->status == 200);
  CHECK(read_file(path, 100).value() == "");
  std::filesystem::remove(path);
  CHECK(get("/bad", path)->body == "no such chart");
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(get("/good", "/no/such/folder/x").error().reason == Reason::file_unwritable);
  CHECK(get("/good", "/dev/full").error().reason == Reason::disk_full);
}

TEST_CASE("client: traces name the system and tell neither query nor user") {
  const RawServer server(echo_heads);
  const Fixture fixture;
  Recorder recorder;
  Call call = soon();
  call.trace = &recorder;
  const auto url = "http://me:pass@127.0.0.1:" + std::to_string(server.port()) + "/p?token=x";
  REQUIRE(fixture.http->perform_one(call, {.url = url, .system = "test.trace"}));
  CHECK(recorder.lines == std::vector<std::string>{"test.trace " + server.url("/p") + " 200"});
}

TEST_CASE("client: who wants whole exchanges is told them, without what could be a secret") {
  struct Whole : Trace {
    std::vector<Exchange> told;
    void outside_call(std::string_view, std::string_view, std::string_view, Millis) override {
      FAIL("told twice");
    }
    bool wants_exchanges() const override { return true; }
    void exchanged(const Exchange& exchange) override { told.push_back(exchange); }
  } whole;
  const RawServer server(echo_heads);
  const Fixture fixture;
  Call call = soon();
  call.trace = &whole;
  const auto url =
      "http://me:s3cret@127.0.0.1:" + std::to_string(server.port()) + "/p?token=s3cret";
  REQUIRE(fixture.http->perform_one(
      call, {.method = "POST",
             .url = url,
             .headers = {{"Authorization", "Bearer s3cret"}, {"Content-Type", "application/json"}},
             .body = R"({"password":"s3cret","n":1})",
             .system = "test.trace"}));
  REQUIRE(whole.told.size() == 1);
  const Exchange& told = whole.told.front();
  CHECK(told.method == "POST");
  CHECK(told.url == server.url("/p?***=***"));
  CHECK(told.outcome == "200");
  CHECK(told.sent == 27);
  CHECK(told.received > 0);
  CHECK(told.sent_headers == std::vector<std::string>{"Content-Type: application/json"});
  CHECK(told.sent_body == R"({"n":1,"password":"***"})");
  CHECK_FALSE(has(told.received_body, "s3cret"));
  REQUIRE(fixture.http->perform_one(call, {.method = "POST",
                                           .url = server.url("/p"),
                                           .headers = {{"Content-Type", "application/json"}},
                                           .body = R"({"n":1})",
                                           .system = "test.trace",
                                           .confidential = true}));
  REQUIRE(whole.told.size() == 2);
  CHECK(whole.told[1].sent_body.empty());
  CHECK(whole.told[1].received_body.empty());
  CHECK(whole.told[1].sent == 7);
}

TEST_CASE("client: proxies of the environment, except for loopback and what is excepted") {
  const RawServer proxy(echo_heads);
  const Fixture fixture(
      {{"http_proxy", proxy.url()}, {"NO_PROXY", "direct.invalid,.inner.invalid"}});
  const auto through = fixture.get("http://outside.invalid/x");
  REQUIRE(through);
  CHECK(has(through->body, "GET http://outside.invalid/x HTTP/1.1"));
  for (const auto* direct : {"http://direct.invalid/", "http://a.inner.invalid/"})
    CHECK(fixture.get(direct).error().reason == Reason::unreachable);
  const RawServer server(echo_heads);
  CHECK(has(fixture.get(server.url("/here"))->body, "GET /here HTTP/1.1"));
}
