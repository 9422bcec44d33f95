// Smart HTTP through `git http-backend` (its manual page lists the variables), and pushes found by
// comparing branches.
// SPDX-License-Identifier: Apache-2.0
#include "git/git_host.hpp"

#include <algorithm>
#include <charconv>
#include <sstream>

namespace chatops::sandbox {
namespace {

struct GitTarget {
  std::string depot, rest;  ///< rest begins with "/"
};

/// The path's depot and what git wants of it; nothing when it is no git request.
std::optional<GitTarget> git_target(const std::string& path) {
  for (const std::string_view service : {"/info/refs", "/git-upload-pack", "/git-receive-pack"}) {
    if (!path.ends_with(service)) continue;
    auto depot = path.substr(0, path.size() - service.size());
    depot.erase(0, depot.rfind('/') + 1);
    if (depot.ends_with(".git")) depot.resize(depot.size() - 4);
    return GitTarget{depot, std::string(service)};
  }
  return std::nullopt;
}

net::ServerResponse plain_answer(int status, std::string body) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, std::move(body)};
}

/// A CGI answer: header lines, an empty line, the body. "Status:" is the status, 200 without.
net::ServerResponse from_cgi(const std::string& output) {
  net::ServerResponse out;
  std::size_t at = 0;
  while (at < output.size()) {
    const auto end = std::min(output.find('\n', at), output.size());
    auto line = output.substr(at, end - at);
    at = end + 1;
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) break;
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    auto name = line.substr(0, colon);
    const auto value = line.substr(std::min(line.find_first_not_of(' ', colon + 1), line.size()));
    if (name == "Status")
      std::from_chars(value.data(), value.data() + value.size(), out.status);
    else if (name != "Content-Length")
      out.headers.add(std::move(name), value);
  }
  out.body = at < output.size() ? output.substr(at) : "";
  return out;
}

std::string wish_of(const std::string& message) {
  if (message.find("[crash]") != std::string::npos) return "crash";
  return message.find("[fail]") != std::string::npos ? "fail" : "";
}

}  // namespace

net::ServerResponse GitHost::backend(const net::ServerRequest& request, const std::string& depot,
                                     const std::string& rest, const std::string& user) {
  Command command;
  command.argv = {"git", "http-backend"};
  command.input = request.body;
  command.output_cap = 1U << 30U;
  command.extra_environment = Repositories::environment();
  auto& variables = command.extra_environment;
  variables["GIT_PROJECT_ROOT"] = repositories_.root().string();
  variables["GIT_HTTP_EXPORT_ALL"] = "1";
  variables["PATH_INFO"] = "/" + depot + ".git" + rest;
  variables["REQUEST_METHOD"] = request.method;
  variables["QUERY_STRING"] = request.query;
  variables["REMOTE_USER"] = user;
  variables["REMOTE_ADDR"] = "127.0.0.1";
  variables["CONTENT_LENGTH"] = std::to_string(request.body.size());
  const auto pass = [&](const char* variable, std::string_view header) {
    if (const auto value = request.headers.get(header)) variables[variable] = *value;
  };
  pass("CONTENT_TYPE", "Content-Type");
  pass("HTTP_CONTENT_ENCODING", "Content-Encoding");
  pass("GIT_PROTOCOL", "Git-Protocol");
  return from_cgi(value_or_throw(world_.system().spawner.run({}, command)).output);
}

net::ServerResponse GitHost::answer(const net::ServerRequest& request) {
  const auto target = git_target(request.path);
  if (!target) return plain_answer(404, "not found\n");
  struct Seen {
    std::optional<Identity> who;
    std::optional<Id> project;
  };
  const auto seen = world_.read([&](const Model& model) {
    const auto* depot = model.depot(target->depot);
    return Seen{identify_basic(model, request.headers.get("Authorization")),
                depot == nullptr ? std::nullopt : std::optional(depot->project_id)};
  });
  if (!seen.who) {
    auto out = plain_answer(401, "authentication required\n");
    out.headers.add("WWW-Authenticate", "Basic realm=\"chatops-sandbox\"");
    return out;
  }
  if (!seen.project || !repositories_.exists(target->depot))
    return plain_answer(404, "no such repository\n");
  const bool writes =
      target->rest == "/git-receive-pack" || request.parameter("service") == "git-receive-pack";
  const auto& who = *seen.who;
  const bool may = who.personal() ? who.may(writes ? "vcs:repository:rw" : "vcs:repository:ro")
                                  : who.token.project_id == *seen.project &&
                                        who.may(writes ? "depot_write" : "depot_read");
  if (!may) return plain_answer(403, "the credential lacks the scope for this repository\n");
  auto out = backend(request, target->depot, target->rest, who.user());
  if (target->rest == "/git-receive-pack") look_for_pushes(target->depot, who.token.user_id);
  return out;
}

/// Differences between the repository and what the world last saw, with the commits that no known
/// branch had.
std::vector<hooks::PushedRef> GitHost::moved_refs(const std::string& depot_name) {
  using Refs = std::map<std::string, std::string>;
  auto now = repositories_.heads(depot_name);
  now.merge(repositories_.tags(depot_name));
  const auto known = world_.read([&](const Model& model) {
    const auto* depot = model.depot(depot_name);
    auto refs = depot == nullptr ? Refs{} : depot->heads;
    if (depot != nullptr) refs.insert(depot->tags.begin(), depot->tags.end());
    return refs;
  });
  std::vector<std::string> seen;
  for (const auto& [ref, sha] : known) seen.push_back(sha);
  std::vector<hooks::PushedRef> moved;
  for (const auto& [ref, sha] : now) {
    const auto before = known.find(ref);
    if (before != known.end() && before->second == sha) continue;
    moved.push_back({ref, before == known.end() ? "" : before->second, sha,
                     repositories_.new_commits(depot_name, sha, seen)});
  }
  for (const auto& [ref, sha] : known)
    if (!now.contains(ref)) moved.push_back({ref, sha, "", {}});
  return moved;
}

void GitHost::look_for_pushes(const std::string& depot_name, Id user_id) {
  constexpr std::string_view heads = "refs/heads/";
  const std::scoped_lock lock(pushes_);
  const auto moved = moved_refs(depot_name);
  if (moved.empty()) return;
  const auto jobs = world_.write([&](Model& model) {
    std::vector<Id> ids;
    auto* depot = find_by(model.depots, &Depot::name, depot_name);
    if (depot == nullptr) return ids;
    const hooks::Change change{model, settings_, user_id};
    depot->last_push_at = world_.now();
    for (const auto& each : moved) {
      auto& refs = each.ref.starts_with(heads) ? depot->heads : depot->tags;
      if (each.after.empty())
        refs.erase(each.ref);
      else
        refs[each.ref] = each.after;
      hooks::push_happened(change, *depot, each);
      for (auto& request : model.merge_requests) {
        if (request.depot_id != depot->id || request.status != "CANMERGE" ||
            each.ref != std::string(heads) + request.source || each.after.empty())
          continue;
        request.updated_at = world_.now();
        hooks::merge_request_happened(change, "GIT_MR_UPDATED", "synchronize", request);
      }
    }
    for (const auto& job : model.jobs)
      if (job.depot_id == depot->id) ids.push_back(job.id);
    return ids;
  });
  for (const auto& each : moved) {
    if (!each.ref.starts_with(heads) || each.after.empty()) continue;
    const auto branch = each.ref.substr(heads.size());
    const auto wish = wish_of(repositories_.commit(depot_name, branch).subject);
    for (const auto job : jobs) builds_.start({job, branch, "REF_CHANGE", wish, {}, user_id});
  }
}

std::string GitHost::merge(const MergeOrder& order) {
  const auto user = world_.read([&](const Model& model) {
    const auto* found = model.user(order.user_id);
    return found == nullptr ? User{} : *found;
  });
  try {
    const auto sha = repositories_.merge(order, user, world_.now());
    look_for_pushes(order.depot, order.user_id);
    return sha;
  } catch (const Error& e) {
    throw Refusal{"FailedOperation", std::string(e.args.get("why"))};
  }
}

}  // namespace chatops::sandbox
