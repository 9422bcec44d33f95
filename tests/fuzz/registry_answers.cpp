// Any bytes as a manifest, a challenge and a reference, as a registry or a user might send them.
// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include "registry/challenge.hpp"
#include "registry/manifest.hpp"
#include "registry/reference.hpp"
#include "target.hpp"

using namespace chatops;

FUZZ_TARGET(registry_answers) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  net::Response answer;
  answer.status = 200;
  answer.body = text;
  const auto manifest = registry::read_manifest(answer, "main");
  if (manifest) {
    for (const auto& child : manifest->children) require(registry::is_digest(child.digest));
    for (const auto& layer : manifest->layers) require(registry::is_digest(layer.digest));
    require(manifest->is_index() || registry::is_digest(manifest->config->digest));
  }
  const std::vector<std::string_view> values = {text};
  for (const auto& challenge : registry::parse_challenges(values))
    require(!challenge.scheme.empty());
  if (const auto reference = registry::parse_reference(text)) {
    require(reference->image.path.find("..") == std::string::npos);
    require(registry::parse_reference(reference->image.text()).has_value());
  }
  return 0;
}
