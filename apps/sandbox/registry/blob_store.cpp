// The registry's files. DIR/blobs/<hex>; DIR/uploads/<id>;
// DIR/repositories/<name>/{_blobs,_manifests,_tags}: an underscore cannot begin a name's part, so
// that a repository inside another one never meets these folders.
// SPDX-License-Identifier: Apache-2.0
#include "registry/blob_store.hpp"

#include <algorithm>
#include <fstream>

#include "base/error.hpp"
#include "crypto/crypto.hpp"
#include "world/world.hpp"

namespace chatops::sandbox {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view digest_prefix = "sha256:";

std::string_view hex_of(std::string_view digest) { return digest.substr(digest_prefix.size()); }
bool lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// One part of a repository's name: alphanumeric runs joined by ".", "_", "__" or any number of
/// "-".
bool valid_part(std::string_view part) {
  if (part.empty() || !lower_or_digit(part.front()) || !lower_or_digit(part.back())) return false;
  for (std::size_t i = 0; i < part.size();) {
    if (lower_or_digit(part[i])) {
      ++i;
      continue;
    }
    const auto end = std::min(part.find_first_not_of(part[i], i), part.size());
    const auto run = end - i;
    if (part[i] == '.' ? run > 1 : part[i] == '_' ? run > 2 : part[i] != '-') return false;
    if (!lower_or_digit(part[end])) return false;
    i = end;
  }
  return true;
}

}  // namespace

bool BlobStore::valid_repository(std::string_view name) {
  if (name.empty() || name.size() > 255) return false;
  for (std::size_t begin = 0;;) {
    const auto slash = name.find('/', begin);
    if (!valid_part(name.substr(begin, slash - begin))) return false;
    if (slash == std::string_view::npos) return true;
    begin = slash + 1;
  }
}

bool BlobStore::valid_tag(std::string_view tag) {
  const auto word = [](char c) { return lower_or_digit(c) || (c >= 'A' && c <= 'Z') || c == '_'; };
  return !tag.empty() && tag.size() <= 128 && word(tag.front()) &&
         std::ranges::all_of(tag, [&](char c) { return word(c) || c == '.' || c == '-'; });
}

bool BlobStore::valid_digest(std::string_view digest) {
  return digest.size() == digest_prefix.size() + 64 && digest.starts_with(digest_prefix) &&
         std::ranges::all_of(hex_of(digest), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

BlobStore::BlobStore(fs::path root) : root_(std::move(root)) {
  for (const auto* folder : {"blobs", "uploads", "repositories"}) {
    std::error_code error;
    fs::create_directories(root_ / folder, error);
    if (error)
      throw Error(Reason::file_unwritable,
                  {{"where", (root_ / folder).string()}, {"why", error.message()}});
  }
}

fs::path BlobStore::blob_file(std::string_view digest) const {
  return root_ / "blobs" / hex_of(digest);
}

fs::path BlobStore::in_repository(const std::string& repository, std::string_view kind) const {
  return root_ / "repositories" / repository / kind;
}

void BlobStore::store_blob(const std::string& digest, std::string_view bytes) {
  if (!fs::exists(blob_file(digest))) replace_file(blob_file(digest), bytes);
}

std::string BlobStore::put_blob(const std::string& repository, std::string_view bytes) {
  auto digest = std::string(digest_prefix) + crypto::sha256_hex(bytes);
  {
    const std::scoped_lock lock(mutex_);
    store_blob(digest, bytes);
  }
  link_blob(repository, digest);
  return digest;
}

bool BlobStore::link_blob(const std::string& repository, const std::string& digest) {
  const std::scoped_lock lock(mutex_);
  if (!fs::exists(blob_file(digest))) return false;
  const auto folder = in_repository(repository, "_blobs");
  fs::create_directories(folder);
  if (!fs::exists(folder / hex_of(digest))) replace_file(folder / hex_of(digest), "");
  return true;
}

bool BlobStore::has_blob(const std::string& repository, const std::string& digest) const {
  return fs::exists(in_repository(repository, "_blobs") / hex_of(digest)) &&
         fs::exists(blob_file(digest));
}

std::optional<std::string> BlobStore::blob(const std::string& repository,
                                           const std::string& digest) const {
  return has_blob(repository, digest) ? read_file(blob_file(digest)) : std::nullopt;
}

void BlobStore::begin_upload(const std::string& id) { replace_file(root_ / "uploads" / id, ""); }

std::optional<std::uintmax_t> BlobStore::upload_size(const std::string& id) const {
  std::error_code error;
  const auto size = fs::file_size(root_ / "uploads" / id, error);
  return error ? std::nullopt : std::optional(size);
}

void BlobStore::append(const std::string& id, std::string_view bytes) {
  const auto file = root_ / "uploads" / id;
  std::ofstream out(file, std::ios::binary | std::ios::app);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.flush();
  if (!out) throw Error(Reason::file_unwritable, {{"where", file.string()}});
}

bool BlobStore::finish_upload(const std::string& id, const std::string& repository,
                              const std::string& digest) {
  const auto bytes = read_file(root_ / "uploads" / id);
  if (!bytes || std::string(digest_prefix) + crypto::sha256_hex(*bytes) != digest) return false;
  put_blob(repository, *bytes);
  cancel_upload(id);
  return true;
}

void BlobStore::cancel_upload(const std::string& id) {
  std::error_code ignored;
  fs::remove(root_ / "uploads" / id, ignored);
}

std::string BlobStore::put_manifest(const std::string& repository, std::string_view media_type,
                                    std::string_view body, const std::string& tag) {
  auto digest = std::string(digest_prefix) + crypto::sha256_hex(body);
  const std::scoped_lock lock(mutex_);
  const auto manifests = in_repository(repository, "_manifests"),
             tags = in_repository(repository, "_tags");
  fs::create_directories(manifests);
  fs::create_directories(tags);
  replace_file(manifests / hex_of(digest), std::string(media_type) + "\n" + std::string(body));
  if (!tag.empty()) replace_file(tags / tag, digest);
  return digest;
}

std::optional<StoredManifest> BlobStore::manifest(const std::string& repository,
                                                  const std::string& reference) const {
  auto digest = reference;
  if (!valid_digest(reference)) {
    const auto target = read_file(in_repository(repository, "_tags") / reference);
    if (!target) return std::nullopt;
    digest = *target;
  }
  const auto text = read_file(in_repository(repository, "_manifests") / hex_of(digest));
  if (!text) return std::nullopt;
  const auto end = text->find('\n');
  return StoredManifest{text->substr(0, end), text->substr(end + 1), digest};
}

bool BlobStore::remove_manifest(const std::string& repository, const std::string& digest) {
  const std::scoped_lock lock(mutex_);
  if (!fs::remove(in_repository(repository, "_manifests") / hex_of(digest))) return false;
  const auto folder = in_repository(repository, "_tags");
  std::vector<fs::path> gone;
  for (const auto& entry : fs::directory_iterator(folder))
    if (read_file(entry.path()) == digest) gone.push_back(entry.path());
  for (const auto& file : gone) fs::remove(file);
  return true;
}

std::optional<std::vector<std::string>> BlobStore::tags(const std::string& repository) const {
  std::error_code error;
  fs::directory_iterator entries(in_repository(repository, "_tags"), error);
  if (error) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& entry : entries)
    if (valid_tag(entry.path().filename().string()) && entry.path().extension() != ".new")
      names.push_back(entry.path().filename().string());
  std::ranges::sort(names);
  return names;
}

}  // namespace chatops::sandbox
