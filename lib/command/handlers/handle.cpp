// Picks the handler of a request, and puts beside its reply what was odd on the way.
// SPDX-License-Identifier: Apache-2.0
#include "command/handle.hpp"

#include <mutex>

#include "command/handlers/handlers.hpp"

namespace chatops::command {

namespace {

class Heard final : public Remarks {
 public:
  void remark(const Error& about) override {
    const std::lock_guard lock(mutex_);
    add_once(all_, about);
  }
  void add_to(std::vector<Error>& notes) {
    const std::lock_guard lock(mutex_);
    for (Error& one : all_) add_once(notes, std::move(one));
  }

 private:
  std::mutex mutex_;  ///< guards all_
  std::vector<Error> all_;
};

/// Told also to whoever is interrupted.
struct Touched {
  Context& outer;
  Context& inner;
  ~Touched() { outer.touched = inner.touched; }
};

}  // namespace

Reply run(Context& context, const Request& request) {
  Heard heard;
  Call call = context.call;
  call.remarks = &heard;
  Context inner{call, context.services, context.listener, context.language, context.touched};
  const Touched touched{context, inner};
  Reply reply =
      std::visit([&](const auto& typed) -> Reply { return handle(inner, typed); }, request);
  std::visit([&](auto& told) { heard.add_to(told.notes); }, reply);
  return reply;
}

}  // namespace chatops::command
