// Each function is one transaction; who listens is told when it is committed.
// SPDX-License-Identifier: Apache-2.0
#include "chat/local/local.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatops::chat {

namespace {

/// What the store threw, as the answer; Interrupted goes on.
template <class Work>
auto answered(const Call& call, const Clock& clock, Work work) -> decltype(work()) {
  try {
    call.check(clock);
    return work();
  } catch (const Error& error) {
    return unknown(error);
  }
}

Error group_gone(const std::string& id) { return Error(Reason::group_gone, {{"what", id}}); }

core::LocalGroup living(core::Tx& tx, const core::GroupRef& group) {
  auto found = tx.local_chat().group(group.id);
  if (group.platform != local_name || !found || found->dissolved) throw group_gone(group.id);
  return std::move(*found);
}

/// Sorted, each once, none empty.
std::vector<std::string> tidy(std::vector<std::string> accounts) {
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  std::erase(accounts, "");
  return accounts;
}

/// What people typed has keys of its own (server/page): the two never meet.
std::string sent_key(const std::string& key) { return key.empty() ? "" : "sent/" + key; }

}  // namespace

Known<core::GroupRef> LocalChat::create(const Call& call, const core::NewGroup& wanted) {
  return answered(call, clock_, [&]() -> Known<core::GroupRef> {
    core::GroupRef out{local_name, ""};
    bool made = false;
    const std::string id = to_lower(make_ulid(clock_.now(), random_));
    store_.write([&](core::Tx& tx) {
      const auto old = wanted.key.empty() ? std::nullopt : tx.local_chat().group_by_key(wanted.key);
      made = !old;
      out.id = old ? old->id : id;
      if (old) return;
      tx.local_chat().put(core::LocalGroup{.id = id,
                                           .name = wanted.name,
                                           .key = wanted.key,
                                           .members = tidy(wanted.members),
                                           .created_at = clock_.now()});
    });
    if (made) listener_.groups_changed();
    return out;
  });
}

Known<core::GroupFacts> LocalChat::facts(const Call& call, const core::GroupRef& group) {
  return answered(call, clock_, [&]() -> Known<core::GroupFacts> {
    core::GroupFacts out;
    store_.read([&](core::Tx& tx) {
      core::LocalGroup found = living(tx, group);
      out = {std::move(found.name), std::move(found.members)};
    });
    return out;
  });
}

/// `edit(group)` answers whether it changed anything.
template <class Edit>
Result<void> LocalChat::edit(const Call& call, const core::GroupRef& group, Edit edit) {
  return answered(call, clock_, [&]() -> Result<void> {
    bool changed = false;
    store_.write([&](core::Tx& tx) {
      core::LocalGroup found = living(tx, group);
      changed = edit(found);
      if (changed) tx.local_chat().put(found);
    });
    if (changed) listener_.groups_changed();
    return {};
  });
}

Result<void> LocalChat::rename(const Call& call, const core::GroupRef& group,
                               const std::string& name) {
  return edit(call, group, [&](core::LocalGroup& found) {
    const bool other = found.name != name;
    found.name = name;
    return other;
  });
}

Result<void> LocalChat::add(const Call& call, const core::GroupRef& group,
                            std::span<const std::string> accounts) {
  return edit(call, group, [&](core::LocalGroup& found) {
    std::vector<std::string> members = found.members;
    members.insert(members.end(), accounts.begin(), accounts.end());
    members = tidy(std::move(members));
    const bool other = members != found.members;
    found.members = std::move(members);
    return other;
  });
}

Result<void> LocalChat::remove(const Call& call, const core::GroupRef& group,
                               std::span<const std::string> accounts) {
  return edit(call, group, [&](core::LocalGroup& found) {
    return std::erase_if(found.members,
                         [&](const std::string& member) { return among(accounts, member); }) > 0;
  });
}

Result<void> LocalChat::dissolve(const Call& call, const core::GroupRef& group,
                                 const core::RemovalRight& right) {
  // A group has no epoch of its own: its id is used for no other.
  const auto* proof = std::get_if<core::Proof>(&right);
  const std::int64_t epoch = proof == nullptr ? 0 : proof->epoch();
  if (auto lacking = core::lacks_right(right, "group/" + group.id, epoch))
    return unknown(std::move(*lacking));
  return edit(call, group, [](core::LocalGroup& found) { return found.dissolved = true; });
}

Known<core::MessageRef> LocalChat::send(const Call& call, const core::GroupRef& group,
                                        const core::Message& message, const std::string& key) {
  return answered(call, clock_, [&]() -> Known<core::MessageRef> {
    core::MessageRef out{group, ""};
    store_.write([&](core::Tx& tx) {
      living(tx, group);
      const auto kept = tx.local_chat().append(
          {.group = group.id, .key = sent_key(key), .message = message, .at = clock_.now()});
      out.id = std::to_string(kept.id);
    });
    listener_.messages_changed();
    return out;
  });
}

Result<void> LocalChat::update(const Call& call, const core::MessageRef& ref,
                               const core::Message& message) {
  return answered(call, clock_, [&]() -> Result<void> {
    bool changed = false;
    store_.write([&](core::Tx& tx) {
      auto& chat = tx.local_chat();
      const auto id = to_integer(ref.id);
      const auto old = id ? chat.message(ref.group.id, *id) : std::nullopt;
      if (ref.group.platform != local_name || !old)
        throw Error(Reason::message_gone, {{"what", ref.id}});
      changed = old->message != message && chat.change(ref.group.id, *id, message);
    });
    if (changed) listener_.messages_changed();
    return {};
  });
}

Known<std::vector<std::optional<core::ChatAccount>>> LocalChat::find(
    const Call& call, std::span<const core::Person> people) {
  using Found = std::vector<std::optional<core::ChatAccount>>;
  return answered(call, clock_, [&]() -> Known<Found> {
    Found out;
    store_.read([&](core::Tx& tx) {
      out.clear();
      for (const core::Person& person : people) {
        auto found = tx.local_chat().account_by(person.email, person.mobile);
        out.push_back(found ? std::optional(core::ChatAccount{found->id, found->name, found->email,
                                                              found->mobile})
                            : std::nullopt);
      }
    });
    return out;
  });
}

}  // namespace chatops::chat
