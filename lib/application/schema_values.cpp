// The files of the values layers.
// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <system_error>

#include "application/remote.hpp"
#include "application/schema.hpp"
#include "application/values.hpp"
#include "base/file.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;

/// False for a path that leads out of the folder by a symbolic link.
bool really_below(const std::string& folder, const std::string& file) {
  std::error_code failed;
  const fs::path root = fs::weakly_canonical(folder, failed);
  if (failed) return true;  // reading the file says what is wrong
  const fs::path real = fs::weakly_canonical(file, failed);
  if (failed) return true;
  const fs::path relative = real.lexically_relative(root);
  return !relative.empty() && *relative.begin() != "..";
}

void read_one(const config::Yaml& item, const std::string& what, const Folder& folder,
              config::Problems& problems, std::vector<core::ValuesFile>& out) {
  const auto bad = [&](Reason reason, Args args) {
    problems.add(reason, item.mark, what, std::move(args));
  };
  if (!item.is_scalar() || item.text.empty()) {
    bad(Reason::yaml_wrong_type,
        {{"wanted", "string"}, {"got", std::string(config::word_of(item.kind))}});
    return;
  }
  const std::string file = folder.path + "/" + item.text;
  if (!stays_below(item.text) || !really_below(folder.path, file)) {
    bad(Reason::yaml_bad_value, {{"value", item.text}, {"why", "path_leaves"}});
    return;
  }
  auto text = read_file(file, largest_values_file);
  if (!text) {
    const std::string why(text.error().args.get("why"));
    bad(Reason::values_unreadable,
        {{"value", item.text}, {"why", why.empty() ? std::string(text.error().what()) : why}});
    return;
  }
  config::Problems inside;
  if (const auto node = config::load_yaml(*text, folder.display + item.text, inside)) {
    if (const auto tree = values_tree(*node); !tree) inside.add(tree.error());
  }
  for (Error mistake : inside.all()) {
    mistake.args.set("from", item.mark.where());
    problems.add(std::move(mistake));
  }
  out.push_back({item.text, std::move(*text)});
}

}  // namespace

std::vector<core::ValuesFile> read_values_files(config::Reader& reader, std::string_view key,
                                                const Folder& folder) {
  std::vector<core::ValuesFile> out;
  const config::Yaml* node = reader.take(key);
  if (node == nullptr) return out;
  if (!node->is_list()) {
    read_one(*node, reader.path(key), folder, reader.problems(), out);
    return out;
  }
  for (const config::Yaml& item : node->items) {
    read_one(item, reader.path(key), folder, reader.problems(), out);
  }
  return out;
}

}  // namespace chatops::application
