// `sandbox start`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/sandbox_start.hpp"

#include "command/handlers/sandbox.hpp"
#include "command/run.hpp"

namespace chatops::command {

void read(SandboxStartRequest& request, const Words& words, const Around&) {
  request.directory = words.get("directory");
  request.port = words.get("port");
  request.kubeconfig = words.get("kubeconfig");
  request.helm = words.get("helm");
  request.pull_host = words.get("pull-host");
  request.ingress = words.get("ingress");
  request.cd = words.get("cd");
  request.quirks = words.get("quirks");
  request.auth_status = words.get("auth-status");
  request.rate_limit = words.get("rate-limit");
  request.page_size = words.get("page-size");
  request.speed = words.get("speed");
  request.write_profile = words.has("write-profile");
}

Reply handle(Context& context, const SandboxStartRequest& request) {
  const core::SandboxOptions options{.directory = request.directory,
                                     .port = request.port,
                                     .kubeconfig = request.kubeconfig,
                                     .helm = request.helm,
                                     .pull_host = request.pull_host,
                                     .ingress = request.ingress,
                                     .cd = request.cd,
                                     .quirks = request.quirks,
                                     .auth_status = request.auth_status,
                                     .rate_limit = request.rate_limit,
                                     .page_size = request.page_size,
                                     .speed = request.speed,
                                     .write_profile = request.write_profile};
  return outcome_of(context.services.sandbox().start(context.call, options));
}

}  // namespace chatops::command
