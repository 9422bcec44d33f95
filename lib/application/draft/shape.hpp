// Which keys of a map say one image together: {registry, repository, tag, digest} and the many
// ways in which people name these.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "config/yaml.hpp"

namespace chatops::application {

/// Keys of one map; "" = there is none.
struct Shape {
  std::string own;       ///< what the keys say of the image's name: "api" of apiImageTag
  std::string name;      ///< holds the name, or its first part
  std::string rest;      ///< holds the name's second part: {repository, name}
  std::string registry;  ///< holds the host, perhaps empty
  std::string tag, digest;
  std::string sha;  ///< holds a digest without its "sha256:"
};

/// The images that a map says by its own scalars. `of_image`: its key says already that it is one.
std::vector<Shape> shapes_of(const config::Yaml& map, bool of_image);

/// "image", "apiImage", "api_image", "images": keys of an image, or of several.
bool names_image(const std::string& key);
bool names_images(const std::string& key);
/// A key of a map of images that names none itself: "pullPolicy", "tag", "registry".
bool is_setting(const std::string& key);

}  // namespace chatops::application
