// Domain values to JSON and back: what the store keeps, what `-o json` prints, what `deploy --from`
// reads.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "core/deployment.hpp"
#include "core/environment.hpp"
#include "core/iteration.hpp"

namespace chatops::core {

// to_json never fails; from_json throws Error{state_damaged} with `what` = the member that is
// missing or of the wrong type.
void to_json(nlohmann::json& out, const Pin& value);
void from_json(const nlohmann::json& in, Pin& value);
void to_json(nlohmann::json& out, const Choice& value);
void from_json(const nlohmann::json& in, Choice& value);
void to_json(nlohmann::json& out, const Selection& value);
void from_json(const nlohmann::json& in, Selection& value);
void to_json(nlohmann::json& out, const BillLine& value);
void from_json(const nlohmann::json& in, BillLine& value);
void to_json(nlohmann::json& out, const Bill& value);
void from_json(const nlohmann::json& in, Bill& value);
void to_json(nlohmann::json& out, const Desired& value);
void from_json(const nlohmann::json& in, Desired& value);
void to_json(nlohmann::json& out, const SetAside& value);
void from_json(const nlohmann::json& in, SetAside& value);
void to_json(nlohmann::json& out, const ChartSetAside& value);
void from_json(const nlohmann::json& in, ChartSetAside& value);
void to_json(nlohmann::json& out, const Hold& value);
void from_json(const nlohmann::json& in, Hold& value);
void to_json(nlohmann::json& out, const Environment& value);
void from_json(const nlohmann::json& in, Environment& value);
void to_json(nlohmann::json& out, const ExecutionRef& value);
/// An id alone, as it stood in rows once, is the first engine's.
void from_json(const nlohmann::json& in, ExecutionRef& value);
void to_json(nlohmann::json& out, const Trouble& value);
void to_json(nlohmann::json& out, const Deployment& value);
void from_json(const nlohmann::json& in, Deployment& value);
void to_json(nlohmann::json& out, const Artifact& value);
void from_json(const nlohmann::json& in, Artifact& value);
void to_json(nlohmann::json& out, const ChartVersion& value);
void from_json(const nlohmann::json& in, ChartVersion& value);
void to_json(nlohmann::json& out, const Stage& value);
void from_json(const nlohmann::json& in, Stage& value);
void to_json(nlohmann::json& out, const Doubt& value);
void from_json(const nlohmann::json& in, Doubt& value);
void to_json(nlohmann::json& out, const Waiting& value);
void from_json(const nlohmann::json& in, Waiting& value);
void to_json(nlohmann::json& out, const Actor& value);
void from_json(const nlohmann::json& in, Actor& value);
void to_json(nlohmann::json& out, const Person& value);
void from_json(const nlohmann::json& in, Person& value);
void to_json(nlohmann::json& out, const Iteration& value);
void from_json(const nlohmann::json& in, Iteration& value);
void to_json(nlohmann::json& out, const Issue& value);

}  // namespace chatops::core
