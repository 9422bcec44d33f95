// What /proc tells of a process.
// SPDX-License-Identifier: Apache-2.0
#include "base/process_name.hpp"

#include <unistd.h>

#include <optional>

#include "base/file.hpp"
#include "base/text.hpp"

namespace chatops {
namespace {

constexpr std::size_t proc_cap = 4096;

std::string boot_id() {
  const auto text = read_file("/proc/sys/kernel/random/boot_id", proc_cap);
  return text ? std::string(trim(*text)) : "";
}

/// Field 22 of /proc/PID/stat (proc(5)); the name in field 2 may hold blanks and parentheses.
std::optional<std::string> start_time(const std::string& pid) {
  const auto text = read_file("/proc/" + pid + "/stat", proc_cap);
  if (!text) return std::nullopt;
  const auto name_end = text->rfind(')');
  if (name_end == std::string::npos) return std::nullopt;
  const auto fields = split(std::string_view(*text).substr(name_end + 2), ' ');
  constexpr std::size_t start_field = 19;  // the 22nd, counted from the third
  if (fields.size() <= start_field) return std::nullopt;
  return std::string(fields[start_field]);
}

}  // namespace

std::string this_process() {
  const auto pid = std::to_string(::getpid());
  return boot_id() + ":" + pid + ":" + start_time(pid).value_or("");
}

bool process_gone(const std::string& name) {
  const auto parts = split(name, ':');
  if (parts.size() != 3 || parts[0].empty() || parts[2].empty() || parts[0] != boot_id())
    return false;
  const std::string pid(parts[1]);
  if (pid.empty() || pid.find_first_not_of("0123456789") != std::string::npos) return false;
  const auto started = start_time(pid);
  if (started) return *started != parts[2];
  return ::access(("/proc/" + pid).c_str(), F_OK) != 0;
}

}  // namespace chatops
