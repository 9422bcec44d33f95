// Deliveries of CODING's Service Hook, and of the project WebHook (v2) that came before it:
// checked, and read as hints.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "core/hint.hpp"

namespace chatops::coding {

/// Bodies above are not read. A push of many commits is the largest thing that comes.
inline constexpr std::size_t hook_body_cap = 2U << 20U;

/// Signature: "sha1=" and the hexadecimal HMAC-SHA1 of the raw body under the hook's token. In
/// which header it comes is documented for v2 (X-Coding-Signature), for the Service Hook it is not:
/// the known ones are tried in order, or `signature_header` alone where it is given.
///
/// delivery_id() is the header X-Coding-Delivery. It is not signed: somebody who holds an accepted
/// delivery can send it under another id, and gains a reading. The body's hash would not do in its
/// place: of two pushes of one tag the bodies may be equal.
std::unique_ptr<core::WebhookDialect> make_service_hook(std::string signature_header = "");

}  // namespace chatops::coding
