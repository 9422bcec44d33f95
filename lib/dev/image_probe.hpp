// What an image has, asked by a fixed set of programs that are run in a container of it, each with
// its arguments: no shell is needed there, and of an image without one the same is found out.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/clock.hpp"
#include "core/dev_image.hpp"
#include "dev/agent.hpp"
#include "kube/api.hpp"

namespace chatops::dev {

/// Fills in what there is to know of the running container. `root` "" = its working directory; no
/// folder is tried where `try_folder` is false. What is not answered stays not known, and why is
/// `trouble`. Throws Interrupted.
void probe_image(const Call& call, const Clock& clock, kube::Api& api, const Container& in,
                 const std::string& root, bool try_folder, core::DevImageFacts& facts);
/// Only which of dev_image_tools it has.
void probe_tools(const Call& call, const Clock& clock, kube::Api& api, const Container& in,
                 core::DevImageFacts& facts);

}  // namespace chatops::dev
