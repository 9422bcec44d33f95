// The table of routes: what it refuses to be built from, and what it finds.
// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <ostream>

#include "net/routes.hpp"

using namespace chatops;
using namespace chatops::net;

namespace {

Route row(const std::string& method, const std::string& path) {
  return {.method = method,
          .path = path,
          .authentication = Authentication::open,
          .body_cap = 0,
          .read_deadline = Millis(1),
          .answer_deadline = Millis(1),
          .poll_end = {},
          .handler = [](const ServerRequest&, const Respond&) {}};
}

std::string refused(std::vector<Route> routes) {
  try {
    const Router router(std::move(routes));
    return "";
  } catch (const Error& error) {
    return std::string(error.args.get("what")) + ": " + std::string(error.args.get("why"));
  }
}

/// The found row's path with the values of its segments, or the status and the methods allowed.
std::string found(const Router& router, std::string_view method, std::string_view path) {
  const auto match = router.match(method, path);
  if (match.route == nullptr)
    return std::to_string(match.status) + (match.allow.empty() ? "" : " " + match.allow);
  std::string out = match.route->path;
  for (const auto& [name, value] : match.segments) out += " " + name + "=" + value;
  return out;
}

}  // namespace

TEST_CASE("router: a row that leaves out who may ask, how much or how long is refused") {
  CHECK(refused({row("GET", "/a")}) == "");
  CHECK(refused({Route{}}) == " : method");
  auto bad = row("GET", "/a");
  bad.authentication.reset();
  CHECK(refused({bad}) == "GET /a: authentication");
  bad = row("GET", "/a");
  bad.body_cap.reset();
  CHECK(refused({bad}) == "GET /a: body_cap");
  bad = row("GET", "/a");
  bad.read_deadline = Millis(0);
  CHECK(refused({bad}) == "GET /a: read_deadline");
  bad = row("GET", "/a");
  bad.answer_deadline = Millis(0);
  CHECK(refused({bad}) == "GET /a: answer_deadline");
  bad = row("GET", "/a");
  bad.handler = nullptr;
  CHECK(refused({bad}) == "GET /a: handler");
}

TEST_CASE("router: patterns that cannot match, and rows that hide each other, are refused") {
  for (const auto* path : {"", "a", "/{}", "/{*}", "/{a*}/b", "/x{a}", "/a%20b"})
    CHECK(refused({row("GET", path)}) == "GET " + std::string(path) + ": path");
  CHECK(refused({row("GET", "/a/{x}"), row("GET", "/a/{y}")}) == "GET /a/{y}: twice");
  CHECK(refused({row("GET", "/a/{x}"), row("POST", "/a/{y}"), row("GET", "/a/b")}) == "");
}

TEST_CASE("router: what matches") {
  const Router router({row("GET", "/groups/{group}/messages"),
                       row("POST", "/groups/{group}/messages"), row("GET", "/groups/all/messages"),
                       row("GET", "/chat/{file*}"), row("GET", "/"), row("DELETE", "/only"),
                       row("HEAD", "/own"), row("GET", "/own")});
  struct Row {
    const char *method, *path, *want;
  };
  const Row rows[] = {
      {"GET", "/", "/"},
      {"GET", "/groups/g1/messages", "/groups/{group}/messages group=g1"},
      {"GET", "/groups/all/messages", "/groups/all/messages"},
      {"POST", "/groups/all/messages", "/groups/{group}/messages group=all"},
      {"GET", "/groups/a%20b%2Fc/messages", "/groups/{group}/messages group=a b/c"},
      {"GET", "/groups//messages", "404"},
      {"GET", "/groups/g1/messages/", "404"},
      {"PUT", "/groups/g1/messages", "405 GET, HEAD, POST"},
      {"HEAD", "/groups/g1/messages", "/groups/{group}/messages group=g1"},
      {"HEAD", "/own", "/own"},
      {"HEAD", "/only", "405 DELETE"},
      {"GET", "/chat/js/page.js", "/chat/{file*} file=js/page.js"},
      {"GET", "/chat/", "/chat/{file*} file="},
      {"GET", "/chat", "/chat/{file*} file="},
      {"GET", "/chat/a%2Fb/c", "/chat/{file*} file=a%2Fb/c"},
      {"GET", "/chat/../secret", "400"},
      {"GET", "/chat/%2e%2E/secret", "400"},
      {"GET", "/chat/..%2Fsecret", "/chat/{file*} file=..%2Fsecret"},
      {"GET", "/chat/a%00b", "400"},
      {"GET", "/chat/a%0", "400"},
      {"GET", "*", "400"},
      {"GET", "", "400"},
      {"GET", "/nothing", "404"},
  };
  for (const Row& one : rows) {
    CAPTURE(one.method);
    CAPTURE(one.path);
    CHECK(found(router, one.method, one.path) == one.want);
  }
  CHECK(router.match("HEAD", "/own").route->method == "HEAD");
}

TEST_CASE("router: nobody is let in where no authentication is known") {
  auto route = row("GET", "/a");
  ServerRequest request;
  const auto status = [&](Authentication kind, const Authenticators& hooks) {
    route.authentication = kind;
    request.principal.reset();
    const auto refused = Router({route}, hooks).authenticate(route, request);
    return refused ? refused->status : 0;
  };
  CHECK(status(Authentication::open, {}) == 0);
  CHECK(status(Authentication::webhook, {}) == 0);
  CHECK(status(Authentication::session, {}) == 401);
  CHECK(status(Authentication::bearer, {}) == 401);
  CHECK(status(Authentication::peer, {}) == 403);
  Authenticators hooks;
  for (const auto kind : {Authentication::session, Authentication::bearer, Authentication::peer})
    hooks[kind] = [](const ServerRequest&) { return Principal{"lin", ""}; };
  CHECK(status(Authentication::session, hooks) == 0);
  CHECK(request.principal->id == "lin");
  CHECK(status(Authentication::peer, hooks) == 403);  // no socket of this machine
  request.peer.credentials = PeerCredentials{};
  CHECK(status(Authentication::peer, hooks) == 0);
  hooks[Authentication::session] = [](const ServerRequest&) { return std::nullopt; };
  CHECK(status(Authentication::session, hooks) == 401);
}

TEST_CASE("request: cookies and segments") {
  ServerRequest in;
  in.headers = {{"Cookie", "a=1; id=x=y;b="}, {"cookie", "c=3"}};
  in.segments = {{"group", "g1"}};
  CHECK(in.cookie("id") == "x=y");
  CHECK(in.cookie("b") == "");
  CHECK(in.cookie("c") == "3");
  CHECK_FALSE(in.cookie("d"));
  CHECK(in.segment("group") == "g1");
  CHECK(in.segment("other") == "");
}
