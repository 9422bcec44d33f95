// Changes to rendered manifests, line by line, so that everything else stays as Helm wrote it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace chatops::sandbox {

/// Rewrites the value of every `image:` line; returning the argument keeps it.
std::string rewrite_images(const std::string& manifest,
                           const std::function<std::string(const std::string&)>& rewrite);
/// "name" of "name:tag", "name@digest" or "host:port/name:tag".
std::string image_name(const std::string& reference);
/// "deployment/x", "statefulset/y" … of the workloads that roll out.
std::vector<std::string> workloads_of(const std::string& manifest);
/// Such that Helm's templating passes it through unchanged.
std::string escape_template(const std::string& manifest);

}  // namespace chatops::sandbox
