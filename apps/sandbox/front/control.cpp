// Performing what the control API is told.
// SPDX-License-Identifier: Apache-2.0
#include "front/control.hpp"

#include <unistd.h>

#include <charconv>
#include <stdexcept>

#include "crypto/crypto.hpp"
#include "front/hook_control.hpp"
#include "front/legacy.hpp"
#include "net/json.hpp"

namespace chatops::sandbox {
namespace {

std::string text(const Json& json, const char* name) {
  return net::text_of(net::member(json, name)).value_or("");
}
Id number_or_zero(std::string_view digits) {
  Id value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

Json Control::summary() const {
  return world_.read([](const Model& model) {
    Json world = {{"iterations", Json::array()},  {"issues", Json::array()},
                  {"depots", Json::array()},      {"components", Json::array()},
                  {"builds", Json::array()},      {"executions", Json::array()},
                  {"environments", Json::array()}};
    for (const auto& each : model.iterations)
      world["iterations"].push_back(
          {{"code", each.code}, {"name", each.name}, {"status", each.status}});
    for (const auto& each : model.issues)
      world["issues"].push_back({{"code", each.code},
                                 {"name", each.name},
                                 {"iteration", each.iteration_code},
                                 {"assignee", each.assignee_id}});
    for (const auto& each : model.depots)
      world["depots"].push_back({{"name", each.name}, {"heads", each.heads}});
    for (const auto& package : model.packages) {
      Json versions = Json::array();
      for (const auto& version : model.versions)
        if (version.package_id == package.id)
          versions.push_back({{"version", version.version},
                              {"digest", version.digest},
                              {"created_at", version.created_at}});
      world["components"].push_back({{"name", package.name}, {"versions", std::move(versions)}});
    }
    for (const auto& each : model.builds)
      world["builds"].push_back({{"id", each.id},
                                 {"job", each.job_id},
                                 {"number", each.number},
                                 {"branch", each.branch},
                                 {"commit", each.commit},
                                 {"status", each.status}});
    for (const auto& each : model.executions)
      world["executions"].push_back(
          {{"id", each.id},
           {"pipeline", each.pipeline_name},
           {"status", each.status},
           {"parameters", net::member(net::member(each.content, "trigger"), "parameters")}});
    for (const auto& each : model.environments) {
      Json running = Json::object();
      for (const auto& component : each.components)
        running[component.component] = component.version;
      world["environments"].push_back(
          {{"name", each.name}, {"domain", each.domain}, {"components", std::move(running)}});
    }
    return world;
  });
}

/// Everybody of the team, with their part in the project.
Json Control::people() const {
  return world_.read([](const Model& model) {
    Json people = Json::array();
    for (const auto& user : model.users) {
      Json part;
      for (const auto& project : model.projects)
        if (const auto* member = find_by(project.members, &Member::user_id, user.id))
          part = member->role;
      people.push_back({{"id", user.id},
                        {"key", user.global_key},
                        {"name", user.name},
                        {"email", user.email},
                        {"phone", user.phone},
                        {"team_role", user.role},
                        {"project_role", std::move(part)}});
    }
    return Json{{"people", std::move(people)}};
  });
}

/// {"depot": "live"} or {"component": "live"}, and "branch", "wish": every job of the depot is
/// built.
Json Control::build(const Json& order) {
  const auto jobs = world_.read([&](const Model& model) {
    std::vector<Id> ids;
    const auto* depot = model.depot(text(order, "depot"));
    if (const auto* job = model.job_of(text(order, "component"))) ids.push_back(job->id);
    for (const auto& job : model.jobs)
      if (depot != nullptr && job.depot_id == depot->id) ids.push_back(job.id);
    return ids;
  });
  if (jobs.empty()) throw std::invalid_argument("depot or component is unknown");
  Json started = Json::array();
  for (const auto job : jobs)
    started.push_back(builds_.start({.job_id = job,
                                     .revision = text(order, "branch"),
                                     .cause = "MANUAL",
                                     .wish = text(order, "wish")}));
  return {{"builds", std::move(started)}};
}

/// {"user": …, "expired": true} ends (or revives) the tokens of that user.
Json Control::change_token(const Json& order) {
  const auto expired = net::truth_of(net::member(order, "expired"));
  if (!expired) throw std::invalid_argument("expired is missing");
  const auto changed = world_.write([&](Model& model) {
    int count = 0;
    for (auto& token : model.tokens)
      if (token.user == text(order, "user")) {
        token.expired = *expired;
        ++count;
      }
    return count;
  });
  return {{"changed", changed}};
}

Json Control::read(const net::ServerRequest& request, const std::string& word) {
  if (word == "status")
    return {{"url", settings_.url},
            {"pid", ::getpid()},
            {"directory", settings_.directory.string()},
            {"cluster", !settings_.kubeconfig.empty()},
            {"quirks", settings_.quirks},
            {"speed", settings_.speed}};
  if (word == "world") return summary();
  if (word == "people") return people();
  if (word == "journal")
    return journal_.list(request.parameter("action").value_or(""),
                         request.parameter("path").value_or(""),
                         number_or_zero(request.parameter("since").value_or("0")));
  if (word != "faults") throw Refusal{"unknown", word};
  Json armed = Json::array();
  for (const auto& fault : faults_.armed()) armed.push_back(fault_to_json(fault));
  return {{"faults", std::move(armed)}};
}

Json Control::perform(const net::ServerRequest& request, const std::string& word,
                      const Json& body) {
  if (auto answer = control_hooks(hooks_, request, word, body)) return *std::move(answer);
  if (request.method == "GET") return read(request, word);
  if (request.method == "DELETE") {
    if (word == "journal")
      journal_.clear();
    else if (word.starts_with("faults"))
      faults_.disarm(word == "faults" ? 0 : number_or_zero(std::string_view(word).substr(7)));
    else
      throw Refusal{"unknown", word};
    return Json::object();
  }
  if (request.method != "POST") throw Refusal{"unknown", request.method};
  if (word == "faults") return {{"id", faults_.arm(fault_from_json(body))}};
  if (word == "build") return build(body);
  if (Orders::known(word)) return orders_.perform(word, body);
  if (word == "token") return change_token(body);
  if (word == "fill")
    builds_.fill(static_cast<int>(net::integer_of(net::member(body, "components")).value_or(30)),
                 static_cast<int>(net::integer_of(net::member(body, "artifacts")).value_or(10000)));
  else if (word == "judgment")
    cd_.judge(text(body, "execution"), text(body, "stage"), text(body, "decision"),
              text(body, "input"), "sandbox");
  else if (word == "stop")
    ::ualarm(100'000, 0);  // microseconds: first this answer leaves, then SIGALRM ends the program
  else
    throw Refusal{"unknown", word};
  return Json::object();
}

net::ServerResponse Control::answer(const net::ServerRequest& request) {
  const auto header = request.headers.get("authorization").value_or("");
  if (!crypto::equal_in_constant_time(header, "Bearer " + token_))
    return json_answer({{"error", "the control token is missing or wrong"}}, 401);
  try {
    const auto body = net::parse_json(request.body.empty() ? "{}" : request.body);
    if (!body || !body->is_object())
      return json_answer({{"error", "the body is no JSON object"}}, 400);
    return json_answer(
        perform(request, request.path.substr(std::string_view("/sandbox/").size()), *body));
  } catch (const std::invalid_argument& why) {
    return json_answer({{"error", why.what()}}, 400);
  } catch (const Refusal& why) {
    return json_answer({{"error", why.message}, {"code", why.code}},
                       why.code == "unknown" ? 404 : 409);
  }
}

}  // namespace chatops::sandbox
