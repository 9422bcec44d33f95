// https://nocalhost.dev/docs/config/config-dev
// SPDX-License-Identifier: Apache-2.0
#include "application/nocalhost.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "config/yaml.hpp"
#include "core/dev_rules.hpp"

namespace chatops::application {
namespace {

constexpr std::string_view shown_name = ".nocalhost/config.yaml";

std::string text_at(const config::Yaml& map, std::string_view key) {
  const auto* found = map.find(key);
  return found != nullptr && found->is_scalar() ? found->text : std::string();
}

std::vector<std::string> texts_at(const config::Yaml& map, std::string_view key) {
  std::vector<std::string> out;
  const auto* found = map.find(key);
  if (found == nullptr) return out;
  for (const auto& item : found->items) {
    if (item.is_scalar()) out.push_back(item.text);
  }
  return out;
}

/// One service, a list of them, or a whole application.
std::vector<const config::Yaml*> services_in(const config::Yaml& root) {
  const config::Yaml* list = &root;
  if (const auto* application = root.find("application")) list = application->find("services");
  if (list != nullptr && list->is_map() && list->find("services") != nullptr)
    list = list->find("services");
  std::vector<const config::Yaml*> out;
  if (list == nullptr) return out;
  if (list->is_map()) out.push_back(list);
  for (const auto& item : list->items) {
    if (item.is_map()) out.push_back(&item);
  }
  return out;
}

class Reading {
 public:
  explicit Reading(std::vector<Error>& notes) : notes_(notes) {}

  core::DevSettings read(const config::Yaml& container) {
    core::DevSettings out;
    out.container = text_at(container, "name");
    const auto* dev = container.find("dev");
    if (dev == nullptr || !dev->is_map()) return out;
    for (const auto& entry : dev->entries) take(entry.key, entry.value, *dev, out);
    return out;
  }

 private:
  void skip(const std::string& what) {
    add_once(notes_, Error(Reason::dev_field_skipped,
                           {{"what", what}, {"where", std::string(shown_name)}}));
  }

  void take(const std::string& key, const config::Yaml& value, const config::Yaml& dev,
            core::DevSettings& out) {
    // Which editor clones what is nothing of ours.
    static constexpr auto silent =
        std::to_array<std::string_view>({"gitUrl", "devContainerName", "useDevContainer"});
    if (std::find(silent.begin(), silent.end(), key) != silent.end()) return;
    if (key == "image")
      out.image = plain(value.text, key);
    else if (key == "workDir")
      out.root = plain(value.text, key);
    else if (key == "shell" && !value.text.empty())
      out.shell = {value.text};
    else if (key == "command")
      take_commands(value, out);
    else if (key == "debug")
      take_debug(value, out);
    else if (key == "sync")
      take_sync(value, out);
    else if (key == "env")
      take_variables(value, out);
    else if (key == "portForward")
      take_ports(texts_at(dev, key), out);
    else if (key == "resources")
      take_resources(value, out);
    else if (key == "persistentVolumeDirs")
      take_kept(value, out);
    else if (key == "hotReload")
      take_hot_reload(value);
    else if (!value.is_null())
      skip(key);
  }

  /// Here it is asked for when a command is run.
  void take_hot_reload(const config::Yaml& value) {
    if (value.text == "true") skip("hotReload (dev run --watch)");
  }

  /// It may hold a variable of the other tool's own.
  std::string plain(const std::string& text, const std::string& key) {
    if (text.find("${") == std::string::npos) return text;
    skip(key);
    return "";
  }

  void take_commands(const config::Yaml& commands, core::DevSettings& out) {
    for (const auto& entry : commands.entries) {
      if (entry.key == "run")
        out.run = texts_at(commands, "run");
      else if (entry.key == "debug")
        out.debug = texts_at(commands, "debug");
      else if (!entry.value.items.empty())
        skip("command." + entry.key);
    }
  }

  void take_debug(const config::Yaml& debug, core::DevSettings& out) {
    const auto language = text_at(debug, "language");
    const auto& known = core::dev_languages;
    if (std::find(known.begin(), known.end(), language) != known.end())
      out.language = language;
    else if (!language.empty())
      skip("debug.language: " + language);
    if (const auto port = core::forwarded_port(text_at(debug, "remoteDebugPort")))
      out.debug_port = port->remote;
  }

  void take_sync(const config::Yaml& sync, core::DevSettings& out) {
    out.both_ways = text_at(sync, "type") == "sendReceive";
    for (auto& pattern : texts_at(sync, "ignoreFilePattern")) {
      if (pattern.starts_with("./")) pattern.erase(0, 1);  // "/…": of the directory itself
      out.ignore.push_back(std::move(pattern));
    }
    for (const auto& pattern : texts_at(sync, "filePattern")) {
      if (pattern != "." && pattern != "./") skip("sync.filePattern: " + pattern);
    }
  }

  void take_variables(const config::Yaml& list, core::DevSettings& out) {
    for (const auto& item : list.items) {
      const auto name = text_at(item, "name");
      if (!name.empty()) out.variables[name] = plain(text_at(item, "value"), "env." + name);
    }
  }

  void take_ports(const std::vector<std::string>& ports, core::DevSettings& out) {
    for (const auto& port : ports) {
      if (core::forwarded_port(port))
        out.ports.push_back(port);
      else
        skip("portForward: " + port);
    }
  }

  /// Here a container asks for all that it may use; that it asked for something else is said.
  void take_resources(const config::Yaml& resources, core::DevSettings& out) {
    for (auto [name, setting] : {std::pair("cpu", &out.cpu), {"memory", &out.memory}}) {
      const auto at = [&](std::string_view kind) {
        const auto* of_kind = resources.find(kind);
        return of_kind == nullptr ? std::string() : text_at(*of_kind, name);
      };
      const auto limit = at("limits"), request = at("requests");
      *setting = limit;
      if (!request.empty() && core::canonical_quantity(request) != core::canonical_quantity(limit))
        skip("resources.requests." + std::string(name) + ": " + request);
    }
  }

  /// Each has a size of its own there, and all have one here: the first that is said.
  void take_kept(const config::Yaml& list, core::DevSettings& out) {
    for (const auto& one : list.items) {
      const auto path = text_at(one, "path");
      if (path.size() < 2 || !path.starts_with('/')) {
        skip("persistentVolumeDirs: " + path);
        continue;
      }
      out.persist.push_back(path);
      const auto size = text_at(one, "capacity");
      if (size.empty() || size == out.persist_size) continue;
      if (out.persist_size.empty() && core::is_quantity(size))
        out.persist_size = size;
      else
        skip("persistentVolumeDirs: " + path + ": " + size);
    }
  }

  std::vector<Error>& notes_;
};

}  // namespace

core::DevSettings read_nocalhost(const std::string& folder, const core::Component& component,
                                 std::vector<Error>& notes) {
  const std::string path = folder + "/" + std::string(shown_name);
  std::error_code odd;
  if (folder.empty() || !std::filesystem::is_regular_file(path, odd)) return {};
  const auto root = config::load_yaml_file(path);
  if (!root) {
    notes.push_back(root.error());
    return {};
  }
  const auto services = services_in(*root);
  const config::Yaml* found = services.size() == 1 ? services.front() : nullptr;
  for (const auto* one : services) {
    const auto name = text_at(*one, "name");
    if (name == component.name || (!component.workload.empty() && name == component.workload))
      found = one;
  }
  const auto* containers = found == nullptr ? nullptr : found->find("containers");
  if (containers == nullptr || containers->items.empty()) return {};
  return Reading(notes).read(containers->items.front());
}

}  // namespace chatops::application
