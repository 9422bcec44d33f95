// Image references as people write them into values.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/artifact.hpp"

namespace chatops::application {

/// "redis" and "library/redis:7" as Docker reads them, with the host that it means.
struct WrittenImage {
  core::ImageName image;
  std::string tag;     ///< "" = none
  std::string digest;  ///< "" = none
  bool host_missing = false;
};

/// Nothing for what is no reference: spaces, templates, capitals, a scheme, the name of a picture.
std::optional<WrittenImage> written_image(std::string text);

/// The text as the beginning of another one: without a slash at its end.
std::string without_slash(std::string text);

}  // namespace chatops::application
