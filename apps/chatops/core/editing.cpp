// The copy lies in a folder of its own that nobody else can look into, under its usual name, so
// that editors know what it is.
// SPDX-License-Identifier: Apache-2.0
#include "editing.hpp"

#include <stdlib.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "base/file.hpp"
#include "base/text.hpp"

namespace chatops {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_text = 1U << 20U;

/// In the order of `git`: VISUAL, EDITOR; where neither is set, what most machines have.
std::vector<std::vector<std::string>> editors(const Variables& variables) {
  for (const char* name : {"VISUAL", "EDITOR"}) {
    if (const auto set = variables.get(name); set && !editor_words(*set).empty())
      return {editor_words(*set)};
  }
  return {{"nano"}, {"vi"}};
}

bool editor_named(const Variables& variables) {
  return variables.get("VISUAL") || variables.get("EDITOR");
}

}  // namespace

std::vector<std::string> editor_words(const std::string& text) {
  std::vector<std::string> out;
  std::string word;
  bool begun = false;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && quote != '\'' && i + 1 < text.size()) {
      word += text[++i];
      begun = true;
    } else if (quote != 0 ? c == quote : c == '"' || c == '\'') {
      quote = quote == 0 ? c : '\0';
      begun = true;
    } else if (quote == 0 && (c == ' ' || c == '\t' || c == '\n')) {
      if (begun) out.push_back(std::move(word));
      word.clear();
      begun = false;
    } else {
      word += c;
      begun = true;
    }
  }
  if (begun) out.push_back(std::move(word));
  return out;
}

EditedCopy::~EditedCopy() {
  if (!kept_) discard();
}

void EditedCopy::discard() {
  std::error_code ignored;
  if (!folder_.empty()) fs::remove_all(folder_, ignored);
  folder_.clear();
  file_.clear();
}

void EditedCopy::write(const command::Editing& text) {
  if (folder_.empty()) {
    std::string name = (fs::temp_directory_path() / "chatops-edit-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
      throw Error(Reason::file_unwritable, {{"what", name}, {"why", std::strerror(errno)}});
    folder_ = name;
    file_ = folder_ + "/" + text.name;
    base_ = text.text;
  }
  value_or_throw(write_file(file_, text.text, 0600));
}

void EditedCopy::run(const Call& call, const System& system, bool interactive) const {
  if (!interactive && !editor_named(system.variables))
    throw Error(Reason::confirmation_needed, {{"what", "config edit"}, {"try", "EDITOR=…"}});
  Error missing(Reason::program_missing);
  for (std::vector<std::string> argv : editors(system.variables)) {
    const std::string name = argv.front();
    argv.push_back(file_);
    const auto code = system.spawner.attend(call, {.argv = std::move(argv)});
    if (code && *code == 0) return;
    if (code)
      throw Error(Reason::editor_failed,
                  {{"what", name}, {"why", "exit " + std::to_string(*code)}});
    missing = code.error();
    if (missing.reason != Reason::program_missing) break;
  }
  throw missing;
}

void EditedCopy::edit(const Call& call, const System& system, const command::Editing& text,
                      bool interactive, command::Given& given) {
  write(text);
  run(call, system, interactive);
  given.text = value_or_throw(read_file(file_, largest_text));
  given.base = base_;
}

std::string EditedCopy::keep() {
  if (file_.empty()) return {};
  const auto text = read_file(file_, largest_text);
  if (text && *text == base_) return {};
  kept_ = true;
  return file_;
}

}  // namespace chatops
