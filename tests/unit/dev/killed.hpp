// Whoever writes to a cluster, killed in the middle.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "support/fake_kube.hpp"

namespace chatops::test {

struct Killed {};

/// FakeKube::fault that throws Killed at the moment of this number, before or after a call.
inline auto killed_at(int number) {
  return [number, moments = std::make_shared<int>(0)](const std::string&, const kube::ObjectRef&,
                                                      FakeKube::Moment) -> std::optional<Error> {
    if (++*moments == number) throw Killed{};
    return std::nullopt;
  };
}

}  // namespace chatops::test
