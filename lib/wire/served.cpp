// Loading definitions, and giving out what was loaded.
// SPDX-License-Identifier: Apache-2.0
#include "wire/served.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "crypto/crypto.hpp"

namespace chatops::wire {

namespace {

/// Key::project
std::string project_key(const core::Application& application) {
  return std::string(tracker_name) + '/' + application.project;
}

void add_texts(std::string& out, const std::vector<core::ValuesFile>& files) {
  for (const core::ValuesFile& file : files) {
    out += file.path + '\0' + std::to_string(file.text.size()) + '\0' + file.text;
  }
}

/// Equal for equal definitions: the file itself, and the values layers beside it.
std::string digest_of(const core::Application& application, const std::string& file) {
  constexpr std::size_t cap = 8U << 20U;
  std::string out = value_or_throw(read_file(file, cap));
  add_texts(out, application.common_values);
  for (const core::EnvironmentClass& one : application.classes) add_texts(out, one.values);
  for (const auto& [name, files] : application.environment_values) add_texts(out, files);
  return crypto::sha256_hex(out);
}

}  // namespace

struct Served::Loaded {
  std::string source, digest;
  std::shared_ptr<Wire> wire;
  std::shared_ptr<keeper::ServedApplication> served;
};

Served::Served(System system, Options options, Shared shared, const ServerConfig& config,
               core::Chat& chat)
    : system_(system),
      options_(std::move(options)),
      shared_(shared),
      config_(config),
      chat_(chat),
      bare_(std::make_shared<Wire>(system_, options_, shared_)) {}
Served::~Served() = default;

std::shared_ptr<Served::Loaded> Served::load_one(const Call& call, const std::string& source) {
  auto out = std::make_shared<Loaded>();
  out->source = source;
  Options options = options_;
  options.app = source;
  out->wire = std::make_shared<Wire>(system_, std::move(options), shared_);
  workflow::Dependencies& deps = out->wire->dependencies(call);
  out->wire->members(call);
  out->digest = digest_of(deps.application, out->wire->application_file());
  const std::shared_ptr<workflow::Dependencies> shared(out->wire, &deps);
  out->served = std::make_shared<keeper::ServedApplication>(
      project_key(deps.application), shared, polled_of(call, *out->wire, deps.application));
  return out;
}

std::set<std::string> Served::polled_of(const Call& call, Wire& wire,
                                        const core::Application& application) {
  std::set<std::string> out;
  const bool hooked = std::ranges::find(config_.hooks, application.project, &HookConfig::project) !=
                      config_.hooks.end();
  for (const core::Component& one : application.components)
    if (!hooked || !wire.told_by_coding(call, one.image)) out.insert(one.name);
  if (application.chart.kind != core::ChartKind::path) out.insert("");
  return out;
}

std::map<std::string, Error> Served::load(const Call& call) {
  std::map<std::string, Error> failed;
  const std::scoped_lock loading(loading_);
  for (const std::string& source : config_.applications) {
    if (has(source)) continue;
    try {
      auto one = load_one(call, source);
      const core::Application& application = one->served->deps->application;
      const std::scoped_lock lock(mutex_);
      auto& policy = policies_[one->served->project];
      if (!policy) {
        policy = std::make_shared<workflow::IterationPolicy>(
            workflow::IterationPolicy{.tracker = tracker_name,
                                      .project = application.project,
                                      .always = config_.always,
                                      .leave_after = config_.leave_after,
                                      .read_apart = config_.read_apart,
                                      .grace = config_.grace,
                                      .keep_group = config_.keep_group,
                                      .project_group = project_group_});
      }
      if (!loaded_.emplace(application.name, one).second)
        throw Error(Reason::application_elsewhere, {{"what", application.name},
                                                    {"where", loaded_.at(application.name)->source},
                                                    {"other", source}});
    } catch (const Error& error) {
      failed.emplace(source, error);
    }
  }
  return failed;
}

bool Served::has(const std::string& source) {
  const std::scoped_lock lock(mutex_);
  return std::ranges::any_of(loaded_,
                             [&](const auto& one) { return one.second->source == source; });
}

std::shared_ptr<Served::Loaded> Served::find(const std::string& application) {
  const std::scoped_lock lock(mutex_);
  const auto found = loaded_.find(application);
  return found == loaded_.end() ? nullptr : found->second;
}

std::vector<std::string> Served::projects() {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> out;
  for (const auto& [key, policy] : policies_) out.push_back(key);
  return out;
}

std::vector<std::string> Served::applications() {
  const std::scoped_lock lock(mutex_);
  std::vector<std::string> out;
  for (const auto& [name, one] : loaded_) out.push_back(name);
  return out;
}

std::shared_ptr<workflow::IterationDependencies> Served::project(const std::string& key) {
  struct Held {
    std::shared_ptr<workflow::IterationPolicy> policy;
    std::vector<std::shared_ptr<Loaded>> applications;
    std::unique_ptr<workflow::IterationDependencies> deps;
  };
  auto held = std::make_shared<Held>();
  {
    const std::scoped_lock lock(mutex_);
    const auto policy = policies_.find(key);
    if (policy == policies_.end()) return nullptr;
    held->policy = policy->second;
    for (const auto& [name, one] : loaded_)
      if (one->served->project == key) held->applications.push_back(one);
  }
  if (held->applications.empty()) return nullptr;
  Loaded& first = *held->applications.front();
  const Call no_wait{};  // both were built when it was loaded
  held->deps = std::make_unique<workflow::IterationDependencies>(
      workflow::IterationDependencies{.system = system_,
                                      .store = shared_.store,
                                      .tracker = first.served->deps->tracker,
                                      .members = first.wire->members(no_wait),
                                      .chat = chat_,
                                      .policy = *held->policy,
                                      .applications = {}});
  for (const auto& one : held->applications) held->deps->applications.push_back(one->served->deps);
  auto* deps = held->deps.get();
  return {std::move(held), deps};
}

std::shared_ptr<keeper::ServedApplication> Served::application(const std::string& name) {
  const auto one = find(name);
  return one ? one->served : nullptr;
}

std::shared_ptr<command::Services> Served::services(const std::string& application) {
  if (application.empty()) return bare_;
  const auto one = find(application);
  if (!one) return nullptr;
  return {one, one->wire.get()};
}

core::Webhooks* Served::webhooks(const Call& call, const std::string& project) {
  const std::scoped_lock lock(mutex_);
  for (const auto& [name, one] : loaded_) {
    if (one->served->project == project) return &one->wire->webhooks(call);
  }
  return nullptr;
}

bool Served::refresh(const Call& call, const std::string& application) {
  const auto before = find(application);
  if (!before) return false;
  const std::scoped_lock loading(loading_);
  auto now_is = load_one(call, before->source);
  if (now_is->digest == before->digest) return false;
  const core::Application& read = now_is->served->deps->application;
  if (read.name != application || now_is->served->project != before->served->project)
    throw Error(Reason::application_elsewhere,
                {{"what", application}, {"where", before->source}, {"other", read.name}});
  const std::scoped_lock lock(mutex_);
  loaded_[application] = std::move(now_is);
  return true;
}

void Served::set_project_group(const core::GroupRef& group) {
  const std::scoped_lock lock(mutex_);
  project_group_ = group;
  for (auto& [key, policy] : policies_) {
    auto changed = std::make_shared<workflow::IterationPolicy>(*policy);
    changed->project_group = group;
    policy = std::move(changed);
  }
}

}  // namespace chatops::wire
