// POST /open-api: who asks, what, how often and whether they may; then the envelope around the
// answer.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "openapi/git.hpp"
#include "openapi/table.hpp"

namespace chatops::sandbox::openapi {

/// The action a request names, in its query or its body; "" when it names none. Never throws: for
/// the journal and the faults.
std::string action_of(const net::ServerRequest& request);

class OpenApi final : public Part {
 public:
  /// References outlive the part; `settings` may still change until the first request.
  OpenApi(World& world, const Settings& settings, CdEngine& cd, BuildMachine& builds,
          SourceHost& source, hooks::HookSender& hooks);
  net::ServerResponse answer(const net::ServerRequest& request) override;
  /// An action performed in a person's name, for who needs no token: parameters are checked, scopes
  /// and rates are not. Throws Refusal.
  Json perform_as(Id user_id, const std::string& action, const Json& parameters);

 private:
  struct Question {
    std::string action;
    Json parameters;
  };
  Question question_of(const net::ServerRequest& request) const;
  Json perform(const net::ServerRequest& request);
  void count(const std::string& action);
  void check_scope(const Action& action, const Identity& who, const Json& parameters) const;
  net::ServerResponse refusal(const Refusal& why) const;

  World& world_;
  const Settings& settings_;
  CdEngine& cd_;
  BuildMachine& builds_;
  SourceHost& source_;
  hooks::HookSender& hooks_;
  GitReader git_;
  std::map<std::string_view, Action> actions_;
  std::mutex mutex_;  ///< guards answered_
  /// When the calls of the last second came, by action; the team's tokens share them.
  std::map<std::string, std::deque<Tick>, std::less<>> answered_;
};

}  // namespace chatops::sandbox::openapi
