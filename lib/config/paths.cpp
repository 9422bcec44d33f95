// The XDG base directories, with the user database as the last resort for HOME.
// SPDX-License-Identifier: Apache-2.0
#include "config/paths.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <filesystem>

namespace chatops::config {
namespace {

namespace fs = std::filesystem;

std::string home_of_user() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::getuid(), &entry, buffer.data(), buffer.size(), &found) != 0) return {};
  return found != nullptr && found->pw_dir != nullptr ? found->pw_dir : std::string();
}

std::string below(const Variables& variables, std::string_view variable, const std::string& home,
                  std::string_view standard) {
  const auto named = variables.get(variable);
  const fs::path base =
      named && fs::path(*named).is_absolute() ? fs::path(*named) : fs::path(home) / standard;
  return (base / "chatops").lexically_normal().string();
}

}  // namespace

std::string Paths::resolve(std::string_view path, std::string_view base) const {
  if (path == "~") return home;
  if (path.starts_with("~/")) return (fs::path(home) / path.substr(2)).lexically_normal().string();
  return (fs::path(base) / path).lexically_normal().string();
}

Result<Paths> user_paths(const Variables& variables) {
  const auto named_home = variables.get("HOME");
  Paths paths;
  paths.home = named_home && fs::path(*named_home).is_absolute() ? *named_home : home_of_user();
  if (paths.home.empty()) return failure(Reason::not_configured, {{"what", "HOME"}});
  if (const auto named = variables.get("CHATOPS_CONFIG")) {
    std::error_code ignored;
    paths.config_file = fs::absolute(*named, ignored).lexically_normal().string();
    paths.config_file_named = true;
  } else {
    paths.config_file = below(variables, "XDG_CONFIG_HOME", paths.home, ".config") + "/config.yaml";
  }
  paths.state_dir = below(variables, "XDG_STATE_HOME", paths.home, ".local/state");
  paths.cache_dir = below(variables, "XDG_CACHE_HOME", paths.home, ".cache");
  return paths;
}

}  // namespace chatops::config
