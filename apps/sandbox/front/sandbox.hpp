// All parts of the sandbox, built in the order of their needs and wired to each other.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "front/front.hpp"
#include "net/server.hpp"

namespace chatops::sandbox {

/// One running sandbox. Opens (and on the first start fills) the world under Settings::directory,
/// then serves it until destroyed. Throws Error: state_busy when another process holds the
/// directory, port_taken, state_damaged, …
class Sandbox {
 public:
  Sandbox(Settings settings, System system);
  ~Sandbox();

  const Settings& settings() const;

 private:
  struct Handlers;
  std::unique_ptr<Handlers> handlers_;
};

}  // namespace chatops::sandbox
