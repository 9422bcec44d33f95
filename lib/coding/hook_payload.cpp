// Bodies to hints. Nothing of them is believed but which thing to read again; what people are shown
// is cut to a line.
// SPDX-License-Identifier: Apache-2.0
#include "coding/hook_payload.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.hpp"
#include "coding/decode.hpp"
#include "core/mentions.hpp"
#include "net/http.hpp"

namespace chatops::coding {

namespace {

using core::Hint;
using core::HintKind;
using Hints = Result<std::vector<Hint>>;

constexpr std::size_t longest_name = 1000, longest_line = 300, longest_address = 2000;
constexpr std::size_t most_commits = 200;

bool is_control(char c) { return (static_cast<unsigned char>(c) < 0x20U) || c == 0x7f; }

/// A name of something, whole or not at all.
std::string hook_name(const Json& object, std::string_view member) {
  std::string found = text(object, member);
  const bool odd =
      found.size() > longest_name || std::any_of(found.begin(), found.end(), is_control);
  return odd ? std::string() : found;
}

/// One line for people.
std::string hook_line(const Json& object, std::string_view member) {
  std::string found = text(object, member);
  found = std::string(clip(trim(found.substr(0, found.find_first_of("\r\n"))), longest_line));
  std::replace_if(found.begin(), found.end(), is_control, ' ');
  return found;
}

std::string hook_address(const Json& object, std::string_view member) {
  std::string found = hook_name(object, member);
  const auto url = found.size() <= longest_address ? net::parse_url(found) : std::nullopt;
  return url && url->user.empty() ? found : std::string();
}

template <std::size_t N>
std::string first_line_of(const Json& object, const std::array<std::string_view, N>& members) {
  for (const std::string_view member : members) {
    if (auto found = hook_line(object, member); !found.empty()) return found;
  }
  return {};
}

constexpr auto title_members = std::to_array<std::string_view>({"title", "name"});
constexpr auto person_members =
    std::to_array<std::string_view>({"name", "login", "username", "global_key"});
constexpr auto code_members = std::to_array<std::string_view>({"code", "number", "iid"});

/// What people call it: a positive number. "" when there is none.
std::string hook_code(const Json& object) {
  for (const std::string_view member : code_members) {
    if (const auto found = number(object, member); found && *found > 0)
      return std::to_string(*found);
  }
  return {};
}

Hints lacks(std::string_view event, std::string_view member) {
  return failure(Reason::webhook_unreadable,
                 {{"what", std::string(event)}, {"why", std::string(member)}});
}

/// The first member that is an object.
template <std::size_t N>
const Json& object_in(const Json& body, const std::array<std::string_view, N>& members) {
  static const Json none;
  for (const std::string_view member : members) {
    const Json& found = net::member(body, member);
    if (found.is_object() && !found.empty()) return found;
  }
  return none;
}

/// "team/project/depot", or as much of it as is told.
std::string repository_of(const Json& repository) {
  if (auto full = hook_name(repository, "full_name"); full.find('/') != std::string::npos)
    return full;
  for (const std::string_view member : {"clone_url", "html_url"}) {
    const auto url = net::parse_url(hook_address(repository, member));
    if (!url || url->path.size() < 2) continue;
    std::string path = net::percent_decode(url->path.substr(1));
    if (path.ends_with(".git")) path.resize(path.size() - 4);
    // Pages of repositories are at /p/PROJECT/d/DEPOT.
    if (!path.starts_with("p/") && path.find('/') != std::string::npos) return path;
  }
  return hook_name(repository, "name");
}

std::string project_of(const Json& body) {
  if (auto name = hook_name(net::member(body, "project"), "name"); !name.empty()) return name;
  if (auto name = hook_name(net::member(body, "artifact"), "projectName"); !name.empty())
    return name;
  const std::string path = repository_of(net::member(body, "repository"));
  const auto parts = split(path, '/');
  return parts.size() == 3 ? std::string(parts[1]) : std::string();
}

/// What all hints of one body have in common.
Hint hint_of(HintKind kind, std::string_view event, const Json& body) {
  Hint hint;
  hint.kind = kind;
  hint.project = project_of(body);
  hint.created = event.ends_with("_CREATED");
  hint.deleted = event.ends_with("_DELETED");
  hint.author = first_line_of(net::member(body, "sender"), person_members);
  return hint;
}

Hint iteration_hint(std::string_view event, const Json& body, const Json& iteration) {
  Hint hint = hint_of(HintKind::iteration, event, body);
  hint.code = hook_code(iteration);
  hint.title = first_line_of(iteration, title_members);
  hint.url = hook_address(iteration, "html_url");
  return hint;
}

Hints of_iteration(std::string_view event, const Json& body) {
  Hint hint = iteration_hint(event, body, net::member(body, "iteration"));
  // Issues that were planned into one may be what the body is about.
  if (hint.code.empty()) {
    const Json& issue = net::member(body, "issue");
    hint = iteration_hint(event, body, net::member(issue, "iteration"));
  }
  if (hint.code.empty()) return lacks(event, "iteration.code");
  return std::vector<Hint>{std::move(hint)};
}

/// The object is repeated under its type's name, and may once stand there alone.
const Json& issue_in(const Json& body) {
  constexpr auto names = std::to_array<std::string_view>(
      {"issue", "defect", "requirement", "mission", "task", "sub_task", "subTask", "epic"});
  const Json& found = object_in(body, names);
  if (found.is_object()) return found;
  return net::member(net::member(body, "issueComment"), "issue");
}

Hints of_issue(std::string_view event, const Json& body) {
  const Json& issue = issue_in(body);
  Hint hint = hint_of(HintKind::issue, event, body);
  // A comment is made; the issue it stands at is not.
  hint.created = event == "ISSUE_CREATED";
  hint.code = hook_code(issue);
  if (hint.code.empty()) return lacks(event, "issue.code");
  hint.title = first_line_of(issue, title_members);
  hint.url = hook_address(issue, "html_url");
  const Json& own = net::member(issue, "iteration");
  const Json& iteration = own.is_object() ? own : net::member(body, "iteration");
  hint.iteration = hook_code(iteration);
  std::vector<Hint> out{hint};
  const bool moves = hint.created || event == "ISSUE_DELETED" || event == "ISSUE_ITERATION_CHANGED";
  if (moves && !hint.iteration.empty()) {
    Hint moved = iteration_hint(event, body, iteration);
    moved.created = moved.deleted = false;
    out.push_back(std::move(moved));
  }
  return out;
}

Hints of_members(std::string_view event, const Json& body) {
  Hint hint = hint_of(HintKind::members, event, body);
  hint.title = first_line_of(net::member(body, "member"), person_members);
  return std::vector<Hint>{std::move(hint)};
}

bool is_commit(std::string_view id) {
  const auto hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  const bool zero = id.find_first_not_of('0') == std::string_view::npos;
  return id.size() >= 7 && id.size() <= 64 && !zero && std::all_of(id.begin(), id.end(), hex);
}

std::string commit_in(const Json& object, std::string_view member) {
  const std::string id = to_lower(text(object, member));
  return is_commit(id) ? id : std::string();
}

/// Git names nothing by zeros alone: there was, or is, no such branch.
bool is_nothing(const std::string& id) {
  return !id.empty() && id.find_first_not_of('0') == std::string::npos;
}

Hints of_push(std::string_view event, const Json& body) {
  Hint hint = hint_of(HintKind::branch, event, body);
  const Json& repository = net::member(body, "repository");
  hint.repository = repository_of(repository);
  const std::string ref = hook_name(body, "ref");
  if (hint.repository.empty()) return lacks(event, "repository.name");
  if (ref.empty()) return lacks(event, "ref");
  constexpr std::string_view tags = "refs/tags/";
  if (ref.starts_with(tags)) {
    hint.version = ref.substr(tags.size());
  } else {
    hint.branch = short_branch(ref);
  }
  hint.deleted = flag(body, "deleted") || is_nothing(text(body, "after"));
  hint.created = !hint.deleted && (flag(body, "created") || is_nothing(text(body, "before")));
  const Json& commits = list(body, "commits");
  const Json* head = &net::member(body, "head_commit");
  if (!head->is_object() && !commits.empty()) head = &commits.back();
  if (!hint.deleted) {
    hint.commit = commit_in(body, "after");
    if (hint.commit.empty()) hint.commit = commit_in(*head, "id");
    hint.title = hook_line(*head, "message");
    hint.url = hook_address(*head, "url");
    if (hint.url.empty()) hint.url = hook_address(body, "compare");
  }
  if (auto by = first_line_of(net::member(*head, "author"), person_members); !by.empty())
    hint.author = std::move(by);
  if (hint.author.empty()) hint.author = first_line_of(net::member(body, "pusher"), person_members);
  core::find_mentions(hint.branch, hint.mentions);
  core::find_mentions(text(*head, "message"), hint.mentions);
  std::size_t read = 0;
  for (const auto& commit : commits) {
    if (++read > most_commits) break;
    core::find_mentions(text(commit, "message"), hint.mentions);
  }
  return std::vector<Hint>{std::move(hint)};
}

std::string state_of_merge_request(std::string_view event) {
  if (event == "GIT_MR_CREATED") return "opened";
  if (event == "GIT_MR_MERGED") return "merged";
  return event == "GIT_MR_CLOSED" ? "closed" : "";
}

Hints of_merge_request(std::string_view event, const Json& body) {
  const Json& request =
      object_in(body, std::to_array<std::string_view>({"mergeRequest", "merge_request"}));
  Hint hint = hint_of(HintKind::merge_request, event, body);
  hint.code = hook_code(request);
  if (hint.code.empty()) hint.code = hook_code(body);
  if (hint.code.empty()) return lacks(event, "mergeRequest.number");
  const Json& head = net::member(request, "head");
  hint.repository = repository_of(net::member(body, "repository"));
  if (hint.repository.empty())
    hint.repository = repository_of(net::member(net::member(request, "base"), "repo"));
  if (hint.repository.empty()) return lacks(event, "repository.name");
  hint.branch = short_branch(hook_name(head, "ref"));
  // Before the merge it is a trial's, where there is one at all.
  if (event == "GIT_MR_MERGED") hint.commit = commit_in(request, "merge_commit_sha");
  if (hint.commit.empty()) hint.commit = commit_in(head, "sha");
  hint.state = state_of_merge_request(event);
  hint.title = hook_line(request, "title");
  hint.url = hook_address(request, "html_url");
  if (auto by = first_line_of(net::member(request, "user"), person_members); !by.empty())
    hint.author = std::move(by);
  core::find_mentions(hint.branch, hint.mentions);
  core::find_mentions(text(request, "title"), hint.mentions);
  core::find_mentions(text(request, "body"), hint.mentions);
  return std::vector<Hint>{std::move(hint)};
}

Hints of_build(std::string_view event, const Json& body) {
  const Json& job = net::member(body, "ci");
  const Json& build = net::member(job, "build");
  Hint hint = hint_of(HintKind::build, event, body);
  hint.created = event == "CI_JOB_STARTED";
  hint.code = hook_code(build);
  if (hint.code.empty()) return lacks(event, "ci.build.number");
  hint.repository = repository_of(net::member(body, "repository"));
  hint.branch = short_branch(hook_name(build, "branch"));
  hint.commit = commit_in(build, "commit_id");
  hint.name = hook_name(job, "name");
  hint.title = hook_line(build, "cause");
  return std::vector<Hint>{std::move(hint)};
}

Hints of_artifact(std::string_view event, const Json& body) {
  const Json& artifact = net::member(body, "artifact");
  Hint hint = hint_of(HintKind::artifact, event, body);
  hint.place = hook_name(artifact, "artifactRepoName");
  hint.name = hook_name(artifact, "artifactPkgName");
  hint.version = hook_name(artifact, "artifactVersionName");
  if (hint.place.empty()) return lacks(event, "artifact.artifactRepoName");
  if (hint.name.empty()) return lacks(event, "artifact.artifactPkgName");
  if (hint.version.empty()) return lacks(event, "artifact.artifactVersionName");
  if (auto by = hook_line(artifact, "userName"); !by.empty()) hint.author = std::move(by);
  return std::vector<Hint>{std::move(hint)};
}

std::string_view legacy_merge_request(std::string_view action) {
  if (action == "create") return "GIT_MR_CREATED";
  if (action == "merge") return "GIT_MR_MERGED";
  if (action == "close" || action == "refuse") return "GIT_MR_CLOSED";
  return "GIT_MR_UPDATED";
}

}  // namespace

std::string_view name_of_legacy(std::string_view event, std::string_view action) {
  if (event == "ping") return "PING";
  if (event == "push") return "GIT_PUSHED";
  if (event == "merge request") return legacy_merge_request(action);
  if (event == "task") return "ISSUE_UPDATED";
  if (event == "member") {
    if (action == "added") return "MEMBER_CREATED";
    return action == "deleted" ? "MEMBER_DELETED" : "MEMBER_ROLE_UPDATED";
  }
  if (event == "ci") {
    if (action == "trigger_build") return "CI_JOB_STARTED";
    return action == "complete_build" ? "CI_JOB_FINISHED" : "";
  }
  if (event == "artifact") {
    if (action == "create") return "ARTIFACTS_VERSION_CREATED";
    return action == "update" ? "ARTIFACTS_VERSION_UPDATED" : "";
  }
  return "";
}

Result<std::vector<Hint>> hints_of(std::string_view event, const Json& body) {
  switch (about_of(event)) {
    case About::nothing: return std::vector<Hint>{};
    case About::ping: return std::vector<Hint>{hint_of(HintKind::ping, event, body)};
    case About::iteration: return of_iteration(event, body);
    case About::issue: return of_issue(event, body);
    case About::members: return of_members(event, body);
    case About::push: return of_push(event, body);
    case About::merge_request: return of_merge_request(event, body);
    case About::build: return of_build(event, body);
    case About::artifact: return of_artifact(event, body);
  }
  return std::vector<Hint>{};
}

}  // namespace chatops::coding
