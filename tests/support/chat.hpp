// A chat for tests: groups and messages in memory, and answers that get lost.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/chat.hpp"

namespace chatops::test {

class FakeChat final : public core::Chat,
                       public core::Groups,
                       public core::Messages,
                       public core::Directory {
 public:
  struct Group {
    std::string name, key;
    std::vector<std::string> members;
    bool gone = false;
  };

  std::string name() const override { return "fake"; }
  core::Capabilities capabilities() const override { return {}; }
  core::Groups& groups() override { return *this; }
  core::Messages& messages() override { return *this; }
  core::Directory& directory() override { return *this; }

  Known<core::GroupRef> create(const Call&, const core::NewGroup& wanted) override {
    const auto there = std::ranges::find_if(
        made, [&](const auto& one) { return !wanted.key.empty() && one.second.key == wanted.key; });
    std::string id = there == made.end() ? "g" + std::to_string(made.size() + 1) : there->first;
    if (there == made.end())
      made[id] = {.name = wanted.name, .key = wanted.key, .members = wanted.members};
    if (std::exchange(lose_next_answer, false)) return failure(Reason::unreachable);
    return core::GroupRef{"fake", id};
  }
  Known<core::GroupFacts> facts(const Call&, const core::GroupRef& ref) override {
    Group* group = living(ref);
    if (group == nullptr) return failure(Reason::group_gone, {{"what", ref.id}});
    return core::GroupFacts{group->name, group->members};
  }
  Result<void> rename(const Call&, const core::GroupRef& ref, const std::string& name) override {
    Group* group = living(ref);
    if (group == nullptr) return failure(Reason::group_gone, {{"what", ref.id}});
    group->name = name;
    return {};
  }
  Result<void> add(const Call&, const core::GroupRef& ref,
                   std::span<const std::string> accounts_) override {
    Group* group = living(ref);
    if (group == nullptr) return failure(Reason::group_gone, {{"what", ref.id}});
    for (const std::string& account : accounts_)
      if (std::ranges::find(group->members, account) == group->members.end())
        group->members.push_back(account);
    if (std::exchange(lose_next_answer, false)) return failure(Reason::unreachable);
    return {};
  }
  Result<void> remove(const Call&, const core::GroupRef& ref,
                      std::span<const std::string> accounts_) override {
    Group* group = living(ref);
    if (group == nullptr) return failure(Reason::group_gone, {{"what", ref.id}});
    for (const std::string& account : accounts_) std::erase(group->members, account);
    return {};
  }
  Result<void> dissolve(const Call&, const core::GroupRef& ref,
                        const core::RemovalRight& right) override {
    if (auto lacking = core::lacks_right(right, "group/" + ref.id, 1))
      return unknown(std::move(*lacking));
    Group* group = living(ref);
    if (group == nullptr) return failure(Reason::group_gone, {{"what", ref.id}});
    group->gone = true;
    return {};
  }

  Known<core::MessageRef> send(const Call&, const core::GroupRef& ref, const core::Message& message,
                               const std::string& key) override {
    if (living(ref) == nullptr) return failure(Reason::group_gone, {{"what", ref.id}});
    const auto [there, fresh] = by_key.try_emplace(ref.id + "/" + key, sent.size());
    if (fresh) sent.push_back({ref.id, message});
    if (std::exchange(lose_next_answer, false)) return failure(Reason::unreachable);
    return core::MessageRef{ref, std::to_string(there->second)};
  }
  Result<void> update(const Call&, const core::MessageRef& ref,
                      const core::Message& message) override {
    const std::size_t at = std::stoul(ref.id);
    if (at >= sent.size()) return failure(Reason::message_gone);
    sent[at].second = message;
    return {};
  }

  Known<std::vector<std::optional<core::ChatAccount>>> find(
      const Call&, std::span<const core::Person> people) override {
    std::vector<std::optional<core::ChatAccount>> out;
    for (const core::Person& person : people) {
      const auto found = std::ranges::find_if(accounts, [&](const core::ChatAccount& account) {
        return !person.email.empty() && account.email == person.email;
      });
      out.push_back(found == accounts.end() ? std::nullopt : std::optional(*found));
    }
    return out;
  }

  std::map<std::string, Group> made;
  std::vector<std::pair<std::string, core::Message>> sent;  ///< group and content
  std::map<std::string, std::size_t> by_key;
  std::vector<core::ChatAccount> accounts;
  bool lose_next_answer = false;  ///< what is asked next is done, and nobody learns of it

 private:
  Group* living(const core::GroupRef& ref) {
    const auto found = made.find(ref.id);
    return found == made.end() || found->second.gone ? nullptr : &found->second;
  }
};

}  // namespace chatops::test
