// Where the sandbox's registry keeps blobs, manifests and tags: plain files, so that a restart
// finds them again.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatops::sandbox {

struct StoredManifest {
  std::string media_type, body, digest;
};

/// Thread-safe. A file appears whole or not at all; digests are "sha256:" and 64 hex digits,
/// already checked with `valid_digest`; names with `valid_repository`. Failures to read or write
/// throw Error{file_unreadable, file_unwritable, disk_full}.
class BlobStore {
 public:
  explicit BlobStore(std::filesystem::path root);

  /// Stores the bytes and makes them known in the repository; the digest back.
  std::string put_blob(const std::string& repository, std::string_view bytes);
  /// Makes a blob that some repository has known in another one; false when nobody has it.
  bool link_blob(const std::string& repository, const std::string& digest);
  bool has_blob(const std::string& repository, const std::string& digest) const;
  std::optional<std::string> blob(const std::string& repository, const std::string& digest) const;

  void begin_upload(const std::string& id);
  /// Bytes received so far; nothing when there is no such upload.
  std::optional<std::uintmax_t> upload_size(const std::string& id) const;
  void append(const std::string& id, std::string_view bytes);
  /// Ends the upload. False, and nothing stored, when its bytes do not have that digest.
  bool finish_upload(const std::string& id, const std::string& repository,
                     const std::string& digest);
  void cancel_upload(const std::string& id);

  /// Stores the manifest under its digest and, when `tag` is not empty, moves the tag to it; the
  /// digest back.
  std::string put_manifest(const std::string& repository, std::string_view media_type,
                           std::string_view body, const std::string& tag);
  /// `reference` is a tag or a digest.
  std::optional<StoredManifest> manifest(const std::string& repository,
                                         const std::string& reference) const;
  /// Removes the manifest and the tags that point to it; false when there is none.
  bool remove_manifest(const std::string& repository, const std::string& digest);
  /// All tags in lexical order; nothing when the repository does not exist.
  std::optional<std::vector<std::string>> tags(const std::string& repository) const;

  static bool valid_repository(std::string_view name);
  static bool valid_tag(std::string_view tag);
  static bool valid_digest(std::string_view digest);

 private:
  std::filesystem::path blob_file(std::string_view digest) const;
  std::filesystem::path in_repository(const std::string& repository, std::string_view kind) const;
  void store_blob(const std::string& digest, std::string_view bytes);

  std::filesystem::path root_;
  mutable std::mutex mutex_;
};

}  // namespace chatops::sandbox
