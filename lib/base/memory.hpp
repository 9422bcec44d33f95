// Memory of a process that lives long.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chatops {

/// Gives back to the system what is free. What was used and is not any more (a list of a cluster's
/// objects, a plan) lies in between what is kept, so that the C library would hold it for as long
/// as the process lives. Takes milliseconds; from any thread.
void give_memory_back();

}  // namespace chatops
