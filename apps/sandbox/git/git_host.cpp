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

void GitHost::look_for_pushes(const std::string& depot_name, Id user_id) {
  const std::scoped_lock lock(pushes_);
  const auto heads = repositories_.heads(depot_name);
  struct Moved {
    std::vector<std::string> branches;
    std::vector<Id> jobs;
  };
  const auto known = world_.read([&](const Model& model) {
    const auto* depot = model.depot(depot_name);
    return depot == nullptr ? std::map<std::string, std::string>{} : depot->heads;
  });
  if (heads == known) return;
  const auto moved = world_.write([&](Model& model) {
    Moved result;
    auto* depot = find_by(model.depots, &Depot::name, depot_name);
    if (depot == nullptr) return result;
    for (const auto& [ref, sha] : heads) {
      const auto before = depot->heads.find(ref);
      if (before == depot->heads.end() || before->second != sha)
        result.branches.push_back(ref.substr(std::string_view("refs/heads/").size()));
    }
    depot->heads = heads;
    depot->last_push_at = world_.now();
    for (const auto& job : model.jobs)
      if (job.depot_id == depot->id) result.jobs.push_back(job.id);
    return result;
  });
  for (const auto& branch : moved.branches) {
    const auto wish = wish_of(repositories_.commit(depot_name, branch).subject);
    for (const auto job : moved.jobs) builds_.start({job, branch, "REF_CHANGE", wish, {}, user_id});
  }
}

}  // namespace chatops::sandbox
