// How a component is developed in, as chatops.yaml or a project's own file says.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace chatops::core {

/// Where nothing is said, `dev start` takes what its options say, then the component's own.
struct DevSettings {
  std::string image, root, container;
  std::vector<std::string> include, ignore;  ///< .gitignore syntax
  bool both_ways = false;
  std::vector<std::string> shell, run, debug;  ///< words of a command; no shell is between
  std::string language;                        ///< of the debugger: one of dev_languages
  std::uint16_t debug_port = 0;                ///< 0 = the language's usual one
  std::vector<std::string> ports;              ///< "8080:80", "80"
  std::map<std::string, std::string> variables;
  std::string cpu, memory;           ///< what the container may use: quantities of Kubernetes
  std::vector<std::string> persist;  ///< directories that are kept over sessions
  std::string persist_size;          ///< of each; "" = the usual one
  bool operator==(const DevSettings&) const = default;
};

}  // namespace chatops::core
