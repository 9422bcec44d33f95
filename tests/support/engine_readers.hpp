// The engines that the tests' applications name: CODING's alone.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "application/engines.hpp"
#include "coding/section.hpp"

namespace chatops::test {

inline application::EngineReaders engines() {
  return {{coding::engine_name, coding::read_sections}};
}

}  // namespace chatops::test
