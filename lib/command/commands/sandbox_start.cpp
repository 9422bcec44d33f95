// `sandbox start`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/sandbox_start.hpp"

#include "command/handlers/sandbox.hpp"
#include "command/run.hpp"

namespace chatops::command {

void read(SandboxStartRequest& request, const ParsedArgs& args, const Around&) {
  request.directory = args.get("directory");
  request.port = args.get("port");
  request.kubeconfig = args.get("kubeconfig");
  request.helm = args.get("helm");
  request.pull_host = args.get("pull-host");
  request.ingress = args.get("ingress");
  request.cd = args.get("cd");
  request.quirks = args.get("quirks");
  request.auth_status = args.get("auth-status");
  request.rate_limit = args.get("rate-limit");
  request.page_size = args.get("page-size");
  request.speed = args.get("speed");
  request.write_profile = args.has("write-profile");
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
