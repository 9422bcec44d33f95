// See dev_sessions.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "workflow/dev_sessions.hpp"

#include <algorithm>
#include <chrono>
#include <map>

#include "workflow/identities.hpp"

namespace chatops::workflow {

namespace {

/// From so many on the whole cluster is asked at once.
constexpr std::size_t several_namespaces = 3;

void reap(const Call& call, core::DevMode& mode, const std::string& cluster, SeenSession& seen,
          std::vector<Error>& failures) {
  try {
    mode.end_run_out(call, cluster, seen.session);
    seen.reaped = true;
  } catch (const Error& error) {
    // Somebody renewed or ended it meanwhile.
    if (error.reason != Reason::dev_taken && error.reason != Reason::dev_not_on)
      add_once(failures, error);
  }
}

}  // namespace

std::vector<core::DevSession> sessions_of(const Call& call, core::DevMode& mode,
                                          const std::string& cluster,
                                          const std::vector<std::string>& namespaces) {
  if (namespaces.size() >= several_namespaces) {
    try {
      return mode.sessions(call, cluster, "");
    } catch (const Error& error) {
      if (error.reason != Reason::permission_missing) throw;
    }
  }
  std::vector<core::DevSession> out;
  for (const auto& ns : namespaces) {
    for (auto& one : mode.sessions(call, cluster, ns)) out.push_back(std::move(one));
  }
  return out;
}

SeenSessions look_for_sessions(const Call& call, Dependencies& deps, std::span<const Placed> places,
                               bool reaps) {
  SeenSessions out;
  out.known.resize(places.size());
  if (deps.dev_mode == nullptr) return out;
  std::map<std::string, std::vector<std::string>> clusters;
  for (const auto& place : places) clusters[place.cluster].push_back(place.ns);
  for (const auto& [cluster, namespaces] : clusters) {
    std::vector<core::DevSession> sessions;
    try {
      sessions = sessions_of(call, *deps.dev_mode, cluster, namespaces);
    } catch (const Error& error) {
      if (error.reason != Reason::unknown_cluster) add_once(out.failures, error);
      continue;
    }
    for (std::size_t i = 0; i < places.size(); ++i)
      out.known[i] = out.known[i] || places[i].cluster == cluster;
    for (auto& session : sessions) {
      const auto place = std::find_if(places.begin(), places.end(), [&](const Placed& one) {
        return one.cluster == cluster && one.ns == session.ns;
      });
      if (place == places.end()) continue;  // of another application
      SeenSession seen{static_cast<std::size_t>(place - places.begin()), std::move(session)};
      if (reaps && seen.session.run_out && !seen.session.unreadable)
        reap(call, *deps.dev_mode, cluster, seen, out.failures);
      out.sessions.push_back(std::move(seen));
    }
  }
  return out;
}

std::vector<Error> held_back(const Call& call, Dependencies& deps, const Placed& place,
                             std::span<const std::string> components) {
  std::vector<Error> out;
  if (components.empty()) return out;
  const Call brief = call.until(deps.system.clock.tick() + patience_with_clusters);
  const SeenSessions found = look_for_sessions(brief, deps, std::span(&place, 1), true);
  for (const auto& seen : found.sessions) {
    const auto& session = seen.session;
    const bool meant =
        std::find(components.begin(), components.end(), session.component) != components.end();
    if (!meant && !seen.reaped) continue;
    out.push_back(Error(seen.reaped ? Reason::dev_run_out : Reason::dev_deployment_waits,
                        {{"what", session.component},
                         {"who", session.holder},
                         {"since", to_rfc3339(session.since)}}));
  }
  for (const Error& failure : found.failures) {
    if (is_transient(failure)) add_once(out, failure);
  }
  return out;
}

core::Notice dev_notice(const std::string& application, const std::string& environment,
                        const core::DevSession& session, bool over, bool reaped, bool several) {
  core::Notice out{"dev",
                   {{"application", application},
                    {"several", several},
                    {"environment", environment},
                    {"component", session.component},
                    {"holder", session.holder},
                    {"since", to_rfc3339(session.since)},
                    {"state", reaped ? "run_out" : (over ? "over" : "on")}}};
  if (over || session.wanted_by.empty()) return out;
  out.body["wanted_by"] = session.wanted_by;
  out.body["wanted_since"] = to_rfc3339(session.wanted_since);
  return out;
}

std::optional<core::Notice> wish_notice(core::Tx& tx, const core::GroupRef& group,
                                        const core::EnvironmentSummary& environment,
                                        const core::DevSession& session, const core::Notice& told) {
  if (!told.body.contains("wanted_by")) return std::nullopt;
  core::Notice out = told;
  out.body["state"] = "wanted";
  out.body["epoch"] = environment.epoch;
  const auto person = person_behind(tx, session.holder_id);
  if (!person || !person->accounts.contains(group.platform))
    out.body["unlinked"] = session.holder_id;
  return out;
}

void settle_wish(core::Notice& wish, bool over) {
  wish.body["state"] = over ? "wish_over" : "wish_kept";
  for (const char* member : {"epoch", "unlinked"}) wish.body.erase(member);
}

namespace {

std::string text_in(const core::Notice& notice, const char* name) {
  return notice.body.value(name, std::string());
}

/// What tells the session apart among those of its environment.
std::string session_in(const core::Notice& notice) {
  return text_in(notice, "component") + "/" + text_in(notice, "since");
}

}  // namespace

std::string dev_card(const core::Notice& notice) {
  return dev_cards_of(text_in(notice, "application"), text_in(notice, "environment")) +
         session_in(notice);
}

std::string dev_cards_of(const std::string& application, const std::string& environment) {
  return "dev/" + application + "/" + environment + "/";
}

std::string wish_cards_of(const std::string& application, const std::string& environment) {
  return "wish/" + application + "/" + environment + "/";
}

std::string wish_card(const core::Notice& wish) {
  return wish_cards_of(text_in(wish, "application"), text_in(wish, "environment")) +
         session_in(wish) + "/" + text_in(wish, "wanted_since");
}

}  // namespace chatops::workflow
