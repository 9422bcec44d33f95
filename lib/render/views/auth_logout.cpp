// A credential that was removed.
// SPDX-License-Identifier: Apache-2.0
#include "render/views.hpp"

namespace chatops::render {

std::string view_logout(const Style& style, const json& body) {
  const Args args{{"system", system_name(style, body)}, {"host", text_at(body, "host")}};
  const bool any = !at(body, "removed").empty();
  return phrase(style, any ? "phrase.logged_out" : "phrase.nothing_kept", args) + "\n";
}

}  // namespace chatops::render
