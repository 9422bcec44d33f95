// Names of doors to what the keepers have.
// SPDX-License-Identifier: Apache-2.0
#include "wire/served_hosts.hpp"

#include "base/text.hpp"
#include "net/http.hpp"

namespace chatops::wire {

namespace {

std::string key_text(const server::ProjectRef& project) {
  return project.tracker + '/' + project.project;
}

}  // namespace

std::optional<server::ProjectRef> ServedHosts::project(const core::GroupRef& group) {
  for (const std::string& key : served_.projects()) {
    const auto deps = served_.project(key);
    if (deps && deps->policy.project_group == group)
      return server::ProjectRef{deps->policy.tracker, deps->policy.project};
  }
  return std::nullopt;
}

std::vector<std::string> ServedHosts::applications(const server::ProjectRef& project) {
  std::vector<std::string> out;
  for (const std::string& name : served_.applications()) {
    const auto one = served_.application(name);
    if (one && one->project == key_text(project)) out.push_back(name);
  }
  return out;
}

std::shared_ptr<command::Services> ServedHosts::services(const std::string& application) {
  return served_.services(application);
}

Known<std::vector<core::Member>> ServedHosts::members(const Call& call,
                                                      const server::ProjectRef& project) {
  const std::string key = key_text(project);
  if (auto known = members_.get(key)) return std::move(*known);
  const auto deps = served_.project(key);
  if (!deps) return failure(Reason::nothing_here, {{"what", project.project}});
  auto read = deps->members.members(call);
  if (read) members_.put(key, *read);
  return read;
}

std::optional<keeper::Key> ServedHosts::key_of(std::string_view text) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(text, '/')) parts.push_back(net::percent_decode(part));
  if (parts.size() == 3 && parts[0] == "environment") {
    const auto served = served_.application(parts[1]);
    if (!served) return std::nullopt;
    return keeper::Key{keeper::KeyKind::environment, served->project, parts[1], parts[2]};
  }
  if (parts.size() == 4 && parts[0] == "iteration")
    return keeper::Key{keeper::KeyKind::iteration, parts[1] + '/' + parts[2], "", parts[3]};
  return std::nullopt;
}

}  // namespace chatops::wire
