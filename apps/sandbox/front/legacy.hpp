// The doors beside the OpenAPI: the CD webhook, the CI trigger URL, the "is my token alive" probe.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "world/parts.hpp"

namespace chatops::sandbox {

class Legacy final : public Part {
 public:
  Legacy(World& world, CdEngine& cd, BuildMachine& builds)
      : world_(world), cd_(cd), builds_(builds) {}
  net::ServerResponse answer(const net::ServerRequest& request) override;

 private:
  net::ServerResponse webhook(const std::string& source, const net::ServerRequest& request);
  net::ServerResponse trigger_job(const std::string& id, const net::ServerRequest& request);
  net::ServerResponse me(const net::ServerRequest& request);

  World& world_;
  CdEngine& cd_;
  BuildMachine& builds_;
};

/// A JSON answer.
net::ServerResponse json_answer(const Json& json, int status = 200);

}  // namespace chatops::sandbox
