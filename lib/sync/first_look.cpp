// One attribute: "BOOT SESSION MOMENT", each a number. See first_look.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/first_look.hpp"

#include <fcntl.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <ctime>
#include <string>

#include "sync/hash.hpp"

namespace chatops::sync {

namespace {

constexpr auto attribute = "user.chatops-first-look";

std::string boot() {
  const Fd file(::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC));
  std::array<char, 64> id{};
  const auto got = file.open() ? ::read(file.get(), id.data(), id.size()) : 0;
  return got > 0 ? std::string(id.data(), static_cast<std::size_t>(got)) : std::string();
}

/// By the clock that files are stamped with, which lags behind the exact one.
std::int64_t moment() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return now.tv_sec * 1'000'000'000LL + now.tv_nsec;
}

}  // namespace

std::optional<std::int64_t> first_look(const Tree& tree, std::string_view session) {
  const auto started = boot();
  if (session.empty() || started.empty()) return std::nullopt;
  // The session's name is nobody's business.
  const auto whose =
      std::to_string(short_hash_of(started)) + " " + std::to_string(short_hash_of(session)) + " ";
  std::array<char, 128> kept{};
  const auto got = ::fgetxattr(tree.descriptor(), attribute, kept.data(), kept.size());
  const std::string_view text(kept.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  if (text.starts_with(whose)) {
    std::int64_t out = 0;
    const auto read = std::from_chars(text.data() + whose.size(), text.data() + text.size(), out);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return out;
  }
  const auto now = whose + std::to_string(moment());
  (void)!::fsetxattr(tree.descriptor(), attribute, now.data(), now.size(), 0);
  return std::nullopt;
}

}  // namespace chatops::sync
