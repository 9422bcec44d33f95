// What FakeKube answers with.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "kube/api.hpp"

namespace chatops::test {

/// A program that was begun in a container and cannot be started.
class Unstarted final : public kube::Exec {
 public:
  explicit Unstarted(Error why) : why_(std::move(why)) {}
  Known<kube::ExecEvent> next(const Call&) override { return unknown(why_); }
  Result<void> write(const Call&, std::string_view) override { return {}; }
  Result<void> close_input(const Call&) override { return {}; }
  Result<void> resize(const Call&, kube::TerminalSize) override { return {}; }

 private:
  Error why_;
};

/// All but what lies at the path.
inline kube::Json without(kube::Json object, const std::string& path) {
  const kube::Json::json_pointer at(path);
  if (object.contains(at)) object[at.parent_pointer()].erase(at.back());
  return object;
}

/// All where no count is given.
inline std::string last_lines(const std::string& text, std::optional<std::int64_t> count) {
  const auto lines = lines_of(text);
  const auto most = count ? static_cast<std::size_t>(*count) : lines.size();
  std::string out;
  for (std::size_t i = lines.size() - std::min(most, lines.size()); i < lines.size(); ++i)
    out += std::string(lines[i]) + "\n";
  return out;
}

}  // namespace chatops::test
