// Shapes that `-o json` promises (docs/reference/json.md).
// SPDX-License-Identifier: Apache-2.0
#include "command/handlers/running.hpp"

#include "core/codec.hpp"
#include "core/error_json.hpp"

namespace chatops::command {

using nlohmann::json;

namespace {

json document_of(const core::RunningWorkload& workload) {
  return {{"kind", workload.kind},
          {"name", workload.name},
          {"image", workload.image},
          {"digests", workload.digests},
          {"wanted", workload.wanted},
          {"ready", workload.ready},
          {"restarts", workload.restarts},
          {"since", workload.since ? json(to_rfc3339(*workload.since)) : json()}};
}

json workloads_of(const core::RunningNamespace& seen, const std::string& component) {
  json out = json::array();
  for (const core::RunningWorkload& workload : seen.workloads)
    if (workload.component == component) out.push_back(document_of(workload));
  return out;
}

}  // namespace

json cluster_of(const std::string& name, const workflow::Running& running) {
  if (!running) return {};
  json out = {{"name", name}};
  if (!*running) {
    out["error"] = core::to_document(running->error());
    return out;
  }
  const core::RunningNamespace& seen = **running;
  int wanted = 0, ready = 0, restarts = 0;
  for (const core::RunningWorkload& workload : seen.workloads) {
    wanted += workload.wanted;
    ready += workload.ready;
    restarts += workload.restarts;
  }
  out.update({{"exists", seen.exists},
              {"ending", seen.ending},
              {"wanted", wanted},
              {"ready", ready},
              {"restarts", restarts}});
  return out;
}

void add_running(json& environment, const std::string& name, const workflow::Running& running,
                 const std::optional<core::Bill>& deployed) {
  environment["cluster"] = cluster_of(name, running);
  environment["troubles"] = running && *running ? json((*running)->troubles) : json::array();
  environment["answer"] = json();
  const bool seen = running && *running && (*running)->exists;
  for (json& line : environment["components"]) {
    const auto component = line["component"].get<std::string>();
    line["workloads"] = seen ? workloads_of(**running, component) : json();
    line["drift"] = json();
    // What is not known to have been brought there has nothing to differ from.
    if (!seen || line["runs"].is_null() || !deployed) continue;
    const auto& brought = deployed->lines.at(component);
    line["drift"] = core::word_of(core::drift_of(brought, (*running)->workloads));
  }
}

}  // namespace chatops::command
