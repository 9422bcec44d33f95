// Pace, repetition and envelope of CODING's OpenAPI.
// SPDX-License-Identifier: Apache-2.0
#include "coding/client.hpp"

#include <algorithm>

namespace chatops::coding {

namespace {

/// So long nothing but refusals for the pace may come: then they are the answer.
constexpr Millis patience{20000};
constexpr Millis most_between_refusals{2000};

/// What the attempt was, for the rules of repetition: a failure that CODING tells inside of HTTP
/// 200 counts as the status it stands for.
net::Attempt attempt_of(const Known<net::Response>& answer, const Known<net::Json>& payload,
                        Instant now) {
  net::Attempt out;
  if (!answer) {
    out.failure = answer.error().reason;
    out.sent = answer.error().args.get("sent") != "no";
    return out;
  }
  out.status = answer->status;
  if (!payload && answer->status == 200 && worth_repeating(payload.error())) out.status = 500;
  if (const auto asked = answer->headers.get("Retry-After")) {
    out.retry_after = net::parse_retry_after(*asked, now);
  }
  return out;
}

Error no_such_action(std::string_view name) {
  return Error(Reason::internal_error, {{"what", "coding." + std::string(name)}});
}

}  // namespace

Client::Client(System system, net::Http& http, Settings settings)
    : system_(system), http_(http), settings_(std::move(settings)) {
  complete(settings_);
  if (!settings_.pace) {
    net::Paces own;
    settings_.pace = pace_of(settings_, own);
  }
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

std::optional<Error> Client::obstacle(const Ask& one) const {
  const Action* action = action_of(one.action);
  if (action == nullptr) return no_such_action(one.action);
  if (settings_.url.empty()) return not_configured("url", "CHATOPS_CODING_URL");
  if (settings_.token_for(action->area) != nullptr) return std::nullopt;
  return Error(Reason::auth_missing, {{"what", "coding." + std::string(action->name)},
                                      {"where", settings_.url},
                                      {"try", "CHATOPS_CODING_TOKEN"},
                                      {"login", "coding"},
                                      {"sent", "no"}});
}

std::vector<Known<net::Json>> Client::ask_all(const Call& call, std::span<const Ask> asks) {
  std::vector<Known<net::Json>> results;
  std::vector<Open> open;
  results.reserve(asks.size());
  for (std::size_t i = 0; i < asks.size(); ++i) {
    auto in_the_way = obstacle(asks[i]);
    if (!in_the_way) open.push_back({.place = i, .action = action_of(asks[i].action)});
    results.emplace_back(unknown(
        in_the_way ? std::move(*in_the_way)
                   : Error(Reason::deadline_passed,
                           {{"what", "coding." + std::string(asks[i].action)}, {"sent", "no"}})));
  }
  for (Open& one : open) one.answered = system_.clock.tick();
  while (!open.empty()) {
    Tick until = Tick::max();
    const std::vector<Open> now = due(open, &until);
    if (now.empty()) {
      if (until >= call.deadline) break;
      if (!system_.clock.pause_until(until, call.stop)) throw Interrupted{};
      continue;
    }
    std::vector<Attempted> come_to = send(call, asks, now);
    for (std::size_t i = 0; i < now.size(); ++i) {
      const auto mine = std::find_if(open.begin(), open.end(),
                                     [&](const Open& one) { return one.place == now[i].place; });
      const auto next = again(call, open, *mine, come_to[i]);
      results[mine->place] = std::move(come_to[i].payload);
      if (next) {
        mine->ready_at = *next;
      } else {
        open.erase(mine);
      }
    }
  }
  return results;
}

std::optional<Tick> Client::again(const Call& call, std::vector<Open>& open, Open& one,
                                  const Attempted& come_to) {
  const Tick now = system_.clock.tick();
  const bool refused = !come_to.payload && come_to.payload.error().reason == Reason::rate_limited;
  if (!refused) {
    for (Open& other : open) {
      if (other.action == one.action) other.answered = now;
    }
  }
  if (come_to.payload || one.action->changes) return std::nullopt;
  net::Attempt attempt = come_to.attempt;
  net::RetryPolicy policy = retry_;
  if (refused) {
    if (now - one.answered >= patience) return std::nullopt;
    policy = {.attempts = ++one.refusals + 1, .cap = most_between_refusals};
    attempt.number = one.refusals;
    attempt.status = 429;
  } else {
    one.refusals = 0;
    attempt.number = ++one.failures;
  }
  const auto wait = net::retry_wait(policy, attempt, system_.random.unit());
  if (!wait || now + *wait >= call.deadline) return std::nullopt;
  if (refused) settings_.pace->hold(one.action->name, now + *wait);
  return now + *wait;
}

Known<net::Json> Client::ask(const Call& call, const Ask& one) {
  return ask_all(call, std::span(&one, 1)).front();
}

std::vector<Client::Open> Client::due(const std::vector<Open>& open, Tick* until) {
  const Tick now = system_.clock.tick();
  std::map<std::string_view, std::vector<const Open*>> ready;
  for (const Open& one : open) {
    if (one.ready_at > now) {
      *until = std::min(*until, one.ready_at);
    } else {
      ready[one.action->name].push_back(&one);
    }
  }
  std::vector<Open> out;
  for (const auto& [action, places] : ready) {
    // More than may go in a second go in smaller batches: each of its places comes back sooner.
    const std::size_t at_once = places.size() > settings_.pace->most()
                                    ? std::max<std::size_t>(1, settings_.pace->most() / 3)
                                    : places.size();
    Tick later = Tick::max();
    const std::size_t free = settings_.pace->take(action, at_once, now, &later);
    for (std::size_t i = 0; i < free; ++i) out.push_back(*places[i]);
    if (free == 0) *until = std::min(*until, later);
  }
  return out;
}

std::vector<Client::Attempted> Client::send(const Call& call, std::span<const Ask> asks,
                                            const std::vector<Open>& now) {
  std::vector<net::Request> requests;
  requests.reserve(now.size());
  for (const Open& one : now) {
    requests.push_back(
        request_of(*one.action, *settings_.token_for(one.action->area), asks[one.place]));
  }
  const auto over = [&] {
    for (const Open& one : now)
      settings_.pace->give_back(one.action->name, 1, system_.clock.tick());
  };
  std::vector<Known<net::Response>> answers;
  try {
    answers = http_.perform(call, requests);
  } catch (...) {
    over();
    throw;
  }
  over();
  std::vector<Attempted> out;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const Action& action = *now[i].action;
    auto payload = payload_of(action, settings_.url, answers[i]);
    net::Attempt attempt = attempt_of(answers[i], payload, system_.clock.now());
    if (!payload) {
      payload = unknown(
          with_way_out(std::move(payload).error(), action, settings_.token_for(action.area)->kind));
    }
    out.push_back({std::move(payload), attempt});
  }
  return out;
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
  request.repeats = false;
  request.once = action.changes;
  return request;
}

}  // namespace chatops::coding
