// Memory of a process that lives long.
// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace chatops {

/// Gives back to the system what is free, and what was read in of programs and libraries: most of
/// that is used to start and never again, and what is comes back from the page cache when it is
/// wanted. What was used and is not any more (a list of a cluster's objects, a plan) lies in
/// between what is kept, so that the C library would hold it for as long as the process lives.
/// Takes milliseconds; from any thread.
void give_memory_back();

}  // namespace chatops
