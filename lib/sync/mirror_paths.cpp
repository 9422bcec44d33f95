// What the mirror does about one path. See mirror.hpp.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <ranges>

#include "sync/mirror_parts.hpp"

namespace chatops::sync {

namespace {

constexpr Millis first_retry{1'000}, longest_retry{30'000};
/// Of a big file, before something else is looked at; and what the agent copies in one go.
constexpr std::uint64_t compared_at_once = 16U << 20U, copied_at_once = 16U << 20U;

/// False when there are not so many bytes.
bool read_at(int file, std::uint64_t offset, std::size_t size, std::string& out) {
  out.resize(size);
  for (std::size_t at = 0; at < size;) {
    const auto got = ::pread(file, out.data() + at, size - at, static_cast<off_t>(offset + at));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += static_cast<std::size_t>(got);
  }
  return true;
}

/// Changed so lately that another change could leave the same stamp.
bool is_fresh(const Stamp& stamp, const Clock& clock) {
  const auto now =
      std::chrono::duration_cast<std::chrono::nanoseconds>(clock.now().time_since_epoch()).count();
  return stamp.changed > now - 50'000'000 && stamp.changed < now + 3'600'000'000'000;
}

}  // namespace

void MirrorWork::trouble(const std::string& path, Trouble what, bool in_container) {
  if (what == Trouble::none) {
    troubles_.erase(path);
    backoff_.erase(path);
    retry_.erase(path);
    return;
  }
  troubles_[path] = {path, what, in_container};
  if (what == Trouble::special || what == Trouble::too_deep) return;
  auto& pause = backoff_[path];
  pause = pause == Millis{} ? first_retry : std::min(pause * 2, longest_retry);
  retry_[path] = clock_.tick() + pause;
}

void MirrorWork::look_again(const std::string& path, Millis after) {
  again_[path] = clock_.tick() + after;
}

State MirrorWork::base_of(const std::string& path) const {
  const auto found = synced_.find(path);
  const auto base = found == synced_.end() ? State{} : found->second.state;
  const auto told = remote_.find(path);
  if (told == remote_.end() || told->second.state == base) return base;
  const auto others = alternatives_.find(path);
  if (others == alternatives_.end()) return base;
  for (const auto& state : others->second) {
    if (state.same_content(told->second.state)) return told->second.state;
  }
  return base;
}

/// What the agent told of the path and was not compared yet.
std::optional<Listed> MirrorWork::remote_of(const std::string& path) const {
  if (const auto told = remote_.find(path); told != remote_.end()) return told->second;
  if (!initial_ || compared_.contains(path)) return std::nullopt;
  return Listed{path, {}, false, Trouble::none};
}

void MirrorWork::agree(const std::string& path, const Entry& entry) {
  auto kept = entry;
  if (is_fresh(kept.stamp, clock_)) kept.stamp = {};
  journal_.add(path, kept);
  // It could be read after all; whether it can be written there is told by the agent.
  if (const auto bad = troubles_.find(path); bad != troubles_.end() && !bad->second.in_container) {
    troubles_.erase(bad);
    backoff_.erase(path);
  }
  if (entry.state.there())
    synced_[path] = kept;
  else
    synced_.erase(path);
}

/// What a killed client put in place and could not note any more came from the container: nobody
/// changed it here.
void MirrorWork::recall_intent(const std::string& path, const State& local) {
  const auto intent = intents_.extract(path);
  if (intent.empty() || !intent.mapped().same_content(local)) return;
  if (const auto before = synced_.find(path); before != synced_.end())
    alternatives_[path].push_back(before->second.state);
  agree(path, {intent.mapped(), {}});
}

void MirrorWork::process(const std::string& path, bool written) {
  used_ = true;
  if (upload_ && is_within(upload_->path, path)) return look_again(path, unsteady_pause);
  const auto before = unsteady_.extract(path);
  const int tries = before.empty() ? 1 : before.mapped() + 1;
  const auto there = tree_.look(path);
  if (there.trouble != Trouble::none) return trouble(path, there.trouble, false);
  const bool is_folder = there.kind == EntryKind::directory;
  if (rules_.ignored(path, is_folder)) {
    // Was synced and is ignored from now on: what is in the container stays.
    synced_.erase(path);
    remote_.erase(path);
    return trouble(path, Trouble::none, false);
  }
  const auto found = synced_.find(path);
  if (there.kind == EntryKind::absent) {
    for (auto it = synced_.lower_bound(path); it != synced_.end() && it->first.starts_with(path);
         ++it) {
      if (is_within(it->first, path)) removals_.insert(it->first);
    }
    removals_.insert(path);
    return;
  }
  if (!is_folder && found != synced_.end() && found->second.state.kind == EntryKind::directory) {
    // What was in the folder has to go before something else can take its place.
    std::vector<std::string> inside;
    for (auto it = std::next(found); it != synced_.end() && it->first.starts_with(path); ++it) {
      if (is_within(it->first, path)) inside.push_back(it->first);
    }
    for (const auto& one : std::views::reverse(inside)) process_removal(one);
  }
  Entry local;
  if (const auto known = synced_.find(path); known != synced_.end() && !written &&
                                             known->second.state.kind == there.kind &&
                                             known->second.stamp == there.stamp) {
    local = known->second;
    local.state.mode = there.kind == EntryKind::link ? 0 : there.mode;
    return carry_out(path, local, "");
  }
  if (upload_ && there.kind == EntryKind::file && there.stamp.size > largest_whole_file) {
    big_waiting_.insert(path);
    return;
  }
  if (tries == 1 && can_compare(path, there)) return compare(path, there);
  std::string content;
  const bool whole = there.kind != EntryKind::file || there.stamp.size <= largest_whole_file;
  std::function<bool(std::string_view)> piece;
  if (whole)
    piece = [&](std::string_view bytes) {
      content += bytes;
      return content.size() <= 2 * largest_whole_file;
    };
  auto read = tree_.read(path, local, piece);
  if (read == Trouble::unsteady) {
    if (tries < most_unsteady) {
      unsteady_[path] = tries;
      return look_again(path, unsteady_pause);
    }
    // It never rests: what was read is what it was at some moment; the next look follows.
    if (!whole || local.state.kind != EntryKind::file) return trouble(path, read, false);
    local.state.size = content.size();
    local.state.hash = hash_of(content);
    local.stamp = {};
    retry_[path] = clock_.tick() + first_retry;
    read = Trouble::none;
  }
  if (read != Trouble::none) return trouble(path, read, false);
  carry_out(path, local, std::move(content));
}

void MirrorWork::process_removal(const std::string& path) {
  if (tree_.look(path).kind != EntryKind::absent) return dirty(path, false);  // there again
  trouble(path, Trouble::none, false);
  carry_out(path, {}, "");
}

void MirrorWork::carry_out(const std::string& path, Entry local, std::string content) {
  recall_intent(path, local.state);
  const auto base = base_of(path);
  const auto told = remote_of(path);
  const Sides sides{local.state, told ? told->state : base, base, options_.both_ways,
                    told && told->touched};
  switch (decide(sides)) {
    case Action::none:
      if (const auto found = synced_.find(path); found != synced_.end())
        found->second.stamp = is_fresh(local.stamp, clock_) ? Stamp{} : local.stamp;
      trouble(path, Trouble::none, false);
      break;
    case Action::adopt:
      signatures_.erase(path);
      agree(path, local);
      trouble(path, Trouble::none, false);
      break;
    case Action::push:
    case Action::push_remove:
      if (!push(path, local, base, std::move(content))) return;
      break;
    case Action::pull: pull(path, local.state); return;
    case Action::pull_remove: removed_there_.insert(path); return;
    case Action::leave: break;
  }
  remote_.erase(path);
  if (initial_) compared_.insert(path);
}

bool MirrorWork::push(const std::string& path, const Entry& local, const State& base,
                      std::string content) {
  if (local.state.kind == EntryKind::file && local.state.size > largest_whole_file &&
      !(base.same_content(local.state))) {
    if (!upload_) return begin_upload(path, local, base);
    big_waiting_.insert(path);
    return false;
  }
  // A change of mode alone needs no content; should it not lie there any more, it is asked for.
  if (local.state.kind == EntryKind::file && local.state.size != content.size() &&
      !base.same_content(local.state))
    return look_again(path, unsteady_pause), false;
  if (content.empty() && local.state.size > 0 && local.state.size <= largest_whole_file) {
    Entry again;
    const auto read = tree_.read(path, again, [&](std::string_view bytes) {
      content += bytes;
      return content.size() <= largest_whole_file;
    });
    if (read != Trouble::none || again.state != local.state)
      return look_again(path, unsteady_pause), false;
  }
  if (local.state.kind == EntryKind::link && content.empty()) {
    Trouble ignored{};
    content = tree_.link_target(path, ignored);
  }
  if (!base.same_content(local.state)) signatures_.erase(path);
  agree(path, local);
  send_change({path, local.state, base, std::move(content)});
  return true;
}

void MirrorWork::send_change(const Change& change) {
  alternatives_[change.path].push_back(change.expect);
  alternatives_[change.path].push_back(change.state);
  in_flight_[change.path].push_back({change.expect, change.state});
  batch_paths_.push_back(change.path);
  put(batch_, change);
  if (batch_.size() >= batch_target) flush();
}

void MirrorWork::flush() {
  if (batch_paths_.empty()) return;
  const auto bytes = batch_.take();
  batch_ = {};
  outstanding_[++number_] = std::exchange(batch_paths_, {});
  session_.send(channel_,
                encode_message(MessageType::batch, encode_batch(number_, bytes, packer_)));
  const std::lock_guard lock(mutex_);
  status_.bytes_sent += bytes.size();
}

// ---- big files

bool MirrorWork::begin_upload(const std::string& path, const Entry& local, const State& base) {
  const auto signature = signatures_.find(path);
  const bool from_old = signature != signatures_.end() && base.kind == EntryKind::file &&
                        base.size >= smallest_delta && !no_delta_.contains(path);
  std::unique_ptr<Upload> up(
      new Upload{.path = path,
                 .file = tree_.file(path),
                 .local = local,
                 .base = base,
                 .delta = Delta(from_old ? signature->second : Signature(), local.state.size),
                 .from_old = from_old});
  if (!up->file.open()) return look_again(path, unsteady_pause), false;
  upload_ = std::move(up);
  tell_begin(*upload_);
  return true;
}

/// What lies in the container is what it was sent as, so that all depends on the file here.
bool MirrorWork::can_compare(const std::string& path, const Looked& there) const {
  const auto signature = signatures_.find(path);
  const auto base = base_of(path);
  return there.kind == EntryKind::file && there.stamp.size > largest_whole_file &&
         signature != signatures_.end() && base.kind == EntryKind::file &&
         base.size >= smallest_delta && !no_delta_.contains(path) && !remote_of(path);
}

void MirrorWork::compare(const std::string& path, const Looked& there) {
  auto file = tree_.file(path);
  if (!file.open()) return look_again(path, unsteady_pause);
  const Entry local{{EntryKind::file, there.mode, there.stamp.size, {}}, there.stamp};
  // NOLINTNEXTLINE(modernize-make-unique): an aggregate that cannot be moved
  upload_.reset(new Upload{.path = path,
                           .file = std::move(file),
                           .local = local,
                           .base = base_of(path),
                           .delta = Delta(signatures_.at(path), there.stamp.size),
                           .from_old = true});
  if (local.state.size != upload_->base.size) tell_begin(*upload_);
}

void MirrorWork::tell_begin(Upload& up) {
  flush();
  up.begun = true;
  const BigBegin order{++number_, up.from_old, {up.path, up.local.state, up.base, ""}};
  outstanding_[number_] = {up.path};
  alternatives_[up.path].push_back(up.base);
  in_flight_[up.path].push_back({up.base, up.local.state});
  // Should it not get there whole, this is what lies there.
  if (up.base.there())
    synced_[up.path] = {up.base, {}};
  else
    synced_.erase(up.path);
  session_.send(channel_, encode_message(MessageType::big_begin, encode(order)));
}

void MirrorWork::tell_copy(Upload& up) {
  if (up.copy_size == 0) return;
  session_.send(channel_, encode_message(MessageType::big_copy,
                                         Writer().u64(up.copy_from).u64(up.copy_size).take()));
  up.copy_size = 0;
}

void MirrorWork::pump_upload() {
  if (!upload_) return;
  auto& up = *upload_;
  if (tree_.look(up.path).stamp != up.local.stamp) return end_upload(false);
  const auto until = up.delta.at() + compared_at_once;
  while (session_.waiting(channel_) < upload_window && up.delta.at() < until) {
    const auto wanted = up.delta.wants();
    if (wanted == 0) return end_upload(true);
    if (!read_at(up.file.get(), up.delta.at(), wanted, up.buffer)) return end_upload(false);
    const auto found = up.delta.add(up.buffer);
    if (!found) continue;
    if (found->copied) {
      if (up.copy_size > 0 && up.copy_from + up.copy_size != found->from) tell_copy(up);
      if (up.copy_size == 0) up.copy_from = found->from;
      up.copy_size += found->size;
      if (up.begun && up.copy_size >= copied_at_once) tell_copy(up);
      continue;
    }
    if (!up.begun) tell_begin(up);
    tell_copy(up);
    Writer body;
    packer_.put(body, up.buffer);
    session_.send(channel_, encode_message(MessageType::big_data, body.bytes()));
    const std::lock_guard lock(mutex_);
    status_.bytes_sent += found->size;
  }
}

void MirrorWork::end_upload(bool good) {
  const auto ended = std::exchange(upload_, nullptr);
  auto& up = *ended;
  good = good && tree_.look(up.path).stamp == up.local.stamp;
  if (good) {
    up.local.state.hash = up.delta.hash();
    if (!up.begun) return carry_out(up.path, up.local, "");
    alternatives_[up.path].push_back(up.local.state);
    in_flight_[up.path].back().state = up.local.state;
    agree(up.path, up.local);
    signatures_[up.path] = up.delta.take();
    tell_copy(up);
  } else {
    // It changed while it was read: nothing of it is seen there.
    unsteady_[up.path] = 1;
    look_again(up.path, unsteady_pause * 5);
    if (!up.begun) return;
    in_flight_[up.path].back().state = {};
  }
  Writer body;
  put(body, good ? up.local.state : State{});
  session_.send(channel_, encode_message(MessageType::big_end, body.bytes()));
}

}  // namespace chatops::sync
