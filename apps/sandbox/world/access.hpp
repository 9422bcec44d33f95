// Who is asking: credentials in every form CODING takes them, and the refusal every part answers
// with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http.hpp"
#include "world/model.hpp"

namespace chatops::sandbox {

/// Thrown by whatever answers an OpenAPI action; becomes Response.Error. Code and message are
/// CODING's own.
struct Refusal {
  std::string code, message;
};

struct Identity {
  Token token;
  const std::string& user() const { return token.user; }
  bool personal() const { return token.kind == "personal"; }
  /// A personal scope `module:resource:rw` also grants its `:ro`; project scopes compare whole,
  /// `artifact_rw` grants `artifact_r`.
  bool may(std::string_view scope) const;
};

/// The holder of an Authorization header: "token T", "Bearer T", "Basic …". Nothing when absent,
/// unknown or expired.
std::optional<Identity> identify(const Model& model, std::optional<std::string_view> authorization);
/// Basic only, as registry, charts and git take it: a personal token with its owner's key, e-mail
/// or phone as user, or a project token.
std::optional<Identity> identify_basic(const Model& model,
                                       std::optional<std::string_view> authorization);

}  // namespace chatops::sandbox
