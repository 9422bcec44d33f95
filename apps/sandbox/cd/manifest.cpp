// Reading and rewriting rendered manifests.
// SPDX-License-Identifier: Apache-2.0
#include "cd/manifest.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace chatops::sandbox {
namespace {

/// Where the value of an `image:` line begins and ends within the line; {0, 0} when it is none.
std::pair<std::size_t, std::size_t> image_value(const std::string& line) {
  auto at = line.find_first_not_of(" -");
  if (at == std::string::npos || line.compare(at, 6, "image:") != 0) return {0, 0};
  const auto begin = line.find_first_not_of(" \"'", at + 6);
  if (begin == std::string::npos) return {0, 0};
  return {begin, std::min(line.find_first_of(" \"'\r#", begin), line.size())};
}

}  // namespace

std::string rewrite_images(const std::string& manifest,
                           const std::function<std::string(const std::string&)>& rewrite) {
  std::string out;
  for (std::size_t at = 0; at < manifest.size();) {
    const auto end = std::min(manifest.find('\n', at), manifest.size() - 1) + 1;
    auto line = manifest.substr(at, end - at);
    if (line.ends_with('\n')) line.pop_back();
    const auto [from, to] = image_value(line);
    if (to > from) line.replace(from, to - from, rewrite(line.substr(from, to - from)));
    out += line + "\n";
    at = end;
  }
  return out;
}

std::string image_name(const std::string& reference) {
  auto name = reference.substr(0, reference.find('@'));
  const auto colon = name.rfind(':');
  if (colon != std::string::npos && name.find('/', colon) == std::string::npos) name.resize(colon);
  return name;
}

std::vector<std::string> workloads_of(const std::string& manifest) {
  std::vector<std::string> found;
  for (const auto& document : YAML::LoadAll(manifest)) {
    if (!document.IsMap()) continue;
    const auto kind = document["kind"].as<std::string>("");
    const auto name = document["metadata"] ? document["metadata"]["name"].as<std::string>("") : "";
    if (kind == "Deployment") found.push_back("deployment/" + name);
    if (kind == "StatefulSet") found.push_back("statefulset/" + name);
  }
  return found;
}

std::string escape_template(const std::string& manifest) {
  std::string out;
  for (std::size_t i = 0; i < manifest.size(); ++i) {
    if (manifest.compare(i, 2, "{{") == 0) {
      out += "{{ \"{{\" }}";
      ++i;
    } else {
      out += manifest[i];
    }
  }
  return out;
}

}  // namespace chatops::sandbox
