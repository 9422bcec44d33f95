// The sandbox's own page: whoever tries the product plays the other people there, who create and
// end iterations, hand out issues and push commits.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "front/orders.hpp"
#include "hooks/sender.hpp"
#include "world/parts.hpp"

namespace chatops::sandbox {

/// GET / is the page; its forms POST to /desk/…, the orders of front/orders.hpp. Answers to the
/// names of loopback only, and a form counts only with the word that the page gave it and from the
/// page's own origin. A push from here goes to depots that are built, never to the one that says
/// how to deploy.
class Desk final : public Part {
 public:
  Desk(World& world, Orders& orders, hooks::HookSender& hooks)
      : world_(world), orders_(orders), hooks_(hooks), word_(world.uuid()) {}
  net::ServerResponse answer(const net::ServerRequest& request) override;

 private:
  net::ServerResponse page(int status, const std::string& notice) const;
  net::ServerResponse perform(const net::ServerRequest& request);

  World& world_;
  Orders& orders_;
  hooks::HookSender& hooks_;
  std::string word_;  ///< secret of this run, in every form
};

}  // namespace chatops::sandbox
