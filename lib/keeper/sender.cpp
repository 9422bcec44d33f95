// One message at a time: the platform is asked, the answer is recorded.
// SPDX-License-Identifier: Apache-2.0
#include "keeper/sender.hpp"

#include <algorithm>

#include "keeper/queue.hpp"

namespace chatops::keeper {

Sender::Sender(core::Store& store, std::map<std::string, core::Chat*> chats, Wording wording,
               const System& system, SenderOptions options)
    : store_(store),
      chats_(std::move(chats)),
      wording_(std::move(wording)),
      system_(system),
      options_(options) {}

void Sender::send(const Call& call, const core::OutboxItem& item) {
  const auto chat = chats_.find(item.group.platform);
  if (chat == chats_.end()) {
    store_.write([&](core::Tx& tx) { tx.outbox().drop(item); });
    return;
  }
  core::Messages& messages = chat->second->messages();
  const core::Message message = wording_(item.notice, item.language);
  Known<core::MessageRef> sent = item.sent;
  if (item.sent.empty()) sent = messages.send(call, item.group, message, item.key);
  // An earlier state may be what arrived under this key.
  const bool may_be_old = !item.sent.empty() || item.generation > 1;
  if (sent && may_be_old) {
    if (const auto changed = messages.update(call, *sent, message); !changed)
      sent = unknown(changed.error());
  }
  const Instant now = system_.clock.now();
  store_.write([&](core::Tx& tx) {
    if (sent) {
      tx.outbox().sent(item, *sent, now);
    } else if (const Reason why = sent.error().reason;
               why == Reason::group_gone || why == Reason::message_gone) {
      tx.outbox().drop(item);
    } else {
      tx.outbox().retry(item, now + back_off(static_cast<int>(item.attempts) + 1, system_.random));
    }
  });
}

Millis Sender::send_due(const Call& call) {
  constexpr Millis longest{std::chrono::minutes{1}};
  for (;;) {
    std::vector<core::OutboxItem> due;
    std::optional<Instant> next;
    store_.read([&](core::Tx& tx) {
      due = tx.outbox().due(system_.clock.now(), options_.batch);
      next = tx.outbox().next_due();
    });
    if (due.empty())
      return next ? std::clamp(*next - system_.clock.now(), Millis{10}, longest) : longest;
    for (const core::OutboxItem& item : due) {
      call.check(system_.clock);
      send(call.until(system_.clock.tick() + options_.limit), item);
    }
  }
}

}  // namespace chatops::keeper
