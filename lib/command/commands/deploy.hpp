// `deploy`: what is asked.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "card/answer.hpp"
#include "command/card_codec.hpp"
#include "command/commands/command.hpp"
#include "command/commands/options.hpp"
#include "command/table/rows/deploy.hpp"

namespace chatops::command {

/// Forms: where `form` is set and nothing was answered yet, a card that is a form is asked for. Its
/// answer becomes the members of a DeployRequest (answering.hpp), and stands in `answer`, so that
/// what is done can be held against what the person saw.
struct DeployRequest {
  static constexpr const table::Command& row = table::deploy_row;

  std::string environment;
  std::vector<VersionOverride> overrides;
  std::string mode;  ///< "" | pin | follow
  std::string chart, environment_class, iteration, reason;
  std::map<std::string, std::string> parameters;
  bool create = false, force = false;
  std::string from;  ///< text of an export document; "" = none
  DeployOptions options;
  bool form = false;
  std::optional<card::Answer> answer;
  std::string chart_mode;     ///< of `chart`: "" = as `mode` | pin | follow
  std::string ns, domain;     ///< of a new environment; "" = from the templates
  std::string seen_chart;     ///< the version that the person saw would run; "" = not told
  std::int64_t until_ms = 0;  ///< from now on, of what is pinned; 0 = until somebody changes it
  bool diff = false;          ///< only show which objects would change
  std::int64_t look = 0;      ///< images examined a component at most; 0 = as many as is usual

  bool reads_place() const;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE_WITH_DEFAULT(DeployRequest, environment, overrides, mode, chart,
                                                environment_class, iteration, reason, parameters,
                                                create, force, from, options, form, answer,
                                                chart_mode, ns, domain, seen_chart, until_ms, look,
                                                diff)

template <>
struct RequestOf<table::deploy_row> {
  using type = DeployRequest;
};

void read(DeployRequest& request, const ParsedArgs& args, const Around& around);
Reply handle(Context& context, const DeployRequest& request);
void take(DeployRequest& request, const Need& need, Given given);

}  // namespace chatops::command
