// What the agent says, and what is brought here from the container. See mirror.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "sync/mirror_parts.hpp"

namespace chatops::sync {

namespace {

constexpr std::size_t conflicts_kept = 100;
/// More than any checkout has.
constexpr std::size_t most_listed = 2'000'000;

}  // namespace

void MirrorWork::take_letters() {
  for (auto& letter : mailbox_->take()) {
    used_ = true;
    if (const auto* begun_on = std::get_if<Mailbox::Begun>(&letter)) {
      begin_sync(begun_on->channel);
    } else if (const auto* data = std::get_if<Mailbox::Data>(&letter)) {
      if (channel_ == 0) continue;
      reader_.feed(data->bytes);
      session_.consumed(channel_, data->bytes.size());
      Message message;
      while (true) {
        const auto got = reader_.next(message);
        if (!got) halt("answer_odd");
        if (!got || !*got) break;
        take(message);
      }
    } else {
      channel_ = 0;
      if (!std::get<Mailbox::Reset>(letter).lost) halt("protocol");
    }
  }
}

/// The agent is new to us: everything is compared.
void MirrorWork::begin_sync(ChannelId channel) {
  channel_ = channel;
  listed_ = false;
  initial_ = true;
  reader_ = {};
  remote_.clear();
  compared_.clear();
  batch_ = {};
  batch_paths_.clear();
  outstanding_.clear();
  in_flight_.clear();
  upload_.reset();
  big_waiting_.clear();
  pulls_.clear();
  down_.reset();
  signatures_.clear();
  done_ = number_;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& wait : waits_) wait->number = 0;
    status_.initial_total = 0;
  }
  rescan("", true);
  // Also what was to be removed when the last agent went.
  for (const auto& [path, states] : alternatives_) dirty(path, false);
  tell_rules(MessageType::begin);
}

void MirrorWork::take(const Message& message) {
  bool sound = true;
  switch (message.type) {
    case MessageType::listing: take_listing(message.body, false); break;
    case MessageType::changed: take_listing(message.body, true); break;
    case MessageType::listed: listed_ = true; break;
    case MessageType::done: {
      Done done;
      sound = decode(message.body, done);
      if (sound) take_done(done);
      break;
    }
    case MessageType::down_begin:
    case MessageType::down_data:
    case MessageType::down_end: take_down(message); break;
    default: sound = false; break;
  }
  if (!sound) halt("answer_odd");
}

void MirrorWork::take_listing(const std::string& body, bool live) {
  std::vector<Listed> listed;
  if (!decode(body, listed)) return halt("answer_odd");
  for (auto& one : listed) {
    if (rules_.ignored(one.path, one.state.kind == EntryKind::directory)) continue;
    if (one.trouble != Trouble::none) {
      if (one.trouble != Trouble::special && synced_.contains(one.path))
        trouble(one.path, one.trouble, true);
      continue;
    }
    if (one.touched && options_.both_ways) dirty(one.path, false);
    // A live message is about now: what is on its way there will be compared by the agent.
    if (live && in_flight_.contains(one.path)) continue;
    compared_.erase(one.path);
    if (remote_.size() >= most_listed) return halt("too_many_paths");
    remote_[one.path] = std::move(one);
  }
}

void MirrorWork::take_done(const Done& done) {
  const auto found = outstanding_.find(done.number);
  if (found == outstanding_.end()) return;
  const auto paths = std::move(found->second);
  outstanding_.erase(found);
  done_ = std::max(done_, done.number);
  std::map<std::uint32_t, const Outcome*> outcomes;
  for (const auto& one : done.outcomes) outcomes[one.index] = &one;
  for (std::uint32_t i = 0; i < paths.size(); ++i) {
    const auto& path = paths[i];
    const auto outcome = outcomes.find(i);
    const auto what = outcome == outcomes.end() ? Trouble::none : outcome->second->trouble;
    if (outcome != outcomes.end() && !outcome->second->kept.empty()) {
      const std::lock_guard lock(mutex_);
      ++status_.conflict_count;
      if (status_.conflicts.size() >= conflicts_kept)
        status_.conflicts.erase(status_.conflicts.begin());
      status_.conflicts.push_back({path, outcome->second->kept});
    }
    const auto sent = in_flight_.find(path);
    if (sent == in_flight_.end()) continue;
    const auto this_one = sent->second.front();
    sent->second.erase(sent->second.begin());
    const bool last = sent->second.empty();
    // What lies there is what was there before.
    if (what != Trouble::none && !last) sent->second.front().expect = this_one.expect;
    if (last) in_flight_.erase(sent);
    if (what == Trouble::none) {
      if (last) alternatives_.erase(path);
      if (const auto bad = troubles_.find(path); bad != troubles_.end() && bad->second.in_container)
        trouble(path, Trouble::none, true);
      continue;
    }
    if (!last) continue;  // what was sent after it decides
    // Back to what was agreed on before; where something else lies there, that is not known.
    const bool given_up = what == Trouble::unsteady && !this_one.state.there();
    if (!given_up) signatures_.erase(path);
    if (this_one.expect.there() && what != Trouble::changed)
      synced_[path] = {this_one.expect, {}};
    else
      synced_.erase(path);
    alternatives_.erase(path);
    if (what == Trouble::unsteady || what == Trouble::changed) {
      if (what == Trouble::changed) no_delta_.insert(path);
      dirty(path, true);
      // Who waits has to wait for this one again.
      const std::lock_guard lock(mutex_);
      for (const auto& wait : waits_) wait->number = 0;
    } else {
      trouble(path, what, true);
    }
  }
  {
    const std::lock_guard lock(mutex_);
    status_.sent += paths.size();
  }
  if (on_change_ && !paths.empty()) on_change_();
}

// ---- from the container

void MirrorWork::pull(const std::string& path, const State& base) {
  if (pulls_.contains(path)) return;
  const auto told = remote_.find(path);
  if (told != remote_.end() && told->second.state.kind == EntryKind::directory) {
    journal_.intend(path, told->second.state);
    const auto applied = applier_.apply({path, told->second.state, base, ""}, Unexpected::refuse);
    if (applied.trouble != Trouble::none) return trouble(path, applied.trouble, false);
    agree(path, applied.now);
    remote_.erase(path);
    const std::lock_guard lock(mutex_);
    ++status_.received;
    return;
  }
  const bool link = told != remote_.end() && told->second.state.kind == EntryKind::link;
  const auto size = told == remote_.end() ? 0 : told->second.state.size;
  pulls_[path] = {base, link ? longest_link : size};
  session_.send(channel_, encode_message(MessageType::fetch, Writer().text(path).take()));
}

void MirrorWork::remove_here(const std::string& path) {
  remote_.erase(path);
  const auto found = synced_.find(path);
  if (found == synced_.end()) return;
  journal_.intend(path, {});
  const auto applied = applier_.apply({path, {}, found->second.state, ""}, Unexpected::refuse);
  // Changed here meanwhile: local wins.
  if (applied.trouble == Trouble::changed) return dirty(path, true);
  if (applied.trouble != Trouble::none) return trouble(path, applied.trouble, false);
  signatures_.erase(path);
  agree(path, {});
  const std::lock_guard lock(mutex_);
  ++status_.received;
}

void MirrorWork::take_down(const Message& message) {
  Reader in(message.body);
  if (message.type == MessageType::down_begin) {
    const std::string path(in.text(longest_path));
    const auto wanted = pulls_.find(path);
    if (!in.done() || wanted == pulls_.end()) return halt("answer_odd");
    down_.emplace();
    down_->path = path;
    down_->change = {path, {}, wanted->second.here, ""};
    down_->left = wanted->second.limit;
    return;
  }
  if (!down_) return halt("answer_odd");
  if (message.type == MessageType::down_end) {
    DownEnd end;
    if (!decode(message.body, end)) return halt("answer_odd");
    return end_down(end);
  }
  std::string bytes;
  if (!unpack(in, bytes) || !in.done()) return halt("answer_odd");
  if (bytes.size() > down_->left) down_->trouble = Trouble::unsteady;
  if (down_->trouble != Trouble::none) return;
  down_->left -= bytes.size();
  // A link's target, should it be one, is what came first.
  if (down_->link.size() < longest_link) down_->link += bytes;
  if (!down_->pending) down_->pending = applier_.begin(down_->change, false, down_->trouble);
  if (down_->trouble == Trouble::none) down_->trouble = down_->pending->add(bytes);
}

void MirrorWork::end_down(const DownEnd& end) {
  auto down = std::move(*down_);
  down_.reset();
  pulls_.erase(down.path);
  auto& change = down.change;
  change.state = end.state;
  Applied applied;
  applied.trouble = down.trouble != Trouble::none ? down.trouble : end.trouble;
  if (applied.trouble == Trouble::none && end.state.there()) journal_.intend(down.path, end.state);
  if (applied.trouble == Trouble::none && end.state.kind == EntryKind::file) {
    if (!down.pending) down.pending = applier_.begin(change, false, applied.trouble);
    if (applied.trouble == Trouble::none)
      applied = applier_.finish(change, *down.pending, Unexpected::refuse);
  } else if (applied.trouble == Trouble::none) {
    down.pending.reset();
    change.content = down.link;
    // Gone again: the agent tells of it.
    if (end.state.there()) applied = applier_.apply(change, Unexpected::refuse);
  }
  // Changed there while it was read: what the agent tells of it may have come before.
  if (applied.trouble == Trouble::unsteady) {
    if (++unsteady_there_[down.path] < most_unsteady) return look_again(down.path, unsteady_pause);
    unsteady_there_.erase(down.path);
    return trouble(down.path, Trouble::unsteady, true);
  }
  unsteady_there_.erase(down.path);
  // Changed here: local wins.
  if (applied.trouble == Trouble::changed) return dirty(down.path, true);
  if (applied.trouble != Trouble::none) return trouble(down.path, applied.trouble, false);
  // What the agent told meanwhile is looked at next; what it told before has been done.
  if (const auto told = remote_.find(down.path); told != remote_.end()) {
    if (told->second.state == end.state || !end.state.there())
      remote_.erase(told);
    else
      dirty(down.path, false);
  }
  if (!end.state.there()) return;
  // A delta is made against what was uploaded, and something else lies there now.
  signatures_.erase(down.path);
  agree(down.path, applied.now);
  trouble(down.path, Trouble::none, false);
  {
    const std::lock_guard lock(mutex_);
    ++status_.received;
  }
  if (on_change_) on_change_();
}

}  // namespace chatops::sync
