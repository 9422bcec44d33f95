// Reading credentials. The forms are CODING's own.
// SPDX-License-Identifier: Apache-2.0
#include "world/access.hpp"

#include <algorithm>

#include "crypto/crypto.hpp"

namespace chatops::sandbox {
namespace {

const Token* personal_token(const Model& model, std::string_view secret) {
  for (const auto& token : model.tokens)
    if (token.kind == "personal" && !token.expired &&
        crypto::equal_in_constant_time(token.secret, secret))
      return &token;
  return nullptr;
}

/// What follows "Scheme " where the scheme compares without case.
std::optional<std::string_view> after_scheme(std::string_view header, std::string_view scheme) {
  if (header.size() <= scheme.size() || header[scheme.size()] != ' ') return std::nullopt;
  for (std::size_t i = 0; i < scheme.size(); ++i)
    if ((header[i] | 0x20) != scheme[i]) return std::nullopt;
  return header.substr(scheme.size() + 1);
}

struct Pair {
  std::string user, password;
};

std::optional<Pair> basic_pair(std::string_view header) {
  const auto encoded = after_scheme(header, "basic");
  if (!encoded) return std::nullopt;
  const auto text = crypto::from_base64(*encoded);
  const auto colon = text ? text->find(':') : std::string::npos;
  if (colon == std::string::npos) return std::nullopt;
  return Pair{text->substr(0, colon), text->substr(colon + 1)};
}

const Token* project_token(const Model& model, const Pair& pair) {
  for (const auto& token : model.tokens)
    if (token.kind == "project" && !token.expired && token.user == pair.user &&
        crypto::equal_in_constant_time(token.secret, pair.password))
      return &token;
  return nullptr;
}

std::optional<Identity> identity(const Token* token) {
  if (token == nullptr) return std::nullopt;
  return Identity{*token};
}

}  // namespace

bool Identity::may(std::string_view scope) const {
  return std::ranges::any_of(token.scopes, [scope](const std::string& held) {
    if (held == scope) return true;
    if (scope.ends_with(":ro"))
      return held == std::string(scope.substr(0, scope.size() - 2)) + "rw";
    if (scope == "artifact_r") return held == "artifact_rw";
    if (scope == "depot_read") return held == "depot_write";
    return false;
  });
}

std::optional<Identity> identify(const Model& model,
                                 std::optional<std::string_view> authorization) {
  if (!authorization) return std::nullopt;
  if (const auto secret = after_scheme(*authorization, "token"))
    return identity(personal_token(model, *secret));
  if (const auto secret = after_scheme(*authorization, "bearer"))
    return identity(personal_token(model, *secret));
  if (const auto pair = basic_pair(*authorization)) return identity(project_token(model, *pair));
  return std::nullopt;
}

std::optional<Identity> identify_basic(const Model& model,
                                       std::optional<std::string_view> authorization) {
  const auto pair = authorization ? basic_pair(*authorization) : std::nullopt;
  if (!pair) return std::nullopt;
  if (const auto* token = project_token(model, *pair)) return identity(token);
  const auto* token = personal_token(model, pair->password);
  const auto* owner = token == nullptr ? nullptr : model.user(token->user_id);
  if (owner == nullptr) return std::nullopt;
  const bool named = pair->user == owner->global_key || pair->user == owner->email ||
                     pair->user == owner->phone || pair->user == token->user;
  return named ? identity(token) : std::nullopt;
}

}  // namespace chatops::sandbox
