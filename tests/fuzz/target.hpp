// FUZZ_TARGET(name) {…}: a program of libFuzzer, or one of those that replay.cpp has by name.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string_view>

namespace chatops::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

using Target = int (*)(const std::uint8_t* data, std::size_t size);
inline std::map<std::string_view, Target>& targets() {
  static std::map<std::string_view, Target> all;
  return all;
}

}  // namespace chatops::fuzz

using chatops::fuzz::require;

#ifdef CHATOPS_LIBFUZZER
#define FUZZ_TARGET(name) \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
#else
#define FUZZ_TARGET(name)                                                                         \
  static int fuzz_##name(const std::uint8_t* data, std::size_t size);                             \
  static const bool listed_##name = chatops::fuzz::targets().emplace(#name, &fuzz_##name).second; \
  static int fuzz_##name(const std::uint8_t* data, std::size_t size)
#endif
