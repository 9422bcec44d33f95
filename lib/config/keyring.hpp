// The system's keyring (Secret Service), through the program secret-tool of libsecret: secrets go
// to its standard input and come from its standard output, never onto a command line.
// https://specifications.freedesktop.org/secret-service/latest/, secret-tool(1)
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/call.hpp"
#include "base/known.hpp"
#include "base/secret.hpp"
#include "base/system.hpp"
#include "config/stored_credential.hpp"

namespace chatops::config {

/// Attributes of an entry: service=chatops, profile, host, kind. Errors: secret_unreadable with
/// `what` = "keyring" and `why` = keyring_ci, keyring_absent, keyring_silent (no answer in time:
/// locked, and nobody unlocks it), keyring_lost (no such entry) or the program's own words. Throws
/// Interrupted.
class Keyring {
 public:
  /// `system` outlives it.
  explicit Keyring(const System& system) : system_(system) {}

  /// Why it is not asked at all: "keyring_ci" where CI is set, "keyring_absent" without a session
  /// bus; "" = it may be. Starts no program.
  std::string_view closed() const;
  /// Answers within 2 seconds.
  Result<Secret> look_up(const Call& call, const CredentialKey& key) const;
  /// Keeps it under `label` and reads it again; gives a person 30 seconds to unlock the keyring.
  Result<void> keep(const Call& call, const CredentialKey& key, const std::string& label,
                    const Secret& secret) const;
  /// True when there was one.
  Result<bool> forget(const Call& call, const CredentialKey& key) const;

 private:
  Result<Finished> run(const Call& call, std::vector<std::string> words, const CredentialKey& key,
                       const std::string& input, Millis patience) const;

  const System& system_;
};

}  // namespace chatops::config
