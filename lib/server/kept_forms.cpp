// See kept_forms.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "server/kept_forms.hpp"

#include <algorithm>

namespace chatops::server {

namespace {

bool same_person(const Speaker& a, const Speaker& b) {
  return a.account == b.account && a.group.platform == b.group.platform;
}

}  // namespace

void KeptForms::make_room(const Speaker& of) {
  const auto drop_oldest = [&](const auto& counts) {
    auto oldest = forms_.end();
    for (auto at = forms_.begin(); at != forms_.end(); ++at) {
      if (counts(at->second) && (oldest == forms_.end() || at->second.made < oldest->second.made))
        oldest = at;
    }
    if (oldest != forms_.end()) forms_.erase(oldest);
  };
  const auto theirs = [&](const KeptForm& form) { return same_person(form.of, of); };
  const auto count = std::count_if(forms_.begin(), forms_.end(),
                                   [&](const auto& one) { return theirs(one.second); });
  if (count >= static_cast<std::ptrdiff_t>(most_of_one)) drop_oldest(theirs);
  if (forms_.size() >= most) drop_oldest([](const KeptForm&) { return true; });
}

void KeptForms::keep(const std::string& id, KeptForm form) {
  const std::lock_guard lock(mutex_);
  std::erase_if(forms_, [&](const auto& one) { return form.made - one.second.made > lifetime; });
  make_room(form.of);
  forms_.insert_or_assign(id, std::move(form));
}

std::optional<KeptForm> KeptForms::find(const std::string& id, const Speaker& speaker, Tick now) {
  const std::lock_guard lock(mutex_);
  const auto at = forms_.find(id);
  if (at == forms_.end() || now - at->second.made > lifetime) return std::nullopt;
  const bool theirs = same_person(at->second.of, speaker) && at->second.of.group == speaker.group;
  if (!theirs) return std::nullopt;
  return at->second;
}

std::optional<KeptForm> KeptForms::take(const std::string& id, const Speaker& speaker, Tick now) {
  auto out = find(id, speaker, now);
  const std::lock_guard lock(mutex_);
  if (out && forms_.erase(id) == 0) out.reset();
  return out;
}

DoneKeys::State DoneKeys::begin(const std::string& key, ChatReply& reply) {
  const std::lock_guard lock(mutex_);
  const auto [at, fresh] = entries_.try_emplace(key);
  if (!fresh) {
    reply = at->second.reply;
    return at->second.done ? State::done : State::under_way;
  }
  at->second.order = ++order_;
  if (entries_.size() > most) {
    const auto oldest = std::min_element(
        entries_.begin(), entries_.end(),
        [](const auto& a, const auto& b) { return a.second.order < b.second.order; });
    entries_.erase(oldest);
  }
  return State::fresh;
}

void DoneKeys::finish(const std::string& key, const ChatReply& reply) {
  const std::lock_guard lock(mutex_);
  const auto at = entries_.find(key);
  if (at == entries_.end()) return;
  at->second.done = true;
  at->second.reply = reply;
}

void DoneKeys::give_up(const std::string& key) {
  const std::lock_guard lock(mutex_);
  entries_.erase(key);
}

}  // namespace chatops::server
