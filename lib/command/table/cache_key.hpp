// Where the completion cache of a place lies and what it is recognised by. The front, which reads
// it, and chatops-core, which writes it, take both from here, so that they never disagree.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatops::command::table {

/// What the command line says of where it acts.
struct Standing {
  std::string folder;        ///< the current one, absolute
  std::string profile, app;  ///< --profile and --app; "" = not given
};

namespace cache_key_parts {

inline bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

/// The folder that every folder below it shares its answer with: of the nearest chatops.yaml within
/// the checkout, else the checkout's root; without a checkout only the folder itself. As
/// application/locate searches.
inline std::string anchor(const std::string& folder) {
  std::string nearest;
  std::string at = folder;
  while (at.size() > 1) {
    if (nearest.empty() && (exists(at + "/chatops.yaml") || exists(at + "/.chatops.yaml")))
      nearest = at;
    if (exists(at + "/.git")) return nearest.empty() ? at : nearest;
    at.resize(at.rfind('/'));
  }
  return folder;
}

/// "https://name:secret@host" without what stands before the host: a key is written down.
inline std::string without_user(std::string text) {
  const std::size_t begin = text.find("://");
  if (begin == std::string::npos) return text;
  const std::size_t end = text.find_first_of("/?#", begin + 3);
  const std::size_t at = text.rfind('@', end);
  if (at != std::string::npos && at > begin) text.erase(begin + 3, at + 1 - begin - 3);
  return text;
}

/// As one field of a line: control characters and '%' as %XX.
inline std::string as_field(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F && c != '%') {
      out += c;
    } else {
      out += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
    }
  }
  return out;
}

}  // namespace cache_key_parts

/// Everything that decides which values fit, without secrets, as one line. `variable` maps a name
/// to its value or nothing.
template <class Variable>
std::string cache_key(const Standing& standing, Variable variable) {
  namespace parts = cache_key_parts;
  const auto set = [&](std::string_view name) { return std::string(variable(name).value_or("")); };
  const std::string app = standing.app.empty() ? set("CHATOPS_APP") : standing.app;
  const bool relative = !app.empty() && app.front() != '/';
  std::string key = parts::as_field(relative ? standing.folder : parts::anchor(standing.folder));
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) key += "\t" + std::string(name) + "=" + parts::as_field(value);
  };
  add("app", parts::without_user(app));
  add("profile", standing.profile.empty() ? set("CHATOPS_PROFILE") : standing.profile);
  for (const std::string_view name :
       {"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "CHATOPS_CONFIG", "CHATOPS_CODING_URL",
        "CHATOPS_CODING_TEAM", "CHATOPS_CODING_PROJECT", "CHATOPS_CODING_USER"})
    add(name, parts::without_user(set(name)));
  return key;
}

/// The folder of all completion caches; "" when the variables name no absolute one.
template <class Variable>
std::string cache_folder(Variable variable) {
  const auto absolute = [&](std::string_view name) {
    const std::string value(variable(name).value_or(""));
    return value.starts_with('/') ? value : std::string();
  };
  if (const std::string cache = absolute("XDG_CACHE_HOME"); !cache.empty())
    return cache + "/chatops/completion";
  const std::string home = absolute("HOME");
  return home.empty() ? std::string() : home + "/.cache/chatops/completion";
}

/// The name of a key's file: FNV-1a of 64 bits, in hex. Two keys may share it; the key stands in
/// the file.
inline std::string cache_name(std::string_view key) {
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  std::string name;
  for (int shift = 60; shift >= 0; shift -= 4)
    name += "0123456789abcdef"[(hash >> static_cast<unsigned>(shift)) & 0xFU];
  return name;
}

/// Only a plain file of this user that nobody else may write to is believed.
inline bool cache_is_ours(const struct stat& about) {
  return S_ISREG(about.st_mode) && about.st_uid == ::geteuid() &&
         (about.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

}  // namespace chatops::command::table
