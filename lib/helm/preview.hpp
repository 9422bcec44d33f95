// What a deployment would change in the cluster, before it is started: the manifest that helm
// renders, held against what is there.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine.hpp"
#include "kube/api.hpp"

namespace chatops::helm {

/// One document of YAML as Helm reads it; null or {} for an empty one.
using ReadYaml = std::function<Result<nlohmann::json>(const std::string& text)>;

/// The objects of a manifest, in its order, those of lists one by one; what has neither kind nor
/// name is left out. Errors of `read`.
Result<std::vector<nlohmann::json>> objects_in(std::string_view manifest, const ReadYaml& read);

/// `applied` is what the server makes of `fresh`; what `old`, the manifest of before, had and
/// `fresh` has no more is taken out of it, as helm takes it out: members of maps, and elements of
/// lists that are told apart by a key (name, mountPath …). Where somebody else gave a member
/// another value, it goes all the same.
nlohmann::json without_dropped(nlohmann::json applied, const nlohmann::json& old,
                               const nlohmann::json& fresh);

/// Leaves out what the server keeps about objects (versions, times, owners of fields, status) and
/// masks what Secrets hold, also in `why`: "***", or "*** (before)" and "*** (after)" where it
/// differs.
void make_presentable(core::ObjectChange& change);

/// What becomes of the release's objects when those of `old` are replaced by those of `fresh`;
/// unchanged ones are left out, those that go come last. The server is asked what it would make of
/// each, and keeps nothing. Errors: permission_missing and what else keeps an object from being
/// read.
Known<std::vector<core::ObjectChange>> changes_between(const Call& call, kube::Api& api,
                                                       const std::string& ns,
                                                       const std::string& release,
                                                       const std::vector<nlohmann::json>& old,
                                                       const std::vector<nlohmann::json>& fresh);

}  // namespace chatops::helm
