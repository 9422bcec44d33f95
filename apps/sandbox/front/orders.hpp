// Simple orders of a script or of the desk in the browser, given in a person's name: each becomes
// the OpenAPI action that the person's own click would.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "openapi/openapi.hpp"

namespace chatops::sandbox {

/// `as` in every order is the global key of the person (default: the owner of the team). People are
/// named by their keys.
///   iterations          {name, goal?, owner?, start?, end?} → {code}; dates YYYY-MM-DD
///   iterations/CODE     {do: start|complete|restart|delete, join?} or what is to change
///   issues              {name, type?, iteration?, assignee?, watchers?, priority?} → {code}
///   issues/CODE         {name?, assignee?, watchers?, iteration?, status?, comment?} or {do:
///   delete} members             {user, role?} or {user, remove: true} merge-requests      {depot,
///   source, target?, title?} → {number} merge-requests/N    {depot, do: merge|close|comment}
///   commit              {depot, branch, message?, author?, files?, from?} → {commit}
class Orders {
 public:
  using Commit = std::function<std::string(const Json& order)>;
  Orders(World& world, openapi::OpenApi& api, Commit commit)
      : world_(world), api_(api), commit_(std::move(commit)) {}

  /// Whether `word` begins with one of the names above.
  static bool known(const std::string& word);
  /// Throws Refusal; std::invalid_argument for an order that is none.
  Json perform(const std::string& word, const Json& order);

 private:
  Json iterations(Id code, const Json& order);
  Json issues(Id code, const Json& order);
  Json members(const Json& order);
  Json merge_requests(Id number, const Json& order);
  Json act(const Json& order, const std::string& action, Json parameters);
  Id person(const std::string& key) const;

  World& world_;
  openapi::OpenApi& api_;
  Commit commit_;
};

}  // namespace chatops::sandbox
