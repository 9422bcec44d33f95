// What a shell may write above what is offered.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/table/types.hpp"

namespace chatops::command::table {

/// "" where the words speak for themselves.
constexpr Said title_of(Kind kind) {
  switch (kind) {
    case Kind::environment: return {"environments", "环境"};
    case Kind::component_choice:
    case Kind::component: return {"components", "组件"};
    case Kind::branch: return {"branches", "分支"};
    case Kind::repository: return {"repositories", "仓库"};
    case Kind::iteration: return {"iterations", "迭代"};
    case Kind::environment_class: return {"classes", "类别"};
    case Kind::profile: return {"profiles", "配置档"};
    case Kind::revision: return {"revisions", "修订版本"};
    case Kind::chart_version: return {"chart versions", "Chart 版本"};
    case Kind::key_value: return {"parameters", "参数"};
    case Kind::command: return {"help", "帮助"};
    default: return {"", ""};
  }
}

}  // namespace chatops::command::table
