// Secrets are never written into a configuration file; it says where they are.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/secret.hpp"
#include "base/system.hpp"
#include "config/origin.hpp"
#include "config/reader.hpp"

namespace chatops::config {

/// `{env: NAME}`, `{file: PATH}` or `{command: [PROGRAM, ARGUMENT…]}`. A value; reads nothing until
/// it is resolved.
class SecretSource {
 public:
  static SecretSource variable(std::string name);

  /// The source at `key`; nothing when absent. A bare string is yaml_bad_value with
  /// `why`=bare_secret; it is not repeated in the error. A relative file is beside the
  /// configuration file.
  static std::optional<SecretSource> read(Reader& reader, std::string_view key);

  /// The secret, without one line end at its end. secret_missing: the variable is not set, the file
  /// or the output is empty. secret_unreadable: no such file, others may read it (mode & 077; not
  /// asked of pipes and below /dev/fd, /run and /proc/self/fd), the program failed or took over 10
  /// seconds.
  Result<Value<Secret>> resolve(const Call& call, const System& system) const;

  const Origin& origin() const { return origin_; }

 private:
  enum class Kind { variable, file, command };
  Result<std::string> fetch(const Call& call, const System& system) const;
  Result<std::string> run(const Call& call, const System& system) const;

  Kind kind_ = Kind::variable;
  std::string name_;  ///< of the variable or file
  std::vector<std::string> argv_;
  Origin origin_;
};

}  // namespace chatops::config
