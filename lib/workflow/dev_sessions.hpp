// What of an application is in dev mode, and what nobody holds any more.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/dev_mode.hpp"
#include "core/notice.hpp"
#include "core/store.hpp"
#include "workflow/dependencies.hpp"
#include "workflow/running.hpp"

namespace chatops::workflow {

/// The sessions of these namespaces; what lies elsewhere in the cluster may be among them. Throws
/// as DevMode::sessions does.
std::vector<core::DevSession> sessions_of(const Call& call, core::DevMode& mode,
                                          const std::string& cluster,
                                          const std::vector<std::string>& namespaces);

/// A session that was found, and what was done about it.
struct SeenSession {
  std::size_t place = 0;  ///< in the places that were asked for
  core::DevSession session;
  bool reaped = false;  ///< it had run out, and was ended
};
struct SeenSessions {
  std::vector<SeenSession> sessions;
  std::vector<bool> known;      ///< of each place: its cluster answered
  std::vector<Error> failures;  ///< what kept sessions from being seen, or ended
};
/// Looks into all places, a cluster at once where that may be seen; what has run out is put back
/// where `reap`. Throws Interrupted.
SeenSessions look_for_sessions(const Call& call, Dependencies& deps, std::span<const Placed> places,
                               bool reap);

/// Beside a deployment: its components that are in dev mode get their version when that ends
/// (dev_deployment_waits); what had run out was put back (dev_run_out). A cluster that could tell
/// and does not within seconds is told of by its error.
std::vector<Error> held_back(const Call& call, Dependencies& deps, const Placed& place,
                             std::span<const std::string> components);

/// `over`: it is not there any more. While somebody asks for it that is said, and nothing more:
/// the wish is a message of its own.
core::Notice dev_notice(const std::string& application, const std::string& environment,
                        const core::DevSession& session, bool over, bool reaped, bool several);
/// Of the session as dev_notice() tells it, where that tells of a wish: the question to its holder,
/// what an answer to it is bound to, and whether the holder is a person that can click in the
/// group.
std::optional<core::Notice> wish_notice(core::Tx& tx, const core::GroupRef& group,
                                        const core::EnvironmentSummary& environment,
                                        const core::DevSession& session, const core::Notice& told);
/// Nobody asks any more; `over`: the session is over, too.
void settle_wish(core::Notice& wish, bool over);
/// "dev/APPLICATION/ENVIRONMENT/…": one card a session.
std::string dev_card(const core::Notice& notice);
std::string dev_cards_of(const std::string& application, const std::string& environment);
/// "wish/APPLICATION/ENVIRONMENT/…": one card a wish.
std::string wish_card(const core::Notice& wish);
std::string wish_cards_of(const std::string& application, const std::string& environment);

}  // namespace chatops::workflow
