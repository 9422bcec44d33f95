// Where executions of this engine are, as an ExecutionRef names them: its place says cluster,
// namespace and release, its id what is done there. They suffice to follow it from any machine.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/engine.hpp"

namespace chatops::helm {

struct Place {
  std::string ns, release;
  std::string cluster;  ///< its name, as ClusterOf takes it

  std::string text() const;  ///< "NAMESPACE/RELEASE@CLUSTER"
  static std::optional<Place> parse(std::string_view text);
};

struct Task {
  core::Purpose purpose = core::Purpose::deploy;
  std::string correlation;
  // Of a removal:
  std::int64_t epoch = 0;
  std::string namespace_uid;  ///< of the one that goes with it; "" = none does

  std::string id() const;
  static std::optional<Task> parse(std::string_view id);
};

/// What the correlation is in labels and names of folders, which take less than it may hold.
std::string mark_of(std::string_view correlation);

Place place_of(const core::Order& order, const std::string& cluster);

}  // namespace chatops::helm
