// The agent's end of a sync channel: see replica.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/replica.hpp"

#include <algorithm>
#include <cerrno>

#include "sync/first_look.hpp"
#include "sync/scan.hpp"

namespace chatops::sync {

namespace {

constexpr std::size_t listed_at_once = 1000, listed_bytes_at_once = 256U << 10U;
/// What was deleted there is remembered up to here: forgotten, it is sent again.
constexpr std::size_t most_touched = 200'000;

tl::unexpected<Error> odd_message(std::string_view what) {
  return failure(Reason::answer_odd, {{"what", std::string(what)}});
}

}  // namespace

Replica::Replica(Tree tree, std::function<void(std::string)> send, std::string session)
    : tree_(std::move(tree)),
      send_(std::move(send)),
      session_(std::move(session)),
      applier_(tree_, known_) {}

Result<void> Replica::feed(std::string_view bytes) {
  reader_.feed(bytes);
  Message message;
  while (true) {
    const auto got = reader_.next(message);
    if (!got) return tl::make_unexpected(got.error());
    if (!*got) return {};
    if (auto taken = take(message); !taken) return taken;
  }
}

void Replica::reset() {
  reader_ = {};
  big_.reset();
  down_.reset();
  to_fetch_.clear();
}

Result<void> Replica::take(Message& message) {
  Reader in(message.body);
  switch (message.type) {
    case MessageType::begin: {
      Begin order;
      if (!decode(message.body, order)) return odd_message("begin");
      return begin(order);
    }
    case MessageType::batch: {
      Batch batch;
      if (!decode(message.body, batch)) return odd_message("batch");
      apply(batch);
      return {};
    }
    case MessageType::rules: {
      std::string rules;
      IgnoreRules decoded;
      if (!unpack(in, rules) || !in.done() || !IgnoreRules::decode(rules, decoded))
        return odd_message("rules");
      rules_ = std::move(decoded);
      if (watch_) look_at_folder("");
      tell(MessageType::changed, true);
      return {};
    }
    case MessageType::big_begin: {
      Big big;
      if (big_ || !decode(message.body, big.order)) return odd_message("big");
      big.pending = applier_.begin(big.order.change, big.order.from_old, big.trouble);
      big_ = std::move(big);
      return {};
    }
    case MessageType::big_data: {
      std::string bytes;
      if (!big_ || !unpack(in, bytes) || !in.done()) return odd_message("big");
      if (big_->trouble == Trouble::none) big_->trouble = big_->pending->add(bytes);
      return {};
    }
    case MessageType::big_copy: {
      const auto offset = in.u64(), size = in.u64();
      if (!big_ || !big_->order.from_old || !in.done() || offset > (1ULL << 62U) ||
          size > (1ULL << 62U))
        return odd_message("big");
      if (big_->trouble == Trouble::none) big_->trouble = big_->pending->copy(offset, size);
      return {};
    }
    case MessageType::big_end: {
      const auto state = get_state(in);
      if (!big_ || !in.done() || (state.there() && state.kind != EntryKind::file))
        return odd_message("big");
      finish_big(state);
      return {};
    }
    case MessageType::fetch: {
      const std::string path(in.text(longest_path));
      if (!in.done() || !path_is_sound(path)) return odd_message("fetch");
      to_fetch_.push_back(path);
      if (!down_) pump();
      return {};
    }
    default: return odd_message("type");
  }
}

Result<void> Replica::begin(const Begin& order) {
  big_.reset();
  down_.reset();
  to_fetch_.clear();
  IgnoreRules rules;
  if (!IgnoreRules::decode(order.rules, rules)) return odd_message("rules");
  rules_ = std::move(rules);
  both_ways_ = order.both_ways;
  list();
  return {};
}

void Replica::list() {
  // Events of before are answered by the listing; the watch is made anew with the first look.
  const bool first = !watch_ && both_ways_;
  if (first) {
    looked_before_ = first_look(tree_, session_);
    watch_.emplace(tree_);
  }
  if (watch_) {
    Dirty before;
    watch_->read({}, before);
    take_changes(std::move(before));
  }
  to_tell_.clear();
  to_tell_bytes_ = 0;
  Index seen;
  const auto met = [&](Met&& one) {
    Entry entry;
    auto trouble = one.looked.trouble;
    if (trouble == Trouble::none) trouble = applier_.state_of(one.path, entry);
    if (trouble == Trouble::none) seen[one.path] = entry;
    // What the client itself sent since is no news to it. What is not there may never have come.
    const bool since =
        looked_before_ && entry.state.there() && entry.stamp.changed >= *looked_before_;
    add_told({one.path, entry.state, since || touched_.contains(one.path), trouble});
    tell(MessageType::listing, false);
    return true;
  };
  const auto entered = [&](const std::string& folder) {
    if (watch_) watch_->add(folder);
  };
  scan(tree_, rules_, {.clean = true}, met, entered);
  known_ = std::move(seen);
  for (const auto& [path, listed] : touched_) {
    if (listed.state.there()) continue;
    add_told(listed);
    tell(MessageType::listing, false);
  }
  tell(MessageType::listing, true);
  send_(encode_message(MessageType::listed, ""));
}

void Replica::add_told(Listed one) {
  to_tell_bytes_ += one.path.size();
  to_tell_.push_back(std::move(one));
}

void Replica::tell(MessageType type, bool all) {
  const bool enough = to_tell_.size() >= listed_at_once || to_tell_bytes_ >= listed_bytes_at_once;
  if (to_tell_.empty() || (!all && !enough)) return;
  send_(encode_message(type, encode(to_tell_, packer_)));
  to_tell_.clear();
  to_tell_bytes_ = 0;
}

void Replica::apply(const Batch& batch) {
  // Somebody waits: what happened here before is told before the answer.
  if (batch.changes.empty()) notice_all();
  Done done{batch.number, {}};
  for (std::uint32_t i = 0; i < batch.changes.size(); ++i) {
    const auto& change = batch.changes[i];
    auto applied = applier_.apply(change, Unexpected::keep);
    if (applied.trouble == Trouble::none) touched_.erase(change.path);
    if (applied.trouble != Trouble::none || !applied.kept.empty())
      done.outcomes.push_back({i, applied.trouble, std::move(applied.kept)});
  }
  send_(encode_message(MessageType::done, encode(done)));
}

void Replica::finish_big(const State& state) {
  Done done{big_->order.number, {}};
  Applied applied;
  applied.trouble = big_->trouble;
  big_->order.change.state = state;
  // Nothing was meant to be there after all: the client could not read it to its end.
  if (!state.there()) applied.trouble = Trouble::unsteady;
  if (applied.trouble == Trouble::none)
    applied = applier_.finish(big_->order.change, *big_->pending, Unexpected::keep);
  if (applied.trouble == Trouble::none) {
    touched_.erase(big_->order.change.path);
    replaced_ = std::move(big_->pending);
  }
  if (applied.trouble != Trouble::none || !applied.kept.empty())
    done.outcomes.push_back({0, applied.trouble, applied.kept});
  big_.reset();
  send_(encode_message(MessageType::done, encode(done)));
}

// ---- the other way

Tick Replica::due() const {
  if (!watch_) return Tick::max();
  return watch_->complete() ? watch_->due() : std::min(watch_->due(), next_scan_);
}

void Replica::notice(Tick now) {
  if (!watch_) return;
  Dirty dirty;
  watch_->read(now, dirty);
  if (!watch_->complete() && now >= next_scan_) {
    dirty.overflow = true;
    next_scan_ = now + scan_every;
  }
  take_changes(std::move(dirty));
  tell(MessageType::changed, true);
}

void Replica::notice_all() {
  if (!watch_) return;
  Dirty dirty;
  watch_->read({}, dirty, true);
  dirty.overflow = dirty.overflow || !watch_->complete();
  take_changes(std::move(dirty));
  tell(MessageType::changed, true);
}

void Replica::take_changes(Dirty dirty) {
  if (dirty.overflow) dirty.folders.insert("");
  for (const auto& folder : outermost(dirty.folders)) look_at_folder(folder);
  for (const auto& [path, written] : dirty.paths) look_at_path(path, written);
}

void Replica::look_at_folder(const std::string& folder) {
  std::map<std::string, bool> paths;
  const auto first = known_.lower_bound(folder);
  for (auto it = first; it != known_.end() && it->first.starts_with(folder); ++it) {
    if (is_within(it->first, folder)) paths.emplace(it->first, false);
  }
  scan(
      tree_, rules_, {.folder = folder},
      [&](Met&& one) {
        paths.emplace(std::move(one.path), false);
        return true;
      },
      [&](const std::string& entered) { watch_->add(entered); });
  for (const auto& [path, written] : paths) look_at_path(path, written);
}

void Replica::look_at_path(const std::string& path, bool written) {
  if (!path_is_sound(path)) return;
  const auto there = tree_.look(path);
  const auto found = known_.find(path);
  if (there.kind == EntryKind::absent && there.trouble == Trouble::none) {
    if (found == known_.end()) return;
    // With a folder goes what was in it.
    std::vector<std::string> gone;
    for (auto it = found; it != known_.end() && it->first.starts_with(path); ++it) {
      if (is_within(it->first, path)) gone.push_back(it->first);
    }
    for (const auto& one : gone) {
      known_.erase(one);
      touched(one, {}, Trouble::none);
    }
    return;
  }
  if (rules_.ignored(path, there.kind == EntryKind::directory)) return;
  if (there.trouble != Trouble::none) return;
  const bool known = found != known_.end() && found->second.state.kind == there.kind;
  if (known && !written && found->second.stamp == there.stamp) return;
  Entry now;
  const auto trouble = tree_.read(path, now);
  if (known && trouble == Trouble::none && found->second.state == now.state) {
    found->second.stamp = now.stamp;
    return;
  }
  if (trouble == Trouble::unsteady) return;  // the next event is on its way
  known_[path] = now;
  touched(path, now, trouble);
}

void Replica::touched(const std::string& path, const Entry& now, Trouble trouble) {
  const Listed one{path, now.state, true, trouble};
  touched_[path] = one;
  if (touched_.size() > most_touched)
    std::erase_if(touched_, [](const auto& pair) { return !pair.second.state.there(); });
  add_told(one);
  tell(MessageType::changed, false);
}

void Replica::fetch(const std::string& path) {
  send_(encode_message(MessageType::down_begin, Writer().text(path).take()));
  Down down;
  down.path = path;
  const auto there = tree_.look(path);
  down.begun = {{there.kind, there.mode, 0, {}}, there.stamp};
  DownEnd end{there.trouble, down.begun.state};
  if (there.kind == EntryKind::file) {
    down.file = tree_.file(path);
    if (down.file.open()) {
      down_.emplace(std::move(down));
      return;
    }
    end.trouble = trouble_of(errno);
  } else if (there.kind == EntryKind::link) {
    const auto target = tree_.link_target(path, end.trouble);
    end.state.mode = 0;
    end.state.hash = hash_of(target);
    Writer out;
    packer_.put(out, target);
    send_(encode_message(MessageType::down_data, out.bytes()));
  }
  send_(encode_message(MessageType::down_end, encode(end)));
}

void Replica::pump() {
  while (!down_ && !to_fetch_.empty()) {
    const auto path = to_fetch_.front();
    to_fetch_.erase(to_fetch_.begin());
    fetch(path);
  }
  if (!down_) return;
  // What is written behind it meanwhile comes with the next look.
  const auto left = down_->begun.stamp.size - std::min(down_->begun.stamp.size, down_->size);
  std::string piece(std::min<std::uint64_t>(data_piece_size, left), '\0');
  const auto got = ::read(down_->file.get(), piece.data(), piece.size());
  if (got < 0 && errno == EINTR) return;
  if (got > 0) {
    piece.resize(static_cast<std::size_t>(got));
    down_->hasher->add(piece);
    down_->size += piece.size();
    Writer out;
    packer_.put(out, piece);
    send_(encode_message(MessageType::down_data, out.bytes()));
    return;
  }
  DownEnd end{got < 0 ? trouble_of(errno) : Trouble::none, down_->begun.state};
  end.state.size = down_->size;
  end.state.hash = down_->hasher->result();
  if (tree_.look(down_->path).stamp != down_->begun.stamp) end.trouble = Trouble::unsteady;
  down_.reset();
  send_(encode_message(MessageType::down_end, encode(end)));
}

}  // namespace chatops::sync
