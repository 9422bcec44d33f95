// The chat is there before its page is, and after it.
// SPDX-License-Identifier: Apache-2.0
#include "wire/chat_local.hpp"

#include <algorithm>
#include <mutex>
#include <shared_mutex>

#include "chat/local/local.hpp"
#include "server/page/page.hpp"

namespace chatops::wire {

namespace {

class Relay final : public core::LocalChatListener {
 public:
  void messages_changed() override {
    const std::shared_lock lock(mutex_);
    if (to_ != nullptr) to_->messages_changed();
  }
  void groups_changed() override {
    const std::shared_lock lock(mutex_);
    if (to_ != nullptr) to_->groups_changed();
  }
  /// Whoever listened before is told nothing any more once this returns.
  void connect(core::LocalChatListener* to) {
    const std::unique_lock lock(mutex_);
    to_ = to;
  }

 private:
  std::shared_mutex mutex_;
  core::LocalChatListener* to_ = nullptr;
};

class PageEntrance final : public ChatEntrance {
 public:
  PageEntrance(const ChatParts& parts, server::ChatDoor& door, Relay& relay)
      : relay_(relay),
        page_(parts.store, door, parts.system.clock, parts.system.random,
              {.language = parts.config.language, .origin = parts.config.url}) {
    relay_.connect(&page_);
  }
  ~PageEntrance() override { relay_.connect(nullptr); }
  PageEntrance(const PageEntrance&) = delete;
  PageEntrance& operator=(const PageEntrance&) = delete;

  std::vector<net::Route> routes() override { return page_.routes(); }
  net::Authenticators authenticators() override {
    return {{net::Authentication::session, page_.authenticate()}};
  }

 private:
  Relay& relay_;
  server::Page page_;
};

class LocalPlatform final : public ChatPlatform {
 public:
  explicit LocalPlatform(const ChatParts& parts)
      : parts_(parts), chat_(parts.store, parts.system.clock, parts.system.random, relay_) {
    make_accounts();
  }

  core::Chat& chat() override { return chat_; }
  std::unique_ptr<ChatEntrance> open(server::ChatDoor& door) override {
    return std::make_unique<PageEntrance>(parts_, door, relay_);
  }

 private:
  void make_accounts() {
    const auto& people = parts_.config.people;
    parts_.store.write([&](core::Tx& tx) {
      const auto named = [&](const core::LocalAccount& account) {
        return std::ranges::find(people, account.id, &LocalPerson::login) != people.end();
      };
      for (const core::LocalAccount& account : tx.local_chat().accounts())
        if (!people.empty() && !named(account)) tx.local_chat().remove_account(account.id);
      for (const LocalPerson& person : people)
        tx.local_chat().put(core::LocalAccount{.id = person.login,
                                               .name = person.name,
                                               .email = person.email,
                                               .mobile = person.mobile});
    });
  }

  const ChatParts parts_;
  Relay relay_;
  chat::LocalChat chat_;
};

}  // namespace

std::unique_ptr<ChatPlatform> make_local_platform(const ChatParts& parts) {
  return std::make_unique<LocalPlatform>(parts);
}

}  // namespace chatops::wire
