// Which engine deploys; its own reader reads the rest.
// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <optional>

#include "application/schema.hpp"

namespace chatops::application {
namespace {

constexpr auto words = std::to_array<std::string_view>(
    {"application", "env", "class", "iteration", "namespace", "domain"});

/// Files of before engines had names of one word.
constexpr std::string_view old_name = "coding-cd";

/// The section, where it is a map; whether it is one is told by who reads it.
std::optional<config::Reader> look_into(config::Reader& root, const char* section) {
  const config::Yaml* node = root.take(section);
  if (node == nullptr || node->kind != config::YamlKind::map) return std::nullopt;
  return config::Reader(*node, root.problems(), root.path(section));
}

/// The engine that a section names; the only one where it names none. A removal is done by the
/// engine that deployed.
const EngineReader* engine_of(config::Reader& root, const EngineReaders& engines) {
  const EngineReader* out = &engines.front();
  std::string chosen;
  for (const char* section : {"deploy", "teardown"}) {
    auto reader = look_into(root, section);
    if (!reader) continue;
    auto name = reader->string("engine");
    if (!name) continue;
    if (*name == old_name) name = "coding";
    const std::vector<std::string> known =
        chosen.empty() ? names_of(engines) : std::vector<std::string>{chosen};
    check_known(*reader, "engine", *name, known);
    for (const EngineReader& one : engines) {
      if (chosen.empty() && one.name == *name) out = &one;
    }
    if (chosen.empty()) chosen = out->name;
  }
  return out;
}

}  // namespace

void read_engine(config::Reader& root, const EngineReaders& engines, core::Application& out) {
  if (!root.has("deploy")) root.problem("deploy", Reason::yaml_missing_key);
  const EngineReader* engine = engine_of(root, engines);
  out.deploy = engine->read(root, out);
  out.deploy.engine = engine->name;
  const auto check = [&](const char* section, const auto& parameters) {
    auto reader = look_into(root, section);
    for (const auto& [name, value] : parameters) {
      if (reader) check_template(*reader, "extra", value, words);
    }
  };
  if (auto reader = look_into(root, "deploy"))
    check_template(*reader, "cluster", out.deploy.cluster, words);
  check("deploy", out.deploy.parameters);
  check("teardown", out.deploy.removal_parameters);
}

}  // namespace chatops::application
