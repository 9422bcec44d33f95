// Domain values as the bodies of outcomes: the shapes that `-o json` promises
// (docs/reference/commands.md).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>

#include "command/reply.hpp"
#include "core/store/audit.hpp"
#include "core/store/identities.hpp"
#include "workflow/artifacts.hpp"
#include "workflow/deploy.hpp"
#include "workflow/environments.hpp"
#include "workflow/expect.hpp"
#include "workflow/plan.hpp"

namespace chatops::command {

nlohmann::json body_of(const core::BillLine& line);
nlohmann::json body_of(const core::Choice& choice);
/// `chart_rule`: what the application says of its chart, where the choice is to follow that.
nlohmann::json body_of(const workflow::Plan& plan, const std::string& chart_rule);
nlohmann::json body_of(const core::Deployment& deployment);
nlohmann::json body_of(const core::AuditEntry& entry);
nlohmann::json body_of(const core::Identity& person);
/// Null where there is none.
nlohmann::json body_of(const std::optional<core::Hold>& hold);
/// As a row of a list.
nlohmann::json brief_of(const workflow::EnvironmentLine& line);
nlohmann::json body_of(const workflow::EnvironmentView& view, const std::string& chart_rule);
nlohmann::json body_of(const core::Candidate& candidate);
/// What opens the following of a deployment: `expected` is null, or how long it and its stages took
/// the last time ({"took_ms", "stages": [{"name", "took_ms"}]}).
Event opened(const workflow::DeploymentKey& key,
             const std::optional<workflow::Expectation>& expected, Instant now);
/// What an event of a deployment carries.
Event event_of(const core::Deployment& deployment, const workflow::Event& event);
/// The question before a deployment: one row a component that changes or waits.
card::Card deploy_card(const workflow::Plan& plan);

}  // namespace chatops::command
