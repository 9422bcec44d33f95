// The search for chatops.yaml.
// SPDX-License-Identifier: Apache-2.0
#include "application/locate.hpp"

#include <filesystem>

#include "application/git.hpp"
#include "config/reader.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;

bool is_file(const fs::path& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}
bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

Error not_found(const std::string& where) {
  return Error(Reason::application_not_found, {{"where", where}});
}

std::string shown(const fs::path& file, const std::string& folder) {
  const fs::path relative = file.lexically_relative(folder);
  const bool below = !relative.empty() && *relative.begin() != "..";
  return below ? relative.string() : file.string();
}

class LocationSearch {
 public:
  LocationSearch(const Call& call, const System& system, const LocateRequest& request)
      : call_(call), system_(system), request_(request) {}

  Location named(const std::string& text) const {
    const fs::path path = fs::path(request_.folder) / text;
    if (is_file(path)) return at_file(path.lexically_normal());
    if (is_folder(path)) {
      if (auto found = in_folder(path.lexically_normal())) return *found;
      throw not_found((path / file_name).lexically_normal().string());
    }
    const auto url = text.substr(0, text.rfind('#'));
    if (url.starts_with("git::") || is_git_url(url) || url.find("://") != std::string::npos) {
      return fetched(text, "");
    }
    throw not_found(text);
  }

  Location upwards() const {
    const fs::path start(request_.folder);
    const fs::path root = checkout_root(start);
    for (fs::path at = start;; at = at.parent_path()) {
      if (auto found = in_folder(at)) return *found;
      if (at == root || !at.has_relative_path()) break;
    }
    throw not_found(start.string());
  }

 private:
  /// The folder itself when it is in no checkout: what lies above it is not meant.
  static fs::path checkout_root(const fs::path& start) {
    std::error_code ignored;
    for (fs::path at = start; at.has_relative_path(); at = at.parent_path()) {
      if (fs::exists(at / ".git", ignored)) return at;
    }
    return start;
  }

  std::optional<Location> in_folder(const fs::path& folder) const {
    for (const char* name : {file_name, pointer_name}) {
      if (is_file(folder / name)) return at_file(folder / name);
    }
    return std::nullopt;
  }

  Location at_file(const fs::path& file) const {
    if (file.filename() == pointer_name) return pointed(file);
    Location out;
    out.file = file.string();
    out.display = shown(file, request_.folder);
    return out;
  }

  Location pointed(const fs::path& pointer) const {
    const std::string display = shown(pointer, request_.folder);
    const auto node = value_or_throw(config::load_yaml_file(pointer.string()));
    config::Problems problems;
    config::Reader reader(node, problems);
    const std::string target = reader.required_string("application");
    const std::string where = reader.mark("application").where();
    reader.finish();
    problems.throw_if_any(display);
    try {
      return fetched(target, display);
    } catch (Error& error) {
      if (!error.args.has("where")) error.args.set("where", where);
      throw;
    }
  }

  Location fetched(const std::string& text, const std::string& pointer) const {
    const GitSource source = value_or_throw(parse_git_source(text));
    const Fetched tree = value_or_throw(fetch_source(call_, system_, source, request_.cache_dir));
    fs::path file = fs::path(tree.folder) / source.path;
    if (is_folder(file)) file /= file_name;
    const std::string path_shown = file.lexically_relative(tree.folder).string();
    if (!is_file(file)) throw not_found(without_user(source.url) + "#" + path_shown);
    Location out;
    out.file = file.lexically_normal().string();
    out.display = without_user(source.url) + "#" + path_shown;
    out.pointer = pointer;
    out.source = source;
    out.commit = tree.commit;
    return out;
  }

  const Call& call_;
  const System& system_;
  const LocateRequest& request_;
};

}  // namespace

Location locate_application(const Call& call, const System& system, const LocateRequest& request) {
  const LocationSearch search(call, system, request);
  if (!request.application.empty()) return search.named(request.application);
  if (const auto variable = system.variables.get("CHATOPS_APP")) return search.named(*variable);
  return search.upwards();
}

}  // namespace chatops::application
