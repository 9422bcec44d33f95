// See chat_place.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "server/chat_place.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "workflow/offer.hpp"

namespace chatops::server {

namespace {

namespace table = command::table;

/// What a request names, whichever it is.
struct Named {
  std::string environment, repository;
  std::vector<std::string> components;
};

Named named_by(const command::Request& request) {
  Named out;
  boost::variant2::visit(
      [&]<class T>(const T& typed) {
        if constexpr (requires { std::string(typed.environment); })
          out.environment = typed.environment;
        if constexpr (std::is_same_v<T, command::BranchRequest>) out.repository = typed.repository;
        if constexpr (std::is_same_v<T, command::DeployRequest>) {
          for (const auto& one : typed.overrides) out.components.push_back(one.component);
        }
        if constexpr (std::is_same_v<T, command::EnvFollowRequest> ||
                      std::is_same_v<T, command::EnvPinRequest>) {
          for (const std::string& one : typed.components)
            out.components.push_back(one.substr(0, one.find_first_of("@=")));
        }
        if constexpr (std::is_same_v<T, command::ArtifactListRequest>)
          out.components = typed.components;
        if constexpr (std::is_same_v<T, command::ArtifactShowRequest> ||
                      std::is_same_v<T, command::DevEndRequest> ||
                      std::is_same_v<T, command::DevKeepRequest>)
          out.components.push_back(typed.component);
      },
      request);
  return out;
}

bool knows(const Call& call, ChatParts& parts, const std::string& application, const Named& named) {
  if (!named.environment.empty()) {
    bool found = false;
    parts.store.read([&](core::Tx& tx) {
      found = tx.environments().summary(application, named.environment).has_value();
    });
    if (found) return true;
  }
  if (named.components.empty() && named.repository.empty()) return false;
  const auto services = parts.hosts.services(application);
  const core::Application& of = services->dependencies(call).application;
  if (!named.repository.empty()) return of.repository(named.repository) != nullptr;
  return std::all_of(named.components.begin(), named.components.end(),
                     [&](const std::string& name) { return of.component(name) != nullptr; });
}

std::optional<core::EnvironmentSummary> living_of(core::Tx& tx, const std::string& application,
                                                  const std::string& iteration) {
  auto all = tx.environments().of_iteration(application, iteration);
  return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

/// The best name that no environment of the application has.
std::string free_name(core::Tx& tx, const std::string& application,
                      const core::Iteration& iteration) {
  for (const std::string& name : workflow::environment_names_for(iteration)) {
    const auto taken = tx.environments().summary(application, name);
    if (!taken || taken->state == core::EnvironmentState::retired) return name;
  }
  return {};
}

template <class T>
concept Creating = requires(T& typed) {
  typed.create = true;
  typed.iteration = std::string();
  typed.environment = std::string();
};

/// Commands about one iteration, which a group need not name: it is its own.
template <class T>
concept OfIteration = std::is_same_v<T, command::IterationShowRequest> ||
                      std::is_same_v<T, command::IterationStartRequest> ||
                      std::is_same_v<T, command::IterationCompleteRequest> ||
                      std::is_same_v<T, command::IterationReopenRequest>;

/// Of a request that makes an environment: for which iteration, "" = for none.
std::optional<std::string> iteration_made_for(const command::Request& request) {
  return boost::variant2::visit(
      []<class T>(const T& typed) -> std::optional<std::string> {
        if constexpr (std::is_same_v<T, command::EnvCreateRequest>) return typed.iteration;
        if constexpr (Creating<T>) {
          if (typed.create) return typed.iteration;
        }
        return std::nullopt;
      },
      request);
}

table::Language chosen(const ChatParts& parts, const std::string& said) {
  return said.empty() ? parts.language : table::language_of(said).value_or(parts.language);
}

}  // namespace

ChatPlace place_of(ChatParts& parts, const core::GroupRef& group) {
  ChatPlace out;
  parts.store.read([&](core::Tx& tx) { out.iteration = tx.iterations().of_group(group); });
  if (out.iteration) {
    out.project = {out.iteration->key.tracker, out.iteration->key.project};
  } else if (const auto project = parts.hosts.project(group)) {
    out.project = *project;
  } else {
    throw Error(Reason::nothing_here, {{"what", "project"}});
  }
  out.applications = parts.hosts.applications(out.project);
  out.language = chosen(parts, out.iteration ? out.iteration->language : "");
  return out;
}

table::Language language_of(ChatParts& parts, const core::GroupRef& group) {
  std::string said;
  parts.store.read([&](core::Tx& tx) {
    const auto record = tx.iterations().of_group(group);
    said = record ? record->language : "";
  });
  return chosen(parts, said);
}

std::string application_of(const Call& call, ChatParts& parts, const ChatPlace& place,
                           const command::Request& request, const std::string& said) {
  const auto& all = place.applications;
  const std::string choices = join(all, ", ");
  if (!said.empty()) {
    if (among(all, said)) return said;
    throw Error(Reason::nothing_here, {{"what", said}, {"try", choices}});
  }
  if (all.empty()) throw Error(Reason::nothing_here, {{"what", "application"}});
  if (all.size() == 1) return all.front();
  const Named named = named_by(request);
  std::vector<std::string> fit;
  for (const std::string& one : all) {
    if (knows(call, parts, one, named)) fit.push_back(one);
  }
  if (fit.size() == 1) return fit.front();
  throw Error(Reason::usage_missing_argument, {{"what", "--app"}, {"try", choices}});
}

std::string settle_environment(ChatParts& parts, const ChatPlace& place,
                               const std::string& application, command::Request& request) {
  std::string given = named_by(request).environment;
  if (!place.iteration) return given;
  const std::string& code = place.iteration->key.code;
  std::optional<core::EnvironmentSummary> living;
  std::string name;
  parts.store.read([&](core::Tx& tx) {
    living = living_of(tx, application, code);
    name = living ? living->name : free_name(tx, application, place.iteration->last);
  });
  if (living) return given.empty() ? name : given;
  return boost::variant2::visit(
      [&]<class T>(T& typed) -> std::string {
        if constexpr (Creating<T>) {
          if (given.empty()) {
            typed.environment = name;
            typed.create = !name.empty();
          }
          if (typed.create && typed.iteration.empty()) typed.iteration = code;
          return typed.environment;
        }
        if constexpr (std::is_same_v<T, command::EnvCreateRequest>) {
          if (typed.iteration.empty()) typed.iteration = code;
        }
        return given;
      },
      request);
}

void settle_iteration(const ChatPlace& place, command::Request& request) {
  if (!place.iteration) return;
  boost::variant2::visit(
      [&]<class T>(T& typed) {
        if constexpr (OfIteration<T>) {
          if (typed.code.empty()) typed.code = place.iteration->key.code;
        }
      },
      request);
}

std::optional<core::IterationRecord> iteration_of(ChatParts& parts, const ChatPlace& place,
                                                  const std::string& application,
                                                  const std::string& environment,
                                                  const command::Request& request) {
  const std::optional<std::string> made_for = iteration_made_for(request);
  std::optional<core::EnvironmentSummary> found;
  std::optional<core::IterationRecord> other;
  parts.store.read([&](core::Tx& tx) {
    found.reset();
    other.reset();
    if (!environment.empty()) found = tx.environments().summary(application, environment);
    if (found && found->state == core::EnvironmentState::retired) found.reset();
    const std::string code = found ? found->iteration : made_for.value_or("");
    if (!code.empty())
      other = tx.iterations().find({place.project.tracker, place.project.project, code});
  });
  return found || made_for ? other : place.iteration;
}

}  // namespace chatops::server
