// Files of an execution: values.yaml, canceled, those of Spawner::launch, and claim, which says who
// launches it: there is one of its name, so that a start and whoever gives it up cannot both win.
// SPDX-License-Identifier: Apache-2.0
#include "helm/run.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>
#include <utility>
#include <vector>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "base/process_name.hpp"

namespace chatops::helm {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t errors_read = 64U << 10U, reason_read = 4U << 10U;
constexpr Millis kept_for = std::chrono::hours(24 * 14);
constexpr std::size_t kept_at_least = 20;
constexpr auto given_up = "given up";
/// Between claiming and launching nothing is waited for.
constexpr Millis claim_lasts = std::chrono::minutes(2);

std::string values_file(const std::string& folder) { return folder + "/values.yaml"; }
std::string canceled_file(const std::string& folder) { return folder + "/canceled"; }
std::string claim_file(const std::string& folder) { return folder + "/claim"; }

std::optional<Instant> changed_at(const std::string& path) {
  struct stat seen{};
  if (::stat(path.c_str(), &seen) != 0) return std::nullopt;
  return Instant(std::chrono::seconds(seen.st_mtim.tv_sec)) +
         std::chrono::duration_cast<Millis>(std::chrono::nanoseconds(seen.st_mtim.tv_nsec));
}

/// The end of a text that may be longer than is worth reading.
std::string end_of(const std::string& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  struct stat seen{};
  if (!file.open() || ::fstat(file.get(), &seen) != 0) return {};
  const auto size = static_cast<std::size_t>(seen.st_size);
  std::string out(std::min(size, errors_read), '\0');
  const auto got =
      ::pread(file.get(), out.data(), out.size(), static_cast<off_t>(size - out.size()));
  out.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
  return out;
}

/// A thread that sleeps until helm has ended.
class Ending final : public core::Subscription {
 public:
  Ending(Spawner& spawner, std::string folder, core::Changed changed)
      : thread_([&spawner, folder = std::move(folder),
                 changed = std::move(changed)](const std::stop_token& stop) {
          Call call;
          call.stop = stop;
          try {
            const auto seen = spawner.await_end(call, folder);
            if (seen && seen->state != LaunchState::running) changed();
          } catch (const Interrupted&) {
            return;  // nobody wants to know any more
          }
        }) {}

 private:
  std::jthread thread_;
};

}  // namespace

Result<std::string> Runs::keep_values(const std::string& mark, const std::string& text) {
  const std::string folder = place(mark);
  if (auto made = make_folders(folder, 0700); !made) return unknown(made.error());
  const std::string file = values_file(folder);
  if (auto written = write_file(file, text, 0600); !written) return unknown(written.error());
  return file;
}

Result<void> Runs::launch(const std::string& mark, const Command& command) {
  const std::string folder = place(mark);
  if (auto made = make_folders(folder, 0700); !made) return made;
  const std::string claim = claim_file(folder);
  if (auto claimed = create_file(claim, this_process(), 0600); !claimed) {
    if (claimed.error().reason != Reason::file_exists) return claimed;
    if (read_file(claim, reason_read).value_or(given_up) == given_up)
      return failure(Reason::start_interrupted, {{"what", mark}});
  }
  auto launched = system_.spawner.launch(command, folder);
  if (!launched && launched.error().reason == Reason::file_exists) return {};
  return launched;
}

bool Runs::give_up(const std::string& mark) {
  const std::string folder = place(mark);
  const std::string claim = claim_file(folder);
  if (!make_folders(folder, 0700)) return false;
  if (create_file(claim, given_up, 0600)) return true;
  const auto holder = read_file(claim, reason_read);
  if (!holder || *holder == given_up) return holder.has_value();
  const auto since = changed_at(claim);
  const bool over = since && system_.clock.now() - *since > claim_lasts;
  if (!over && !process_gone(*holder)) return false;
  return !look(mark).here && write_file(claim, given_up, 0600).has_value();
}

Process Runs::look(const std::string& mark) {
  Process out;
  const std::string folder = place(mark);
  const auto launched = system_.spawner.poll(folder);
  if (!launched) return out;
  out.here = true;
  out.launched = *launched;
  if (out.launched.state == LaunchState::running) return out;
  out.errors = end_of(folder + "/errors");
  out.ended_at = changed_at(folder + "/status");
  if (auto reason = read_file(canceled_file(folder), reason_read))
    out.canceled = std::move(*reason);
  return out;
}

std::unique_ptr<core::Subscription> Runs::tell_end(const std::string& mark, core::Changed changed) {
  std::string folder = place(mark);
  if (!system_.spawner.poll(folder)) return nullptr;
  return std::make_unique<Ending>(system_.spawner, std::move(folder), std::move(changed));
}

void Runs::forget_values(const std::string& mark) {
  std::error_code ignored;
  fs::remove(values_file(place(mark)), ignored);
}

Result<void> Runs::cancel(const std::string& mark, const std::string& reason) {
  const std::string folder = place(mark);
  if (auto written = write_file(canceled_file(folder), reason.substr(0, reason_read), 0600);
      !written) {
    return written;
  }
  return system_.spawner.end(folder, false);
}

void Runs::tidy() {
  std::error_code failed;
  std::vector<std::pair<Instant, std::string>> all;
  for (const auto& entry : fs::directory_iterator(folder_, failed)) {
    const std::string folder = entry.path().string();
    all.emplace_back(changed_at(folder).value_or(Instant{}), folder);
  }
  if (all.size() <= kept_at_least) return;
  std::sort(all.begin(), all.end());
  all.resize(all.size() - kept_at_least);
  for (const auto& [when, folder] : all) {
    if (system_.clock.now() - when < kept_for) continue;
    const auto launched = system_.spawner.poll(folder);
    if (launched && launched->state == LaunchState::running) continue;
    fs::remove_all(folder, failed);
  }
}

}  // namespace chatops::helm
