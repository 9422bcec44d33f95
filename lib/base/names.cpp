// SPDX-License-Identifier: Apache-2.0
// Labels and what is made of them.
#include "base/names.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatops {

namespace {

bool is_label(std::string_view text) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  };
  return !text.empty() && text.size() <= longest_label && text.front() != '-' &&
         text.back() != '-' && std::all_of(text.begin(), text.end(), allowed);
}

bool is_domain(std::string_view text) {
  const auto labels = split(text, '.');
  return std::all_of(labels.begin(), labels.end(), is_label);
}

bool reserved(std::string_view ns) { return ns == "default" || ns.starts_with("kube-"); }

}  // namespace

std::optional<NameFault> fault_of(NameKind kind, std::string_view text) {
  if (kind == NameKind::any) return std::nullopt;
  if (text.empty()) return NameFault::empty;
  bool fine = false;
  switch (kind) {
    case NameKind::any: break;
    case NameKind::namespace_name:
      if (reserved(text)) return NameFault::reserved;
      if (text.size() > longest_label) return NameFault::too_long;
      fine = is_label(text);
      break;
    case NameKind::domain:
      if (text.size() > longest_domain) return NameFault::too_long;
      fine = is_domain(text);
      break;
    case NameKind::environment:
      fine = is_label(text) && text.size() <= longest_environment && text.front() >= 'a';
      break;
  }
  return fine ? std::nullopt : std::optional(NameFault::characters);
}

}  // namespace chatops
