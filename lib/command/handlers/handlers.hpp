// One overload a request; handle.cpp picks it. Private to the room.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "command/handle.hpp"

namespace chatops::command {

Reply handle(Context& context, const DeployRequest& request);
Reply handle(Context& context, const BranchRequest& request);
Reply handle(Context& context, const RollbackRequest& request);
Reply handle(Context& context, const EnvListRequest& request);
Reply handle(Context& context, const EnvShowRequest& request);
Reply handle(Context& context, const EnvCreateRequest& request);
Reply handle(Context& context, const EnvDeleteRequest& request);
Reply handle(Context& context, const EnvUseRequest& request);
Reply handle(Context& context, const EnvHistoryRequest& request);
Reply handle(Context& context, const EnvValuesRequest& request);
Reply handle(Context& context, const EnvExportRequest& request);
Reply handle(Context& context, const IterationListRequest& request);
Reply handle(Context& context, const IterationShowRequest& request);
Reply handle(Context& context, const ArtifactListRequest& request);
Reply handle(Context& context, const ArtifactShowRequest& request);
Reply handle(Context& context, const ConfigShowRequest& request);
Reply handle(Context& context, const ConfigCheckRequest& request);
Reply handle(Context& context, const ConfigInitRequest& request);
Reply handle(Context& context, const ConfigEditRequest& request);
Reply handle(Context& context, const AuthLoginRequest& request);
Reply handle(Context& context, const AuthStatusRequest& request);
Reply handle(Context& context, const AuthLogoutRequest& request);
Reply handle(Context& context, const DoctorRequest& request);
Reply handle(Context& context, const VersionRequest& request);
Reply handle(Context& context, const CompletionRequest& request);
Reply handle(Context& context, const HelpRequest& request);
Reply handle(Context& context, const SandboxStartRequest& request);
Reply handle(Context& context, const SandboxStopRequest& request);
Reply handle(Context& context, const SandboxStatusRequest& request);

/// The environment meant: as given, else CHATOPS_ENV, else the choice of this checkout.
/// no_environment_chosen with the names there are.
std::string chosen_environment(Context& context, const std::string& given);
/// The same, or "" where none is chosen.
std::string chosen_or_none(Context& context, const std::string& given);
/// The call, ending after `timeout_ms` from now (0 = no sooner than before).
Call limited(Context& context, std::int64_t timeout_ms);

}  // namespace chatops::command
