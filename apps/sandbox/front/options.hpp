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
    "  --correlation running|ever  how long a correlation answers with its execution\n"
    "\n"
    "Service Hooks, where CODING's manual is silent:\n"
    "  --hook-signature NAME|off   header of the signature (default X-Coding-Signature)\n"
    "  --hook-resend same|new      delivery id of what is resent (default same)\n"
    "  --hook-updated alone|too    ISSUE_UPDATED also beside the event of one field (default "
    "alone)\n"
    "  --hook-planned on|off       ITERATION_PLANNED beside ISSUE_ITERATION_CHANGED (default on)\n"
    "  --hook-events all|specified  refuse events that only the manual has (default all)\n"
    "  --hook-refs full|short      how a push names its branch (default full)\n"
    "  --hook-timeout MS           of one delivery (default 5000)\n"
    "\n"
    "The desk at http://127.0.0.1:PORT/ plays people's parts in a browser. The control API under\n"
    "/sandbox/ does so for scripts, with \"Authorization: Bearer TOKEN\" (DIR/control.json); "
    "bodies\n"
    "are JSON, people are named by their keys, \"as\" says in whose name:\n"
    "  GET status world people journal faults deliveries delivery-faults\n"
    "  POST iterations {name, owner?, start?, end?, goal?}        → {code}\n"
    "  POST iterations/CODE {do: start|complete|restart|delete} or what is to change\n"
    "  POST issues {name, iteration?, assignee?, watchers?, type?}  → {code}\n"
    "  POST issues/CODE {assignee?, watchers?, iteration?, status?, name?, comment?} or {do: "
    "delete}\n"
    "  POST members {user, role?} or {user, remove: true}\n"
    "  POST merge-requests {depot, source, target?}               → {number}\n"
    "  POST merge-requests/NUMBER {depot, do: merge|close|comment}\n"
    "  POST commit {depot, branch, message?, author?, files?, from?}  → {commit}; builds start\n"
    "  POST build fill judgment token stop · POST, DELETE faults[/ID] · DELETE journal\n"
    "  POST delivery-faults {kind, event?, hook?, skip?, times?, copies?, behind?, delay_ms?, "
    "bytes?}\n"
    "       kinds: duplicate another_id reorder delay lose forge unsigned wrong_password tamper\n"
    "       truncate oversize not_json; DELETE delivery-faults[/ID]\n"
    "  POST storm {count, event?} · POST deliveries {parallel: 1-8} · DELETE deliveries\n";

/// Throws std::invalid_argument with what is wrong.
Settings parse_options(std::span<const std::string> arguments);

}  // namespace chatops::sandbox
