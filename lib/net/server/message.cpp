// Reads heads, writes heads.
// SPDX-License-Identifier: Apache-2.0
#include "net/server/message.hpp"

#include "base/text.hpp"

namespace chatops::net {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool writable(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

}  // namespace

int status_of(const boost::system::error_code& failed) {
  if (failed == http::error::body_limit) return 413;
  if (failed == http::error::header_limit) return 431;
  if (failed == http::error::bad_version) return 505;
  return 400;
}

int refused_framing(const RequestParser& parser) {
  const auto& head = parser.get();
  const auto encodings = head.count(http::field::transfer_encoding);
  const auto lengths = head.count(http::field::content_length);
  if (encodings + lengths > 1) return 400;
  if (lengths == 1 && view(head[http::field::content_length]).find(',') != std::string_view::npos)
    return 400;
  if (encodings == 1) {
    if (head.version() < 11) return 400;
    if (!boost::beast::iequals(head[http::field::transfer_encoding], "chunked")) return 501;
  }
  const auto hosts = head.count(http::field::host);
  if (hosts > 1 || (hosts == 0 && head.version() >= 11)) return 400;
  return 0;
}

std::string_view raw_path(std::string_view target) {
  target = target.substr(0, target.find('?'));
  if (target.starts_with('/')) return target;
  const auto scheme = target.find("://");
  if (scheme == std::string_view::npos) return target;
  const auto slash = target.find('/', scheme + 3);
  return slash == std::string_view::npos ? "/" : target.substr(slash);
}

ServerRequest request_of(const RequestParser& parser) {
  const auto& head = parser.get();
  ServerRequest in;
  in.method = view(head.method_string());
  in.target = view(head.target());
  in.path = percent_decode(raw_path(in.target));
  const auto mark = in.target.find('?');
  if (mark != std::string::npos) in.query = in.target.substr(mark + 1);
  for (const auto& field : head)
    in.headers.add(std::string(view(field.name_string())), std::string(view(field.value())));
  return in;
}

bool has_body(const RequestParser& parser) {
  return parser.chunked() || parser.content_length().value_or(0) > 0;
}

std::string head_of(const ServerResponse& out, bool keep_alive, bool old_version) {
  const auto reason = http::obsolete_reason(static_cast<http::status>(out.status));
  std::string text = "HTTP/1.1 " + std::to_string(out.status) + " ";
  text.append(reason.data(), reason.size());
  text += "\r\n";
  for (const auto& [name, value] : out.headers.fields()) {
    if (!writable(name) || !writable(value)) continue;
    text.append(name).append(": ").append(value).append("\r\n");
  }
  if (!out.headers.get("Connection")) {
    if (!keep_alive) text += "Connection: close\r\n";
    if (keep_alive && old_version) text += "Connection: keep-alive\r\n";
  }
  const bool bodiless = out.status == 204 || out.status == 304 || out.status < 200;
  if (!bodiless && !out.headers.get("Content-Length"))
    text += "Content-Length: " + std::to_string(out.body.size()) + "\r\n";
  text += "\r\n";
  return text;
}

}  // namespace chatops::net
