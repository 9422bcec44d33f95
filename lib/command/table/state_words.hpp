// The words of states and outcomes, for completion and for the catalogue.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "command/table/language.hpp"

namespace chatops::command::table {

struct StateWord {
  std::string_view code;
  Said said;
};

inline constexpr auto state_words = std::to_array<StateWord>({
    {"state.creating", {"creating", "创建中"}},
    {"state.ready", {"ready", "就绪"}},
    {"state.updating", {"updating", "更新中"}},
    {"state.failed", {"failed", "失败"}},
    {"state.sleeping", {"sleeping", "休眠"}},
    {"state.retiring", {"retiring", "清理中"}},
    {"state.retired", {"retired", "已清理"}},
    {"iteration.planned", {"planned", "未开始"}},
    {"iteration.active", {"active", "进行中"}},
    {"iteration.ended", {"ended", "已结束"}},
    {"iteration.odd", {"?", "?"}},
    {"status.intended", {"starting", "正在启动"}},
    {"status.queued", {"queued", "排队中"}},
    {"status.running", {"running", "进行中"}},
    {"status.succeeded", {"succeeded", "成功"}},
    {"status.failed", {"failed", "失败"}},
    {"status.canceled", {"cancelled", "已取消"}},
    {"status.superseded", {"superseded", "已被取代"}},
    {"status.unknown", {"unknown", "未知"}},
});

/// The code itself when there is no word for it.
constexpr std::string_view state_word(std::string_view code, Language language) {
  for (const StateWord& word : state_words) {
    if (word.code == code) return in(language, word.said);
  }
  return code.substr(code.find('.') + 1);
}

}  // namespace chatops::command::table
