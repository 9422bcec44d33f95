// What lies in a folder that is to become an application: its checkout, a chart, the images that
// the chart's values name, and files that look like values layers. Reads only; follows no symbolic
// link to a folder; never fails for what it finds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "application/git.hpp"
#include "core/application.hpp"

namespace chatops::application {

struct FoundChart {
  std::string path;  ///< relative to the folder; "." = the folder itself
  std::string name, version, description;
  std::vector<std::string> others;  ///< further charts, by path
};

/// How the values write an image.
enum class ImageStyle {
  apart,     ///< name and version in places of their own
  registry,  ///< the host stands apart too, so that only the version can be written
  together,  ///< name and version in one text: neither can be written
};

struct FoundImage {
  std::string name;  ///< of a component; valid, and unlike the others
  core::ImageName image;
  bool host_missing = false;  ///< the values name no host: Docker Hub
  std::string tag;            ///< as the values have it; "" = none
  ImageStyle style = ImageStyle::apart;
  core::ValuesPaths paths;
};

/// Files by the name of the class or environment that they seem to belong to.
using Layers = std::map<std::string, std::vector<std::string>>;

struct Survey {
  std::string folder;  ///< absolute
  std::optional<Checkout> checkout;
  std::optional<FoundChart> chart;
  std::vector<FoundImage> images;  ///< in the order of the values
  std::vector<std::string> common;
  Layers classes, environments;
  std::vector<Error> unread;  ///< files left out, with `what` and why
};

/// Throws Interrupted only. At most a few thousand folders are looked at, four levels deep.
Survey survey(const Call& call, const System& system, const std::string& folder);

/// The images of a chart's folder, with those of the charts that lie in it.
std::vector<FoundImage> images_of(const std::string& chart_folder, const std::string& chart_name,
                                  std::vector<Error>& unread);

/// A name that components, classes and environments may have, made from any text; "" when nothing
/// is left.
std::string plain_name(std::string_view text);

}  // namespace chatops::application
