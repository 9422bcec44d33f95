// Events to bytes: see exec_stream.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/exec_stream.hpp"

namespace chatops::dev {

namespace {

constexpr std::size_t most_errors = 500;

}  // namespace

Result<std::string> ExecStream::read(const Call& call) {
  while (true) {
    auto event = exec_->next(call);
    if (!event) return tl::make_unexpected(event.error());
    switch (event->type) {
      case kube::ExecEvent::Type::output:
        if (!event->bytes.empty()) return std::move(event->bytes);
        break;
      case kube::ExecEvent::Type::errors:
        errors_.append(event->bytes, 0, most_errors - errors_.size());
        break;
      case kube::ExecEvent::Type::ended:
        if (event->code != 0 && errors_.empty()) errors_ = "exit " + std::to_string(event->code);
        return failure(Reason::answer_cut, {{"what", "agent"}, {"why", errors_}});
    }
  }
}

Result<void> ExecStream::write(const Call& call, std::string_view bytes) {
  return exec_->write(call, bytes);
}

}  // namespace chatops::dev
