// A folder each, as Spawner::launch wants it.
// SPDX-License-Identifier: Apache-2.0
#include "wire/start_apart.hpp"

#include <filesystem>

#include "base/random.hpp"

namespace chatops::wire {

namespace {

namespace fs = std::filesystem;

constexpr auto kept_for = std::chrono::hours(24);

}  // namespace

bool StartApart::operator()(const core::Deployment& row) {
  const std::lock_guard lock(mutex_);
  const Attempt attempt{row.environment, row.revision, row.starts};
  if (const auto before = begun_.find(attempt); before != begun_.end()) {
    const auto now = system_.spawner.poll(before->second);
    if (now && now->state == LaunchState::running) return true;
    if (!now || now->state == LaunchState::lost || now->code != 0) return false;
    begun_.erase(before);  // it was not the row's turn
  }
  tidy();
  std::string folder = folder_ + "/" + make_ulid(system_.clock.now(), system_.random);
  Command command{.argv = core_};
  command.argv.insert(command.argv.end(), {row.environment, std::to_string(row.revision)});
  const bool launched = system_.spawner.launch(command, folder).has_value();
  begun_.emplace(attempt, std::move(folder));
  return launched;
}

/// What runs for so long has ended.
void StartApart::tidy() {
  std::error_code problem;
  const auto now = fs::file_time_type::clock::now();
  for (const auto& entry : fs::directory_iterator(folder_, problem)) {
    std::error_code none;
    const auto changed = fs::last_write_time(entry.path(), none);
    if (!none && now - changed > kept_for) fs::remove_all(entry.path(), none);
  }
}

}  // namespace chatops::wire
