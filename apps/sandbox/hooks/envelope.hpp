// A delivery as it goes over the wire: the payload's outer members, and the request around it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "hooks/delivery_faults.hpp"
#include "net/http.hpp"
#include "world/world.hpp"

namespace chatops::sandbox::hooks {

/// The JSON text of an event for one hook.
std::string body_of(const Model& model, const Settings& settings, const ServiceHook& hook,
                    const Event& event);
/// The request of one delivery, spoiled where the fault says so. Header names are CODING's; that of
/// the signature is a guess and comes from the settings.
net::Request request_of(const Settings& settings, const ServiceHook& hook, const std::string& event,
                        const std::string& delivery, std::string body,
                        const std::optional<DeliveryFault>& fault);
/// Header fields as the text of a JSON object, credentials masked.
std::string headers_text(const net::Headers& headers);

}  // namespace chatops::sandbox::hooks
