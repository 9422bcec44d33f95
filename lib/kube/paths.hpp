// Where objects lie at the API server.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kube/object.hpp"

namespace chatops::kube {

using QueryFields = std::vector<std::pair<std::string, std::string>>;

/// "/api/v1/namespaces/x/pods/y/log"; of all objects of the kind where the name is "".
std::string path_of(const ObjectRef& ref);
/// "?a=b&c=d", percent-encoded; "" without fields. Those with an empty value are left out.
std::string query_of(const QueryFields& fields);

}  // namespace chatops::kube
