// The directory that programs run in and files are put into: an image need not have it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace chatops::agent {

/// With those above it. What cannot be made is told when it cannot be opened.
void make_folders(const std::string& path);

}  // namespace chatops::agent
