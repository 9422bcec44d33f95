// Where a secret is to be had: {env: NAME}, {file: PATH} or {command: [ARGV…]} of a profile, or
// what `auth login` kept. A secret itself never stands in a profile, nor on a command line.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/known.hpp"
#include "base/secret.hpp"
#include "base/system.hpp"
#include "config/origin.hpp"
#include "config/paths.hpp"
#include "config/reader.hpp"
#include "config/stored_credential.hpp"

namespace chatops::config {

enum class SecretKind { environment, file, command, stored };

struct SecretSource {
  SecretKind kind = SecretKind::environment;
  std::string name;                          ///< the variable, or the file's path as it was given
  std::vector<std::string> argv;             ///< the command
  Mark mark;                                 ///< not read from a file: empty
  std::optional<StoredCredential> stored{};  ///< the entry of the credentials file

  static SecretSource environment(std::string variable);
  static SecretSource of(StoredCredential entry);
  /// Where it comes from: the variable, the place in the file, the keyring or the credentials file.
  Origin origin() const;
};

/// Reads the key of a section; nothing when it is absent or wrong. A bare string is secret_in_file
/// (its text is repeated nowhere), anything else that is none of the three is reported too.
std::optional<SecretSource> read_secret_source(Reader& reader, std::string_view key);

/// Fetches it; blocks for as long as the command runs, at most 10 seconds. One newline at the end
/// is cut off. Errors, with `what` = the variable, path or program and `where` = the mark:
/// secret_missing (unset, empty), secret_unreadable (`why`), secret_exposed (a file that others may
/// read, `mode`; pipes under /dev/fd and what lies under /run are exempt). Relative paths are below
/// the folder of the configuration file. What the keyring has: as config/keyring.hpp. Throws
/// Interrupted when stopped.
Result<Value<Secret>> resolve_secret(const Call& call, const System& system, const Paths& paths,
                                     const SecretSource& source);

}  // namespace chatops::config
