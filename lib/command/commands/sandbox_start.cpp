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
  return outcome_of(context.services.sandbox().start(context.call, request));
}

}  // namespace chatops::command
