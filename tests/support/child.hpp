// A program that runs beside a test: started without a shell, its output in files or a pipe, and
// certainly ended with the test.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <string>
#include <vector>

namespace chatops::test {

class Child {
 public:
  /// Its standard output can be read line by line; its errors go to `errors_file`.
  Child(const std::vector<std::string>& argv, const std::string& errors_file) {
    int pipe_ends[2];
    if (::pipe2(pipe_ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    std::vector<char*> words;
    for (const auto& word : argv) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    pid_ = ::fork();
    if (pid_ < 0) throw std::runtime_error("fork");
    if (pid_ == 0) {
      const int errors = ::open(errors_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      ::dup2(pipe_ends[1], 1);
      ::dup2(errors, 2);
      ::execvp(words[0], words.data());
      ::_exit(127);
    }
    ::close(pipe_ends[1]);
    output_ = pipe_ends[0];
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    ::kill(pid_, SIGTERM);
    ::waitpid(pid_, nullptr, 0);
    ::close(output_);
  }

  /// The next line of its output, without the line end; "" when it has ended.
  std::string line() {
    std::string out;
    char c = 0;
    while (::read(output_, &c, 1) == 1 && c != '\n') out += c;
    return out;
  }

 private:
  pid_t pid_ = -1;
  int output_ = -1;
};

/// A port of 127.0.0.1 that is free now, for programs that cannot be told to choose one.
inline unsigned short free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (fd < 0 || ::bind(fd, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("bind");
  }
  ::close(fd);
  return ntohs(address.sin_port);
}

}  // namespace chatops::test
