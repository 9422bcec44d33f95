// glibc keeps what is freed below the top of its heaps until it is asked: malloc_trim(3).
// SPDX-License-Identifier: Apache-2.0
#include "base/memory.hpp"

#include <malloc.h>

namespace chatops {

void give_memory_back() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
}

}  // namespace chatops
