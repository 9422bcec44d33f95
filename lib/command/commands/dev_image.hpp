// `dev image`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "command/commands/command.hpp"
#include "command/table/rows/dev_image.hpp"

namespace chatops::command {

struct DevImageRequest {
  static constexpr const table::Command& row = table::dev_image_row;

  std::string environment;
  std::string target;  ///< a component's name, else an image
  std::string image, root, container;
  std::int64_t timeout_ms = 0;

  bool reads_place() const { return true; }
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DevImageRequest, environment, target, image, root,
                                                container, timeout_ms)

template <>
struct RequestOf<table::dev_image_row> {
  using type = DevImageRequest;
};

void read(DevImageRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DevImageRequest& request);

}  // namespace chatops::command
