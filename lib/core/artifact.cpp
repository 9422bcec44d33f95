// Image names as text.
// SPDX-License-Identifier: Apache-2.0
#include "core/artifact.hpp"

namespace chatops::core {

std::optional<ImageName> ImageName::parse(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) {
    return std::nullopt;
  }
  return ImageName{std::string(text.substr(0, slash)), std::string(text.substr(slash + 1))};
}

}  // namespace chatops::core
