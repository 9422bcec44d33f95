// See run_once.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/run_once.hpp"

namespace chatops::dev {

Result<Ran> run_once(const Call& call, kube::Api& api, const Container& in,
                     std::vector<std::string> argv, std::size_t most) {
  auto exec =
      api.exec(call, {.ns = in.ns, .pod = in.pod, .container = in.name, .argv = std::move(argv)});
  if (!exec) return tl::make_unexpected(exec.error());
  return run_to_end(call, **exec, most);
}

Result<Ran> run_to_end(const Call& call, kube::Exec& exec, std::size_t most) {
  Ran out;
  while (true) {
    const auto event = exec.next(call);
    if (!event) return tl::make_unexpected(event.error());
    if (event->type == kube::ExecEvent::Type::ended) {
      out.code = event->code;
      return out;
    }
    auto& text = event->type == kube::ExecEvent::Type::output ? out.output : out.errors;
    text.append(event->bytes, 0, most - text.size());
  }
}

}  // namespace chatops::dev
