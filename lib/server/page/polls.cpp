// A poll remembers how many changes there were before it looked; when there are more once it wants
// to wait, it looks again instead. So none is missed, and none is waited for twice.
// SPDX-License-Identifier: Apache-2.0
#include "server/page/polls.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

namespace chatops::server {

struct Polls::State : std::enable_shared_from_this<Polls::State> {
  struct Waiting {
    net::ServerRequest request;
    net::Respond respond;
  };

  Look look;
  std::function<net::ServerResponse()> idle;
  net::Handler look_once;  // on the pool; status 0 = nothing new
  net::Handler look_at_all;

  std::mutex mutex;  ///< guards what follows
  std::vector<Waiting> waiting;
  std::uint64_t changes = 0;
  bool looking = false;  ///< look_at_all is on its way

  void ask(net::ServerRequest request, net::Respond respond, std::uint64_t before) {
    auto asked = std::make_shared<Waiting>(Waiting{request, std::move(respond)});
    look_once(std::move(request),
              [self = shared_from_this(), asked, before](net::ServerResponse found) {
                if (found.status != 0) return asked->respond(std::move(found));
                self->wait(std::move(*asked), before);
              });
  }

  void wait(Waiting asked, std::uint64_t before) {
    {
      const std::lock_guard lock(mutex);
      if (changes == before) {
        std::erase_if(waiting,
                      [](const Waiting& one) { return one.request.call.stop.stop_requested(); });
        waiting.push_back(std::move(asked));
        return;
      }
      before = changes;
    }
    ask(std::move(asked.request), std::move(asked.respond), before);
  }

  std::vector<Waiting> take_all() {
    std::vector<Waiting> out;
    out.swap(waiting);
    return out;
  }

  net::ServerResponse look_again() {
    for (;;) {
      std::vector<Waiting> asked;
      std::uint64_t before = 0;
      {
        const std::lock_guard lock(mutex);
        asked = take_all();
        before = changes;
      }
      std::erase_if(asked, [&](Waiting& one) {
        if (one.request.call.stop.stop_requested()) return true;
        auto found = look(one.request);
        if (found) one.respond(std::move(*found));
        return found.has_value();
      });
      const std::lock_guard lock(mutex);
      waiting.insert(waiting.end(), std::make_move_iterator(asked.begin()),
                     std::make_move_iterator(asked.end()));
      if (changes == before) {
        looking = false;
        return {};
      }
    }
  }

  void no_room() {
    std::vector<Waiting> asked;
    {
      const std::lock_guard lock(mutex);
      asked = take_all();
      looking = false;
    }
    for (Waiting& one : asked) one.respond(idle());
  }
};

Polls::Polls(net::WorkerPool& pool, Look look, std::function<net::ServerResponse()> idle)
    : state_(std::make_shared<State>()) {
  state_->look = std::move(look);
  state_->idle = std::move(idle);
  state_->look_once = pool.handler([state = state_.get()](const net::ServerRequest& request) {
    return state->look(request).value_or(net::ServerResponse{.status = 0});
  });
  state_->look_at_all = pool.handler(
      [state = state_.get()](const net::ServerRequest&) { return state->look_again(); });
}

net::Handler Polls::handler() const {
  return [state = state_](net::ServerRequest request, net::Respond respond) {
    std::uint64_t before = 0;
    {
      const std::lock_guard lock(state->mutex);
      before = state->changes;
    }
    state->ask(std::move(request), std::move(respond), before);
  };
}

void Polls::changed() {
  {
    const std::lock_guard lock(state_->mutex);
    ++state_->changes;
    if (state_->looking || state_->waiting.empty()) return;
    state_->looking = true;
  }
  state_->look_at_all({}, [state = state_](net::ServerResponse done) {
    if (done.status != 200) state->no_room();
  });
}

std::size_t Polls::waiting() const {
  const std::lock_guard lock(state_->mutex);
  return state_->waiting.size();
}

}  // namespace chatops::server
