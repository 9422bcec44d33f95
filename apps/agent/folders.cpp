// One after the other, from the top: see folders.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "folders.hpp"

#include <sys/stat.h>

namespace chatops::agent {

void make_folders(const std::string& path) {
  for (auto slash = path.find('/', 1); slash != path.npos; slash = path.find('/', slash + 1))
    ::mkdir(path.substr(0, slash).c_str(), 0755);
  ::mkdir(path.c_str(), 0755);
}

}  // namespace chatops::agent
