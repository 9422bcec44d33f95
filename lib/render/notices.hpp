// What a group is told, as codes and arguments: the kinds of core::Notice, and the body that each
// has. Whoever puts a notice into the outbox writes this shape; messages.hpp words it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

// Members that are missing, null or "" are left out of the message. Texts are as they came from
// outside. Times are RFC 3339. ITERATION is {"code", "name", "url"}.
//
// welcome             {"iteration": ITERATION + {"starts_on", "ends_on", "goal"}, "owner": NAME,
//                      "repositories": [{"name", "url"}], "pipelines": [{"name", "url"}],
//                      "applications": [NAME]}
// members             {"came": [NAME], "left": [NAME], "unmatched": [NAME]}
// deployment          the living card: {"application", "environment", "iteration", "epoch",
//                      "revision", "status", "teardown", "back_to", "actor": {"name", "origin"},
//                      "reason", "address", "link", "stages": [{"name", "status", "started_at",
//                      "ended_at", "cause", "link", "log": [LINE]}], "cause", "cause_reason",
//                      "cause_args": {NAME: TEXT},
//                      "changes": [{"component", "change", "before", "after"}], "behind": REVISION,
//                      "can_roll_back": REVISION, "set_aside": [VERSION], "started_at",
//                      "ended_at"}; workflow/notices.hpp makes it
// updated             {"application", "environment", "revision", "changes": [{"component",
//                      "before", "after", "subject", "author", "issues": [CODE], "link"}]}
// waiting             {"application", "environment", "items": [{"component", "branch",
//                      "build_url"}]}; no items: what was waited for has arrived
// drift               {"application", "environment", "items": [{"component", "version", "drift":
//                      "absent" | "other_version" | "moved_tag", "images": [IMAGE]}]}: what the
//                      cluster runs otherwise than it was deployed; no items: nothing any more
// dev                 {"application", "environment", "component", "holder", "since", "state":
//                      "on" | "over" | "run_out"}: who has it in dev mode; run_out: nobody renewed
//                      it, and it was put back. While somebody asks for it: + {"wanted_by",
//                      "wanted_since"}. The wish itself is another card, with these and "state":
//                      "wanted" + {"epoch", "unlinked": the holder's account, where no person of
//                      the group's platform is known to have it}, then "wish_kept" (nobody asks any
//                      more) or "wish_over" (the session is over)
// merge_request       {"repository", "code", "title", "state": "opened" | "merged" | "closed",
//                      "branch", "author", "issues": [CODE], "link"}
// ending              {"iteration": ITERATION, "until": TIME, "environments": [NAME],
//                      "group_stays": BOOL}
// kept                {"iteration": ITERATION, "by": NAME}
// retired             {"iteration": ITERATION, "environments": [NAME], "group_stays": BOOL,
//                      "problems": [ERROR]}
// group_lost          {"iteration": ITERATION}; told in the project's group
// reopened            {"iteration": ITERATION}: it goes on after it had ended
// missing             {"iteration": ITERATION}: the tracker has it no more
// stuck               {"iteration": ITERATION, "problems": [ERROR]}: something cannot be taken away
// definition_invalid  {"application", "commit", "problems": [ERROR]}
// reply               {"actor": NAME, "line": what was typed, and "outcome": OUTCOME or "error":
//                      ERROR}, as command::to_document() makes them
//
// Where a project has several applications, "application" is told with "several": true, so that
// the message says which.

#include <array>
#include <string_view>

namespace chatops::render {

inline constexpr auto notice_kinds = std::to_array<std::string_view>(
    {"welcome", "members", "deployment", "updated", "waiting", "drift", "dev", "merge_request",
     "ending", "kept", "retired", "group_lost", "reopened", "missing", "stuck",
     "definition_invalid", "reply"});

}  // namespace chatops::render
