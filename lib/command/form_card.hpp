// The deploy form and the choice of an environment, as cards.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "card/answer.hpp"
#include "command/reply.hpp"
#include "command/request.hpp"
#include "workflow/offer.hpp"

namespace chatops::command {

/// Settings, and one row a component with everything it could run instead. `revision` as
/// workflow::offer_revision says.
card::Card form_card(const core::Application& application, const workflow::Offer& offer,
                     std::string revision);
/// Which environment: a card of kind "environment"; its body lists them. A new name is taken too.
Need environment_need(const std::vector<workflow::EnvironmentOption>& options);

/// The pipeline's parameter that a field of the form stands for; nothing for the other fields.
std::optional<std::string_view> parameter_of(std::string_view field);
/// True when the value is one of the chart's versions and no range.
bool is_chart_version(const card::Field& chart, const std::string& value);

/// Where a plan would do other than the person saw when answering: one form_differs each, `what` =
/// the place, `before` and `after`. Empty = go.
std::vector<Error> unseen(const core::Application& application, const DeployRequest& request,
                          const workflow::Plan& plan);

}  // namespace chatops::command
