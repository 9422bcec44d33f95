// Reading is as wary as ssh is of its keys: what others could have read or written is not used.
// SPDX-License-Identifier: Apache-2.0
#include "config/stored_credential.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <functional>

#include "base/fd.hpp"
#include "base/file.hpp"
#include "config/problems.hpp"
#include "config/reader.hpp"
#include "config/yaml.hpp"

namespace chatops::config {
namespace {

constexpr auto backends = std::to_array<std::string_view>({"keyring", "file"});
constexpr std::string_view head =
    "# Secrets kept by `chatops auth login`, for this user alone: neither share nor commit it.\n"
    "# `chatops auth status` lists them, `chatops auth logout` removes them.\n";

std::string folder_of(const std::string& file) {
  return std::filesystem::path(file).parent_path().string();
}

tl::unexpected<Error> unreadable(const std::string& path, std::string why) {
  return unknown(Error(Reason::secret_unreadable, {{"what", path}, {"why", std::move(why)}}));
}

/// Nothing when no such file exists.
Result<std::optional<std::string>> read_own(const std::string& path) {
  const Fd file(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return std::nullopt;
    return unreadable(path, errno == ELOOP ? "symlink" : std::strerror(errno));
  }
  struct stat facts{};
  const std::string folder = folder_of(path);
  if (::stat(folder.c_str(), &facts) == 0 && (facts.st_mode & 002U) != 0 &&
      (facts.st_mode & S_ISVTX) == 0)
    return unreadable(folder, "open_folder");
  if (::fstat(file.get(), &facts) != 0) return unreadable(path, std::strerror(errno));
  if (!S_ISREG(facts.st_mode)) return unreadable(path, "not_a_file");
  if (facts.st_uid != ::geteuid()) return unreadable(path, "foreign_owner");
  if ((facts.st_mode & 077U) != 0) {
    return unknown(
        Error(Reason::secret_exposed,
              {{"what", path}, {"mode", fmt::format("{:04o}", facts.st_mode & 07777U)}}));
  }
  auto text = read_file(fmt::format("/proc/self/fd/{}", file.get()), YamlLimits{}.bytes);
  if (!text) return unreadable(path, std::string(text.error().args.get("why")));
  return std::move(*text);
}

StoredCredential read_entry(Reader& reader, Problems& problems) {
  StoredCredential out;
  out.key.profile = reader.required_string("profile");
  out.key.kind = reader.required_string("kind");
  out.key.host = reader.required_string("host");
  out.url = reader.string_or("url", "");
  out.who = reader.string_or("who", "");
  const auto backend = reader.choice("kept_in", backends);
  out.backend = backend == "keyring" ? SecretBackend::keyring : SecretBackend::file;
  out.secret = Secret(reader.string_or("secret", ""));
  if (problems.empty() && out.backend == SecretBackend::file && out.secret.empty())
    (void)reader.required_string("secret");
  out.where = reader.mark().where();
  reader.finish();
  return out;
}

Yaml written(const StoredCredential& entry) {
  Yaml out = Yaml::map();
  const auto put = [&](std::string_view key, const std::string& value) {
    if (!value.empty()) out.set(key, Yaml::string(value));
  };
  put("profile", entry.key.profile);
  put("kind", entry.key.kind);
  put("host", entry.key.host);
  put("url", entry.url);
  put("who", entry.who);
  put("kept_in", std::string(word_of(entry.backend)));
  if (entry.backend == SecretBackend::file) put("secret", entry.secret.reveal());
  return out;
}

Result<void> write_all(const std::string& path, const std::vector<StoredCredential>& entries) {
  if (entries.empty()) {
    if (::unlink(path.c_str()) == 0 || errno == ENOENT) return {};
    return unknown(Error(Reason::file_unwritable, {{"what", path}, {"why", std::strerror(errno)}}));
  }
  Yaml list = Yaml::list();
  for (const StoredCredential& entry : entries) list.items.push_back(written(entry));
  Yaml root = Yaml::map();
  root.set("credentials", std::move(list));
  return write_file(path, std::string(head) + to_yaml(root), 0600);
}

/// Reads, lets `change` edit, writes, while nobody else does.
Result<void> edit(const Paths& paths,
                  const std::function<bool(std::vector<StoredCredential>&)>& change) {
  const std::string path = credentials_file(paths);
  const std::string folder = folder_of(path);
  if (auto made = make_folders(folder, 0700); !made) return made;
  const Fd lock(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (lock.get() >= 0) {
    while (::flock(lock.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
  }
  auto entries = read_credentials(paths);
  if (!entries) return unknown(std::move(entries).error());
  if (!change(*entries)) return {};
  return write_all(path, *entries);
}

}  // namespace

std::string_view word_of(SecretBackend backend) {
  return backends[backend == SecretBackend::keyring ? 0 : 1];
}

std::string credentials_file(const Paths& paths) {
  return folder_of(paths.config_file) + "/credentials.yaml";
}

Result<std::vector<StoredCredential>> read_credentials(const Paths& paths) {
  const std::string path = credentials_file(paths);
  auto text = read_own(path);
  if (!text) return unknown(std::move(text).error());
  std::vector<StoredCredential> out;
  if (!*text) return out;
  auto root = load_yaml(**text, path);
  if (!root) return unknown(std::move(root).error());
  Problems problems;
  Reader top(*root, problems);
  for (Reader& entry : top.list_of_sections("credentials"))
    out.push_back(read_entry(entry, problems));
  top.finish();
  if (!problems.empty()) return unknown(problems.error(path));
  return out;
}

Result<void> put_credential(const Paths& paths, const StoredCredential& entry) {
  return edit(paths, [&](std::vector<StoredCredential>& entries) {
    std::erase_if(entries, [&](const StoredCredential& old) { return old.key == entry.key; });
    entries.push_back(entry);
    return true;
  });
}

Result<std::optional<StoredCredential>> remove_credential(const Paths& paths,
                                                          const CredentialKey& key) {
  std::optional<StoredCredential> removed;
  auto done = edit(paths, [&](std::vector<StoredCredential>& entries) {
    const auto at = std::find_if(entries.begin(), entries.end(),
                                 [&](const StoredCredential& entry) { return entry.key == key; });
    if (at == entries.end()) return false;
    removed = std::move(*at);
    entries.erase(at);
    return true;
  });
  if (!done) return unknown(std::move(done).error());
  return removed;
}

}  // namespace chatops::config
