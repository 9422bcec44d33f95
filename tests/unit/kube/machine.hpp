// A client whose server is a function, and whose streams are a script: nothing is really sent, and
// time passes only while somebody waits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "kube/client.hpp"
#include "net/client.hpp"
#include "support/fake_http.hpp"
#include "support/fake_system.hpp"

namespace chatops::kube::testing {

inline net::Response ok(const Json& body) {
  return test::answer_of(body.value("kind", "") == "Status" ? body.value("code", 500) : 200,
                         body.dump());
}
inline Json status(int code, const std::string& reason, const std::string& message,
                   const Json& details = Json::object()) {
  return {{"kind", "Status"},   {"code", code},       {"reason", reason},
          {"message", message}, {"details", details}, {"status", "Failure"}};
}

class FakeClient final : public net::Client {
 public:
  using Piece = net::StreamEvent;
  /// What a stream brings when it is opened. Later pieces may be added to `pending`.
  using Opened = std::function<std::vector<Piece>(const net::Request&)>;

  explicit FakeClient(test::FakeClock& clock) : clock_(clock) {}

  test::FakeHttp http{[](const net::Request&) { return ok(Json::object()); }};
  Opened opened;
  std::deque<Piece> pending;
  std::vector<net::Request> streamed;
  std::vector<int> closed;

  std::vector<Known<net::Response>> perform(const Call& call,
                                            std::span<const net::Request> requests) override {
    return http.perform(call, requests);
  }
  std::unique_ptr<net::Streams> streams() override { return std::make_unique<Script>(*this); }
  Known<net::Upgrade> upgrade(const Call&, const net::Request&,
                              const std::vector<std::string>&) override {
    return failure(Reason::unreachable);
  }

  static Piece head(int stream = 0) {
    Piece piece;
    piece.stream = stream;
    piece.type = Piece::Type::head;
    piece.answer.status = 200;
    return piece;
  }
  static Piece bytes(std::string text, int stream = 0) {
    Piece piece;
    piece.stream = stream;
    piece.bytes = std::move(text);
    return piece;
  }
  static Piece line(const Json& event, int stream = 0) {
    return bytes(event.dump() + "\n", stream);
  }
  static Piece end(Known<net::Response> how, int stream = 0) {
    Piece piece;
    piece.stream = stream;
    piece.type = Piece::Type::ended;
    piece.end = std::move(how);
    return piece;
  }

 private:
  class Script final : public net::Streams {
   public:
    explicit Script(FakeClient& client) : client_(client) {}
    int open(net::Request request) override {
      client_.streamed.push_back(request);
      const int id = static_cast<int>(client_.streamed.size());
      for (auto& piece : client_.opened(request)) {
        piece.stream = id;
        client_.pending.push_back(std::move(piece));
      }
      return id;
    }
    void close(int stream) override { client_.closed.push_back(stream); }
    std::vector<net::StreamEvent> wait(const Call& call, Tick until) override {
      std::vector<net::StreamEvent> out(client_.pending.begin(), client_.pending.end());
      client_.pending.clear();
      if (out.empty()) client_.clock_.pause_until(std::min(until, call.deadline), call.stop);
      return out;
    }
    void wake() override {}

   private:
    FakeClient& client_;
  };

  test::FakeClock& clock_;
};

/// One cluster as its client sees it.
struct Bench {
  test::FakeSystem machine;
  FakeClient http{machine.clock};
  Access access = make_access();
  std::unique_ptr<Api> api = make_client(machine.system, http, access);

  static Access make_access() {
    Access out;
    out.name = "lab";
    out.server = "https://lab.example:6443/prefix";
    out.token = Secret("token-1");
    return out;
  }
  Call call() const { return {.deadline = machine.clock.tick() + std::chrono::minutes(10)}; }
  void remake(const Access& other) {
    access = other;
    api = make_client(machine.system, http, access);
  }
};

}  // namespace chatops::kube::testing
