// This process' standard streams, joined with a program that runs elsewhere.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/streams.hpp"

namespace chatops {

class StandardConsole final : public core::Console {
 public:
  std::optional<core::TerminalSize> terminal() override;
  Known<int> attend(const Call& call, core::Exec& program, bool with_terminal) override;
};

}  // namespace chatops
