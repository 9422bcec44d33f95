// One request and its answer in HTTP/1.1, by hand: after it the connection is no longer HTTP.
// SPDX-License-Identifier: Apache-2.0
#include "net/web_socket_handshake.hpp"

#include <poll.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.hpp"
#include "crypto/crypto.hpp"
#include "net/web_socket_codec.hpp"

namespace chatops::net {
namespace {

constexpr std::size_t most_head = 64U << 10U;
constexpr std::size_t most_body = 64U << 10U;

class Handshake {
 public:
  Handshake(System system, const Call& call, RawConnection& connection, const Request& request)
      : system_(system),
        call_(call),
        connection_(connection),
        request_(request),
        url_(*parse_url(request.url)) {
    std::string raw;
    for (int i = 0; i < 2; ++i) {
      const auto number = system_.random.next();
      raw.append(reinterpret_cast<const char*>(&number), sizeof number);
    }
    key_ = crypto::to_base64(raw);
  }

  Result<void> ask(const std::vector<std::string>& protocols) {
    std::string text = "GET " + (url_.target().empty() ? "/" : url_.target()) +
                       " HTTP/1.1\r\nHost: " + url_.authority() +
                       "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: "
                       "13\r\nSec-WebSocket-Key: " +
                       key_ + "\r\n";
    if (!protocols.empty()) text += "Sec-WebSocket-Protocol: " + join(protocols, ", ") + "\r\n";
    for (const auto& [name, value] : request_.headers.fields()) {
      if ((name + value).find_first_of("\r\n") != std::string::npos) continue;
      text += name + ": " + value + "\r\n";
    }
    return send(text + "\r\n");
  }

  Result<Response> answer() {
    while (pending_.find("\r\n\r\n") == std::string::npos) {
      if (pending_.size() > most_head) return failed(Reason::answer_too_large);
      if (auto more = receive(); !more) return tl::make_unexpected(more.error());
    }
    const auto end = pending_.find("\r\n\r\n");
    Response out;
    out.url = request_.url;
    const auto lines = lines_of(std::string_view(pending_).substr(0, end));
    const auto words = split(lines.front(), ' ');
    const auto status = words.size() < 2 ? std::nullopt : to_integer(words[1]);
    if (!lines.front().starts_with("HTTP/1.") || !status) return failed(Reason::answer_odd);
    out.status = static_cast<int>(*status);
    for (const auto line : std::span(lines).subspan(1)) {
      const auto colon = line.find(':');
      if (colon != std::string_view::npos)
        out.headers.add(std::string(line.substr(0, colon)),
                        std::string(trim(line.substr(colon + 1))));
    }
    pending_.erase(0, end + 4);
    return out;
  }

  /// As much as there is, within the cap: it only explains a refusal.
  std::string body(const Headers& headers) {
    const auto length = to_integer(headers.get("Content-Length").value_or(""));
    const bool chunked = to_lower(headers.get("Transfer-Encoding").value_or("")).find("chunked") !=
                         std::string::npos;
    const auto whole = [&] {
      if (pending_.size() >= most_body) return true;
      if (chunked) return pending_.find("\r\n0\r\n") != std::string::npos;
      return length && static_cast<std::int64_t>(pending_.size()) >= *length;
    };
    while (!whole() && receive()) {
    }
    if (chunked) pending_ = without_chunks(pending_);
    return pending_.substr(
        0, std::min(most_body,
                    length && *length >= 0 ? static_cast<std::size_t>(*length) : most_body));
  }

  /// §4.1: what the answer to an upgrade must be.
  bool agreed(const Response& answer, const std::vector<std::string>& protocols) const {
    const auto is = [&](std::string_view field, std::string_view word) {
      return to_lower(answer.headers.get(field).value_or("")).find(word) != std::string::npos;
    };
    const auto chosen = answer.headers.get("Sec-WebSocket-Protocol");
    return is("Upgrade", "websocket") && is("Connection", "upgrade") &&
           answer.headers.get("Sec-WebSocket-Accept").value_or("") == accept_key(key_) &&
           !answer.headers.get("Sec-WebSocket-Extensions") &&
           (!chosen || among(protocols, *chosen));
  }

  const std::string& pending() const { return pending_; }
  tl::unexpected<Error> failed(Reason reason) const {
    return failure(reason, {{"what", request_.system}, {"where", url_.origin() + url_.path}});
  }

 private:
  static std::string without_chunks(std::string_view text) {
    std::string out;
    while (true) {
      std::size_t size = 0;
      const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), size, 16);
      const auto line = text.find("\r\n");
      if (bad != std::errc{} || size == 0 || line == std::string_view::npos) return out;
      out.append(text.substr(line + 2, size));
      if (text.size() < line + 2 + size + 2) return out;
      text.remove_prefix(line + 2 + size + 2);
    }
  }

  Result<void> wait(bool writing) {
    call_.check(system_.clock);
    const auto now = system_.clock.tick();
    wait_for(connection_, writing, -1, now, std::min(call_.deadline, now + Millis(200)));
    return {};
  }
  Result<void> send(std::string_view text) {
    while (!text.empty()) {
      const auto sent = connection_.send(text);
      if (!sent) return tl::make_unexpected(sent.error());
      text.remove_prefix(*sent);
      if (!text.empty() && *sent == 0) wait(true);
    }
    return {};
  }
  Result<void> receive() {
    while (true) {
      auto got = connection_.receive();
      if (!got) return tl::make_unexpected(got.error());
      if (!got->empty()) {
        pending_ += *got;
        return {};
      }
      wait(false);
    }
  }

  System system_;
  const Call& call_;
  RawConnection& connection_;
  const Request& request_;
  Url url_;
  std::string key_, pending_;
};

}  // namespace

void wait_for(const RawConnection& connection, bool writing, int wake, Tick now, Tick until) {
  std::array<pollfd, 2> fds{};
  fds[0] = {connection.socket(), static_cast<short>(writing ? POLLIN | POLLOUT : POLLIN), 0};
  fds[1] = {wake, POLLIN, 0};
  const auto span = until == Tick::max() ? Millis(60'000) : until - now;
  ::poll(fds.data(), wake < 0 ? 1 : 2,
         static_cast<int>(std::clamp(span, Millis(0), Millis(60'000)).count()));
}

Known<Upgrade> ask_for_web_socket(System system, const Call& call,
                                  std::unique_ptr<RawConnection> connection, const Request& request,
                                  const std::vector<std::string>& protocols, Keepalive keepalive) {
  const auto now = system.clock.tick();
  const Call limited = call.until(now + request.timeout);
  Handshake handshake(system, limited, *connection, request);
  try {
    if (auto asked = handshake.ask(protocols); !asked) return unknown(asked.error());
    auto answer = handshake.answer();
    if (!answer) return unknown(answer.error());
    if (answer->status != 101) {
      answer->body = handshake.body(answer->headers);
      return Upgrade{nullptr, *std::move(answer)};
    }
    if (!handshake.agreed(*answer, protocols)) return handshake.failed(Reason::answer_odd);
    auto chosen = std::string(answer->headers.get("Sec-WebSocket-Protocol").value_or(""));
    auto socket = make_web_socket(system, std::move(connection), request, std::move(chosen),
                                  handshake.pending(), keepalive);
    return Upgrade{std::move(socket), *std::move(answer)};
  } catch (const Error&) {
    return handshake.failed(call.deadline <= system.clock.tick() ? Reason::deadline_passed
                                                                 : Reason::answer_timeout);
  }
}

}  // namespace chatops::net
