// The agent in a container: brought there through execs, and connected to. Nothing is asked of the
// image but tee, chmod and mv, and of the cluster but pods/exec.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "kube/api.hpp"
#include "sync/stream.hpp"

namespace chatops::dev {

/// The agent's program as this machine has it.
struct AgentFile {
  std::string bytes;
  std::string name;  ///< "chatops-agent-" and what tells its content apart
};
/// Errors: file_unreadable, config_too_large.
Result<AgentFile> read_agent(const std::string& path);

struct Container {
  std::string ns, pod, uid;  ///< uid of the pod
  std::string name;
};

/// There afterwards, in `folder`, which can be written to; a part of it is never seen under its
/// name. Whether it is there is asked first. `session`: whoever brings it at the same time has
/// another one. Answers its path. Errors: agent_undeliverable (`where` = pod, `why`: what was said
/// there), or those of kube::Api::exec.
Result<std::string> deliver(const Call& call, kube::Api& api, const Container& to,
                            const std::string& folder, const std::string& session,
                            const AgentFile& agent);

struct AgentOrder {
  std::string folder;   ///< where the agent's program lies in the container
  std::string session;  ///< the sync session's name: a secret among the users of the pod
  std::string root;     ///< the directory to be synced, absolute; "" = none is
  int lease_seconds = 300;
};

/// Connects to the agent of the container that `find` names at that moment, and brings it there
/// first where it is not. `find` answers unreachable while there is none, which is tried again. The
/// references outlive what is made.
sync::Connect connect_agent(kube::Api& api, const AgentFile& agent, AgentOrder order,
                            std::function<Result<Container>(const Call&)> find);

}  // namespace chatops::dev
