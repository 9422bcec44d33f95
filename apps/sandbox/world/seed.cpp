// People, tracker, repositories: the tables of the first world.
// SPDX-License-Identifier: Apache-2.0
#include "world/seed.hpp"

#include <fmt/format.h>

#include "world/seed_pipelines.hpp"

namespace chatops::sandbox {
namespace {

constexpr Moment day = 86'400'000;
constexpr Id team_id = 50, project_id = 9;

/// 00:00 of today at UTC+8, `days` later.
Moment date(Moment now, int days) {
  constexpr Moment zone = 28'800'000;
  return (now + zone) / day * day - zone + days * day;
}

void people(Model& model, Moment now) {
  model.team = {team_id, "Acme", "acme", 1001};
  model.users = {
      {1001, "林晓", "LinXiao", "linxiao", "linxiao@acme.example", "13800000001", 1,
       "EnterpriseOwner"},
      {1002, "陈嘉", "ChenJia", "chenjia", "chenjia@acme.example", "13800000002"},
      {1003, "王宁", "WangNing", "wangning", "wangning@acme.example", "13800000003"},
      {1004, "周予安", "ZhouYuAn", "zhouyuan", "zhouyuan@acme.example", "13800000004"},
      {1005, "Emma Fischer", "EmmaFischer", "emma", "emma@acme.example", "13800000005"},
      {1006, "Daniel Okafor", "DanielOkafor", "daniel", "daniel@acme.example", "13800000006", 1,
       "EnterpriseAdmin"},
  };
  Project project{.id = project_id,
                  .name = std::string(seed_project),
                  .display_name = "在线教室",
                  .description = "An online classroom: live lessons, chat, homework",
                  .created_at = date(now, -400),
                  .updated_at = date(now, -1)};
  for (const auto& user : model.users)
    project.members.push_back({user.id, user.id == 1001   ? "ProjectManager"
                                        : user.id == 1006 ? "ProjectAdmin"
                                        : user.id == 1005 ? "ProjectGuest"
                                                          : "ProjectMember"});
  model.projects = {project};
}

void tokens(World& world, Model& model) {
  const auto secret = [&] {
    std::string hex;
    while (hex.size() < 40) hex += fmt::format("{:016x}", world.system().random.next());
    return hex.substr(0, 40);
  };
  const std::vector<std::string> reading = {
      "user:profile:ro",        "team:profile:ro",        "team:member:ro",
      "project:profile:ro",     "project:member:ro",      "collaboration:issue:ro",
      "vcs:repository:ro",      "artifact:repository:ro", "artifact:version:ro",
      "artifact:properties:ro", "artifact:package:ro",    "cd:application:ro",
      "cd:pipeline:ro",         "cd:cloud-account:ro",    "vcs:merge:ro",
      "service-hook:profile:ro"};
  auto everything = reading;
  for (const auto* scope :
       {"collaboration:issue:rw", "vcs:repository:rw", "artifact:repository:rw",
        "artifact:version:rw", "artifact:properties:rw", "cd:application:rw", "cd:pipeline:rw",
        "vcs:merge:rw", "project:member:rw", "service-hook:profile:rw"})
    everything.emplace_back(scope);
  const std::vector<std::string> ci = {"project_issue_rw",
                                       "project_member_rw",
                                       "depot_read",
                                       "depot_write",
                                       "artifact_r",
                                       "artifact_rw",
                                       "artifact_version_props_rw",
                                       "ci_manager",
                                       "open_ci_manager",
                                       "merge_request_rw"};
  model.tokens = {{"personal", "daniel", secret(), 1006, 0, everything, false},
                  {"personal", "emma", secret(), 1005, 0, reading, false},
                  {"personal", "chenjia", secret(), 1002, 0, everything, true},
                  {"project", "ptclassroomci", secret(), 1006, project_id, ci, false},
                  {"project",
                   "ptclassroomread",
                   secret(),
                   1006,
                   project_id,
                   {"depot_read", "artifact_r"},
                   false}};
}

void iterations(Model& model, Moment now) {
  model.iterations = {
      {.id = 7041,
       .code = 41,
       .project_id = project_id,
       .name = "S41 课堂回放 / Lesson replay",
       .goal = "Watch a lesson again, with its chat",
       .status = "COMPLETED",
       .start_at = date(now, -18),
       .end_at = date(now, -5) + day - 1000,
       .assignee = 1001,
       .creator = 1001,
       .starter = 1001,
       .completer = 1001,
       .created_at = date(now, -20),
       .updated_at = date(now, -4)},
      {.id = 7042,
       .code = 42,
       .project_id = project_id,
       .name = "S42 小组讨论 / Breakout rooms",
       .goal = "Teachers split a lesson into rooms and visit them",
       .status = "PROCESSING",
       .start_at = date(now, -4),
       .end_at = date(now, 9) + day - 1000,
       .assignee = 1001,
       .creator = 1001,
       .starter = 1001,
       .created_at = date(now, -10),
       .updated_at = date(now, -1)},
      {.id = 7043,
       .code = 43,
       .project_id = project_id,
       .name = "S43 作业批改 / Homework grading",
       .goal = "Grade on the tablet, give it back with voice",
       .status = "WAIT_PROCESS",
       .assignee = 1001,
       .creator = 1001,
       .created_at = date(now, -2),
       .updated_at = date(now, -2)},
  };
  model.counters["iteration_id"] = 7043;
  model.counters["iteration"] = 43;
}

void issues(Model& model, Moment now) {
  struct Row {
    const char *type, *name;
    Id iteration, status;
    const char* priority;
    Id assignee;
    std::vector<Id> watchers;
  };
  const std::vector<Row> rows = {
      {"REQUIREMENT",
       "课堂回放按章节跳转 / Jump to a chapter in the replay",
       41,
       4,
       "1",
       1003,
       {1001}},
      {"REQUIREMENT",
       "老师把学生分到小组 / A teacher assigns students to rooms",
       42,
       2,
       "2",
       1002,
       {1001, 1005}},
      {"REQUIREMENT", "小组内聊天 / Chat within a room", 42, 2, "2", 1004, {1001, 1002}},
      {"REQUIREMENT",
       "老师巡视各小组 / The teacher visits the rooms",
       42,
       1,
       "1",
       1002,
       {1001, 1005}},
      {"MISSION", "门户显示小组名单 / The portal lists the rooms", 42, 3, "1", 1003, {1005}},
      {"MISSION",
       "网关放行小组的长连接 / Let the rooms' connections through the gateway",
       42,
       4,
       "1",
       1006,
       {1002}},
      {"DEFECT",
       "切换小组后没有声音 / No sound after changing rooms",
       42,
       2,
       "3",
       1002,
       {1001, 1004, 1005}},
      {"DEFECT", "通知重复发送 / Notifications are sent twice", 42, 1, "2", 1004, {}},
      {"REQUIREMENT", "在平板上批改作业 / Grade homework on a tablet", 43, 1, "1", 1003, {1001}},
      {"MISSION", "批改结果推送给家长 / Send the result to the parents", 43, 1, "1", 0, {1001}},
      {"DEFECT", "头像偶尔不显示 / Avatars are missing sometimes", 0, 1, "", 0, {}},
  };
  Id code = 300;
  for (const auto& row : rows) {
    ++code;
    model.issues.push_back(
        {.id = 88000 + code,
         .code = code,
         .project_id = project_id,
         .type = row.type,
         .name = row.name,
         .iteration_code = row.iteration,
         .status_id = row.status,
         .priority = row.priority,
         .assignee_id = row.assignee,
         .creator_id = 1001,
         .watcher_ids = row.watchers,
         .created_at = date(now, -12) + code * 60'000,
         .updated_at = date(now, -1) + code * 60'000,
         .completed_at = row.status == 4 ? date(now, -2) : 0,
         .logs = {{"CREATE", "SELF", "{}", 1001, date(now, -12) + code * 60'000}}});
  }
  model.counters["issue"] = code;
  model.counters["issue_id"] = 88000 + code;
}

void seed_repositories(Model& model, Moment now) {
  const auto born = date(now, -390);
  const auto depot = [&](Id id, const char* name, const char* description, const char* language) {
    model.depots.push_back({.id = id,
                            .project_id = project_id,
                            .name = name,
                            .description = description,
                            .language = language,
                            .created_at = born});
  };
  depot(601, "portal", "门户：课程表与登录 / The portal: timetable and sign-in", "PHP");
  depot(602, "live", "直播：音视频与小组 / Live lessons: sound, video, rooms", "Go");
  depot(603, "chat", "聊天 / Chat", "Node");
  depot(604, "platform",
        "平台服务：网关、批改、通知、定时任务 / Gateway, grading, notifications, jobs", "monorepo");
  depot(605, "deploy", "部署：Chart、values 与 chatops.yaml / Chart, values and chatops.yaml",
        "YAML");
  const auto job = [&](Id id, Id depot_id, const char* name, std::vector<std::string> components) {
    model.jobs.push_back({id, project_id, depot_id, name, std::move(components), born, 0});
  };
  job(3001, 601, "portal", {"portal"});
  job(3002, 602, "live", {"live"});
  job(3003, 603, "chat", {"chat"});
  job(3004, 604, "platform-images", {"gateway", "grading", "notify", "jobs"});
  model.repositories = {{801, project_id, "images", "Container images", 2, 1, 1, born},
                        {802, project_id, "charts", "Helm charts", 6, 1, 1, born}};
  Id package = 900;
  for (const auto* component : seed_components)
    model.packages.push_back({++package, 801, component, "", born});
  model.packages.push_back({++package, 802, "classroom", "", born});
  for (const auto& [kind, last] : {std::pair{"repository", Id{802}},
                                   {"package", package},
                                   {"version", Id{40000}},
                                   {"property", Id{700000}},
                                   {"build", Id{20000}}})
    model.counters[kind] = last;
}

}  // namespace

void seed(World& world) {
  const auto now = world.now();
  world.write([&](Model& model) {
    model = Model{};
    people(model, now);
    tokens(world, model);
    iterations(model, now);
    issues(model, now);
    seed_repositories(model, now);
    seed_pipelines(model, project_id);
  });
}

}  // namespace chatops::sandbox
