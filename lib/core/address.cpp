// Secrets out of addresses.
// SPDX-License-Identifier: Apache-2.0
#include "core/address.hpp"

namespace chatops::core {
namespace {

constexpr std::string_view hidden = "***";

}  // namespace

std::string shown_address(std::string_view address) {
  std::string out(address.substr(0, address.find_first_of("?#")));
  if (address.find('?') != std::string_view::npos) {
    out += '?';
    out += hidden;
  }
  const auto mark = out.find("://");
  if (mark == std::string::npos) return out;
  const auto begin = mark + 3;
  const auto end = out.find('/', begin);
  // "oci://host/x@sha256:…" has its @ behind the host.
  const auto at = out.substr(begin, end == std::string::npos ? end : end - begin).rfind('@');
  if (at != std::string::npos) out.replace(begin, at, hidden);
  return out;
}

std::string shown_source(const Chart& chart) {
  return chart.kind == ChartKind::classic ? shown_address(chart.source) : chart.source;
}

bool hides_something(std::string_view shown) {
  return shown.find(hidden) != std::string_view::npos;
}

}  // namespace chatops::core
