// The engines there are, by name: one table says how chatops.yaml is read for each, and how it is
// made.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "application/engines.hpp"
#include "coding/coding.hpp"
#include "core/engine.hpp"
#include "helm/engine.hpp"

namespace chatops::wire {

application::EngineReaders engine_readers();

/// What engines are made of, or why there is none of it. Outlives them.
struct EngineParts {
  Known<coding::Coding*> coding;
  helm::Parts helm;
};

class Engines final : public core::Engines {
 public:
  explicit Engines(const EngineParts& parts);
  core::DeployEngine& of(std::string_view name) override;

 private:
  std::map<std::string, std::unique_ptr<core::DeployEngine>, std::less<>> engines_;
};

}  // namespace chatops::wire
