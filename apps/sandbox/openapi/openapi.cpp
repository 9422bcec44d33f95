// The transport of CODING's OpenAPI, with its oddities: failures inside HTTP 200, the action in
// query or body.
// SPDX-License-Identifier: Apache-2.0
#include "openapi/openapi.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "net/json.hpp"

namespace chatops::sandbox::openapi {
namespace {

std::string body_action(const Json& body) {
  const auto found = body.is_object() ? body.find("Action") : body.end();
  return found != body.end() && found->is_string() ? found->get<std::string>() : "";
}

net::ServerResponse envelope(Json content, std::string request_id) {
  content["RequestId"] = std::move(request_id);
  net::ServerResponse out;
  out.headers.add("Content-Type", "application/json;charset=UTF-8");
  out.body = net::dump(Json{{"Response", std::move(content)}});
  return out;
}

}  // namespace

std::string action_of(const net::ServerRequest& request) {
  if (const auto query = request.parameter("Action")) return *query;
  const auto body = net::parse_json(request.body);
  return body ? body_action(*body) : "";
}

OpenApi::OpenApi(World& world, const Settings& settings, CdEngine& cd, BuildMachine& builds,
                 SourceHost& source, hooks::HookSender& hooks)
    : world_(world),
      settings_(settings),
      cd_(cd),
      builds_(builds),
      source_(source),
      hooks_(hooks),
      git_(world) {
  for (const auto& actions :
       {people_actions(), iteration_actions(), issue_actions(), issue_change_actions(),
        git_actions(), merge_request_actions(), member_actions(), hook_actions(), ci_actions(),
        artifact_actions(), artifact_change_actions(), cd_actions()})
    for (const auto& action : actions) actions_.emplace(action.name, action);
}

net::ServerResponse OpenApi::answer(const net::ServerRequest& request) {
  if (request.method != "POST") {
    net::ServerResponse out{.status = 405};
    out.headers.add("Allow", "POST");
    return out;
  }
  try {
    return envelope(perform(request), world_.uuid());
  } catch (const Refusal& why) {
    return refusal(why);
  }
}

net::ServerResponse OpenApi::refusal(const Refusal& why) const {
  auto out =
      envelope(Json{{"Error", {{"Code", why.code}, {"Message", why.message}}}}, world_.uuid());
  if (why.code == "AuthFailure") out.status = settings_.auth_status;
  return out;
}

OpenApi::Question OpenApi::question_of(const net::ServerRequest& request) const {
  const auto type = request.headers.get("content-type").value_or("");
  if (!type.starts_with("application/json"))
    throw Refusal{"InvalidParameter", "Content-Type must be application/json."};
  auto body = net::parse_json(request.body.empty() ? "{}" : request.body);
  if (!body || !body->is_object())
    throw Refusal{"InvalidParameter", "The body must be a JSON object."};
  const auto in_query = request.parameter("Action").value_or("");
  const auto in_body = body_action(*body);
  if (!in_query.empty() && !in_body.empty() && in_query != in_body)
    throw Refusal{
        "InvalidParameter",
        fmt::format("Action differs: {} in the query, {} in the body.", in_query, in_body)};
  const auto& action = in_query.empty() ? in_body : in_query;
  if (action.empty())
    throw Refusal{"MissingParameter", "The required parameter Action is missing."};
  return {action, std::move(*body)};
}

void OpenApi::count(const std::string& action) {
  if (settings_.rate_limit <= 0) return;
  const std::scoped_lock lock(mutex_);
  const auto now = world_.system().clock.tick();
  auto& calls = answered_[action];
  // A tick is a millisecond cut off: only 1,001 of them are a second for certain.
  while (!calls.empty() && calls.front() + std::chrono::seconds(1) < now) calls.pop_front();
  if (static_cast<double>(calls.size()) >= settings_.rate_limit)
    throw Refusal{"RequestLimitExceeded",
                  fmt::format("{} exceeds {} requests per second.", action, settings_.rate_limit)};
  calls.push_back(now);
}

void OpenApi::check_scope(const Action& action, const Identity& who, const Json& parameters) const {
  const auto scope = who.personal() ? action.personal : action.project;
  if (scope.empty() || (scope != "-" && !who.may(scope)))
    throw Refusal{"UnauthorizedOperation",
                  scope.empty()
                      ? fmt::format("{} is not open to {} tokens.", action.name, who.token.kind)
                      : fmt::format("The token lacks the scope {}.", scope)};
  const auto id = parameters.find("ProjectId");
  const auto name = parameters.find("ProjectName");
  world_.read([&](const Model& model) {
    const Project* project = nullptr;
    if (id != parameters.end() && id->is_number_integer())
      project = model.project(id->get<Id>());
    else if (name != parameters.end() && name->is_string() &&
             action.name != "DescribeCodingProjects")
      project = model.project(name->get<std::string>());
    if (project == nullptr) return;
    const bool in = who.personal()
                        ? find_by(project->members, &Member::user_id, who.token.user_id) != nullptr
                        : who.token.project_id == project->id;
    if (!in)
      throw Refusal{"UnauthorizedOperation", "The token's owner is no member of the project."};
  });
}

Json OpenApi::perform(const net::ServerRequest& request) {
  const auto who = world_.read(
      [&](const Model& model) { return identify(model, request.headers.get("authorization")); });
  if (!who) throw Refusal{"AuthFailure", "User not found, authorization invalid"};
  const auto question = question_of(request);
  const auto action = actions_.find(question.action);
  if (action == actions_.end())
    throw Refusal{"UnsupportedOperation", fmt::format("Unknown Action {}.", question.action)};
  count(question.action);
  check_parameters(action->second, question.parameters);
  check_scope(action->second, *who, question.parameters);
  return action->second.function(
      Asked{world_, settings_, cd_, builds_, source_, hooks_, git_, *who, question.parameters});
}

Json OpenApi::perform_as(Id user_id, const std::string& action, const Json& parameters) {
  const auto found = actions_.find(action);
  if (found == actions_.end())
    throw Refusal{"UnsupportedOperation", fmt::format("Unknown Action {}.", action)};
  check_parameters(found->second, parameters);
  const Identity who{{.kind = "personal", .user_id = user_id}};
  return found->second.function(
      Asked{world_, settings_, cd_, builds_, source_, hooks_, git_, who, parameters});
}

}  // namespace chatops::sandbox::openapi
