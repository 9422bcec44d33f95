// The front: what must answer at once (version, help, completion) is answered from the table
// without loading a library; everything else is handed to chatops-core. Needs libc and libm at
// most; tests/golden/front_test.py holds that.
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command/table/help.hpp"
#include "command/table/scan.hpp"
#include "command/table/shell_scripts.hpp"
#include "front_completion.hpp"
#include "front_pager.hpp"

namespace {

namespace table = chatops::command::table;

std::optional<std::string_view> variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string_view(value);
}

/// Writes all of it; a reader that went away (`| head`) is no failure.
int print(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno == EPIPE ? 0 : 1;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// Where chatops-core may be: beside us in a build tree, in libexec when installed.
std::vector<std::string> core_programs() {
  char self[PATH_MAX];
  const ssize_t size = ::readlink("/proc/self/exe", self, sizeof self - 1);
  std::string folder =
      size > 0 ? std::string(self, static_cast<std::size_t>(size)) : std::string("./chatops");
  folder.resize(folder.rfind('/'));
  return {folder + "/chatops-core", folder + "/../libexec/chatops/chatops-core"};
}

int hand_over(char** argv) {
  for (const std::string& program : core_programs()) {
    ::execv(program.c_str(), argv);
    if (errno == ENOENT || errno == ENOTDIR) continue;
    std::fprintf(stderr, "chatops: cannot run %s: %s\n", program.c_str(), std::strerror(errno));
    return 1;
  }
  std::fprintf(stderr,
               "chatops: chatops-core is neither beside this program nor in ../libexec/chatops; "
               "install it again\n");
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (!words.empty() && words.front() == "__complete") {
    const table::Language language = table::choose_language("", "", variable);
    const std::vector<std::string> typed(words.begin() + 1, words.end());
    return print(chatops::front::answer_completion(typed, language, core_programs()));
  }
  table::Scan line = table::scan(words);
  const table::Language language = table::choose_language(line.lang, "", variable);
  if (line.version) return print("chatops " CHATOPS_VERSION "\n");
  if (line.found.command != nullptr && line.found.command->path == "completion" &&
      line.plain.size() == 2 && words.size() == 2) {
    if (const auto script = table::shell_script(line.plain[1])) return print(*script);
  }
  const bool asked = !line.plain.empty() && line.plain.front() == "help";
  const bool group_alone =
      line.plain.size() == 1 && line.found.group != nullptr && line.found.command == nullptr;
  const bool for_people = !table::wants_document(line);
  const bool nothing_named = line.plain.empty() && !line.odd;  // also `chatops -q`
  if (for_people && (asked || line.help || nothing_named || group_alone)) {
    if (asked) line.plain.erase(line.plain.begin());
    // Words that name nothing: chatops-core says what is wrong with them.
    if (const auto text = table::help_for(line.plain, language, chatops::front::columns())) {
      return chatops::front::show_in_pager(*text) ? 0 : print(*text);
    }
  }
  return hand_over(argv);
}
