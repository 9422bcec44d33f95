// The registry's token service: who may pull or push what, as a signed word that expires.
// Shapes: https://distribution.github.io/distribution/spec/auth/token/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "net/server.hpp"
#include "world/access.hpp"
#include "world/world.hpp"

namespace chatops::sandbox {

/// One "repository:NAME:pull,push" of a token or of a challenge.
struct Grant {
  std::string repository;
  std::set<std::string> actions;
};

class TokenDesk {
 public:
  explicit TokenDesk(World& world);

  /// Answers GET /v2/token. Anonymous and unknown people are refused; of the scopes asked for,
  /// those that the credential and the world allow are granted and the rest silently left out, as
  /// the protocol has it.
  net::ServerResponse answer(const net::ServerRequest& request);
  /// Whether the request's bearer token allows the action there.
  enum class Verdict { allowed, no_token, bad_token, insufficient };
  Verdict check(const net::ServerRequest& request, std::string_view repository,
                std::string_view action);

  static constexpr std::string_view service = "chatops-sandbox";

 private:
  std::string sign(const std::string& payload) const;
  std::optional<std::vector<Grant>> read_token(std::string_view token) const;
  std::set<std::string> allowed(const Identity& who, std::string_view repository) const;

  World& world_;
  std::string key_;  ///< of this process only: tokens do not outlive it, clients simply ask again
};

}  // namespace chatops::sandbox
