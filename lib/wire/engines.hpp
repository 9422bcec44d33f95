// The engines there are, by name: one table says how chatops.yaml is read for each, and how it is
// made.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "application/engines.hpp"
#include "coding/coding.hpp"
#include "core/engine.hpp"

namespace chatops::wire {

application::EngineReaders engine_readers();

/// What engines are made from. Called while they are made, not later.
struct EngineParts {
  /// CODING with a client for an engine alone, or why there is none.
  std::function<Known<coding::Coding*>()> coding;
};

class Engines final : public core::Engines {
 public:
  /// What `parts` gives outlives it.
  explicit Engines(const EngineParts& parts);
  core::DeployEngine& of(std::string_view name) override;

 private:
  std::map<std::string, std::unique_ptr<core::DeployEngine>, std::less<>> engines_;
};

}  // namespace chatops::wire
