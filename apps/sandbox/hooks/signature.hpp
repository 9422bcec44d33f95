// The signature of a delivery, made with OpenSSL directly: the receiver's own code has no part in
// it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace chatops::sandbox::hooks {

/// "sha1=" and 40 lower-case hex digits: HMAC-SHA1 of the body's bytes under the hook's token
/// (coding.net/help, Service Hook, "services").
std::string signature_of(std::string_view token, std::string_view body);

}  // namespace chatops::sandbox::hooks
