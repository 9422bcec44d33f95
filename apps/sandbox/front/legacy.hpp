// The doors beside the OpenAPI: the CD webhook, the CI trigger URL, the "is my token alive" probe
// (reference §1.3, §2.5, §3.3b).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world/parts.hpp"

namespace chatops::sandbox {

class Legacy final : public Part {
 public:
  Legacy(World& world, CdEngine& cd, BuildMachine& builds)
      : world_(world), cd_(cd), builds_(builds) {}
  net::Outgoing answer(const net::Incoming& request) override;

 private:
  net::Outgoing webhook(const std::string& source, const net::Incoming& request);
  net::Outgoing trigger_job(const std::string& id, const net::Incoming& request);
  net::Outgoing me(const net::Incoming& request);

  World& world_;
  CdEngine& cd_;
  BuildMachine& builds_;
};

/// A JSON answer.
net::Outgoing json_answer(const Json& json, int status = 200);

}  // namespace chatops::sandbox
