// Translating orders into actions.
// SPDX-License-Identifier: Apache-2.0
#include "front/orders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include "net/json.hpp"
#include "world/roles.hpp"
#include "world/seed.hpp"

namespace chatops::sandbox {
namespace {

constexpr std::array<std::string_view, 5> order_words = {"iterations", "issues", "members",
                                                         "merge-requests", "commit"};

std::string first_word(const std::string& word) { return word.substr(0, word.find('/')); }

/// What follows the slash; 0 where nothing does.
Id number_after_slash(const std::string& word) {
  const auto slash = word.find('/');
  if (slash == std::string::npos) return 0;
  Id number = 0;
  const auto* end = word.data() + word.size();
  if (std::from_chars(word.data() + slash + 1, end, number).ptr != end || number < 1)
    throw std::invalid_argument(word + " names nothing");
  return number;
}

bool given(const Json& order, const char* name) { return !net::member(order, name).is_null(); }

Id whole_number(const Json& order, const char* name) {
  const auto number = net::integer_of(net::member(order, name));
  if (!number) throw std::invalid_argument(std::string(name) + " must be a whole number");
  return *number;
}

/// Copies texts under the names that the OpenAPI has for them.
void copy_texts(const Json& order, Json& to,
                std::initializer_list<std::pair<const char*, const char*>> names) {
  for (const auto& [from, name] : names)
    if (given(order, from)) to[name] = net::text_in(order, from);
}

}  // namespace

bool Orders::known(const std::string& word) {
  return std::ranges::find(order_words, first_word(word)) != order_words.end();
}

Id Orders::person(const std::string& key) const {
  if (key.empty()) return 0;
  return world_.read([&](const Model& model) {
    const auto* user = find_by(model.users, &User::global_key, key);
    if (user == nullptr) throw Refusal{"ResourceNotFound", "there is no user " + key};
    return user->id;
  });
}

Json Orders::act(const Json& order, const std::string& action, Json parameters) {
  const auto key = net::text_in(order, "as");
  const auto who = key.empty() ? world_.read([](const Model& model) { return model.team.owner_id; })
                               : person(key);
  return api_.perform_as(who, action, parameters);
}

Json Orders::iterations(Id code, const Json& order) {
  Json to = {{"ProjectName", seed_project}};
  const auto word = net::text_in(order, "do");
  if (code != 0) to["IterationCode"] = code;
  if (code != 0 && word == "delete") return act(order, "DeleteIteration", std::move(to));
  if (code != 0 && !word.empty()) {
    to["Operator"] = word;
    copy_texts(order, to, {{"start", "StartAt"}, {"end", "EndAt"}});
    if (given(order, "join")) to["JoinIterationCode"] = whole_number(order, "join");
    act(order, "ModifyIterationStatus", std::move(to));
    return {{"code", code}};
  }
  copy_texts(order, to,
             {{"name", "Name"}, {"goal", "Goal"}, {"start", "StartAt"}, {"end", "EndAt"}});
  if (given(order, "owner")) to["Assignee"] = person(net::text_in(order, "owner"));
  if (code != 0 && !to.contains("Name"))
    to["Name"] = world_.read([&](const Model& model) {
      const auto* iteration = find_by(model.iterations, &Iteration::code, code);
      return iteration == nullptr ? std::string() : iteration->name;
    });
  return {{"code", act(order, code == 0 ? "CreateIteration" : "ModifyIteration",
                       std::move(to))["Iteration"]["Code"]}};
}

Json Orders::issues(Id code, const Json& order) {
  Json to = {{"ProjectName", seed_project}};
  if (code != 0) to["IssueCode"] = code;
  if (code != 0 && net::text_in(order, "do") == "delete")
    return act(order, "DeleteIssue", std::move(to));
  const auto remark = net::text_in(order, "comment");
  if (code != 0 && !remark.empty())
    act(order, "CreateIssueComment",
        {{"ProjectName", seed_project}, {"IssueCode", code}, {"Content", remark}, {"ParentId", 0}});
  copy_texts(order, to,
             {{"name", "Name"}, {"description", "Description"}, {"priority", "Priority"}});
  if (code == 0) {
    to["Type"] = given(order, "type") ? net::text_in(order, "type") : "REQUIREMENT";
    if (!to.contains("Priority")) to["Priority"] = "1";
  }
  if (given(order, "assignee")) to["AssigneeId"] = person(net::text_in(order, "assignee"));
  if (given(order, "iteration")) to["IterationCode"] = whole_number(order, "iteration");
  if (given(order, "status")) to["StatusId"] = whole_number(order, "status");
  if (given(order, "watchers")) {
    auto& ids = to[code == 0 ? "WatcherIds" : "UpdateWatchers"] = Json::array();
    for (const auto& key : net::member(order, "watchers"))
      ids.push_back(person(net::text_of(key).value_or("")));
  }
  const bool changes = code == 0 || to.size() > 2;
  if (!changes && remark.empty()) throw std::invalid_argument("nothing is to change");
  if (!changes) return {{"code", code}};
  return {{"code",
           act(order, code == 0 ? "CreateIssue" : "ModifyIssue", std::move(to))["Issue"]["Code"]}};
}

Json Orders::members(const Json& order) {
  const auto project_id =
      world_.read([](const Model& model) { return model.project(seed_project)->id; });
  const auto user_id = person(net::text_in(order, "user"));
  Json principal = {{"PrincipalId", std::to_string(user_id)}, {"PrincipalType", "USER"}};
  const bool goes = net::truth_of(net::member(order, "remove")).value_or(false);
  if (!goes) principal["PolicyIds"] = Json::array();
  if (!goes && given(order, "role"))
    principal["PolicyIds"].push_back(role_id(net::text_in(order, "role")));
  return act(order, goes ? "DeleteProjectMemberPrincipal" : "CreateProjectMemberPrincipal",
             {{"ProjectId", project_id}, {"Principals", Json::array({principal})}});
}

Json Orders::merge_requests(Id number, const Json& order) {
  const auto depot = world_.read([&](const Model& model) {
    const auto* found = model.depot(net::text_in(order, "depot"));
    if (found == nullptr) throw Refusal{"ResourceNotFound", "there is no such depot"};
    return *found;
  });
  Json to = {{"DepotId", depot.id}};
  if (number == 0) {
    const auto source = net::text_in(order, "source"), target = net::text_in(order, "target"),
               title = net::text_in(order, "title");
    to["SrcBranch"] = source;
    to["DestBranch"] = target.empty() ? depot.default_branch : target;
    to["Title"] = title.empty() ? source : title;
    to["Content"] = "";
    return {{"number", act(order, "CreateGitMergeReq",
                           std::move(to))["MergeInfo"]["MergeRequestInfo"]["MergeId"]}};
  }
  to["MergeId"] = number;
  const auto word = net::text_in(order, "do");
  if (word == "close") return act(order, "ModifyCloseMR", std::move(to));
  if (word == "comment") {
    to["Content"] = "👍";
    return act(order, "CreateMergeRequestNote", std::move(to));
  }
  if (word != "merge") throw std::invalid_argument("do is merge, close or comment");
  to["Message"] = fmt::format("Merge request {}", number);
  for (const auto* no : {"IsDelSourceBranch", "IsFastForward", "Squash"}) to[no] = false;
  return act(order, "ModifyMergeMR", std::move(to));
}

Json Orders::perform(const std::string& word, const Json& order) {
  const auto kind = first_word(word);
  const auto number = number_after_slash(word);
  if (kind == "iterations") return iterations(number, order);
  if (kind == "issues") return issues(number, order);
  if (kind == "members") return members(order);
  if (kind == "merge-requests") return merge_requests(number, order);
  return {{"commit", commit_(order)}};
}

}  // namespace chatops::sandbox
