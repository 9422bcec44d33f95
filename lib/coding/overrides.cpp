// The values that a pipeline's bake stages set, read as far as they are text and parameters. The
// expressions are Spinnaker's: https://spinnaker.io/docs/guides/user/pipeline/expressions/
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <string_view>

#include "base/text.hpp"
#include "coding/decode.hpp"
#include "coding/pipeline.hpp"

namespace chatops::coding {
namespace {

/// NAME of `['NAME']`, `["NAME"]` and `.NAME`, which all of `text` must be.
std::optional<std::string> member_name(std::string_view text) {
  const bool bracket = text.size() > 4 && text.starts_with('[') && text.ends_with(']');
  if (bracket && (text[1] == '\'' || text[1] == '"') && text[text.size() - 2] == text[1]) {
    text = text.substr(2, text.size() - 4);
    if (text.find_first_of("'\"[]") != std::string_view::npos) return std::nullopt;
    return std::string(text);
  }
  if (!text.starts_with('.')) return std::nullopt;
  text.remove_prefix(1);
  const bool word = std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
  if (text.empty() || !word) return std::nullopt;
  return std::string(text);
}

/// The parameter that an expression stands for, when it is nothing else.
std::optional<std::string> parameter_name(std::string_view expression) {
  expression = trim(expression);
  constexpr std::string_view ways[] = {"trigger['parameters']", "trigger.parameters", "parameters"};
  for (const auto way : ways) {
    if (expression.starts_with(way)) return member_name(expression.substr(way.size()));
  }
  return std::nullopt;
}

std::optional<std::vector<ChartOverride::Piece>> pieces_of(std::string_view text) {
  std::vector<ChartOverride::Piece> out;
  while (!text.empty()) {
    const auto begin = text.find("${");
    if (begin != 0) out.push_back({std::string(text.substr(0, begin))});
    if (begin == std::string_view::npos) break;
    const auto end = text.find('}', begin);
    if (end == std::string_view::npos) return std::nullopt;
    auto name = parameter_name(text.substr(begin + 2, end - begin - 2));
    if (!name) return std::nullopt;
    out.push_back({std::move(*name), true});
    text.remove_prefix(end + 1);
  }
  return out;
}

ChartOverride override_of(const std::string& path, const Json& value, bool typed) {
  ChartOverride out;
  out.path = path;
  out.typed = typed;
  const auto told =
      value.is_boolean() ? std::optional<std::string>(value.dump()) : net::text_of(value);
  auto pieces = told ? pieces_of(*told) : std::nullopt;
  if (pieces) {
    out.pieces = std::move(*pieces);
  } else {
    out.opaque = told.value_or(std::string(value.type_name()));
  }
  return out;
}

}  // namespace

std::vector<ChartOverride> chart_overrides(const Json& definition) {
  std::vector<ChartOverride> out;
  const Json& stages = net::member(definition, "stages");
  if (!stages.is_array()) return out;
  for (const Json& stage : stages) {
    const Json& overrides = net::member(stage, "overrides");
    if (text(stage, "type") != "bakeManifest" || !overrides.is_object()) continue;
    const bool typed = flag(stage, "rawOverrides");
    for (const auto& [path, value] : overrides.items()) {
      out.push_back(override_of(path, value, typed));
    }
  }
  return out;
}

}  // namespace chatops::coding
