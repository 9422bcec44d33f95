// Checks that several parts of the schema share.
// SPDX-License-Identifier: Apache-2.0
#include "application/schema.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "core/names.hpp"

namespace chatops::application {

void report(config::Reader& at, std::string_view key, const Error& error,
            const std::string& value) {
  Args args{{"value", value}};
  const std::string_view piece = error.args.get("what");
  if (!piece.empty() && piece != value) args.set("piece", std::string(piece));
  for (const char* name : {"why", "try"}) {
    if (error.args.has(name)) args.set(name, std::string(error.args.get(name)));
  }
  at.problem(key, Reason::yaml_bad_value, std::move(args));
}

void check_name(config::Reader& at, const std::string& name) {
  const auto checked = core::environment_name(name);
  if (checked) return;
  Args args{{"value", name}, {"why", "name"}};
  if (checked.error().args.has("try"))
    args.set("try", std::string(checked.error().args.get("try")));
  at.problems().add(Reason::yaml_bad_value, at.mark(), at.path(), std::move(args));
}

void check_template(config::Reader& at, std::string_view key, const std::string& text,
                    std::span<const std::string_view> variables) {
  const auto named = core::template_variables(text);
  if (!named) {
    report(at, key, named.error(), text);
    return;
  }
  std::vector<std::string> known;
  for (const std::string_view variable : variables) {
    known.push_back("{" + std::string(variable) + "}");
  }
  for (const std::string& variable : *named) check_known(at, key, "{" + variable + "}", known);
}

void check_known(config::Reader& at, std::string_view key, const std::string& value,
                 const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), value) != known.end()) return;
  Args args{{"value", value}, {"allowed", join(known, ", ")}};
  if (const auto meant = did_you_mean(value, known)) args.set("try", *meant);
  at.problem(key, Reason::yaml_bad_value, std::move(args));
}

}  // namespace chatops::application
