// Two writes a refresh: the first within a few milliseconds, because somebody has just pressed Tab.
// SPDX-License-Identifier: Apache-2.0
#include "wire/completion.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "command/completion/gather.hpp"
#include "command/table/cache_key.hpp"
#include "config/paths.hpp"
#include "config/profile.hpp"
#include "wire/place.hpp"

namespace chatops::wire {

namespace {

namespace table = command::table;
namespace completion = command::completion;
using completion::Section;
using completion::Sections;

/// The cache of one place, as text.
class CacheOfPlace {
 public:
  CacheOfPlace(const System& system, const Options& options) {
    const auto variable = [&](std::string_view name) -> std::optional<std::string> {
      return system.variables.get(name);
    };
    folder_ = table::cache_folder(variable);
    key_ = table::cache_key(
        {.folder = options.folder, .profile = options.profile.value_or(""), .app = options.app},
        variable);
    file_ = folder_.empty() ? "" : folder_ + "/" + table::cache_name(key_);
    struct stat about{};
    if (file_.empty() || ::lstat(file_.c_str(), &about) != 0 || !table::cache_is_ours(about))
      return;
    if (auto text = read_file(file_, table::cache_cap)) old_ = std::move(*text);
  }

  const std::string& folder() const { return folder_; }
  const std::string& file() const { return file_; }
  bool exists() const { return !old_.empty(); }

  std::int64_t failures() const {
    const auto cache = table::Cache::open(old_, key_);
    return cache ? table::cache_number(cache->first("failures")[0]) : 0;
  }

  /// What is unknown stays as it was in the file before.
  bool write(Sections sections, std::int64_t fresh_seconds) {
    if (file_.empty()) return false;
    if (const auto old = table::Cache::open(old_, key_))
      sections = with_old_lines(std::move(sections), *old);
    const std::string text = completion::text_of(key_, fresh_seconds, sections);
    const bool written = make_folders(folder_, 0700) && write_file(file_, text, 0600);
    if (written) old_ = text;
    return written;
  }

 private:
  std::string folder_, key_, file_, old_;
};

Section profiles(const System& system, const Options& options) {
  Section out{.kind = "profile", .known = false};
  const auto paths = config::user_paths(system.variables);
  if (!paths) return out;
  // An unknown name is no reason not to offer the known ones.
  const auto profile = config::load_profile(system.variables, *paths, options.profile);
  if (!profile) return out;
  out.known = true;
  for (const std::string& name : profile->profiles) out.lines.push_back({name});
  return out;
}

Sections local_of(const Call& call, const System& system, const Options& options,
                  workflow::Dependencies& deps) {
  const command::CallerPlace place = read_place(call, system, options.folder);
  const auto here = command::repository_of(deps.application, place);
  return completion::local_sections(deps, place.folder, here.value_or(""));
}

Sections joined(Sections a, const Sections& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// Where there is no application, the tracker may still be there.
Sections without_application(const Call& call, Wire& wire, const Error& why) {
  Sections out = joined(completion::unknown_local(), completion::unknown_outside());
  if (why.reason == Reason::application_not_found) {
    for (Section& section : out) section.known = true;
  }
  try {
    for (Section& section : out) {
      if (section.kind == "iteration")
        section = completion::iteration_section(wire.tracker(call).iterations(call));
    }
  } catch (const Error&) {  // nor is it
  }
  return out;
}

bool nothing_known(const Sections& sections) {
  return std::none_of(sections.begin(), sections.end(),
                      [](const Section& section) { return section.known; });
}

bool write_ended(CacheOfPlace& cache, Sections sections, std::int64_t failures) {
  sections.insert(sections.begin(), {.kind = "failures", .lines = {{std::to_string(failures)}}});
  return cache.write(std::move(sections), completion::fresh_after(failures));
}

}  // namespace

bool refresh_completion(const Call& call, const System& system, const Options& options) {
  CacheOfPlace cache(system, options);
  const std::int64_t failures = cache.failures();
  const Sections first = {profiles(system, options)};
  Wire wire(system, options);
  try {
    workflow::Dependencies& deps = wire.dependencies(call);
    const Sections unread = joined(first, completion::unknown_outside());
    if (!cache.write(joined(local_of(call, system, options, deps), unread), 0)) return false;
    const Sections outside = completion::outside_sections(call, deps);
    // The state is read again: a command may have changed it meanwhile.
    return write_ended(cache, joined(joined(local_of(call, system, options, deps), first), outside),
                       nothing_known(outside) ? failures + 1 : 0);
  } catch (const Error& error) {
    const bool none_here = error.reason == Reason::application_not_found;
    return write_ended(cache, joined(first, without_application(call, wire, error)),
                       none_here ? 0 : failures + 1);
  }
}

CompletionUpkeep::~CompletionUpkeep() {
  try {
    workflow::Dependencies* deps = wire_.built_dependencies();
    CacheOfPlace cache(system_, options_);
    std::error_code none;
    if (deps == nullptr || cache.folder().empty() ||
        !std::filesystem::is_directory(cache.folder(), none))
      return;
    for (const auto& entry : std::filesystem::directory_iterator(cache.folder(), none)) {
      if (entry.path().extension() == ".lock") continue;
      const timespec stale{.tv_sec = 1, .tv_nsec = 0};
      const timespec times[2] = {stale, stale};
      ::utimensat(AT_FDCWD, entry.path().c_str(), times, AT_SYMLINK_NOFOLLOW);
    }
    const Call call{.deadline = system_.clock.tick() + Millis(2000), .stop = {}, .trace = nullptr};
    if (!cache.exists()) return;
    const Sections rest = {{.kind = "profile", .known = false}};
    cache.write(joined(joined(local_of(call, system_, options_, *deps), rest),
                       completion::unknown_outside()),
                0);
  } catch (...) {  // completion is a comfort: the command's own outcome stands
  }
}

}  // namespace chatops::wire
