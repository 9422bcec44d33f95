// The client and its options.
// SPDX-License-Identifier: Apache-2.0
#include "wire/outside.hpp"

namespace chatops::wire {

namespace {

/// As many as two reads of an application of thirty components ask at once: more rounds would cost
/// more round trips. CODING's limit by the second is kept by its own client.
constexpr int parallel_calls = 64;

}  // namespace

void Outside::make(const Configuration& configuration) {
  const std::lock_guard lock(mutex_);
  if (client_) return;
  client_ = net::make_client(system_, {.user_agent = user_agent,
                                       .ca_file = configuration.ca_file,
                                       .parallel_per_host = parallel_calls});
  http_ = sandbox_process::told_of_sandbox(*client_, sandbox_chosen(configuration));
}

net::Http& Outside::http(const Configuration& configuration) {
  make(configuration);
  return *http_;
}

net::Client& Outside::client(const Configuration& configuration) {
  make(configuration);
  return *client_;
}

net::Looking Outside::looking(const Configuration& configuration) {
  return {.system = system_,
          .workers = workers,
          .ca_file = configuration.ca_file,
          .user_agent = user_agent,
          .told = [chosen = sandbox_chosen(configuration)](Error error) {
            return sandbox_process::told_of_sandbox(std::move(error), chosen);
          }};
}

}  // namespace chatops::wire
