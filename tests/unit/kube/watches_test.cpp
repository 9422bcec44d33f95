// Watches as the server may treat them: well, in pieces, too late, not at all.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ostream>

#include "unit/kube/machine.hpp"

using namespace chatops;
using namespace chatops::kube;
using namespace chatops::kube::testing;
using Type = WatchEventType;
using Piece = FakeClient::Piece;

namespace {

Json event(const std::string& type, const std::string& name, const std::string& version) {
  return {{"type", type},
          {"object", {{"metadata", {{"name", name}, {"resourceVersion", version}}}, {"spec", 1}}}};
}

struct Watching {
  Bench bench;
  std::unique_ptr<Watches> watches;
  int opened = 0;
  std::vector<std::vector<Piece>> scripts;  ///< one a connection; the last for all further

  explicit Watching(std::vector<std::vector<Piece>> plan) : scripts(std::move(plan)) {
    bench.http.opened = [this](const net::Request&) {
      const auto place = std::min(static_cast<std::size_t>(opened++), scripts.size() - 1);
      return scripts[place];
    };
    watches = bench.api->watches();
    Query query;
    query.resource = resources::pods();
    watches->add(query, "5");
  }
  /// The next `count` events, or fewer when an hour passes.
  std::vector<WatchEvent> events(std::size_t count) {
    std::vector<WatchEvent> out;
    const Call call{.deadline = bench.machine.clock.tick() + std::chrono::hours(1)};
    while (out.size() < count && bench.machine.clock.tick() < call.deadline) {
      for (auto& one : watches->wait(call, call.deadline)) out.push_back(std::move(one));
    }
    return out;
  }
  std::vector<Type> types(std::size_t count) {
    std::vector<Type> out;
    for (const auto& one : events(count)) out.push_back(one.type);
    return out;
  }
  bool asked(std::size_t place, const std::string& text) const {
    return bench.http.streamed.at(place).url.find(text) != std::string::npos;
  }
};

const Piece begins = FakeClient::head();

Piece ends(Known<net::Response> how) { return FakeClient::end(std::move(how)); }
Piece cut() { return ends(failure(Reason::answer_cut, {{"where", "x"}})); }

}  // namespace

TEST_CASE("watch: events in any pieces, with the kind and the version to resume from") {
  const auto text = event("ADDED", "a", "6").dump() + "\n" + event("MODIFIED", "a", "7").dump() +
                    "\n" + event("BOOKMARK", "", "9").dump() + "\n" +
                    event("DELETED", "a", "10").dump() + "\n";
  std::vector<Piece> pieces{begins};
  for (std::size_t at = 0; at < text.size(); at += 11)
    pieces.push_back(FakeClient::bytes(text.substr(at, 11)));
  Watching watching({pieces});
  const auto seen = watching.events(4);
  REQUIRE(seen.size() == 4);
  CHECK(seen[0].type == Type::added);
  CHECK(seen[0].object["kind"] == "Pod");
  CHECK(seen[0].object["spec"] == 1);
  CHECK(seen[1].version == "7");
  CHECK(seen[2].type == Type::bookmark);
  CHECK(seen[2].version == "9");
  CHECK(seen[3].type == Type::deleted);
  CHECK(watching.asked(0, "watch=true"));
  CHECK(watching.asked(0, "resourceVersion=5"));
  CHECK(watching.asked(0, "allowWatchBookmarks=true"));
}

TEST_CASE("watch: a connection whose time is over is followed by the next, silently") {
  Watching watching({{begins, FakeClient::line(event("BOOKMARK", "", "8"))},
                     {begins, FakeClient::line(event("ADDED", "b", "9"))}});
  CHECK(watching.types(1) == std::vector{Type::bookmark});
  watching.bench.machine.clock.pass(std::chrono::minutes(1));
  watching.bench.http.pending.push_back(FakeClient::end(test::answer_of(200, ""), 1));
  CHECK(watching.types(1) == std::vector{Type::added});
  CHECK(watching.asked(1, "resourceVersion=8"));
}

TEST_CASE("watch: a cut is told once, and so is that it goes on") {
  Watching watching({{begins, FakeClient::line(event("ADDED", "a", "6")), cut()},
                     {cut()},
                     {cut()},
                     {begins, FakeClient::line(event("ADDED", "b", "7"))}});
  CHECK(watching.types(4) == std::vector{Type::added, Type::broken, Type::resumed, Type::added});
  CHECK(watching.asked(3, "resourceVersion=6"));
  CHECK(watching.bench.machine.clock.waited > Millis(1000));
}

TEST_CASE("watch: it goes on also where nothing happens") {
  Watching watching({{cut()}, {begins}});
  CHECK(watching.types(2) == std::vector{Type::broken, Type::resumed});
}

TEST_CASE("watch: a version that is too old ends it, however the server says so") {
  const Json gone{{"type", "ERROR"},
                  {"object", status(410, "Expired", "too old resource version")}};
  Watching by_event({{begins, FakeClient::line(gone)}});
  CHECK(by_event.types(1) == std::vector{Type::expired});
  Watching by_status({{ends(ok(status(410, "Gone", "")))}});
  CHECK(by_status.types(1) == std::vector{Type::expired});
  CHECK(by_status.opened == 1);
}

TEST_CASE("watch: after a break, too old a version is no resumption") {
  const Json gone{{"type", "ERROR"}, {"object", status(410, "Expired", "")}};
  Watching watching({{cut()}, {begins, FakeClient::line(gone)}});
  CHECK(watching.types(2) == std::vector{Type::broken, Type::expired});
}

TEST_CASE("watch: what the server forbids or does not know ends it; what passes does not") {
  Watching forbidden({{ends(
      ok(status(403, "Forbidden", R"(User "a" cannot watch resource "pods" in API group "")")))}});
  const auto seen = forbidden.events(1);
  CHECK(seen.at(0).type == Type::refused);
  CHECK(seen.at(0).error.reason == Reason::permission_missing);
  Watching busy({{ends(ok(status(429, "TooManyRequests", "")))},
                 {begins, FakeClient::line(event("ADDED", "a", "6"))}});
  CHECK(busy.types(3) == std::vector{Type::broken, Type::resumed, Type::added});
  const Json trouble{{"type", "ERROR"}, {"object", status(500, "InternalError", "etcd")}};
  Watching sick(
      {{begins, FakeClient::line(trouble)}, {begins, FakeClient::line(event("ADDED", "a", "6"))}});
  CHECK(sick.types(3) == std::vector{Type::broken, Type::resumed, Type::added});
}

TEST_CASE("watch: silence costs the connection, and only a second silence is told") {
  Watching watching({{begins, FakeClient::line(event("ADDED", "a", "6"))},
                     {},
                     {begins, FakeClient::line(event("ADDED", "b", "7"))}});
  CHECK(watching.types(4) == std::vector{Type::added, Type::broken, Type::resumed, Type::added});
  CHECK(watching.bench.http.closed == std::vector<int>{1, 2});
  // Not by the connection that was silent.
  CHECK(!watching.bench.http.streamed[0].once);
  CHECK(watching.bench.http.streamed[1].once);
}

TEST_CASE("watch: what cannot be read is a break, not an event") {
  Watching watching(
      {{begins, FakeClient::bytes("{\"type\":\n")},
       {begins, FakeClient::line(
                    {{"type", "NEW"}, {"object", {{"metadata", {{"resourceVersion", "6"}}}}}})},
       {begins, FakeClient::line(event("ADDED", "a", "6"))}});
  const auto seen = watching.types(3);
  CHECK(seen.at(0) == Type::broken);
  CHECK(seen.back() == Type::added);
}

TEST_CASE("watch: an object of ten megabytes is an event, a line without an end is a break") {
  Json big = event("ADDED", "a", "6");
  big["object"]["data"] = std::string(10U << 20U, 'x');
  std::vector<Piece> endless{begins, FakeClient::line(big)};
  for (int megabytes = 0; megabytes <= 32; ++megabytes)
    endless.push_back(FakeClient::bytes(std::string(1U << 20U, 'y')));
  Watching watching({endless, {begins, FakeClient::line(event("ADDED", "b", "7"))}});
  const auto seen = watching.events(4);
  CHECK(seen.at(0).type == Type::added);
  CHECK(seen.at(0).object["data"].get_ref<const std::string&>().size() == 10U << 20U);
  CHECK(seen.at(1).type == Type::broken);
  CHECK(seen.at(1).error.reason == Reason::answer_too_large);
  CHECK(seen.at(3).type == Type::added);
  CHECK(watching.asked(1, "resourceVersion=6"));
}

TEST_CASE("watch: what is not kept is dropped while it is read") {
  Watching watching({{begins, FakeClient::line(event("ADDED", "a", "6"))}});
  Query query;
  query.resource = resources::pods();
  query.keep = {"/status/phase"};
  watching.watches->add(query, "5");
  const auto seen = watching.events(2);
  CHECK(seen.at(0).object.contains("spec"));
  CHECK(!seen.at(1).object.contains("spec"));
  CHECK(name_of(seen.at(1).object) == "a");
}

TEST_CASE("watch: one that is removed tells nothing any more") {
  Watching watching({{begins, FakeClient::line(event("ADDED", "a", "6"))}});
  CHECK(watching.types(1).size() == 1);
  watching.watches->remove(1);
  watching.bench.http.pending.push_back(FakeClient::line(event("ADDED", "b", "7"), 1));
  CHECK(watching.events(1).empty());
}

TEST_CASE("watch: a token that is not believed is asked for again, once") {
  Bench bench;
  auto access = bench.access;
  access.token = Secret();
  access.plugin =
      CredentialPlugin{.command = "tell", .api_version = "client.authentication.k8s.io/v1"};
  int asked = 0;
  bench.machine.spawner.program = [&](const Command&) {
    return Finished{0,
                    Json{{"apiVersion", "client.authentication.k8s.io/v1"},
                         {"kind", "ExecCredential"},
                         {"status", {{"token", "t" + std::to_string(++asked)}}}}
                        .dump(),
                    ""};
  };
  bench.remake(access);
  bench.http.opened = [](const net::Request&) -> std::vector<Piece> {
    return {ends(ok(status(401, "Unauthorized", "")))};
  };
  auto watches = bench.api->watches();
  Query query;
  query.resource = resources::pods();
  watches->add(query, "5");
  const auto seen = watches->wait(bench.call(), bench.call().deadline);
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].type == Type::refused);
  CHECK(seen[0].error.reason == Reason::auth_invalid);
  CHECK(asked == 2);
  CHECK(bench.http.streamed.at(1).headers.get("Authorization") == "Bearer t2");
}
