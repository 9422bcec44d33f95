// Typed requests: what a command is asked to do, the same from a terminal, a chat line or a click.
// Plain data that round-trips through JSON, so that a request can travel to a server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/variant2/variant.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

#include "command/commands/artifact_list.hpp"
#include "command/commands/artifact_show.hpp"
#include "command/commands/audit_list.hpp"
#include "command/commands/auth_login.hpp"
#include "command/commands/auth_logout.hpp"
#include "command/commands/auth_status.hpp"
#include "command/commands/branch.hpp"
#include "command/commands/completion.hpp"
#include "command/commands/config_check.hpp"
#include "command/commands/config_edit.hpp"
#include "command/commands/config_init.hpp"
#include "command/commands/config_show.hpp"
#include "command/commands/deploy.hpp"
#include "command/commands/dev_debug.hpp"
#include "command/commands/dev_end.hpp"
#include "command/commands/dev_image.hpp"
#include "command/commands/dev_keep.hpp"
#include "command/commands/dev_list.hpp"
#include "command/commands/dev_logs.hpp"
#include "command/commands/dev_port_forward.hpp"
#include "command/commands/dev_run.hpp"
#include "command/commands/dev_shell.hpp"
#include "command/commands/dev_start.hpp"
#include "command/commands/dev_status.hpp"
#include "command/commands/dev_sync.hpp"
#include "command/commands/doctor.hpp"
#include "command/commands/env_create.hpp"
#include "command/commands/env_delete.hpp"
#include "command/commands/env_events.hpp"
#include "command/commands/env_exec.hpp"
#include "command/commands/env_export.hpp"
#include "command/commands/env_follow.hpp"
#include "command/commands/env_history.hpp"
#include "command/commands/env_hold.hpp"
#include "command/commands/env_list.hpp"
#include "command/commands/env_logs.hpp"
#include "command/commands/env_open.hpp"
#include "command/commands/env_pin.hpp"
#include "command/commands/env_port_forward.hpp"
#include "command/commands/env_show.hpp"
#include "command/commands/env_unhold.hpp"
#include "command/commands/env_use.hpp"
#include "command/commands/env_values.hpp"
#include "command/commands/help.hpp"
#include "command/commands/iteration_adopt.hpp"
#include "command/commands/iteration_complete.hpp"
#include "command/commands/iteration_list.hpp"
#include "command/commands/iteration_reopen.hpp"
#include "command/commands/iteration_show.hpp"
#include "command/commands/iteration_start.hpp"
#include "command/commands/notify_mute.hpp"
#include "command/commands/notify_status.hpp"
#include "command/commands/notify_unmute.hpp"
#include "command/commands/people_link.hpp"
#include "command/commands/people_list.hpp"
#include "command/commands/rollback.hpp"
#include "command/commands/sandbox_start.hpp"
#include "command/commands/sandbox_status.hpp"
#include "command/commands/sandbox_stop.hpp"
#include "command/commands/serve.hpp"
#include "command/commands/serve_backup.hpp"
#include "command/commands/serve_login.hpp"
#include "command/commands/serve_replay.hpp"
#include "command/commands/serve_setup_hooks.hpp"
#include "command/commands/serve_status.hpp"
#include "command/commands/version.hpp"
#include "command/table/rows.hpp"

namespace chatops::command {

template <const table::Command&... rows>
boost::variant2::variant<typename RequestOf<rows>::type...> requests_of(table::RowList<rows...>);

/// One alternative a row of the table, in its order. Not std::variant, which libstdc++ builds of as
/// many unions within each other: with so many alternatives it takes the compiler ten times as
/// long.
using Request = decltype(requests_of(table::Rows{}));

const table::Command& row_of(const Request& request);
inline std::string_view path_of(const Request& request) { return row_of(request).path; }
/// True when the request cannot be run without knowing the place it comes from.
bool reads_place(const Request& request);

/// {"command": "env list", …}.
nlohmann::json to_document(const Request& request);
/// Throws usage_unknown_command, or usage_bad_value with `what` = the member.
Request request_of(const nlohmann::json& document);

}  // namespace chatops::command
