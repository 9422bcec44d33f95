// Three states of a document, and the fourth: what was before us, what we made of it, what is there
// now, and what is to be there when we go. Pure, and knows of Kubernetes only by which members the
// items of its lists are told apart.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "kube/object.hpp"

namespace chatops::dev {

using kube::Json;

/// What we changed, and nothing else: both documents without what is equal in them. Items of keyed
/// lists keep their key. A discarded value (Json::value_t::discarded) in neither; both null:
/// nothing.
struct Change {
  Json was, wrote;
  bool empty() const { return was.is_null() && wrote.is_null(); }
};
Change change_between(const Json& was, const Json& wrote);

/// A field that somebody else has changed since: it stays as it is.
struct Kept {
  std::string path;  ///< "template/spec/containers[api]/image"
  Json was, wrote, now;
};

struct GivenBack {
  Json document;
  std::vector<std::string> restored;  ///< paths, the outermost of what was put back whole
  std::vector<Kept> kept;
};
/// Every field of `change` that is as we wrote it becomes what it was; one that is what it was
/// already stays so; another one is kept. What is in no `change` is not touched.
GivenBack give_back(const Change& change, const Json& now);

/// The merge patch (RFC 7396) that makes `to` of `from`; lists whole. Empty object: they are equal.
Json merge_patch_between(const Json& from, const Json& to);

}  // namespace chatops::dev
