// The whole file.
// SPDX-License-Identifier: Apache-2.0
#include "application/load.hpp"

#include <filesystem>

#include "application/git.hpp"
#include "application/schema.hpp"
#include "base/file.hpp"
#include "config/reader.hpp"
#include "core/names.hpp"
#include "core/remote.hpp"

namespace chatops::application {
namespace {

constexpr std::size_t largest_application = 1U << 20U;

/// What people see before a file of the same folder.
std::string display_folder(const std::string& display) {
  const auto slash = display.rfind('/');
  return slash == std::string::npos ? std::string() : display.substr(0, slash + 1);
}

void read_root(config::Reader& root, const Folder& folder, const EngineReaders& engines,
               core::Application& out) {
  if (!root.integer("version", 1, 1) && !root.has("version")) {
    root.problem("version", Reason::yaml_missing_key);
  }
  out.name = root.required_string("application");
  if (!out.name.empty()) {
    const auto checked = core::environment_name(out.name);
    if (!checked) report(root, "application", checked.error(), out.name);
  }
  out.title = root.string_or("title", "");
  out.project = root.string_or("project", out.name);
  read_repositories(root, out);
  read_components(root, out);
  read_chart(root, folder, out);
  read_classes(root, folder, out);
  read_clusters(root, out);
  read_environments(root, folder, out);
  read_engine(root, engines, out);
  root.finish();
}

std::vector<std::string> values_paths(const core::Application& application) {
  std::vector<std::string> out;
  const auto add = [&](const std::vector<core::ValuesFile>& files) {
    for (const auto& file : files) out.push_back(file.path);
  };
  add(application.common_values);
  for (const auto& one : application.classes) add(one.values);
  for (const auto& [name, files] : application.environment_values) add(files);
  return out;
}

/// Only references need to know where the files come from.
void read_git_facts(const Call& call, const System& system, const Location& location,
                    core::Application& out) {
  if (location.source) {
    const std::string base = location.source->path;
    out.git_url = core::without_user(location.source->url);
    out.git_ref = location.commit;
    out.git_path = base.ends_with(file_name) ? std::string(base, 0, base.rfind('/')) : base;
    if (base == file_name) out.git_path.clear();
    out.git_published = true;
    return;
  }
  if (!out.deploy.by_files) return;
  const auto checkout = value_or_throw(checkout_of(call, system, out.folder));
  if (!checkout || checkout->remotes.empty() || checkout->commit.empty()) return;
  out.git_url = core::without_user(checkout->remotes.front());
  out.git_path = checkout->path;
  auto files = values_paths(out);
  const std::string own = std::filesystem::path(location.file).filename().string();
  files.push_back(own);
  auto found = value_or_throw(published(call, system, out.folder, files));
  out.git_published = found.has_value();
  out.git_ref = found ? std::move(found->commit) : checkout->commit;
  if (!found) return;
  out.git_edited = std::erase(found->changed, own) > 0;
  out.git_changed = std::move(found->changed);
}

}  // namespace

core::Application parse_application(const std::string& text, const std::string& display,
                                    const std::string& folder, const EngineReaders& engines) {
  config::Problems problems;
  core::Application out;
  out.folder = folder;
  const auto node = config::load_yaml(text, display, problems);
  if (node) {
    config::Reader root(*node, problems);
    read_root(root, {folder, display_folder(display)}, engines, out);
  }
  problems.throw_if_any(display);
  return out;
}

core::Application load_application(const Call& call, const System& system, const Location& location,
                                   const EngineReaders& engines) {
  auto text = read_file(location.file, largest_application);
  if (!text) {
    const bool missing = text.error().args.has("missing");
    const bool large = text.error().reason == Reason::config_too_large;
    throw Error(missing ? Reason::config_not_found
                : large ? Reason::config_too_large
                        : Reason::config_unreadable,
                {{"what", location.display}, {"why", std::string(text.error().args.get("why"))}});
  }
  auto out =
      parse_application(*text, location.display,
                        std::filesystem::path(location.file).parent_path().string(), engines);
  read_git_facts(call, system, location, out);
  return out;
}

}  // namespace chatops::application
