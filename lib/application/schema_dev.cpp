// `dev` of a component.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <limits>

#include "application/schema.hpp"
#include "base/text.hpp"
#include "core/dev_rules.hpp"

namespace chatops::application {
namespace {

void bad_value(config::Reader& at, std::string_view key, const std::string& value,
               const std::string& allowed) {
  at.problem(key, Reason::yaml_bad_value, {{"value", value}, {"allowed", allowed}});
}

/// Words of a command; a text stands for one word, so one with blanks was meant otherwise.
std::vector<std::string> command_in(config::Reader& at, std::string_view key) {
  auto out = at.strings(key);
  if (out.size() == 1 && out.front().find(' ') != std::string::npos)
    bad_value(at, key, out.front(), "[word, word]");
  return out;
}

void read_sync(config::Reader& dev, core::DevSettings& out) {
  auto sync = dev.section("sync");
  if (!sync) return;
  out.include = sync->strings("include");
  out.ignore = sync->strings("ignore");
  out.both_ways = sync->boolean("both_ways").value_or(false);
  sync->finish();
}

void read_debug(config::Reader& dev, core::DevSettings& out) {
  auto debug = dev.section("debug");
  if (!debug) return;
  out.debug = command_in(*debug, "command");
  out.language = debug->choice("language", core::dev_languages).value_or("");
  out.debug_port = static_cast<std::uint16_t>(
      debug->integer("port", 1, std::numeric_limits<std::uint16_t>::max()).value_or(0));
  if (out.debug.empty()) debug->problem("command", Reason::yaml_missing_key);
  if (!debug->has("language") && out.debug_port == 0)
    debug->problem("language", Reason::yaml_missing_key);
  debug->finish();
}

}  // namespace

void read_dev(config::Reader& component, core::Component& out) {
  auto dev = component.section("dev");
  if (!dev) return;
  core::DevSettings read;
  read.image = dev->string_or("image", "");
  read.root = dev->string_or("workdir", "");
  if (!read.root.empty() && !read.root.starts_with('/'))
    bad_value(*dev, "workdir", read.root, "/…");
  read.container = dev->string_or("container", "");
  read_sync(*dev, read);
  read.shell = command_in(*dev, "shell");
  read.run = command_in(*dev, "run");
  read_debug(*dev, read);
  read.ports = dev->strings("ports");
  for (const auto& port : read.ports) {
    if (!core::forwarded_port(port)) bad_value(*dev, "ports", port, "8080:80, 80, :80");
  }
  for (auto& [name, value] : dev->string_map("env")) {
    if (name.empty() || name.find('=') != std::string::npos) bad_value(*dev, "env", name, "NAME");
    read.variables.emplace(std::move(name), std::move(value));
  }
  if (auto resources = dev->section("resources")) {
    read.cpu = resources->string_or("cpu", "");
    read.memory = resources->string_or("memory", "");
    for (const auto& [key, value] : {std::pair("cpu", &read.cpu), {"memory", &read.memory}}) {
      if (!value->empty() && !core::is_quantity(*value))
        bad_value(*resources, key, *value, "500m, 2, 2Gi");
    }
    resources->finish();
  }
  read.persist = dev->strings("persist");
  for (const auto& path : read.persist) {
    if (!path.starts_with('/') || path.size() < 2) bad_value(*dev, "persist", path, "/…");
  }
  read.persist_size = dev->string_or("persist_size", "");
  if (!read.persist_size.empty() && !core::is_quantity(read.persist_size))
    bad_value(*dev, "persist_size", read.persist_size, "5Gi");
  dev->finish();
  out.dev = std::move(read);
}

}  // namespace chatops::application
