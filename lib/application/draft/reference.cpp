// https://github.com/distribution/reference
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/reference.hpp"

#include <algorithm>
#include <array>

#include "application/schema.hpp"
#include "base/text.hpp"

namespace chatops::application {
namespace {

constexpr auto pictures =
    std::to_array<std::string_view>({".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp", ".ico"});

}  // namespace

std::optional<WrittenImage> written_image(std::string text) {
  WrittenImage out;
  if (text.empty() || text.find_first_of(" \t{}$") != std::string::npos) return std::nullopt;
  const std::string lower = to_lower(text);
  if (std::any_of(pictures.begin(), pictures.end(),
                  [&](std::string_view ending) { return lower.ends_with(ending); }))
    return std::nullopt;
  if (const auto at = text.find('@'); at != std::string::npos) {
    out.digest = text.substr(at + 1);
    if (out.digest.find(':') == std::string::npos) return std::nullopt;
    text.erase(at);
  }
  const auto slash = text.rfind('/');
  const auto colon = text.find(':', slash == std::string::npos ? 0 : slash);
  if (colon != std::string::npos) {
    out.tag = text.substr(colon + 1);
    if (out.tag.find(':') != std::string::npos) return std::nullopt;
    text.erase(colon);
  }
  const std::string head = text.substr(0, text.find('/'));
  const bool has_host = head.size() < text.size() &&
                        (head.find_first_of(".:") != std::string::npos || head == "localhost");
  if (!has_host) {
    out.host_missing = true;
    text.insert(0, text.find('/') == std::string::npos ? "docker.io/library/" : "docker.io/");
  }
  if (image_flaw(text) != nullptr) return std::nullopt;
  out.image = *core::ImageName::parse(text);
  return out;
}

std::string without_slash(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

}  // namespace chatops::application
