// The seeded past's texts.
// SPDX-License-Identifier: Apache-2.0
#include "build/history_text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace chatops::sandbox {
namespace {

using Lines = std::vector<SeedLine>;

Lines portal() {
  return {{"main", "门户首页 / The portal's first page", -400},
          {"main", "Log in with the school's account", -352},
          {"main", "课程表 / A timetable for the week", -301},
          {"main", "Show who teaches a lesson", -254},
          {"main", "Replay: jump to a chapter", -180},
          {"main", "修复移动端菜单 / Fix the menu on phones", -122},
          {"main", "Show the time in the pupil's own zone", -30},
          {"feature/breakout-rooms", "小组名单 / List the rooms of a lesson", 9},
          {"main", "Faster first paint", 20},
          {"feature/breakout-rooms", "Show which room a pupil is in", 31},
          {"fix/audio", "Ask for the microphone only when it is needed", 33},
          {"feature/breakout-rooms", "Keep the list of rooms up to date", 52},
          {"main", "更新依赖 / Update dependencies", 55}};
}

Lines live() {
  return {{"main", "直播服务 / The live service", -410},
          {"main", "Sessions survive a short loss of the network", -340},
          {"main", "Record lessons", -290},
          {"main", "Chapters in the recording", -188},
          {"main", "录制分段上传 / Upload recordings in pieces", -96},
          {"main", "Count viewers without a lock", -26},
          {"fix/audio", "Echo when two teachers speak", 6},
          {"feature/breakout-rooms", "分组会话 / Sessions for rooms", 10},
          {"fix/audio", "Echo: also on tablets", 25},
          {"feature/breakout-rooms", "The teacher may visit any room", 34},
          {"main", "Less memory for idle lessons", 41},
          {"feature/breakout-rooms", "老师巡视 / Visiting does not interrupt the room", 56}};
}

Lines chat() {
  return {{"main", "聊天 / The chat", -395},
          {"main", "Raise a hand", -330},
          {"main", "表情 / Emoji", -270},
          {"main", "Mute a pupil", -200},
          {"main", "Keep the chat with the replay", -130},
          {"develop", "Messages in order after a reconnect", -60},
          {"main", "Messages in order after a reconnect", -28},
          {"feature/breakout-rooms", "小组内聊天 / Chat within a room", 12},
          {"develop", "Typing indicator", 18},
          {"feature/breakout-rooms", "Move the chat with the pupil", 37},
          {"main", "Limit the length of a message", 44},
          {"develop", "Limit the length of a message", 45}};
}

Lines platform() {
  return {{"main", "平台 / The platform's services in one repository", -420},
          {"main", "gateway: limits per school", -360},
          {"main", "grading: marks with comments", -310},
          {"main", "notify: 短信 / text messages", -262},
          {"main", "jobs: nightly clean-up", -210},
          {"main", "gateway: healthz", -140},
          {"main", "grading: give homework back with voice", -70},
          {"main", "notify: quiet hours", -25},
          {"feature/breakout-rooms", "gateway: let the rooms' connections through", 14},
          {"feature/grading-v2", "grading: rubrics", 22},
          {"main", "jobs: retry with a pause", 28},
          {"feature/breakout-rooms", "notify: 小组开始提醒 / tell pupils that rooms open", 47}};
}

std::string readme(std::string_view name, std::string_view text) {
  return fmt::format("# {}\n\n{}\n", name, text);
}

}  // namespace

std::vector<SeedLine> seed_lines(std::string_view depot) {
  if (depot == "portal") return portal();
  if (depot == "live") return live();
  if (depot == "chat") return chat();
  if (depot == "platform") return platform();
  return {{"main", "The beginning", -200}, {"main", "The next step", -20}};
}

std::map<std::string, std::string> seed_files(std::string_view depot) {
  if (depot == "portal")
    return {
        {"README.md", readme("portal", "The classroom's portal, in PHP.")},
        {"public/index.php", "<?php\nrequire __DIR__ . '/../src/app.php';\n\\Classroom\\run();\n"},
        {"composer.json",
         "{\n  \"name\": \"acme/portal\",\n  \"require\": {\"php\": \">=8.2\"}\n}\n"}};
  if (depot == "live")
    return {{"README.md", readme("live", "Live lessons, in Go.")},
            {"go.mod", "module acme.example/live\n\ngo 1.22\n"},
            {"main.go",
             "package main\n\nimport \"net/http\"\n\nfunc main() "
             "{\n\thttp.ListenAndServe(\":8080\", routes())\n}\n"}};
  if (depot == "chat")
    return {{"README.md", readme("chat", "Chat in a lesson, on Node.")},
            {"package.json", "{\n  \"name\": \"chat\",\n  \"main\": \"server.js\"\n}\n"},
            {"server.js", "'use strict';\nrequire('./rooms').listen(8080);\n"}};
  std::map<std::string, std::string> files = {
      {"README.md", readme(depot, "Services of the classroom.")}};
  if (depot == "platform")
    for (const auto* service : {"gateway", "grading", "notify", "jobs"})
      files[fmt::format("{}/README.md", service)] =
          readme(service, "One of the platform's services.");
  return files;
}

std::vector<std::string> earlier_versions(const std::string& current) {
  const auto first = current.find('.'), second = current.find('.', first + 1);
  int minor = 0;
  if (second == std::string::npos ||
      std::from_chars(current.data() + first + 1, current.data() + second, minor).ec != std::errc{})
    return {current};
  std::vector<std::string> versions;
  for (int each = minor > 2 ? minor - 2 : 0; each < minor; ++each)
    versions.push_back(fmt::format("{}.{}.0", current.substr(0, first), each));
  versions.push_back(current);
  return versions;
}

}  // namespace chatops::sandbox
