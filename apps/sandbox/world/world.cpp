// Keeping the world: load once, save after every change, never half.
// SPDX-License-Identifier: Apache-2.0
#include "world/world.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace chatops::sandbox {
namespace {

[[noreturn]] void cannot_write(const std::filesystem::path& file, int error) {
  throw Error(error == ENOSPC || error == EDQUOT ? Reason::disk_full : Reason::file_unwritable,
              {{"where", file.string()}, {"why", std::strerror(error)}});
}

}  // namespace

void replace_file(const std::filesystem::path& file, std::string_view content, int mode) {
  const auto temporary = file.string() + ".new";
  const int fd = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                        static_cast<mode_t>(mode));
  if (fd < 0) cannot_write(file, errno);
  while (!content.empty()) {
    const auto written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const int error = errno;
      ::close(fd);
      cannot_write(file, error);
    }
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(fd) != 0 || ::rename(temporary.c_str(), file.c_str()) != 0) cannot_write(file, errno);
}

std::optional<std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    if (!std::filesystem::exists(file)) return std::nullopt;
    throw Error(Reason::file_unreadable, {{"where", file.string()}});
  }
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

World::World(std::filesystem::path directory, System system)
    : directory_(std::move(directory)), system_(system) {
  std::error_code error;
  std::filesystem::create_directories(directory_, error);
  if (error)
    throw Error(Reason::file_unwritable,
                {{"where", directory_.string()}, {"why", error.message()}});
  const auto text = read_file(world_file());
  if (!text) return;
  try {
    const auto versions = read_file(versions_file());
    model_ = model_from_json(Json::parse(*text), Json::parse(versions.value_or("[]")));
  } catch (const Json::exception& odd) {
    throw Error(Reason::state_damaged, {{"where", directory_.string()}, {"why", odd.what()}});
  }
  saved_versions_ = fingerprint_of_versions(model_);
}

std::filesystem::path World::world_file() const { return directory_ / "world.json"; }
std::filesystem::path World::versions_file() const { return directory_ / "versions.json"; }

void World::save() {
  const auto text = [](const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  const auto versions = fingerprint_of_versions(model_);
  if (versions != saved_versions_) replace_file(versions_file(), text(versions_to_json(model_)));
  saved_versions_ = versions;
  replace_file(world_file(), text(model_to_json(model_)));
}

void World::tell() const {
  for (const auto& listener : listeners_) listener();
}

void World::tell_events() {
  auto events = std::exchange(model_.events, {});
  if (event_listener_ && !events.empty()) event_listener_(model_, std::move(events));
}

Moment World::now() const { return system_.clock.now().time_since_epoch().count(); }

std::string World::ulid() {
  const std::scoped_lock lock(random_mutex_);
  return make_ulid(system_.clock.now(), system_.random);
}

std::string World::uuid() {
  const std::scoped_lock lock(random_mutex_);
  const auto high = (system_.random.next() & ~0xF000ULL) | 0x4000ULL;
  const auto low = (system_.random.next() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
  return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU,
                     high & 0xFFFFU, low >> 48U, low & 0xFFFFFFFFFFFFULL);
}

}  // namespace chatops::sandbox
