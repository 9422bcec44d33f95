// What the API server's refusals mean.
// https://kubernetes.io/docs/reference/using-api/api-concepts/
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/error.hpp"
#include "kube/object.hpp"
#include "net/http.hpp"

namespace chatops::kube {

/// What was asked, for errors.
struct Asked {
  std::string verb;  ///< as in Permission
  ObjectRef ref;
  std::string cluster;
};

/// The error of an answer that is no 2xx: as told in kube/api.hpp.
Error error_of(const Asked& asked, const net::Response& answer);
/// The same of a Status object that came by another way (watches, exec).
Error error_of(const Asked& asked, int code, const Json& status);
/// An error of this kind about what was asked.
Error error_about(const Asked& asked, Reason reason);

}  // namespace chatops::kube
