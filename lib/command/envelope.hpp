// What travels with a request: who asks, from where, through which door, in which language. A
// handler knows of its caller what stands here and nothing else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "command/place.hpp"
#include "command/request.hpp"
#include "command/table/language.hpp"
#include "core/deployment.hpp"

namespace chatops::command {

/// Raised when an older reader would misunderstand; members that may be ignored do not raise it.
inline constexpr int envelope_protocol = 1;

struct Envelope {
  std::string application;  ///< its name; "" = the one that is found at the place
  core::Actor actor;
  table::Door door = table::Door::terminal;
  CallerPlace place;
  table::Language language = table::Language::en;
  std::string key;  ///< the same for every try of one wish, so that it is done once; "" = none
  Request request;
};

/// The largest envelope that is read, in bytes.
inline constexpr std::size_t envelope_cap = 16U << 20U;

/// {"protocol": 1, "application", "actor", "door", "place", "language", "key", "request"}. Secrets
/// are no part of it.
nlohmann::json to_document(const Envelope& envelope);
/// protocol_unsupported for another version; usage_bad_value with `what` = the member, for texts
/// that are too long, too deep or no envelope; request_of's errors.
Envelope envelope_of(std::string_view text);

}  // namespace chatops::command
