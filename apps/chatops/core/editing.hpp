// The door's part of `config edit`: a private copy, the person's editor on it, and what becomes of
// the copy.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/call.hpp"
#include "base/system.hpp"
#include "command/answering.hpp"

namespace chatops {

/// Words as people write them into VISUAL and EDITOR: blanks part them, quotes and backslashes keep
/// them together; nothing is expanded. An open quote ends with the text.
std::vector<std::string> editor_words(const std::string& text);

class EditedCopy {
 public:
  EditedCopy() = default;
  EditedCopy(const EditedCopy&) = delete;
  EditedCopy& operator=(const EditedCopy&) = delete;
  /// Removes the copy, unless it is to be kept.
  ~EditedCopy();

  /// Opens the text in the editor and waits for it; `given` then has what it left. Without
  /// VISUAL and EDITOR, and without somebody at a terminal, confirmation_needed. program_missing,
  /// editor_failed, file_unreadable, config_too_large.
  void edit(const Call& call, const System& system, const command::Editing& text, bool interactive,
            command::Given& given);

  /// The person wants nothing of it.
  void discard();
  /// The command ended before the text was written: where it lies, "" when it has nothing new.
  std::string keep();

 private:
  void write(const command::Editing& text);
  void run(const Call& call, const System& system, bool interactive) const;

  std::string folder_, file_;
  std::string base_;
  bool kept_ = false;
};

}  // namespace chatops
