// Each question by the part that knows.
// SPDX-License-Identifier: Apache-2.0
#include "wire/server_control.hpp"

#include <unistd.h>

#include <algorithm>

#include "server/page/login.hpp"
#include "workflow/iteration/keep.hpp"

namespace chatops::wire {

namespace {

core::KeyLine line_of(const keeper::KeyStatus& status) {
  core::KeyLine out{.key = keeper::text_of(status.key),
                    .state = status.working        ? "working"
                             : status.failures > 0 ? "failing"
                             : status.due_in       ? "due"
                                                   : "resting",
                    .project = status.key.project,
                    .failures = status.failures,
                    .error = status.last_error,
                    .since = status.since};
  if (status.due_in) out.due_in_ms = status.due_in->count();
  return out;
}

/// A login stands in links and among people: letters, digits, dots, dashes and underscores.
bool is_login(const std::string& text) {
  constexpr std::size_t longest = 64;
  return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
}

}  // namespace

void ServerControl::begin(const std::function<std::string()>& listen) {
  const std::scoped_lock lock(mutex_);
  url_ = listen();
  since_ = system_.clock.now();
}

core::ServerStatus ServerControl::status(const Call&) {
  core::ServerStatus out{.pid = ::getpid(), .version = CHATOPS_VERSION};
  {
    const std::scoped_lock lock(mutex_);
    out.url = url_;
    out.since = since_;
  }
  out.applications = served_.applications();
  out.projects = served_.projects();
  for (const keeper::KeyStatus& one : queue_.status()) out.keys.push_back(line_of(one));
  store_.read([&](core::Tx& tx) { out.outbox_waiting = tx.outbox().waiting(); });
  if (const net::Server* server = server_.load()) {
    const net::ServerCounts counts = server->counts();
    out.connections = counts.connections;
    out.requests = counts.requests;
  }
  out.deliveries = counts_.accepted + counts_.repeated;
  out.refused_deliveries = counts_.refused + counts_.failed;
  return out;
}

void ServerControl::require_known(const std::string& login) {
  if (config_->people.empty()) return;  // a first try: whoever is named
  std::string names;
  for (const LocalPerson& person : config_->people) {
    if (person.login == login) return;
    names += (names.empty() ? "" : ", ") + person.login;
  }
  throw Error(Reason::usage_bad_value, {{"what", "NAME"}, {"value", login}, {"try", names}});
}

std::string ServerControl::login_link(const Call&, const std::string& login) {
  if (!is_login(login))
    throw Error(Reason::usage_bad_value, {{"what", "NAME"}, {"value", login}, {"try", "lin"}});
  require_known(login);
  std::string url;
  {
    const std::scoped_lock lock(mutex_);
    url = url_;
  }
  return url + server::make_login_link(store_, {.id = login, .name = login}, system_.clock.now(),
                                       system_.random);
}

std::shared_ptr<workflow::IterationDependencies> ServerControl::project_of(
    const std::string& project) {
  const auto all = served_.projects();
  std::string list;
  for (const std::string& key : all) {
    const std::string name = key.substr(key.find('/') + 1);
    if (name == project || (project.empty() && all.size() == 1)) return served_.project(key);
    list += (list.empty() ? "" : ", ") + name;
  }
  throw Error(Reason::usage_bad_value, {{"what", "--project"}, {"value", project}, {"try", list}});
}

std::vector<core::IterationRecord> ServerControl::adopt(const Call& call,
                                                        const std::string& project,
                                                        const std::string& code, bool all) {
  const auto deps = project_of(project);
  if (!deps) throw Error(Reason::nothing_here, {{"what", project}});
  std::vector<std::string> codes = {code};
  if (all) {
    (void)workflow::keep_project(call, *deps);
    codes.clear();
    deps->store.read([&](core::Tx& tx) {
      codes.clear();
      for (const auto& row :
           tx.iterations().list(deps->policy.tracker, deps->policy.project, false))
        if (row.stage == core::IterationStage::seen) codes.push_back(row.key.code);
    });
  }
  std::vector<core::IterationRecord> out;
  for (const std::string& one : codes) {
    out.push_back(workflow::adopt_iteration(call, *deps, one, {}));
    queue_.mark({keeper::KeyKind::iteration, deps->policy.tracker + '/' + deps->policy.project, "",
                 out.back().key.code});
  }
  return out;
}

std::vector<core::ServerHook> ServerControl::set_up_hooks(const Call& call, bool take_over) {
  std::vector<core::ServerHook> out;
  std::string url;
  {
    const std::scoped_lock lock(mutex_);
    url = url_;
  }
  for (const HookConfig& hook : config_->hooks) {
    const std::uint64_t before = counts_.accepted + counts_.repeated;
    core::WantedHook wanted = wanted_hook(hook.name, url);
    wanted.secrets = hooks_->at(hook.name).secrets;
    wanted.take_over = take_over;
    wanted.arrived = [this, before] { return counts_.accepted + counts_.repeated > before; };
    core::Webhooks* webhooks = served_.webhooks(call, hook.type + '/' + hook.project);
    out.push_back({.name = hook.name,
                   .project = hook.project,
                   .url = wanted.url,
                   .done = webhooks == nullptr
                               ? failure(Reason::nothing_here, {{"what", hook.project}})
                               : webhooks->set_up(call, wanted)});
  }
  return out;
}

std::vector<core::IterationRecord> ServerControl::iterations(const Call&) {
  std::vector<core::IterationRecord> out;
  for (const std::string& key : served_.projects()) {
    const auto deps = served_.project(key);
    if (!deps) continue;
    deps->store.read([&](core::Tx& tx) {
      for (auto& row : tx.iterations().list(deps->policy.tracker, deps->policy.project, true))
        out.push_back(std::move(row));
    });
  }
  return out;
}

std::int64_t ServerControl::replay(const Call&, std::int64_t from, std::int64_t to) {
  std::int64_t out = 0;
  store_.write([&](core::Tx& tx) { out = tx.deliveries().replay(from, to); });
  replayed();
  return out;
}

}  // namespace chatops::wire
