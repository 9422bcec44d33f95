// What registries' and chart repositories' refusals come to.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/error.hpp"
#include "net/http.hpp"

namespace chatops::registry {

/// `try` names the variable that would hold the missing password.
Error missing_credentials(std::string_view what, std::string_view host);
Error refused_credentials(std::string_view what, std::string_view host, std::string_view scope);
Error denied_scope(std::string_view what, std::string_view host, std::string_view scope);
Error realm_without_tls(std::string_view host, const std::string& realm);
Error odd(std::string_view what, std::string_view where, std::string_view why);
/// For any status that is neither success nor about credentials. A 404 in HTML comes from somebody
/// else than a registry, so it proves nothing: answer_odd.
Error failure_of_status(std::string_view what, const net::Response& answer);

}  // namespace chatops::registry
