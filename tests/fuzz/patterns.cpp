// A range and a version, a line each: an answer in good time, and versions that survive being
// written and read again.
// SPDX-License-Identifier: Apache-2.0
#include <string_view>

#include "base/semver.hpp"
#include "target.hpp"

using namespace chatops;

FUZZ_TARGET(patterns) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = text.find('\n');
  const auto first = text.substr(0, line);
  const auto second = line == std::string_view::npos ? "" : text.substr(line + 1);
  const auto version = SemVer::parse(second);
  if (!version) return 0;
  const auto again = SemVer::parse(version->text());
  require(again && *again == *version && again->text() == version->text());
  if (const auto range = SemVerRange::parse(first)) (void)range->accepts(*version);
  if (const auto exact = SemVerRange::parse("=" + version->text()))
    require(exact->accepts(*version));
  return 0;
}
