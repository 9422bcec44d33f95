// The local chat's page: its files, its API and who may use it, as rows for the server's table of
// routes. Everything that is said here is a row of the store (core::LocalChat); what is for chatops
// goes through the door as from any platform.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <optional>

#include "base/random.hpp"
#include "core/local_chat_listener.hpp"
#include "core/store.hpp"
#include "net/json.hpp"
#include "net/routes.hpp"
#include "net/worker_pool.hpp"
#include "server/chat_door.hpp"
#include "server/page/own_messages.hpp"
#include "server/page/polls.hpp"

namespace chatops::server {

struct PageOptions {
  std::string language = "en";  ///< "en" or "zh": of the page's own words
  /// As people reach it, without a slash at the end ("https://chat.example.com"), where a proxy
  /// changes the field Host; "" = as Host says. With https, cookies are for https alone.
  std::string origin;
  int reading_threads = 2;
  int acting_threads = 4;  ///< for what goes through the door, which may take seconds
  std::size_t queue = 256;
};

/// What a request of somebody who is logged in has come to.
struct Visit {
  const net::ServerRequest& request;
  core::LocalAccount person;
  core::LocalGroup group;  ///< of a route that names one, and the person is in it; else empty
  std::string session;     ///< hash
};

/// Listens to the local chat. Ends after the server that has its routes, which it must not outlive
/// otherwise; all that is given to it outlives it.
class Page final : public core::LocalChatListener {
 public:
  Page(core::Store& store, ChatDoor& door, const Clock& clock, Random& random,
       PageOptions options = {});
  ~Page() override;

  /// Kinds `open` and `session`.
  std::vector<net::Route> routes();
  /// For the kind `session`: whether a session is claimed at all. Whether there is such a one is
  /// seen by the handlers, each by itself, because the store is not asked on the I/O thread.
  net::Authenticate authenticate() const;

  void messages_changed() override { polls_.changed(); }
  void groups_changed() override;

 private:
  using Work = std::function<net::Json(const Visit&)>;
  net::Route file_route(const struct PageFile& file) const;
  net::Route reading(std::string path, Work work);
  net::Route acting(std::string path, std::size_t body_cap, Work work);

  Visit visit(core::Tx& tx, const net::ServerRequest& request) const;
  net::ServerResponse answer(const net::ServerRequest& request, const Work& work);
  net::ServerResponse log_in(const net::ServerRequest& request);
  std::optional<net::ServerResponse> news(const net::ServerRequest& request);
  std::string groups_version() const;

  net::Json me(const Visit& visit) const;
  net::Json groups(const Visit& visit);
  net::Json messages(const Visit& visit);
  net::Json options(const Visit& visit);
  net::Json complete(const Visit& visit);
  net::Json log_out(const Visit& visit);
  net::Json say(const Visit& visit);
  net::Json click(const Visit& visit);
  net::Json fill_in(const Visit& visit);
  net::Json reply_json(const Visit& visit, const std::function<ChatReply()>& ask);
  bool is_https(const net::ServerRequest& request) const;

  core::Store& store_;
  ChatDoor& door_;
  const Clock& clock_;
  Random& random_;
  const PageOptions options_;
  const std::string start_;  ///< makes versions of groups differ from those before a restart
  std::atomic<std::uint64_t> groups_changes_ = 0;
  OwnMessages own_;
  std::optional<net::WorkerPool> reading_, acting_;
  Polls polls_;
};

}  // namespace chatops::server
