// The control API under /sandbox/: for tests, the demo and curious people. Guarded by the token of
// DIR/control.json.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "faults/faults.hpp"
#include "faults/journal.hpp"
#include "world/parts.hpp"

namespace chatops::sandbox {

/// GET status world journal faults · POST faults build commit fill judgment token stop · DELETE
/// faults journal.
class Control final : public Part {
 public:
  /// Makes a commit on a depot's branch and looks for pushes, as if somebody had pushed it.
  using Commit = std::function<std::string(const Json& order)>;

  Control(World& world, const Settings& settings, CdEngine& cd, BuildMachine& builds,
          Faults& faults, Journal& journal, std::string token, Commit commit)
      : world_(world),
        settings_(settings),
        cd_(cd),
        builds_(builds),
        faults_(faults),
        journal_(journal),
        token_(std::move(token)),
        commit_(std::move(commit)) {}
  net::ServerResponse answer(const net::ServerRequest& request) override;

 private:
  Json perform(const net::ServerRequest& request, const std::string& word, const Json& body);
  Json read(const net::ServerRequest& request, const std::string& word);
  Json build(const Json& order);
  Json change_token(const Json& order);
  Json summary() const;

  World& world_;
  const Settings& settings_;
  CdEngine& cd_;
  BuildMachine& builds_;
  Faults& faults_;
  Journal& journal_;
  std::string token_;
  Commit commit_;
};

}  // namespace chatops::sandbox
