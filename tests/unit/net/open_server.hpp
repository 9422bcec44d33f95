// A server as the open world meets it: a few routes of every kind, on a clock that the test moves.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>

#include "net/server.hpp"
#include "unit/net/raw_client.hpp"

namespace chatops::net::testing {

/// Read by the server's thread while the test moves it.
class SharedClock final : public Clock {
 public:
  Instant now() const override { return Instant{Millis(ticks_)}; }
  Tick tick() const override { return Tick{Millis(ticks_)}; }
  bool pause_until(Tick /*until*/, const std::stop_token& /*stop*/) override { return true; }
  void advance(Millis span) { ticks_ += span.count(); }

 private:
  std::atomic<std::int64_t> ticks_{1'000'000};
};

/// A row that asks for nothing in particular.
inline Route a_route(std::string method, std::string path, Handler handler) {
  return {.method = std::move(method),
          .path = std::move(path),
          .authentication = Authentication::open,
          .body_cap = 10,
          .read_deadline = Millis(5000),
          .answer_deadline = Millis(5000),
          .poll_end = {},
          .handler = std::move(handler)};
}

/// "POST /echo" (10 bytes), "GET /who", "POST /session" (cookie id=lin), "GET /kept" and
/// "GET /poll" (answered by the test, if at all), "GET /throws".
class OpenServer {
 public:
  explicit OpenServer(ServerOptions options = {}, std::vector<Listener> listeners = {}) {
    options.clock = &clock;
    if (listeners.empty()) listeners.emplace_back();
    for (Listener& one : listeners) one.router = router();
    server = serve(std::move(options), std::move(listeners));
  }

  RawClient client() const { return RawClient(server->port()); }
  std::string get(const std::string& path, const std::string& fields = "") const {
    RawClient one = client();
    one.send(head("GET", path, fields));
    return one.answer();
  }
  static std::string head(const std::string& method, const std::string& path,
                          const std::string& fields = "") {
    return method + " " + path + " HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
  }
  /// Time goes by until the client has heard something.
  void pass_time(const RawClient& client) {
    for (int i = 0; i < 2000 && !client.readable(5); ++i) clock.advance(Millis(1000));
  }
  /// The answers to "/kept" and "/poll" that are asked for; waits for so many.
  std::vector<Respond> kept(std::size_t count) {
    for (int i = 0; i < 10'000; ++i) {
      {
        const std::lock_guard lock(mutex_);
        if (kept_.size() >= count) return kept_;
      }
      std::this_thread::sleep_for(Millis(1));
    }
    return {};
  }

  SharedClock clock;
  std::atomic<int> echoed{0};
  std::unique_ptr<Server> server;

 private:
  std::shared_ptr<const Router> router() {
    const Handler keep = [this](ServerRequest, Respond respond) {
      const std::lock_guard lock(mutex_);
      kept_.push_back(std::move(respond));
    };
    const Handler echo = [this](const ServerRequest& in, const Respond& respond) {
      ++echoed;
      respond({.body = "<" + in.body + ">"});
    };
    std::vector<Route> routes{
        a_route("POST", "/echo", echo),
        a_route("POST", "/session", echo),
        a_route("GET", "/who",
                [](const ServerRequest& in, const Respond& respond) {
                  respond({.body = in.peer.address + (in.peer.tls ? " tls" : "")});
                }),
        a_route("GET", "/uid",
                [](const ServerRequest& in, const Respond& respond) {
                  const auto& who = in.peer.credentials.value();
                  respond({.body = in.principal->id + " " + std::to_string(who.gid) + " " +
                                   std::to_string(who.pid)});
                }),
        a_route("GET", "/large",
                [](const ServerRequest&, const Respond& respond) {
                  respond({.body = std::string(1'000'000, 'x')});
                }),
        a_route("GET", "/throws",
                [](const ServerRequest&, const Respond&) { throw Error(Reason::internal_error); }),
        a_route("GET", "/kept", keep),
        a_route("GET", "/poll", keep)};
    routes[1].authentication = Authentication::session;
    routes[3].authentication = Authentication::peer;
    routes.back().poll_end = [] { return ServerResponse{.body = "nothing new"}; };
    Authenticators hooks;
    hooks[Authentication::session] = [](const ServerRequest& in) -> std::optional<Principal> {
      if (in.cookie("id") != "lin") return std::nullopt;
      return Principal{"lin", "s1"};
    };
    hooks[Authentication::peer] = [](const ServerRequest& in) -> std::optional<Principal> {
      return Principal{"uid " + std::to_string(in.peer.credentials->uid), ""};
    };
    return std::make_shared<const Router>(std::move(routes), std::move(hooks));
  }

  std::mutex mutex_;
  std::vector<Respond> kept_;
};

}  // namespace chatops::net::testing
