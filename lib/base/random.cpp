// Randomness from the kernel, and identifiers that sort by time.
// SPDX-License-Identifier: Apache-2.0
#include "base/random.hpp"

#include <sys/random.h>

#include <cstdlib>

namespace chatops {

std::uint64_t SystemRandom::next() {
  std::uint64_t value = 0;
  // A request of up to 256 bytes is never cut short once the kernel's pool is ready (getrandom(2)).
  if (getrandom(&value, sizeof value, 0) != static_cast<ssize_t>(sizeof value)) std::abort();
  return value;
}

std::string make_ulid(Instant now, Random& random) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string text(26, '0');
  auto time = static_cast<std::uint64_t>(now.time_since_epoch().count());
  for (size_t i = 10; i-- > 0; time >>= 5U) text[i] = alphabet[time & 31U];
  for (size_t i = 10; i < 26; i += 8) {
    auto bits = random.next();
    for (size_t j = i; j < i + 8; ++j, bits >>= 5U) text[j] = alphabet[bits & 31U];
  }
  return text;
}

}  // namespace chatops
