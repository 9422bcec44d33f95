// Whether an image is fit to develop in: what was seen in a container of it, and the rules that
// judge that. Pure.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/finding.hpp"
#include "core/cluster.hpp"

namespace chatops::core {

/// What dev mode runs in every container: to wait with, and to bring its agent in.
inline constexpr auto dev_programs =
    std::to_array<std::string_view>({"sleep", "tee", "chmod", "mv"});

/// How a folder can be written to by the container's user.
enum class FolderState {
  unknown,
  writable,
  makeable,   ///< it is not there, and one above it can be written to
  unwritable  ///< `folder_why`
};

/// What was seen of an image. What is not in a map, or nothing, is not known.
struct DevImageFacts {
  std::string image;
  std::optional<Error> why;  ///< its container does not run, and nothing else is known
  std::map<std::string, bool, std::less<>> programs;  ///< by name, whether it can be run
  std::optional<std::int64_t> user;                   ///< its number
  std::string folder;                                 ///< that is synced; "" = not known
  FolderState folder_state = FolderState::unknown;
  std::string folder_why;
  /// By name, as effective in the container: "opcache.enable" = "On", "php.xdebug" = "yes",
  /// "python.debugpy", "python.dont_write_bytecode", "java.jdwp", "java.SharedArchiveFile",
  /// "node.env", "node.cache", "nginx.open_file_cache" …
  std::map<std::string, std::string, std::less<>> settings;
  std::optional<Error> trouble;  ///< what kept something of it from being seen
};

/// `own`: what was seen of the image that the component runs otherwise. `language`: of the debugger
/// that chatops.yaml names. One finding a thing that was looked at: ok, note (it works, with a
/// trap), problem (dev mode cannot work), unknown. Their `check` is a word of dev_image_checks.
Findings judge_image(const DevImageFacts& image, const DevImageFacts* own,
                     std::string_view language);

/// In the order of the findings.
inline constexpr auto dev_image_checks = std::to_array<std::string_view>(
    {"image", "programs", "user", "folder", "shell", "tar", "debugger", "tools", "opcache",
     "bytecode", "class_data", "node_env", "bundler", "nginx"});

/// Programs that are compared with those of the component's own image.
inline constexpr auto dev_image_tools = std::to_array<std::string_view>(
    {"bash",   "curl", "wget",    "git",    "make",   "openssl",  "node", "npm",
     "yarn",   "pnpm", "python3", "pip3",   "php",    "composer", "java", "mvn",
     "gradle", "go",   "ruby",    "bundle", "dotnet", "nginx"});

struct DevImageOrder {
  std::string cluster, ns;
  std::optional<SoughtComponent> component;  ///< whose pod is taken as the model
  std::string image;                         ///< "" = the component's own
  std::string root, container;               ///< "" = as dev mode would choose
  std::vector<std::pair<std::string, std::string>> environment;
  std::vector<std::pair<std::string, std::string>> labels;  ///< of the pod
  std::string owner;                                        ///< who asks, for people
};
struct DevImageSeen {
  DevImageFacts image;
  std::optional<DevImageFacts> own;  ///< where the component runs another one
  std::string left;                  ///< the pod that could not be taken away again; "" = none
};

}  // namespace chatops::core
