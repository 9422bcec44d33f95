// How an address is reached, and what its answer says of certificates and clocks.
// SPDX-License-Identifier: Apache-2.0
#include "net/checks.hpp"

#include <fmt/format.h>

#include "net/probe.hpp"

namespace chatops::net {

namespace {

constexpr std::int64_t most_skew = 60;  // seconds: tokens and TLS begin to fail
constexpr std::int64_t day = 86'400;

std::int64_t seconds_between(Instant from, Instant to) {
  return std::chrono::duration_cast<std::chrono::seconds>(to - from).count();
}

std::string times_of(const Probe& seen) {
  std::string out = fmt::format("HTTP {}; dns {} ms, tcp {} ms", seen.status, seen.name.count(),
                                seen.connection.count());
  if (seen.encrypted) out += fmt::format(", tls {} ms", seen.tls.count());
  return out + fmt::format(", http {} ms", seen.answer.count());
}

void judge_certificate(const std::string& where, const Probe& seen, Findings& out) {
  if (!seen.certificate_ends) return;
  const std::int64_t left = seconds_between(seen.our_time, *seen.certificate_ends) / day;
  if (left >= 14) return;
  out.push_back(Finding::note(
      where, Error(Reason::certificate_ending,
                   {{"what", where}, {"days", std::to_string(left)}, {"issuer", seen.issuer}})));
}

void judge_clock(const std::string& where, const Probe& seen, Findings& out) {
  if (!seen.server_time) return;
  const std::int64_t ahead = seconds_between(*seen.server_time, seen.our_time);
  if (ahead <= most_skew && ahead >= -most_skew) return;
  out.push_back(Finding::problem(
      where, Error(Reason::clock_differs, {{"where", where}, {"seconds", std::to_string(ahead)}})));
}

Finding judge_status(const std::string& where, const Probe& seen, bool any_page) {
  const std::string told = fmt::format("HTTP {}", seen.status);
  if (seen.status >= 500)
    return Finding::problem(where, Error(Reason::server_error, {{"what", where}, {"why", told}}));
  const bool usual = seen.status / 100 == 2 || seen.status == 401 || seen.status == 403;
  if (usual || any_page) return Finding::fine(where, times_of(seen));
  return Finding::problem(where, Error(Reason::answer_odd, {{"what", where}, {"why", told}}));
}

}  // namespace

Findings look_at(const Call& call, const Looking& looking, const Endpoint& place) {
  const auto parsed = parse_url(place.url);
  const auto seen = probe(call, looking.system,
                          {.url = place.url,
                           .ca_file = place.ca_file.empty() ? looking.ca_file : place.ca_file,
                           .user_agent = looking.user_agent,
                           .what = parsed ? parsed->authority() : "",
                           .body = place.body});
  const std::string where = parsed ? parsed->origin() + parsed->path : place.url;
  if (!seen) return {Finding::problem(where, looking.told(seen.error()))};
  Findings out;
  out.push_back(judge_status(where, *seen, place.any_page));
  judge_certificate(where, *seen, out);
  judge_clock(where, *seen, out);
  return out;
}

Findings look_at_all(const Call& call, const Looking& looking,
                     const std::vector<Endpoint>& places) {
  std::vector<Findings> found(places.size());
  std::vector<std::function<void()>> tasks;
  tasks.reserve(places.size());
  for (std::size_t i = 0; i < places.size(); ++i)
    tasks.emplace_back([&, i] { found[i] = look_at(call, looking, places[i]); });
  looking.workers.run(std::move(tasks));
  Findings out;
  for (auto& findings : found) append(out, std::move(findings));
  return out;
}

Findings check_proxy(const Variables& variables) {
  Findings out;
  const auto lower = variables.get("no_proxy");
  const std::string excepted = lower.value_or(variables.get("NO_PROXY").value_or(""));
  const bool spares = excepted == "*" || excepted.find("localhost") != std::string::npos ||
                      excepted.find("127.0.0.1") != std::string::npos;
  for (const char* name :
       {"https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"}) {
    const auto value = variables.get(name);
    if (!value) continue;
    const auto url = parse_url(*value);
    const std::string shown = url ? url->origin() : "?";
    if (spares) {
      out.push_back(Finding::fine(name, shown));
    } else {
      out.push_back(Finding::note(
          name, Error(Reason::proxy_takes_loopback, {{"what", name}, {"value", shown}})));
    }
  }
  return out;
}

}  // namespace chatops::net
