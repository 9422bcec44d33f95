// The whole table of commands: one header in rows/ each, listed here once, in the order of the
// help.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/rows/artifact_list.hpp"
#include "command/table/rows/artifact_show.hpp"
#include "command/table/rows/audit_list.hpp"
#include "command/table/rows/auth_login.hpp"
#include "command/table/rows/auth_logout.hpp"
#include "command/table/rows/auth_status.hpp"
#include "command/table/rows/branch.hpp"
#include "command/table/rows/completion.hpp"
#include "command/table/rows/config_check.hpp"
#include "command/table/rows/config_edit.hpp"
#include "command/table/rows/config_init.hpp"
#include "command/table/rows/config_show.hpp"
#include "command/table/rows/deploy.hpp"
#include "command/table/rows/dev_debug.hpp"
#include "command/table/rows/dev_end.hpp"
#include "command/table/rows/dev_image.hpp"
#include "command/table/rows/dev_keep.hpp"
#include "command/table/rows/dev_list.hpp"
#include "command/table/rows/dev_logs.hpp"
#include "command/table/rows/dev_port_forward.hpp"
#include "command/table/rows/dev_run.hpp"
#include "command/table/rows/dev_shell.hpp"
#include "command/table/rows/dev_start.hpp"
#include "command/table/rows/dev_status.hpp"
#include "command/table/rows/dev_sync.hpp"
#include "command/table/rows/doctor.hpp"
#include "command/table/rows/env_create.hpp"
#include "command/table/rows/env_delete.hpp"
#include "command/table/rows/env_events.hpp"
#include "command/table/rows/env_exec.hpp"
#include "command/table/rows/env_export.hpp"
#include "command/table/rows/env_follow.hpp"
#include "command/table/rows/env_history.hpp"
#include "command/table/rows/env_hold.hpp"
#include "command/table/rows/env_list.hpp"
#include "command/table/rows/env_logs.hpp"
#include "command/table/rows/env_open.hpp"
#include "command/table/rows/env_pin.hpp"
#include "command/table/rows/env_port_forward.hpp"
#include "command/table/rows/env_show.hpp"
#include "command/table/rows/env_unhold.hpp"
#include "command/table/rows/env_use.hpp"
#include "command/table/rows/env_values.hpp"
#include "command/table/rows/help.hpp"
#include "command/table/rows/iteration_adopt.hpp"
#include "command/table/rows/iteration_complete.hpp"
#include "command/table/rows/iteration_list.hpp"
#include "command/table/rows/iteration_reopen.hpp"
#include "command/table/rows/iteration_show.hpp"
#include "command/table/rows/iteration_start.hpp"
#include "command/table/rows/notify_mute.hpp"
#include "command/table/rows/notify_status.hpp"
#include "command/table/rows/notify_unmute.hpp"
#include "command/table/rows/people_link.hpp"
#include "command/table/rows/people_list.hpp"
#include "command/table/rows/rollback.hpp"
#include "command/table/rows/sandbox_start.hpp"
#include "command/table/rows/sandbox_status.hpp"
#include "command/table/rows/sandbox_stop.hpp"
#include "command/table/rows/serve.hpp"
#include "command/table/rows/serve_backup.hpp"
#include "command/table/rows/serve_login.hpp"
#include "command/table/rows/serve_replay.hpp"
#include "command/table/rows/serve_setup_hooks.hpp"
#include "command/table/rows/serve_status.hpp"
#include "command/table/rows/version.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

inline constexpr auto groups = std::to_array<Group>({
    {"env", {"manage environments", "管理环境"}, "环境"},
    {"dev", {"develop in an environment", "在环境中开发"}, "开发"},
    {"iteration", {"show and change iterations of the tracker", "查看和变更项目迭代"}, "迭代"},
    {"artifact", {"show built versions of components", "查看各组件的构建版本"}, "制品"},
    {"notify", {"choose what a chat group is told", "选择群内接收的消息"}, "通知"},
    {"config", {"show, check, create and edit the configuration", "查看、检查、生成和编辑配置"}},
    {"auth", {"manage credentials", "管理凭据"}},
    {"serve", {"run the server, and look at it", "运行和查看服务器"}, "服务器"},
    {"people", {"show and link the people that the server knows", "查看和关联服务器认识的人"}},
    {"audit", {"show what was done and refused", "查看执行和拒绝的记录"}},
    {"sandbox",
     {"simulators of all other systems, to learn and try", "各外部系统的模拟器，供学习和试用"}},
});

/// Rows as a type, so that requests are derived from the same list (command/request.hpp).
template <const Command&... rows>
struct RowList {
  static constexpr std::array<Command, sizeof...(rows)> all{rows...};
};

using Rows =
    RowList<deploy_row, branch_row, rollback_row, env_list_row, env_show_row, env_create_row,
            env_delete_row, env_use_row, env_follow_row, env_pin_row, env_hold_row, env_unhold_row,
            env_history_row, env_logs_row, env_events_row, env_open_row, env_exec_row,
            env_port_forward_row, env_values_row, env_export_row, dev_start_row, dev_sync_row,
            dev_shell_row, dev_run_row, dev_debug_row, dev_port_forward_row, dev_logs_row,
            dev_image_row, dev_status_row, dev_list_row, dev_keep_row, dev_end_row,
            iteration_list_row, iteration_show_row, iteration_adopt_row, iteration_start_row,
            iteration_complete_row, iteration_reopen_row, artifact_list_row, artifact_show_row,
            notify_mute_row, notify_unmute_row, notify_status_row, config_show_row,
            config_check_row, config_init_row, config_edit_row, auth_login_row, auth_status_row,
            auth_logout_row, doctor_row, serve_row, serve_status_row, serve_login_row,
            serve_setup_hooks_row, serve_replay_row, serve_backup_row, people_list_row,
            people_link_row, audit_list_row, sandbox_start_row, sandbox_stop_row,
            sandbox_status_row, version_row, completion_row, help_row>;

inline constexpr auto commands = Rows::all;

}  // namespace chatops::command::table
