// Where each application name comes from: what is remembered under a name belongs to one source.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace chatops::core {

struct ApplicationSource {
  std::string name;
  std::string place;   ///< its repository, however its address is spelled; a folder without one
  std::string folder;  ///< absolute: where it was first seen at that place
  bool operator==(const ApplicationSource&) const = default;
};

class Applications {
 public:
  virtual ~Applications() = default;
  virtual std::optional<ApplicationSource> find(const std::string& name) = 0;
  virtual void put(const ApplicationSource& source) = 0;
};

}  // namespace chatops::core
