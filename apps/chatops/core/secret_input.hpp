// Reads a secret from the person or the pipe at standard input; it is never shown.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stop_token>
#include <string_view>

#include "base/secret.hpp"

namespace chatops {

/// A terminal: shows `prompt` on standard error and reads one line with echo off, which is put back
/// as it was in every case. Else: all of standard input. At most 64 KiB; the rest is read and
/// dropped, which makes it too long for whoever checks it. Throws Interrupted when stopped.
Secret read_secret(const std::stop_token& stop, std::string_view prompt, bool from_terminal);

}  // namespace chatops
