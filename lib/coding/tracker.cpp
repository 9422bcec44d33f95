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

/// The extended form of an iteration names whoever deleted it.
bool was_deleted(const Json& iteration) { return number(iteration, "Deleter").value_or(0) > 0; }

/// More than that are not asked for one by one.
constexpr std::size_t most_watched = 1000;
/// Whether a change of watchers moves an issue's time is not documented: it is waited for no
/// longer.
constexpr Millis watchers_remembered{60'000};

class CodingTracker final : public core::Tracker {
 public:
  explicit CodingTracker(Coding& coding)
      : coding_(coding), watchers_(coding.clock(), watchers_remembered) {}

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
      if (was_deleted(item)) continue;
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

  Known<std::vector<core::Issue>> issues(const Call& call,
                                         const std::string& iteration_code) override {
    const auto items = items_of(call, iteration_code);
    if (!items) return unknown(items.error());
    auto watchers = watchers_of(call, *items);
    if (!watchers) return unknown(std::move(watchers).error());
    std::vector<core::Issue> issues;
    for (std::size_t i = 0; i < items->size(); ++i) {
      issues.push_back(issue_of(call, (*items)[i]));
      issues.back().watchers = std::move((*watchers)[i]);
    }
    return issues;
  }

  Known<std::vector<core::Issue>> issues_without_watchers(
      const Call& call, const std::string& iteration_code) override {
    const auto items = items_of(call, iteration_code);
    if (!items) return unknown(items.error());
    std::vector<core::Issue> issues;
    for (const auto& item : *items) issues.push_back(issue_of(call, item));
    return issues;
  }

  /// "start" is documented to need StartAt, and "complete" EndAt. The action is newer than some
  /// installations of CODING, which then refuse it as unknown.
  Known<core::Iteration> move(const Call& call, const std::string& code, core::IterationMove how,
                              const std::string& unfinished) override {
    const auto project = client().project();
    if (!project) return unknown(project.error());
    const auto before = iteration(call, code);
    if (!before) return before;
    const std::string today = day_of(coding_.clock().now());
    const auto day = [&](const std::string& planned) { return planned.empty() ? today : planned; };
    Json parameters = {{"ProjectName", *project}, {"IterationCode", std::stoll(before->code)}};
    switch (how) {
      case core::IterationMove::start:
        parameters["Operator"] = "start";
        parameters["StartAt"] = day(before->starts_on);
        break;
      case core::IterationMove::complete:
        parameters["Operator"] = "complete";
        parameters["EndAt"] = day(before->ends_on);
        if (all_digits(unfinished)) parameters["JoinIterationCode"] = std::stoll(unfinished);
        break;
      case core::IterationMove::reopen: parameters["Operator"] = "restart"; break;
    }
    const auto answer = client().ask(call, {"ModifyIterationStatus", std::move(parameters)});
    if (!answer) return unknown(answer.error());
    auto after = iteration_of(call, net::member(*answer, "Iteration"));
    if (!after || after->code != before->code)
      return unknown(client().odd("ModifyIterationStatus", "Iteration.Code"));
    return std::move(*after);
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
    const Json& item = net::member(*answer, "Iteration");
    if (was_deleted(item)) {
      return failure(Reason::outside_not_found,
                     {{"what", code}, {"where", client().settings().url}});
    }
    auto iteration = iteration_of(call, item);
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
    out.created_at = instant(item, "CreatedAt");
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
    return known_better(call, {std::to_string(id), "", ""}, id);
  }

  /// As the list of members has them, which tells more and what of it is verified.
  core::Person known_better(const Call& call, core::Person told, std::int64_t id) {
    const auto members = coding_.members(call);
    if (!members) return told;
    const auto found = members->find(id);
    return found == members->end() ? told : found->second.person;
  }

  /// Whether the condition ITERATION takes a code or an id is not documented: all issues are read
  /// and filtered here, by the iteration each carries.
  Known<std::vector<Json>> items_of(const Call& call, const std::string& iteration_code) {
    const auto project = client().project();
    if (!project) return unknown(project.error());
    const Json condition = {{"Key", "ITERATION"}, {"Value", iteration_code}};
    auto list = issue_list(call, *project, Json::array({condition}));
    if (!list) return list;
    auto items = of_iteration(*list, iteration_code);
    if (!items.empty()) return items;
    // The condition may have been read as an id: only an unfiltered list tells "none" from that.
    list = issue_list(call, *project, Json::array());
    if (!list) return list;
    return of_iteration(*list, iteration_code);
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

  static std::vector<Json> of_iteration(const std::vector<Json>& list,
                                        const std::string& iteration_code) {
    std::vector<Json> out;
    for (const auto& item : list) {
      const auto iteration = number(net::member(item, "Iteration"), "Code");
      const auto code = number(item, "Code");
      if (code && iteration && std::to_string(*iteration) == iteration_code) out.push_back(item);
    }
    return out;
  }

  core::Issue issue_of(const Call& call, const Json& item) {
    core::Issue issue;
    issue.code = std::to_string(number(item, "Code").value_or(0));
    issue.type = text(item, "Type");
    issue.title = text(item, "Name");
    issue.status = text(item, "IssueStatusName");
    issue.url = client().link("issue", {{"code", issue.code}});
    issue.assignee = assignee_of(call, item);
    return issue;
  }

  std::optional<core::Person> person_in(const Call& call, const Json& user) {
    if (user.is_number()) return owner_of(call, net::integer_of(user).value_or(0));
    auto person = person_of(user);
    if (person) person = known_better(call, std::move(*person), number(user, "Id").value_or(0));
    return person;
  }

  /// Lists carry AssigneeId and sometimes Assignees; details carry Assignee.
  std::optional<core::Person> assignee_of(const Call& call, const Json& item) {
    if (auto person = person_in(call, net::member(item, "Assignee"))) return person;
    const Json& several = net::member(item, "Assignees");
    if (several.is_array() && !several.empty()) {
      if (auto person = person_in(call, several.front())) return person;
    }
    return owner_of(call, number(item, "AssigneeId").value_or(0));
  }

  /// Of each issue, in order. Lists tell none: whatever changed is asked for by itself, side by
  /// side, and what came is remembered even where the deadline passes before the rest did.
  Known<std::vector<std::vector<core::Person>>> watchers_of(const Call& call,
                                                            const std::vector<Json>& items) {
    std::vector<std::vector<core::Person>> out(items.size());
    std::vector<Ask> asks;
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const auto code = number(items[i], "Code").value_or(0);
      const std::string changed = text(items[i], "UpdatedAt");
      auto known = watchers_.get(code);
      if (items[i].contains("Watchers") && items[i].at("Watchers").is_array()) {
        out[i] = people_in(call, items[i].at("Watchers"));
      } else if (known && !changed.empty() && known->changed == changed) {
        out[i] = std::move(known->people);
      } else {
        asks.push_back(
            {"DescribeIssue", {{"ProjectName", client().settings().project}, {"IssueCode", code}}});
        asked.push_back(i);
      }
    }
    if (asks.size() > most_watched) {
      return failure(Reason::answer_too_large, {{"what", "coding.DescribeIssue"},
                                                {"where", client().settings().url},
                                                {"why", std::to_string(asks.size())}});
    }
    const auto answers = client().ask_all(call, asks);
    std::optional<Error> failed;
    for (std::size_t i = 0; i < answers.size(); ++i) {
      const Json& item = items[asked[i]];
      auto people = detailed_watchers(call, answers[i], number(item, "Code").value_or(0));
      if (!people) {
        // Deleted since the list was read.
        if (people.error().reason != Reason::outside_not_found && !failed) failed = people.error();
        continue;
      }
      watchers_.put(number(item, "Code").value_or(0), {text(item, "UpdatedAt"), *people});
      out[asked[i]] = std::move(*people);
    }
    if (failed) return unknown(std::move(*failed));
    return out;
  }

  Known<std::vector<core::Person>> detailed_watchers(const Call& call, const Known<Json>& answer,
                                                     std::int64_t code) {
    if (!answer) return unknown(answer.error());
    const Json& issue = net::member(*answer, "Issue");
    const Json& watchers = net::member(issue, "Watchers");
    const bool told = watchers.is_array() || (watchers.is_null() && issue.contains("Watchers"));
    if (number(issue, "Code") != code || !told)
      return unknown(client().odd("DescribeIssue", "Issue.Watchers"));
    return people_in(call, watchers);
  }

  std::vector<core::Person> people_in(const Call& call, const Json& users) {
    std::vector<core::Person> out;
    for (const auto& user : users) {
      if (auto person = person_in(call, user)) out.push_back(std::move(*person));
    }
    return out;
  }

  struct Watched {
    std::string changed;  ///< the issue's own time, as it is told
    std::vector<core::Person> people;
  };

  Coding& coding_;
  Expiring<std::int64_t, Watched> watchers_;  ///< by code of the issue
};

}  // namespace

std::unique_ptr<core::Tracker> make_tracker(Coding& coding) {
  return std::make_unique<CodingTracker>(coding);
}

}  // namespace chatops::coding
