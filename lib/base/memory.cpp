// glibc keeps what is freed below the top of its heaps until it is asked: malloc_trim(3). Pages of
// a file that nobody writes are only dropped from this process: madvise(2), MADV_DONTNEED.
// SPDX-License-Identifier: Apache-2.0
#include "base/memory.hpp"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>

namespace chatops {
namespace {

using Address = ElfW(Addr);

/// What may be written holds more than its file says (the linker's relocations): it stays.
int drop_unwritten(dl_phdr_info* object, std::size_t /*size*/, void* /*data*/) {
  const auto page = static_cast<Address>(::sysconf(_SC_PAGESIZE));
  for (unsigned i = 0; i < object->dlpi_phnum; ++i) {
    const auto& part = object->dlpi_phdr[i];
    if (part.p_type != PT_LOAD || (part.p_flags & PF_W) != 0) continue;
    const Address begin = (object->dlpi_addr + part.p_vaddr) / page * page;
    const Address end = object->dlpi_addr + part.p_vaddr + part.p_filesz;
    // Of the kernel's own pages (vdso) it refuses this; nothing depends on it.
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the loader tells addresses as numbers
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void give_memory_back() {
#ifdef __GLIBC__
  ::malloc_trim(0);
#endif
  ::dl_iterate_phdr(drop_unwritten, nullptr);
}

}  // namespace chatops
