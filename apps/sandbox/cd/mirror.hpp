// Copies images from the sandbox's registry to the one that a cluster's nodes pull from.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string>

#include "base/system.hpp"
#include "registry/blob_store.hpp"

namespace chatops::sandbox {

/// Pushes the manifest and what it refers to, leaving out what is already there. `host` is
/// HOST:PORT, plain HTTP, open to everybody. "" or why it failed; an image that we do not have is
/// no failure here: the nodes will say so.
std::string mirror_image(System system, const BlobStore& store, const std::string& host,
                         const std::string& repository, const std::string& reference,
                         const std::stop_token& stop);

}  // namespace chatops::sandbox
