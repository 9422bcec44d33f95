// Folders and files of other people, as they are looked at: without links, without odd names.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "config/yaml.hpp"

namespace chatops::application {

/// Names that can be written into a YAML file and shown as they are.
bool plain_text(std::string_view text);
/// The entries of a folder by name, without odd names; empty when it cannot be read.
std::vector<std::filesystem::directory_entry> entries_of(const std::filesystem::path& folder);
bool is_real_folder(const std::filesystem::directory_entry& entry);
bool is_file(const std::filesystem::path& path);
/// The path as it is told: relative to the folder; "." = the folder itself.
std::string below(const std::filesystem::path& path, const std::string& folder);
/// A plain scalar of a map, when it can be shown; else "".
std::string text_of(const config::Yaml& map, std::string_view key);

/// Somebody else's YAML: what is wrong in it costs that part and goes to `unread`. A key given
/// twice counts as Helm counts it; lines of a template that stand in it become texts.
config::Yaml foreign_yaml(const std::filesystem::path& file, const std::string& shown,
                          std::vector<Error>& unread);
config::Yaml foreign_text(const std::string& text, const std::string& shown,
                          std::vector<Error>& unread);

}  // namespace chatops::application
