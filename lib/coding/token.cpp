// Recognising tokens.
// SPDX-License-Identifier: Apache-2.0
#include "coding/token.hpp"

#include "net/http.hpp"

namespace chatops::coding {

namespace {

TokenKind kind_by_looks(std::string_view user, std::string_view text) {
  if (!user.empty() || text.find(':') != std::string_view::npos) return TokenKind::project;
  if (text.starts_with("eyJ") && text.find('.') != std::string_view::npos) return TokenKind::oauth;
  return TokenKind::personal;
}

std::string basic(std::string_view user, std::string_view text) {
  if (user.empty()) {
    const auto colon = text.find(':');
    user = text.substr(0, colon);
    text = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
  }
  return net::basic_authorization(user, text);
}

}  // namespace

std::optional<TokenKind> token_kind_of(std::string_view word) {
  if (word == "personal") return TokenKind::personal;
  if (word == "oauth") return TokenKind::oauth;
  if (word == "project") return TokenKind::project;
  return std::nullopt;
}

Token make_token(std::string_view user, const Secret& secret, std::optional<TokenKind> kind) {
  const std::string& text = secret.reveal();
  if (text.starts_with("token ")) return {kind.value_or(TokenKind::personal), secret};
  if (text.starts_with("Bearer ")) return {kind.value_or(TokenKind::oauth), secret};
  if (text.starts_with("Basic ")) return {kind.value_or(TokenKind::project), secret};
  const TokenKind is = kind.value_or(kind_by_looks(user, text));
  switch (is) {
    case TokenKind::project: return {is, Secret(basic(user, text))};
    case TokenKind::oauth: return {is, Secret("Bearer " + text)};
    case TokenKind::personal: break;
  }
  return {is, Secret("token " + text)};
}

}  // namespace chatops::coding
