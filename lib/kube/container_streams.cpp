// Programs in containers and connections to their ports, over WebSocket. Every message begins with
// the number of its channel.
// https://kubernetes.io/docs/reference/using-api/api-concepts/, k8s.io/kubelet streaming protocols
// v4.channel.k8s.io and v5.channel.k8s.io
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "kube/client_parts.hpp"
#include "net/json.hpp"

namespace chatops::kube {

namespace {

constexpr char channel_input = 0, channel_output = 1, channel_errors = 2, channel_status = 3,
               channel_resize = 4;
constexpr char channel_close = '\xFF';
constexpr std::size_t largest_piece = 32U << 10U;
/// Servers end what is silent for four hours, whatever pings there are.
constexpr Millis longest_silence{1'800'000};

/// The socket, or why there is none.
Known<std::unique_ptr<net::WebSocket>> open_socket(Caller& caller, const Call& call, const Ask& ask,
                                                   const std::vector<std::string>& protocols) {
  for (int attempt = 1;; ++attempt) {
    auto prepared = caller.prepare(call, ask);
    if (!prepared) return unknown(prepared.error());
    auto upgrade = caller.http().upgrade(call, prepared->request, protocols);
    if (!upgrade) return unknown(caller.named(ask.asked, upgrade.error()));
    if (upgrade->socket) return std::move(upgrade->socket);
    if (upgrade->answer.status == 401 && attempt == 1 && caller.refused(prepared->identity))
      continue;
    auto error = error_of(ask.asked, upgrade->answer);
    // The kubelet says so of containers that are not there or do not run.
    const bool its_own = upgrade->answer.status == 400 || upgrade->answer.status == 500;
    if (its_own && error.reason != Reason::unreachable) error.reason = Reason::refused;
    return unknown(std::move(error));
  }
}

class SocketExec final : public Exec {
 public:
  SocketExec(Caller& caller, Asked asked, std::unique_ptr<net::WebSocket> socket)
      : caller_(caller),
        asked_(std::move(asked)),
        socket_(std::move(socket)),
        can_close_(socket_->protocol().starts_with("v5.")) {}

  Known<ExecEvent> next(const Call& call) override {
    while (true) {
      auto& clock = caller_.system().clock;
      auto message = socket_->next(call.until(clock.tick() + longest_silence));
      if (!message) {
        const bool silent =
            message.error().reason == Reason::deadline_passed && clock.tick() < call.deadline;
        if (!silent) return unknown(caller_.named(asked_, message.error()));
        // An empty message is data, and nothing.
        if (auto sent = socket_->send(call, ""); !sent)
          return unknown(caller_.named(asked_, sent.error()));
        continue;
      }
      if (message->type == net::WebSocketMessage::Type::closed)
        return unknown(error_about(asked_, Reason::answer_cut));
      if (message->bytes.size() < 2) continue;
      const char channel = message->bytes.front();
      message->bytes.erase(0, 1);
      if (channel == channel_status) return ended(message->bytes);
      if (channel == channel_output)
        return ExecEvent{ExecEvent::Type::output, std::move(message->bytes), 0};
      if (channel == channel_errors)
        return ExecEvent{ExecEvent::Type::errors, std::move(message->bytes), 0};
    }
  }

  Result<void> write(const Call& call, std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto piece = bytes.substr(0, largest_piece);
      if (auto sent = send(call, std::string(1, channel_input).append(piece)); !sent) return sent;
      bytes.remove_prefix(piece.size());
    }
    return {};
  }

  Result<void> close_input(const Call& call) override {
    if (!can_close_) return tl::make_unexpected(error_about(asked_, Reason::refused));
    return send(call, {channel_close, channel_input});
  }

  Result<void> resize(const Call& call, TerminalSize size) override {
    const Json text{{"Width", size.columns}, {"Height", size.rows}};
    return send(call, std::string(1, channel_resize) + net::dump(text));
  }

 private:
  Result<void> send(const Call& call, const std::string& bytes) {
    auto sent = socket_->send(call, bytes);
    if (!sent) return tl::make_unexpected(caller_.named(asked_, sent.error()));
    return sent;
  }

  Known<ExecEvent> ended(const std::string& text) const {
    const auto status = net::parse_json(text);
    if (!status) return unknown(error_about(asked_, Reason::answer_odd));
    if (net::text_in(*status, "status") == "Success")
      return ExecEvent{ExecEvent::Type::ended, "", 0};
    if (net::text_in(*status, "reason") == "NonZeroExitCode") {
      for (const Json& cause : net::member(net::member(*status, "details"), "causes")) {
        if (net::text_in(cause, "reason") != "ExitCode") continue;
        if (const auto code = net::integer_of(net::member(cause, "message")))
          return ExecEvent{ExecEvent::Type::ended, "", static_cast<int>(*code)};
      }
    }
    auto error = error_about(asked_, Reason::refused);
    error.args.set("why", net::text_in(*status, "message"));
    return unknown(std::move(error));
  }

  Caller& caller_;
  Asked asked_;
  std::unique_ptr<net::WebSocket> socket_;
  const bool can_close_;
};

/// Channel 0 is data, 1 errors; the first message of each only repeats the port.
class SocketConnection final : public PodConnection {
 public:
  SocketConnection(Caller& caller, Asked asked, std::unique_ptr<net::WebSocket> socket)
      : caller_(caller), asked_(std::move(asked)), socket_(std::move(socket)) {}

  Known<std::string> next(const Call& call) override {
    while (true) {
      auto message = socket_->next(call);
      if (!message) {
        // The runtime ends without a word when the connection in the pod has ended.
        if (message.error().reason == Reason::answer_cut && begun_[0]) return std::string();
        return unknown(caller_.named(asked_, message.error()));
      }
      if (message->type == net::WebSocketMessage::Type::closed) return std::string();
      if (message->bytes.empty()) continue;
      const auto channel = static_cast<unsigned char>(message->bytes.front());
      if (channel >= begun_.size()) continue;
      if (!std::exchange(begun_[channel], true)) continue;
      message->bytes.erase(0, 1);
      if (message->bytes.empty()) continue;
      if (channel == 0) return std::move(message->bytes);
      auto error = error_about(asked_, Reason::refused);
      error.args.set("why", message->bytes);
      return unknown(std::move(error));
    }
  }

  Result<void> write(const Call& call, std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto piece = bytes.substr(0, largest_piece);
      if (auto sent = socket_->send(call, std::string(1, '\0').append(piece)); !sent)
        return tl::make_unexpected(caller_.named(asked_, sent.error()));
      bytes.remove_prefix(piece.size());
    }
    return {};
  }

 private:
  Caller& caller_;
  Asked asked_;
  std::unique_ptr<net::WebSocket> socket_;
  std::array<bool, 2> begun_{};
};

}  // namespace

Known<std::unique_ptr<Exec>> begin_exec(Caller& caller, const Call& call, const ExecOrder& order) {
  const ObjectRef ref{resources::pods(), order.ns, order.pod, "exec"};
  QueryFields fields{{"container", order.container},
                     {"stdin", order.input ? "true" : ""},
                     {"stdout", "true"},
                     {"stderr", order.terminal ? "" : "true"},
                     {"tty", order.terminal ? "true" : ""}};
  std::string query = query_of(fields);
  // An argument may be empty, and is one all the same.
  for (const auto& word : order.argv) query += "&command=" + net::percent_encode(word);
  const Ask ask{
      .asked = {"create", ref, caller.name()}, .path = path_of(ref) + query, .accept = "*/*"};
  auto socket = open_socket(caller, call, ask, {"v5.channel.k8s.io", "v4.channel.k8s.io"});
  if (!socket) return unknown(socket.error());
  auto exec = std::make_unique<SocketExec>(caller, ask.asked, *std::move(socket));
  if (order.terminal) {
    if (auto sized = exec->resize(call, *order.terminal); !sized) return unknown(sized.error());
  }
  return std::unique_ptr<Exec>(std::move(exec));
}

Known<std::unique_ptr<PodConnection>> begin_connection(Caller& caller, const Call& call,
                                                       const std::string& ns,
                                                       const std::string& pod, std::uint16_t port) {
  const ObjectRef ref{resources::pods(), ns, pod, "portforward"};
  const Ask ask{.asked = {"create", ref, caller.name()},
                .path = path_of(ref) + query_of({{"ports", std::to_string(port)}}),
                .accept = "*/*"};
  auto socket = open_socket(caller, call, ask, {"v4.channel.k8s.io"});
  if (!socket) return unknown(socket.error());
  return std::unique_ptr<PodConnection>(
      std::make_unique<SocketConnection>(caller, ask.asked, *std::move(socket)));
}

}  // namespace chatops::kube
