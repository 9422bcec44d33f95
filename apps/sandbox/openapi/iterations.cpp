// Iterations and their state machine: WAIT_PROCESS → PROCESSING → COMPLETED, and back by restart.
// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "openapi/shape.hpp"

namespace chatops::sandbox::openapi {
namespace {

template <class M>
auto& iteration_of(M& model, const Asked& ask) {
  const auto& project = project_of(model, ask);
  for (auto& iteration : model.iterations)
    if (iteration.project_id == project.id && iteration.code == ask.integer("IterationCode"))
      return iteration;
  not_found("iteration");
}

std::string status_type(Id status_id) {
  return status_id == 1 ? "TODO" : status_id == 4 ? "COMPLETED" : "PROCESSING";
}

Json iteration_json(const Asked& ask, const Model& model, const Iteration& iteration) {
  Id todo = 0, processing = 0, completed = 0;
  for (const auto& issue : model.issues)
    if (issue.project_id == iteration.project_id && issue.iteration_code == iteration.code) {
      const auto type = status_type(issue.status_id);
      ++(type == "TODO" ? todo : type == "PROCESSING" ? processing : completed);
    }
  const auto all = todo + processing + completed;
  return {{"Id", iteration.id},
          {"Code", iteration.code},
          {"Name", iteration.name},
          {"Goal", iteration.goal},
          {"Status", iteration.status},
          {"StartAt", date_or_unset(ask, iteration.start_at)},
          {"EndAt", date_or_unset(ask, iteration.end_at)},
          {"Assignee", iteration.assignee},
          {"Creator", iteration.creator},
          {"Starter", iteration.starter},
          {"Completer", iteration.completer},
          {"CreatedAt", iteration.created_at},
          {"UpdatedAt", iteration.updated_at},
          {"WaitProcessCount", todo},
          {"ProcessingCount", processing},
          {"CompletedCount", completed},
          {"CompletedPercent",
           all == 0 ? 0.0 : static_cast<double>(completed * 100) / static_cast<double>(all)}};
}

Json list(const Asked& ask) {
  const auto wanted = ask.texts("Status");
  for (const auto& status : wanted)
    if (status != "WAIT_PROCESS" && status != "PROCESSING" && status != "COMPLETED")
      throw Refusal{"InvalidParameterValue", fmt::format("Status {} does not exist.", status)};
  const auto assignees = ask.integers("Assignee");
  return ask.world.read([&](const Model& model) {
    const auto& project = project_of(model, ask);
    std::vector<const Iteration*> all;
    for (const auto& iteration : model.iterations) {
      if (iteration.project_id != project.id) continue;
      if (!wanted.empty() && std::ranges::find(wanted, iteration.status) == wanted.end()) continue;
      if (!assignees.empty() && std::ranges::find(assignees, iteration.assignee) == assignees.end())
        continue;
      if (iteration.name.find(ask.text("Keywords")) == std::string::npos) continue;
      all.push_back(&iteration);
    }
    std::ranges::sort(all, std::greater{}, &Iteration::code);
    Json rows = Json::array();
    if (ask.settings.page_size > 0 && ask.integer("Limit", 20) > ask.settings.page_size)
      throw Refusal{"InvalidParameterValue",
                    fmt::format("Limit is at most {}.", ask.settings.page_size)};
    for (const auto* iteration : cut(all, ask.integer("Offset"), ask.integer("Limit", 20)))
      rows.push_back(iteration_json(ask, model, *iteration));
    return Json{{"Data", {{"List", list_or_null(ask, std::move(rows))}, {"TotalRow", all.size()}}}};
  });
}

Json describe_iteration(const Asked& ask) {
  return ask.world.read([&](const Model& model) {
    return Json{{"Iteration", iteration_json(ask, model, iteration_of(model, ask))}};
  });
}

void check_iteration_name(const Model& model, Id project_id, const std::string& name, Id own_code) {
  if (name.empty()) throw Refusal{"InvalidParameterValue", "Name must not be empty."};
  for (const auto& iteration : model.iterations)
    if (iteration.project_id == project_id && iteration.name == name && iteration.code != own_code)
      throw Refusal{"InvalidParameterValue", "Title Duplicated"};
}

void set_iteration_details(const Asked& ask, Iteration& iteration) {
  const auto start = ask.has("StartAt") ? date_of(ask.text("StartAt"), false) : iteration.start_at;
  const auto end = ask.has("EndAt") ? date_of(ask.text("EndAt"), true) : iteration.end_at;
  if (start != 0 && end != 0 && end < start)
    throw Refusal{"InvalidParameterValue", "EndAt is before StartAt."};
  iteration.start_at = start;
  iteration.end_at = end;
  if (ask.has("Name")) iteration.name = ask.text("Name");
  if (ask.has("Goal")) iteration.goal = ask.text("Goal");
  if (ask.has("Assignee")) iteration.assignee = ask.integer("Assignee");
  iteration.updated_at = ask.world.now();
}

Json create_iteration(const Asked& ask) {
  return ask.world.write([&](Model& model) {
    const auto project_id = project_of(model, ask).id;
    check_iteration_name(model, project_id, ask.text("Name"), 0);
    Iteration iteration{
        .project_id = project_id, .creator = ask.who.token.user_id, .created_at = ask.world.now()};
    set_iteration_details(ask, iteration);
    iteration.id = model.next("iteration_id");
    iteration.code = model.next("iteration");
    model.iterations.push_back(iteration);
    hooks::iteration_happened(ask.change(model), "ITERATION_CREATED", iteration);
    return Json{{"Iteration", iteration_json(ask, model, iteration)}};
  });
}

Json modify_iteration(const Asked& ask) {
  return ask.world.write([&](Model& model) {
    auto& iteration = iteration_of(model, ask);
    check_iteration_name(model, iteration.project_id, ask.text("Name"), iteration.code);
    set_iteration_details(ask, iteration);
    hooks::iteration_happened(ask.change(model), "ITERATION_UPDATED", iteration);
    return Json{{"Iteration", iteration_json(ask, model, iteration)}};
  });
}

void move_issue(const Asked& ask, Model& model, Issue& issue, Id to) {
  const auto before = issue;
  issue.iteration_code = to;
  issue.updated_at = ask.world.now();
  issue.logs.push_back(
      {"UPDATE", "ITERATION", Json{{"code", to}}.dump(), ask.who.token.user_id, ask.world.now()});
  hooks::issue_changed(ask.change(model), before, issue);
}

void move_open_issues(const Asked& ask, Model& model, const Iteration& from, Id to) {
  for (auto& issue : model.issues)
    if (issue.project_id == from.project_id && issue.iteration_code == from.code &&
        issue.status_id != 4)
      move_issue(ask, model, issue, to);
}

Json modify_status(const Asked& ask) {
  struct Step {
    std::string_view word, from, to;
  };
  constexpr Step steps[] = {{"start", "WAIT_PROCESS", "PROCESSING"},
                            {"complete", "PROCESSING", "COMPLETED"},
                            {"restart", "COMPLETED", "PROCESSING"}};
  const auto word = ask.text("Operator");
  const auto step = std::ranges::find(steps, word, &Step::word);
  if (step == std::end(steps))
    throw Refusal{"InvalidParameterValue", fmt::format("Operator {} does not exist.", word)};
  return ask.world.write([&](Model& model) {
    auto& iteration = iteration_of(model, ask);
    if (iteration.status != step->from)
      throw Refusal{"FailedOperation",
                    fmt::format("An iteration that is {} cannot {}.", iteration.status, word)};
    set_iteration_details(ask, iteration);
    iteration.status = step->to;
    if (word == "start") iteration.starter = ask.who.token.user_id;
    if (word == "complete") {
      iteration.completer = ask.who.token.user_id;
      move_open_issues(ask, model, iteration, ask.integer("JoinIterationCode"));
    }
    hooks::iteration_happened(ask.change(model), "ITERATION_UPDATED", iteration);
    return Json{{"Iteration", iteration_json(ask, model, iteration)}};
  });
}

Json remove_iteration(const Asked& ask) {
  ask.world.write([&](Model& model) {
    const auto gone = iteration_of(model, ask);
    for (auto& issue : model.issues)
      if (issue.project_id == gone.project_id && issue.iteration_code == gone.code)
        issue.iteration_code = 0;
    // Whether the issues that fall out of it tell so is not known; they do not [guess].
    hooks::iteration_happened(ask.change(model), "ITERATION_DELETED", gone);
    std::erase_if(model.iterations, [&](const Iteration& i) { return i.id == gone.id; });
  });
  return Json::object();
}

Json plan(const Asked& ask) {
  ask.world.write([&](Model& model) {
    const auto code = ask.integer("IterationCode");
    const auto project_id =
        code == 0 ? project_of(model, ask).id : iteration_of(model, ask).project_id;
    std::vector<Issue*> planned;
    for (const auto issue_code : ask.integers("IssueCode")) {
      const auto found = std::ranges::find_if(model.issues, [&](const Issue& issue) {
        return issue.project_id == project_id && issue.code == issue_code;
      });
      if (found == model.issues.end()) not_found("issue");
      planned.push_back(&*found);
    }
    for (auto* issue : planned) move_issue(ask, model, *issue, code);
    if (code != 0 && !planned.empty() && ask.settings.hook_planned)
      hooks::iteration_happened(ask.change(model), "ITERATION_PLANNED", iteration_of(model, ask));
  });
  return Json::object();
}

}  // namespace

Actions iteration_actions() {
  constexpr auto read = "collaboration:issue:ro", write = "collaboration:issue:rw",
                 project = "project_issue_rw";
  return {
      {"DescribeIterationList",
       "ProjectName* str, Limit int, Offset int, Status str[], Assignee int[], StartDate str, "
       "EndDate str, Keywords str",
       read, project, list},
      {"DescribeIteration", "ProjectName* str, IterationCode* int", read, project,
       describe_iteration},
      {"CreateIteration",
       "ProjectName* str, Name* str, Goal str, Assignee int, StartAt str, EndAt str", write,
       project, create_iteration},
      {"ModifyIteration",
       "ProjectName* str, IterationCode* int, Name* str, Goal str, Assignee int, StartAt str, "
       "EndAt str",
       write, project, modify_iteration},
      {"ModifyIterationStatus",
       "ProjectName* str, IterationCode* int, Operator* str, StartAt str, EndAt str, "
       "JoinIterationCode int",
       write, project, modify_status},
      {"DeleteIteration", "ProjectName* str, IterationCode* int", write, project, remove_iteration},
      {"PlanIterationIssue",
       "ProjectName* str, IterationCode* int, IssueCode* int[], SingleMode bool", write, project,
       plan},
  };
}

}  // namespace chatops::sandbox::openapi
