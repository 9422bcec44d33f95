// The file itself, and the room beside it.
// SPDX-License-Identifier: Apache-2.0
#include "store/checks.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>

#include "store/sqlite_store.hpp"

namespace chatops::store {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t megabyte = 1U << 20U;

/// The nearest folder at or above `path` that exists.
std::string existing_folder(fs::path path) {
  std::error_code ignored;
  while (!path.empty() && path != path.root_path() && !fs::is_directory(path, ignored))
    path = path.parent_path();
  return path.string();
}

std::optional<std::uintmax_t> free_bytes(const std::string& folder) {
  struct statvfs facts{};
  if (::statvfs(folder.c_str(), &facts) != 0) return std::nullopt;
  return static_cast<std::uintmax_t>(facts.f_bavail) * facts.f_frsize;
}

}  // namespace

Findings check_state(const std::string& file) {
  const std::string folder = existing_folder(fs::path(file).parent_path());
  Findings out;
  std::error_code ignored;
  const bool there = fs::exists(file, ignored);
  const std::string writable = there ? file : folder;
  if (::access(writable.c_str(), W_OK) != 0) {
    return {Finding::problem(
        file, Error(Reason::file_unwritable, {{"what", writable}, {"why", std::strerror(errno)}}))};
  }
  const auto room = free_bytes(folder);
  const std::string detail = room ? fmt::format("{} MiB free", *room / megabyte) : std::string("-");
  if (room && *room < 20 * megabyte) {
    out.push_back(
        Finding::problem(folder, Error(Reason::disk_full, {{"what", folder}, {"why", detail}})));
  }
  try {
    if (there) (void)SqliteStore(file);
    if (out.empty()) out.push_back(Finding::fine(file, detail));
  } catch (const Error& error) {
    out.push_back(Finding::problem(file, error));
  }
  return out;
}

}  // namespace chatops::store
