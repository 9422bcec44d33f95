// A second engine, that only writes down what it is told: it knows nothing but neutral orders, and
// lives in one file.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/engine.hpp"

namespace chatops::test {

class Recorder final : public core::DeployEngine {
 public:
  std::vector<core::Order> orders;
  std::optional<core::Refused> refuses;

  static core::EngineSettings settings() {
    return {.engine = "recorder", .title = "a list", .removal = "a list", .own = {{"list", 7}}};
  }

  Known<core::EngineFacts> describe(const Call&, const core::EngineSettings& settings,
                                    const core::EngineQuestion&) override {
    if (settings.own.value("list", 0) != 7) return failure(Reason::outside_not_found);
    return core::EngineFacts{
        .name = "recorder", .queue = "recorder", .values = core::ValuesBy::text, .takes_any = true};
  }
  Result<core::Prepared> prepare(const core::Order& order, const core::EngineSettings&,
                                 const core::EngineFacts&, const core::Order*) const override {
    return core::Prepared{.given = given(order)};
  }
  core::Given given(const core::Order& order) const override {
    core::Given out{.parameters = order.parameters};
    out.parameters["namespace"] = order.ns;
    return out;
  }
  core::StartResult start(const Call&, const core::Order& order) override {
    orders.push_back(order);
    if (refuses) return *refuses;
    return core::Started{{"recorder", "here", std::to_string(orders.size())}, ""};
  }
  core::StartResult remove(const Call& call, const core::Order& order) override {
    return start(call, order);
  }
  core::StartResult find(const Call&, const core::Order&, const Error& why) override {
    return core::Lost{why};
  }
  std::vector<Known<core::Execution>> observe_all(
      const Call&, std::span<const core::ExecutionRef> executions) override {
    std::vector<Known<core::Execution>> out;
    for (const core::ExecutionRef& one : executions) {
      const bool there = one.engine == "recorder" && one.place == "here";
      if (there) {
        out.emplace_back(core::Execution{.status = core::ExecutionStatus::succeeded});
      } else {
        out.emplace_back(failure(Reason::outside_not_found));
      }
    }
    return out;
  }
  Known<bool> cancel(const Call&, const core::ExecutionRef&, const std::string&) override {
    return true;
  }
  core::Verified verify(const core::Order&, const core::Execution&) const override { return {}; }
  std::string not_ours(const core::Order&, const core::Execution&) const override { return {}; }
};

class NamedEngines final : public core::Engines {
 public:
  std::map<std::string, core::DeployEngine*, std::less<>> engines;

  core::DeployEngine& of(std::string_view name) override {
    const auto found = engines.find(name);
    if (found != engines.end()) return *found->second;
    throw Error(Reason::unknown_engine, {{"what", std::string(name)}});
  }
};

}  // namespace chatops::test
