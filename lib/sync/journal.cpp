// Records one behind the other, each with a checksum: see journal.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cstdio>

#include "base/file.hpp"

namespace chatops::sync {

namespace {

constexpr std::string_view journal_magic = "chatops-sync 2\n";
constexpr std::size_t largest_journal = 512U << 20U;

/// A record's first byte.
constexpr std::uint8_t agreed = 1, intended = 2;

std::string journal_record(std::uint8_t kind, const std::string& path, const Entry& entry) {
  Writer body;
  body.u8(kind).text(path);
  put(body, entry.state);
  body.u64(entry.stamp.inode)
      .u64(entry.stamp.size)
      .u64(static_cast<std::uint64_t>(entry.stamp.modified))
      .u64(static_cast<std::uint64_t>(entry.stamp.changed));
  return Writer()
      .text(body.bytes())
      .u32(static_cast<std::uint32_t>(short_hash_of(body.bytes())))
      .take();
}

}  // namespace

Journal::Journal(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  file_ = Fd(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0600));
  taken_ = file_.open() && ::flock(file_.get(), LOCK_EX | LOCK_NB) != 0;
}

void Journal::load(Index& synced, Alternatives& alternatives, Intents& intents) {
  if (!file_.open()) return;
  const auto text = read_file(path_, largest_journal);
  if (!text || !text->starts_with(journal_magic)) {
    (void)!::ftruncate(file_.get(), 0);
    append(journal_magic);
    return;
  }
  Reader in(std::string_view(*text).substr(journal_magic.size()));
  auto whole = journal_magic.size();
  while (!in.empty()) {
    const auto body = in.text(longest_path + 256);
    const auto sum = in.u32();
    if (!in.ok() || sum != static_cast<std::uint32_t>(short_hash_of(body))) break;
    Reader record(body);
    const auto kind = record.u8();
    const std::string path(record.text(longest_path));
    Entry entry;
    entry.state = get_state(record);
    entry.stamp = {record.u64(), record.u64(), static_cast<std::int64_t>(record.u64()),
                   static_cast<std::int64_t>(record.u64())};
    if (!record.done() || !path_is_sound(path) || kind < agreed || kind > intended) break;
    whole += body.size() + 8;
    ++records_;
    if (kind == intended) {
      intents[path] = entry.state;
      continue;
    }
    intents.erase(path);
    if (const auto found = synced.find(path); found != synced.end())
      alternatives[path].push_back(found->second.state);
    synced[path] = entry;
  }
  // A record that a crash cut would hide what comes behind it.
  if (whole != text->size()) (void)!::ftruncate(file_.get(), static_cast<off_t>(whole));
}

void Journal::append(std::string_view bytes) {
  if (file_.open()) (void)!::write(file_.get(), bytes.data(), bytes.size());
}

void Journal::add(const std::string& path, const Entry& entry) {
  if (!file_.open()) return;
  append(journal_record(agreed, path, entry));
  ++records_;
}

void Journal::intend(const std::string& path, const State& state) {
  if (!file_.open()) return;
  append(journal_record(intended, path, {state, {}}));
  ++records_;
}

void Journal::rewrite(const Index& synced, const Alternatives& alternatives,
                      const Intents& intents) {
  if (!file_.open()) return;
  std::string text(journal_magic);
  std::size_t records = 0;
  const auto put_record = [&](std::uint8_t kind, const std::string& path, const Entry& entry) {
    text += journal_record(kind, path, entry);
    ++records;
  };
  for (const auto& [path, entry] : synced) {
    if (const auto found = alternatives.find(path); found != alternatives.end()) {
      for (const auto& state : found->second) put_record(agreed, path, {state, {}});
    }
    put_record(agreed, path, entry);
  }
  for (const auto& [path, state] : intents) put_record(intended, path, {state, {}});
  if (!write_file(path_, text, 0600)) return;
  Fd fresh(::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_APPEND));
  if (!fresh.open() || ::flock(fresh.get(), LOCK_EX | LOCK_NB) != 0) return;
  file_ = std::move(fresh);
  records_ = records;
}

}  // namespace chatops::sync
