// The command line of chatops-sandbox.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "world/world.hpp"

namespace chatops::sandbox {

inline constexpr std::string_view usage =
    "usage: chatops-sandbox serve --directory DIR [options]\n"
    "\n"
    "Simulates on loopback what chatops works with: CODING (OpenAPI, CI, artifacts, CD), an image\n"
    "registry, a chart repository and a git host. The world lives in DIR and survives restarts.\n"
    "\n"
    "  --port N                port to listen on (default: the last one, else 7780, else any free "
    "one)\n"
    "  --examples DIR          where classroom/ is found, for the first start\n"
    "  --kubeconfig FILE       deploy to this cluster; needs --helm and kubectl\n"
    "  --helm PATH             the helm to render charts with\n"
    "  --cd apply|helm         helm template and apply (default, as CODING does), or helm upgrade "
    "--install\n"
    "  --pull-host HOST:PORT   where the cluster's nodes pull images from\n"
    "  --ingress URL           where the cluster's environments answer\n"
    "  --quirks on|off         odd types and orders, as CODING has them (default on)\n"
    "  --auth-status 200|401   HTTP status of a refused credential (default 200)\n"
    "  --speed X               simulated work takes 1/X of its usual time (default 1)\n"
    "  --rate-limit N          calls in any second per action; 0 = no limit (default 30)\n"
    "  --page-size N           longer pages are refused; 0 = shortened (default)\n"
    "  --correlation running|ever  how long a correlation answers with its execution\n";

/// Throws std::invalid_argument with what is wrong.
Settings parse_options(std::span<const std::string> arguments);

}  // namespace chatops::sandbox
