// Names of processes that other processes of this machine can check: boot, process id and start
// time.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace chatops {

/// "BOOT:PID:START", unique among all processes that share a state file.
std::string this_process();
/// True when `name` is of this boot of this machine and no process of that id and start time runs.
/// False wherever that cannot be told: another machine, another boot, a name of another form.
bool process_gone(const std::string& name);

}  // namespace chatops
