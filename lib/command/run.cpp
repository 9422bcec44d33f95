// What was odd on the way is heard here and put beside the reply.
// SPDX-License-Identifier: Apache-2.0
#include "command/run.hpp"

#include <mutex>

#include "command/following.hpp"

namespace chatops::command {

/// The maker of contexts.
class Running {
 public:
  Running(Host& host, const Envelope& envelope)
      : call_(host.call), context_(call_, host, envelope) {
    call_.remarks = &heard_;
  }
  Context& context() { return context_; }
  void add_remarks(std::vector<Error>& notes) { heard_.add_to(notes); }

 private:
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

  Heard heard_;
  Call call_;
  Context context_;
};

Reply run(Host& host, const Envelope& envelope) {
  if (auto refused = refusal(envelope.request, envelope.door, host.authority))
    throw Error(std::move(*refused));
  Running running(host, envelope);
  Reply reply = boost::variant2::visit(
      [&](const auto& typed) -> Reply { return handle(running.context(), typed); },
      envelope.request);
  std::visit([&](auto& told) { running.add_remarks(told.notes); }, reply);
  return reply;
}

Outcome follow(Host& host, const Envelope& envelope, const Following& following) {
  Running running(host, envelope);
  Outcome outcome = followed(running.context(), following);
  running.add_remarks(outcome.notes);
  return outcome;
}

}  // namespace chatops::command
