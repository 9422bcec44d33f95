// The row of `doctor`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/types.hpp"

namespace chatops::command::table {

namespace doctor_parts {
inline constexpr auto examples = std::to_array<Example>({
    {"chatops doctor", {"is everything set up?", "检查一切是否就绪"}},
    {"chatops doctor -o json", {"for a bug report", "用于报告问题"}},
});
}  // namespace doctor_parts

inline constexpr Command doctor_row{
    .path = "doctor",
    .summary = {"Check the whole setup, and suggest fixes", "全面检查，并给出建议"},
    .details =
        {R"(Checks your configuration, the application, the state file, every other system (DNS, connection,
TLS, answer, clock), the permissions of the tokens, the pipeline, proxies and programs, all at once,
within ten seconds. Changes nothing. Exits with 1 if there is a problem.)",
         R"(检查配置、应用、状态文件、各外部系统（域名、连接、TLS、应答、时钟）、令牌权限、流水线、代理和所需程序；同时进行，十秒内完成。不做任何改动。有问题时退出码为 1。)"},
    .examples = doctor_parts::examples,
    .where = Where::local,
    .see_also = "config check, auth status, troubleshooting"};

}  // namespace chatops::command::table
