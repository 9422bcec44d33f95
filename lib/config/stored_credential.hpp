// Secrets that `auth login` kept: credentials.yaml beside the configuration file lists them, one
// entry a profile, kind and host. The secret itself stands there only where the system's keyring
// could not take it.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "base/secret.hpp"
#include "config/paths.hpp"

namespace chatops::config {

enum class SecretBackend { keyring, file };
/// "keyring", "file".
std::string_view word_of(SecretBackend backend);

/// What a kept secret is for. `kind` is the word of the room that uses it ("coding", "registry").
struct CredentialKey {
  std::string profile, kind, host;
  bool operator==(const CredentialKey&) const = default;
};

struct StoredCredential {
  CredentialKey key;
  std::string url;  ///< where its system answers; "" = follows from the host
  std::string who;  ///< whom the system took it for, when it was kept; "" = not told
  SecretBackend backend = SecretBackend::file;
  Secret secret;      ///< empty when the keyring has it
  std::string where;  ///< file:line:column of the entry, once it was read
};

/// The file, which only its owner may read, in a folder that nobody else may write.
std::string credentials_file(const Paths& paths);

/// All entries; none when there is no file. Errors, `what` = the path: secret_exposed (`mode`)
/// where others may read it; secret_unreadable with `why` = symlink, foreign_owner, not_a_file,
/// open_folder or the system's word; those of load_yaml, config_invalid.
Result<std::vector<StoredCredential>> read_credentials(const Paths& paths);

/// Puts an entry in the place of that with the same key; writes file (mode 0600) and folder (0700)
/// anew. Waits for others who write. Errors besides those of read_credentials: those of write_file.
Result<void> put_credential(const Paths& paths, const StoredCredential& entry);

/// The entry that was removed; nothing when there was none. Without entries the file goes.
Result<std::optional<StoredCredential>> remove_credential(const Paths& paths,
                                                          const CredentialKey& key);

}  // namespace chatops::config
