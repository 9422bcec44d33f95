// Pace, repetition and envelope of CODING's OpenAPI.
// SPDX-License-Identifier: Apache-2.0
#include "coding/client.hpp"

#include <algorithm>
#include <cmath>

namespace chatops::coding {

namespace {

constexpr Millis window{1000};

Error no_such_action(std::string_view name) {
  return Error(Reason::internal_error, {{"what", "coding." + std::string(name)}});
}

}  // namespace

Client::Client(System system, net::Http& http, Settings settings)
    : system_(system), http_(http), settings_(std::move(settings)) {
  complete(settings_);
}

Error Client::not_configured(std::string_view setting, std::string_view variable) const {
  return Error(Reason::not_configured,
               {{"what", "coding." + std::string(setting)}, {"try", std::string(variable)}});
}

Known<std::string> Client::project() const {
  if (settings_.project.empty()) {
    return unknown(not_configured("project", "CHATOPS_CODING_PROJECT"));
  }
  return settings_.project;
}

Known<std::string> Client::team() const {
  if (settings_.team.empty()) return unknown(not_configured("team", "CHATOPS_CODING_TEAM"));
  return settings_.team;
}

std::string Client::link(std::string_view page,
                         std::vector<std::pair<std::string_view, std::string>> values) const {
  const auto found = settings_.links.find(std::string(page));
  if (found == settings_.links.end()) return {};
  values.emplace_back("web", settings_.web);
  if (std::none_of(values.begin(), values.end(),
                   [](const auto& v) { return v.first == "project"; })) {
    values.emplace_back("project", settings_.project);
  }
  std::string out;
  std::string_view rest = found->second;
  while (!rest.empty()) {
    const auto open = rest.find('{');
    const auto close = rest.find('}', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos) break;
    out += rest.substr(0, open);
    const auto name = rest.substr(open + 1, close - open - 1);
    for (const auto& [key, value] : values) {
      if (key == name) out += key == "web" ? value : net::percent_encode(value);
    }
    rest.remove_prefix(close + 1);
  }
  return out.append(rest);
}

std::vector<Known<net::Json>> Client::ask_all(const Call& call, std::span<const Ask> asks) {
  std::vector<Known<net::Json>> results(asks.size(), unknown(no_such_action("")));
  Places open(asks.size());
  for (std::size_t i = 0; i < open.size(); ++i) open[i] = i;
  for (int attempt = 1; !open.empty(); ++attempt) {
    once(call, asks, open, results);
    Places again;
    for (const auto place : open) {
      const Action* action = action_of(asks[place].action);
      const bool repeat = !results[place] && action != nullptr && !action->changes &&
                          worth_repeating(results[place].error());
      if (repeat) again.push_back(place);
    }
    if (again.empty()) break;
    const auto wait = net::retry_wait(
        retry_, {.number = attempt, .status = 429, .failure = {}, .retry_after = {}},
        system_.random.unit());
    const Tick until = system_.clock.tick() + wait.value_or(Millis(0));
    if (!wait || until >= call.deadline) break;
    if (!system_.clock.pause_until(until, call.stop)) throw Interrupted{};
    open = std::move(again);
  }
  return results;
}

Known<net::Json> Client::ask(const Call& call, const Ask& one) {
  return ask_all(call, std::span(&one, 1)).front();
}

std::size_t Client::room(std::string_view action, Tick* until) {
  const auto most =
      static_cast<std::size_t>(std::max(1.0, std::floor(settings_.requests_per_second)));
  auto& sent = sent_[std::string(action)];
  const Tick now = system_.clock.tick();
  while (!sent.empty() && sent.front() + window <= now) sent.pop_front();
  if (sent.size() < most) return most - sent.size();
  *until = sent.front() + window;
  return 0;
}

void Client::once(const Call& call, std::span<const Ask> asks, const Places& places,
                  std::vector<Known<net::Json>>& results) {
  Places waiting = places;
  while (!waiting.empty()) {
    Places now;
    Places later;
    Tick earliest = Tick::max();
    std::map<std::string_view, std::size_t> rooms;
    for (const auto place : waiting) {
      const std::string_view action = asks[place].action;
      auto found = rooms.find(action);
      if (found == rooms.end()) {
        Tick until = Tick::max();
        found = rooms.emplace(action, room(action, &until)).first;
        earliest = std::min(earliest, until);
      }
      auto& target = found->second > 0 ? now : later;
      if (found->second > 0) --found->second;
      target.push_back(place);
    }
    if (now.empty()) {
      if (earliest >= call.deadline) {
        for (const auto place : later) {
          results[place] = unknown(
              Error(Reason::deadline_passed,
                    {{"what", "coding." + std::string(asks[place].action)}, {"sent", "no"}}));
        }
        return;
      }
      if (!system_.clock.pause_until(earliest, call.stop)) throw Interrupted{};
    } else {
      send(call, asks, now, results);
    }
    waiting = std::move(later);
  }
}

void Client::send(const Call& call, std::span<const Ask> asks, const Places& places,
                  std::vector<Known<net::Json>>& results) {
  std::vector<net::Request> requests;
  std::vector<std::pair<std::size_t, const Action*>> sent;
  for (const auto place : places) {
    const Action* action = action_of(asks[place].action);
    const Token* token = action == nullptr ? nullptr : settings_.token_for(action->area);
    if (action == nullptr) {
      results[place] = unknown(no_such_action(asks[place].action));
    } else if (settings_.url.empty()) {
      results[place] = unknown(not_configured("url", "CHATOPS_CODING_URL"));
    } else if (token == nullptr) {
      results[place] =
          unknown(Error(Reason::auth_missing, {{"what", "coding." + std::string(action->name)},
                                               {"where", settings_.url},
                                               {"try", "CHATOPS_CODING_TOKEN"},
                                               {"login", "coding"},
                                               {"sent", "no"}}));
    } else {
      requests.push_back(request_of(*action, *token, asks[place]));
      sent.emplace_back(place, action);
      sent_[std::string(action->name)].push_back(system_.clock.tick());
    }
  }
  if (requests.empty()) return;
  const auto answers = http_.perform(call, requests);
  for (std::size_t i = 0; i < sent.size(); ++i) {
    const Action& action = *sent[i].second;
    auto payload = payload_of(action, settings_.url, answers[i]);
    if (!payload) {
      payload = unknown(
          with_way_out(std::move(payload).error(), action, settings_.token_for(action.area)->kind));
    }
    results[sent[i].first] = std::move(payload);
  }
}

net::Request Client::request_of(const Action& action, const Token& token, const Ask& one) const {
  net::Request request;
  request.method = "POST";
  request.url = settings_.url + "?Action=" + std::string(action.name);
  request.headers = {{"Content-Type", "application/json"},
                     {"Accept", "application/json"},
                     {"Authorization", token.authorization.reveal()}};
  net::Json body = one.parameters.is_object() ? one.parameters : net::Json::object();
  body["Action"] = action.name;
  request.body = net::dump(body);
  request.system = "coding." + std::string(action.name);
  request.idempotent = !action.changes;
  request.once = action.changes;
  return request;
}

}  // namespace chatops::coding
