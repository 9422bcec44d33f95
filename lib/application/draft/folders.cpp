// Looking at other people's files without trusting them.
// SPDX-License-Identifier: Apache-2.0
#include "application/draft/folders.hpp"

#include <algorithm>

#include "base/file.hpp"
#include "base/text.hpp"
#include "config/problems.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;
using config::Yaml;

constexpr std::size_t most_entries = 4000, largest_foreign_file = 1U << 20U;

/// A value that begins with a template's braces, as a text in quotes; a line that is nothing but
/// a template's action, as nothing. Lines stay where they are.
std::string without_actions(std::string_view text) {
  std::string out;
  for (const std::string_view line : lines_of(text)) {
    const auto at = line.find("{{");
    const std::string_view before = line.substr(0, at == std::string_view::npos ? 0 : at);
    const auto said = before.find_last_not_of(" \t");
    if (at == std::string_view::npos) {
      out += line;
    } else if (said != std::string_view::npos && (before[said] == ':' || before[said] == '-')) {
      out += before;
      out += '\'' + replace_all(std::string(line.substr(at)), "'", "''") + '\'';
    } else if (said != std::string_view::npos) {
      out += line;
    }
    out += '\n';
  }
  return out;
}

}  // namespace

bool plain_text(std::string_view text) {
  return is_utf8(text) && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f;
         });
}

std::vector<fs::directory_entry> entries_of(const fs::path& folder) {
  std::vector<fs::directory_entry> out;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    if (plain_text(at->path().filename().string())) out.push_back(*at);
    if (out.size() > most_entries) break;
  }
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.path().filename() < b.path().filename(); });
  return out;
}

bool is_real_folder(const fs::directory_entry& entry) {
  std::error_code failed;
  return !entry.is_symlink(failed) && entry.is_directory(failed);
}

bool is_file(const fs::path& path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed);
}

std::string below(const fs::path& path, const std::string& folder) {
  const std::string out = path.lexically_normal().lexically_relative(folder).string();
  return out.empty() ? "." : out;
}

std::string text_of(const Yaml& map, std::string_view key) {
  const Yaml* value = map.find(key);
  return value != nullptr && value->is_scalar() && plain_text(value->text) ? value->text : "";
}

Yaml foreign_yaml(const fs::path& file, const std::string& shown, std::vector<Error>& unread) {
  auto text = read_file(file.string(), largest_foreign_file);
  if (!text) {
    Error why = text.error();
    why.args.set("what", shown);
    unread.push_back(std::move(why));
    return Yaml::map();
  }
  return foreign_text(*text, shown, unread);
}

Yaml foreign_text(const std::string& text, const std::string& shown, std::vector<Error>& unread) {
  config::Problems twice;
  auto read = config::load_foreign_yaml(text, shown, twice);
  for (const Error& error : twice.all()) unread.push_back(error);
  if (!read) {
    unread.push_back(read.error());
    if (!read.error().args.has("what")) unread.back().args.set("what", shown);
  }
  if (!read && text.find("{{") != std::string::npos) {
    config::Problems again;
    read = config::load_foreign_yaml(without_actions(text), shown, again);
  }
  return read && read->is_map() ? std::move(*read) : Yaml::map();
}

}  // namespace chatops::application
