// Tokens of CODING: which of the three kinds one is, and the header it travels in.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace chatops::coding {

enum class TokenKind { personal, oauth, project };

std::optional<TokenKind> token_kind_of(std::string_view word);

/// A token ready to be sent. `authorization` is the whole value of the Authorization header.
struct Token {
  TokenKind kind = TokenKind::personal;
  Secret authorization;
};

/// Recognises a token by its looks: with a `user`, or written as "user:password", it is a project
/// token; a JSON web token is OAuth; everything else is personal. "token …", "Bearer …" and "Basic
/// …" are taken as they stand. `kind` overrides the looks.
Token make_token(std::string_view user, const Secret& secret, std::optional<TokenKind> kind = {});

}  // namespace chatops::coding
