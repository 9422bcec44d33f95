// The control API under /sandbox/: for tests, the demo and curious people. Guarded by the token of
// DIR/control.json.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "faults/faults.hpp"
#include "faults/journal.hpp"
#include "front/orders.hpp"
#include "hooks/sender.hpp"
#include "world/parts.hpp"

namespace chatops::sandbox {

/// GET status world people journal faults · POST faults build fill judgment token stop · DELETE
/// faults journal; the orders of front/orders.hpp by POST; deliveries of hooks as in
/// front/hook_control.hpp.
class Control final : public Part {
 public:
  Control(World& world, const Settings& settings, CdEngine& cd, BuildMachine& builds,
          Faults& faults, Journal& journal, std::string token, Orders& orders,
          hooks::HookSender& hooks)
      : world_(world),
        settings_(settings),
        cd_(cd),
        builds_(builds),
        faults_(faults),
        journal_(journal),
        token_(std::move(token)),
        orders_(orders),
        hooks_(hooks) {}
  net::ServerResponse answer(const net::ServerRequest& request) override;

 private:
  Json perform(const net::ServerRequest& request, const std::string& word, const Json& body);
  Json read(const net::ServerRequest& request, const std::string& word);
  Json build(const Json& order);
  Json change_token(const Json& order);
  Json summary() const;
  Json people() const;

  World& world_;
  const Settings& settings_;
  CdEngine& cd_;
  BuildMachine& builds_;
  Faults& faults_;
  Journal& journal_;
  std::string token_;
  Orders& orders_;
  hooks::HookSender& hooks_;
};

}  // namespace chatops::sandbox
