// The table of engines.
// SPDX-License-Identifier: Apache-2.0
#include "wire/engines.hpp"

#include <array>

#include "coding/section.hpp"
#include "helm/section.hpp"

namespace chatops::wire {

namespace {

struct EngineRow {
  const char* name;
  core::EngineSettings (*read)(config::Reader& root, const core::Application& application);
  std::unique_ptr<core::DeployEngine> (*make)(const EngineParts& parts);
};

std::unique_ptr<core::DeployEngine> make_coding(const EngineParts& parts) {
  if (!parts.coding) return coding::make_unreachable_engine(parts.coding.error());
  return coding::make_deploy_engine(**parts.coding);
}

std::unique_ptr<core::DeployEngine> make_helm(const EngineParts& parts) {
  return helm::make_deploy_engine(parts.helm);
}

/// The first one is the default.
constexpr auto engine_table =
    std::to_array<EngineRow>({{coding::engine_name, coding::read_sections, make_coding},
                              {helm::engine_name, helm::read_sections, make_helm}});

}  // namespace

application::EngineReaders engine_readers() {
  application::EngineReaders out;
  for (const EngineRow& row : engine_table) out.push_back({row.name, row.read});
  return out;
}

Engines::Engines(const EngineParts& parts) {
  for (const EngineRow& row : engine_table) engines_.emplace(row.name, row.make(parts));
}

core::DeployEngine& Engines::of(std::string_view name) {
  const auto found = engines_.find(name);
  if (found != engines_.end()) return *found->second;
  std::string known;
  for (const auto& [one, engine] : engines_) known += (known.empty() ? "" : ", ") + one;
  throw Error(Reason::unknown_engine, {{"what", std::string(name)}, {"try", known}});
}

}  // namespace chatops::wire
