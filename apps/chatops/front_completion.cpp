// Table first, cache second, and a short wait only where there is no cache yet.
// SPDX-License-Identifier: Apache-2.0
#include "front_completion.hpp"

#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <ctime>
#include <optional>

#include "command/table/cache_key.hpp"
#include "command/table/kind_titles.hpp"
#include "command/table/outside_values.hpp"
#include "front_cache.hpp"

namespace chatops::front {

namespace {

namespace table = command::table;

/// How long the first Tab at a place waits for the cache to appear.
constexpr std::int64_t patience = 100'000'000;  // nanoseconds
constexpr long look_again = 4'000'000;          // nanoseconds
/// A command that changed environments marks a cache so: not of any use for waiting.
constexpr std::int64_t marked_stale = 1'000'000'000;  // changed one second after 1970

std::optional<std::string_view> variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string_view(value);
}

std::int64_t clock_now(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<std::int64_t>(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

bool fresh(const Reading& reading) {
  const std::int64_t age = clock_now(CLOCK_REALTIME) - reading.changed;
  return reading.cache && age >= 0 && age < reading.cache->fresh_seconds() * 1'000'000'000;
}

std::vector<std::string> refresh_words(const table::Standing& standing) {
  std::vector<std::string> argv = {"chatops-core", "__refresh-completion"};
  if (!standing.profile.empty()) argv.insert(argv.end(), {"--profile", standing.profile});
  if (!standing.app.empty()) argv.insert(argv.end(), {"--app", standing.app});
  return argv;
}

table::Completions with_values(const table::Completions& from_table, const Reading& reading,
                               table::Language language) {
  table::Completions out = from_table;
  if (!reading.cache) return out;
  const table::Surroundings around{.now = ::time(nullptr),
                                   .environment = std::string(variable("CHATOPS_ENV").value_or("")),
                                   .language = language};
  table::OutsideValues(out, *reading.cache, around).add();
  return out;
}

/// Answers with what there is. Waits only where there is nothing, or where the writer has just
/// begun and nothing fits yet.
table::Completions from_outside(const table::Completions& from_table, table::Language language,
                                const std::vector<std::string>& cores) {
  char here[PATH_MAX];
  if (::getcwd(here, sizeof here) == nullptr) return from_table;
  const table::Standing standing{.folder = here,
                                 .profile = from_table.line.value("profile"),
                                 .app = from_table.line.value("app")};
  const CacheFile file(table::cache_folder(variable), table::cache_key(standing, variable));
  Reading reading = file.read();
  table::Completions out = with_values(from_table, reading, language);
  if (fresh(reading)) return out;
  const bool nothing_yet = !reading.cache || reading.changed <= marked_stale;
  if (!file.refresh(cores, refresh_words(standing)) || !nothing_yet) return out;
  const std::int64_t end = clock_now(CLOCK_MONOTONIC) + patience;
  while (clock_now(CLOCK_MONOTONIC) < end) {
    const timespec pause{.tv_sec = 0, .tv_nsec = look_again};
    ::nanosleep(&pause, nullptr);
    if (file.changed() == reading.changed) continue;
    reading = file.read();
    out = with_values(from_table, reading, language);
    if (!out.words.empty() || (reading.cache && reading.cache->fresh_seconds() > 0)) break;
  }
  return out;
}

std::string_view flags_of(const table::Completions& c) {
  if (c.without_space) return "nospace";
  switch (c.wanted) {
    case table::Kind::file:
    case table::Kind::text: return "files";
    case table::Kind::folder: return "folders";
    default: return "";
  }
}

}  // namespace

std::string answer_completion(const std::vector<std::string>& words, table::Language language,
                              const std::vector<std::string>& cores) {
  table::Completions found = table::complete(words, language);
  if (table::is_outside(found.wanted)) found = from_outside(found, language, cores);
  std::string out;
  for (const table::Completion& c : found.words) {
    out += c.word;
    if (!c.says.empty()) (out += '\t') += c.says;
    out += '\n';
  }
  (out += ':') += flags_of(found);
  const std::string_view title =
      in(language, found.title.en.empty() ? table::title_of(found.wanted) : found.title);
  if (!title.empty()) (out += '\t') += title;
  return out += '\n';
}

}  // namespace chatops::front
