// See front_pager.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "front_pager.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <vector>

namespace chatops::front {

namespace {

constexpr int not_started = 127;

std::vector<std::string> pager_words() {
  std::vector<std::string> out;
  const char* set = std::getenv("CHATOPS_PAGER");
  for (std::string_view rest = set == nullptr ? "" : set; !rest.empty();) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    if (end > 0) out.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

bool fits_the_screen(std::string_view text) {
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return true;
  return size.ws_row == 0 || std::count(text.begin(), text.end(), '\n') < size.ws_row;
}

[[noreturn]] void become_pager(std::vector<std::string> words, int input) {
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  ::dup2(input, STDIN_FILENO);
  ::execvp(argv[0], argv.data());
  ::_exit(not_started);
}

void write_to(int pipe, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(pipe, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) break;  // the reader has seen enough
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  ::close(pipe);
}

}  // namespace

int columns() {
  const char* set = std::getenv("COLUMNS");
  const int wished = set == nullptr ? 0 : std::atoi(set);
  if (wished > 0) return wished;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

bool show_in_pager(std::string_view text) {
  const std::vector<std::string> words = pager_words();
  if (words.empty() || ::isatty(STDOUT_FILENO) != 1 || fits_the_screen(text)) return false;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return false;
  const pid_t child = ::fork();
  if (child == 0) become_pager(words, ends[0]);
  ::close(ends[0]);
  if (child < 0) {
    ::close(ends[1]);
    return false;
  }
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGINT, SIG_IGN);  // Ctrl-C belongs to the reader's program
  write_to(ends[1], text);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  std::signal(SIGINT, SIG_DFL);
  return !(WIFEXITED(status) && WEXITSTATUS(status) == not_started);
}

}  // namespace chatops::front
