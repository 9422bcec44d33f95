// Iterations and issues of CODING's project management.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.hpp"
#include "coding/coding.hpp"
#include "coding/decode.hpp"
#include "coding/paging.hpp"

namespace chatops::coding {

namespace {

core::IterationState state_of(std::string_view word) {
  if (word == "WAIT_PROCESS") return core::IterationState::planned;
  if (word == "PROCESSING") return core::IterationState::active;
  if (word == "COMPLETED") return core::IterationState::ended;
  return core::IterationState::odd;
}

/// A user as the answer carries one: an object with Id 0 is nobody.
std::optional<core::Person> person_of(const Json& user) {
  const auto id = number(user, "Id");
  if (!id || *id <= 0) return std::nullopt;
  return core::Person{std::to_string(*id), text(user, "Name"), text(user, "Email")};
}

/// Dates were given as days of UTC+8.
std::string day_of(const std::optional<Instant>& instant) {
  constexpr std::size_t length_of_day = 10;
  return instant ? to_rfc3339(*instant + std::chrono::hours(8)).substr(0, length_of_day) : "";
}

bool all_digits(std::string_view word) {
  return !word.empty() && word.size() <= 18 && std::all_of(word.begin(), word.end(), is_digit);
}

class CodingTracker final : public core::Tracker {
 public:
  explicit CodingTracker(Coding& coding) : coding_(coding) {}

  Known<std::vector<core::Iteration>> iterations(const Call& call) override {
    const auto project = client().project();
    if (!project) return unknown(project.error());
    auto list = list_one(client(), call,
                         {.action = "DescribeIterationList",
                          .parameters = {{"ProjectName", *project}},
                          .container = "Data",
                          .items = "List",
                          .style = PageStyle::offset});
    if (!list) return unknown(std::move(list).error());
    std::vector<core::Iteration> iterations;
    for (const auto& item : *list) {
      auto iteration = iteration_of(call, item);
      if (!iteration) return unknown(client().odd("DescribeIterationList", "Code"));
      iterations.push_back(std::move(*iteration));
    }
    return iterations;
  }

  Known<core::Iteration> iteration(const Call& call, const std::string& code) override {
    if (all_digits(code)) {
      auto found = by_code(call, code);
      if (found || found.error().reason != Reason::outside_not_found) return found;
    }
    const auto all = iterations(call);
    if (!all) return unknown(all.error());
    for (const auto& one : *all) {
      if (one.name == code) return one;
    }
    return failure(Reason::outside_not_found, {{"what", code}, {"where", client().settings().url}});
  }

  /// Whether the condition ITERATION takes a code or an id is not documented: all issues are read
  /// and filtered here, by the iteration each carries.
  Known<std::vector<core::Issue>> issues(const Call& call,
                                         const std::string& iteration_code) override {
    const auto project = client().project();
    if (!project) return unknown(project.error());
    const Json condition = {{"Key", "ITERATION"}, {"Value", iteration_code}};
    auto list = issue_list(call, *project, Json::array({condition}));
    if (!list) return unknown(std::move(list).error());
    auto issues = of_iteration(call, *list, iteration_code);
    if (!issues.empty()) return issues;
    // The condition may have been read as an id: only an unfiltered list tells "none" from that.
    list = issue_list(call, *project, Json::array());
    if (!list) return unknown(std::move(list).error());
    return of_iteration(call, *list, iteration_code);
  }

 private:
  Client& client() { return coding_.client; }

  Known<core::Iteration> by_code(const Call& call, const std::string& code) {
    const auto project = client().project();
    if (!project) return unknown(project.error());
    const auto answer = client().ask(
        call,
        {"DescribeIteration", {{"ProjectName", *project}, {"IterationCode", std::stoll(code)}}});
    if (!answer) return unknown(answer.error());
    auto iteration = iteration_of(call, net::member(*answer, "Iteration"));
    if (!iteration || iteration->code != std::to_string(std::stoll(code))) {
      return unknown(client().odd("DescribeIteration", "Iteration.Code"));
    }
    return std::move(*iteration);
  }

  std::optional<core::Iteration> iteration_of(const Call& call, const Json& item) {
    const auto code = number(item, "Code");
    if (!code || *code <= 0) return std::nullopt;
    core::Iteration out;
    out.code = std::to_string(*code);
    out.name = text(item, "Name");
    out.goal = text(item, "Goal");
    out.url = client().link("iteration", {{"code", out.code}});
    out.state = state_of(text(item, "Status"));
    out.starts_at = instant(item, "StartAt");
    out.ends_at = instant(item, "EndAt");
    out.starts_on = day_of(out.starts_at);
    out.ends_on = day_of(out.ends_at);
    out.owner = owner_of(call, number(item, "Assignee").value_or(0));
    out.issues_open =
        number(item, "WaitProcessCount").value_or(0) + number(item, "ProcessingCount").value_or(0);
    out.issues_done = number(item, "CompletedCount").value_or(0);
    return out;
  }

  /// An iteration names its owner by id only; where members may not be read the id stands alone.
  std::optional<core::Person> owner_of(const Call& call, std::int64_t id) {
    if (id <= 0) return std::nullopt;
    core::Person person{std::to_string(id), "", ""};
    const auto members = coding_.members(call);
    if (!members) return person;
    const auto found = members->find(id);
    return found == members->end() ? person : found->second;
  }

  Known<std::vector<Json>> issue_list(const Call& call, const std::string& project,
                                      Json conditions) {
    Json parameters = {{"ProjectName", project}, {"IssueType", "ALL"}};
    if (!conditions.empty()) parameters["Conditions"] = std::move(conditions);
    return list_one(client(), call,
                    {.action = "DescribeIssueListWithPage",
                     .parameters = std::move(parameters),
                     .container = "Data",
                     .items = "List",
                     .page_size = 500});  // documented maximum
  }

  std::vector<core::Issue> of_iteration(const Call& call, const std::vector<Json>& list,
                                        const std::string& iteration_code) {
    std::vector<core::Issue> issues;
    for (const auto& item : list) {
      const auto iteration = number(net::member(item, "Iteration"), "Code");
      const auto code = number(item, "Code");
      if (!code || !iteration || std::to_string(*iteration) != iteration_code) continue;
      core::Issue issue;
      issue.code = std::to_string(*code);
      issue.type = text(item, "Type");
      issue.title = text(item, "Name");
      issue.status = text(item, "IssueStatusName");
      issue.url = client().link("issue", {{"code", issue.code}});
      issue.assignee = assignee_of(call, item);
      issues.push_back(std::move(issue));
    }
    return issues;
  }

  /// Lists carry AssigneeId and sometimes Assignees; details carry Assignee.
  std::optional<core::Person> assignee_of(const Call& call, const Json& item) {
    if (auto person = person_of(net::member(item, "Assignee"))) return person;
    const Json& several = net::member(item, "Assignees");
    if (several.is_array() && !several.empty()) {
      if (auto person = person_of(several.front())) return person;
    }
    return owner_of(call, number(item, "AssigneeId").value_or(0));
  }

  Coding& coding_;
};

}  // namespace

std::unique_ptr<core::Tracker> make_tracker(Coding& coding) {
  return std::make_unique<CodingTracker>(coding);
}

}  // namespace chatops::coding
