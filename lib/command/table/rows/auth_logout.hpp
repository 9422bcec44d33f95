// The row of `auth logout`.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/options.hpp"
#include "command/table/types.hpp"

namespace chatops::command::table {

namespace auth_logout_parts {
inline constexpr auto options = std::to_array<Option>({for_option});

inline constexpr auto examples = std::to_array<Example>({
    {"chatops auth logout coding", {"delete the token", "删除令牌"}},
    {"chatops auth logout registry acme-docker.pkg.coding.net",
     {"delete the password of a registry", "删除镜像仓库的密码"}},
});
}  // namespace auth_logout_parts

inline constexpr Command auth_logout_row{
    .path = "auth logout",
    .summary = {"Delete a saved token or password", "删除已保存的令牌或密码"},
    .details =
        {R"(Removes it from the keyring and the credentials file, and warns if an environment variable or your
profile still has one. The token itself stays valid: revoke it where it was created.)",
         R"(从密钥环和凭据文件中删除；若环境变量或配置档仍有凭据会提示。令牌本身仍然有效：请在创建它的地方吊销。)"},
    .positionals = system_and_host,
    .options = auth_logout_parts::options,
    .examples = auth_logout_parts::examples,
    .mutates = true,
    .right = Right::own,
    .where = Where::local,
    .see_also = "auth login, auth status"};

}  // namespace chatops::command::table
