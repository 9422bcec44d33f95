// The chat that the server brings along: its groups and messages are rows of the store, and its
// page (server/page) shows them. No account anywhere is needed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "core/chat.hpp"
#include "core/local_chat_listener.hpp"
#include "core/store.hpp"

namespace chatops::chat {

inline constexpr const char* local_name = "local";

/// Used from any thread. A transaction of the store is all that a function waits for. Errors are
/// the store's, group_gone and message_gone. Everything given to it outlives it.
class LocalChat final : public core::Chat,
                        private core::Groups,
                        private core::Messages,
                        private core::Directory {
 public:
  LocalChat(core::Store& store, const Clock& clock, Random& random,
            core::LocalChatListener& listener)
      : store_(store), clock_(clock), random_(random), listener_(listener) {}

  std::string name() const override { return local_name; }
  core::Capabilities capabilities() const override { return {}; }
  core::Groups& groups() override { return *this; }
  core::Messages& messages() override { return *this; }
  core::Directory& directory() override { return *this; }

 private:
  Known<core::GroupRef> create(const Call& call, const core::NewGroup& wanted) override;
  Known<core::GroupFacts> facts(const Call& call, const core::GroupRef& group) override;
  Result<void> rename(const Call& call, const core::GroupRef& group,
                      const std::string& name) override;
  Result<void> add(const Call& call, const core::GroupRef& group,
                   std::span<const std::string> accounts) override;
  Result<void> remove(const Call& call, const core::GroupRef& group,
                      std::span<const std::string> accounts) override;
  Result<void> dissolve(const Call& call, const core::GroupRef& group,
                        const core::RemovalRight& right) override;

  Known<core::MessageRef> send(const Call& call, const core::GroupRef& group,
                               const core::Message& message, const std::string& key) override;
  Result<void> update(const Call& call, const core::MessageRef& ref,
                      const core::Message& message) override;

  Known<std::vector<std::optional<core::ChatAccount>>> find(
      const Call& call, std::span<const core::Person> people) override;

  template <class Edit>
  Result<void> edit(const Call& call, const core::GroupRef& group, Edit edit);

  core::Store& store_;
  const Clock& clock_;
  Random& random_;
  core::LocalChatListener& listener_;
};

}  // namespace chatops::chat
