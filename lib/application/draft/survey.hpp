// What lies in a folder that is to become an application: its checkout, a chart, the images that
// the chart's values name, and files that look like values layers. Reads only; follows no symbolic
// link to a folder; never fails for what it finds.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
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
  registry,  ///< the host in a place of its own too
  fixed,     ///< the name is put together from several places: only the version is written
  together,  ///< name and version in one text
};

struct FoundImage {
  std::string name;  ///< of a component; valid, and unlike the others
  core::ImageName image;
  bool host_missing = false;  ///< the values name no host: Docker Hub
  bool main = false;          ///< the chart's own: at the top of its values, or under its name
  std::string tag;            ///< as the values have it; "" = none
  ImageStyle style = ImageStyle::apart;
  core::ValuesPaths paths;
  std::string where;  ///< file:line:column
};

/// An image, or a chart that may have some, for which no path could be told.
struct UnclearImage {
  std::string path;  ///< dotted, for people
  std::string text;  ///< what stands there
  std::string where;
  /// in_list | templated | empty | no_version | shared_version | parts | decorated | path_taken |
  /// odd_name | odd_key | in_template | chart_packed | chart_absent
  std::string why;
};

struct Images {
  std::vector<FoundImage> found;  ///< in the order of the values
  std::vector<UnclearImage> unclear;
};

/// The values.yaml of a packed chart; nothing when it cannot be read.
using Unpack = std::function<std::optional<std::string>(const std::string& file)>;

/// Files by the name of the class or environment that they seem to belong to.
using Layers = std::map<std::string, std::vector<std::string>>;

struct Survey {
  std::string folder;  ///< absolute
  std::optional<Checkout> checkout;
  std::string branch;  ///< that work begins with; "" = not known
  std::optional<FoundChart> chart;
  Images images;
  std::vector<std::string> common;
  Layers classes, environments;
  Layers candidates;          ///< by names that say neither
  std::vector<Error> unread;  ///< files left out in whole or in part, with `what` and why
};

/// Throws Interrupted only. At most a few thousand folders are looked at, four levels deep.
Survey survey(const Call& call, const System& system, const std::string& folder,
              const Unpack& unpack = {});

/// The files that look like values layers, in the folder, beside and below its chart.
void find_layers(Survey& out);

/// The images of a chart's folder, with those of the charts that it is made of; `folder` is the
/// survey's, which places are told from and which dependencies cannot leave.
Images images_of(const std::string& folder, const FoundChart& chart, const Unpack& unpack,
                 std::vector<Error>& unread);

/// A name that components, classes and environments may have, made from any text; "" when nothing
/// is left.
std::string plain_name(std::string_view text);

}  // namespace chatops::application
