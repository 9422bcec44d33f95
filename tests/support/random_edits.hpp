// What people, editors and builds do to a directory, by a seed.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "base/random.hpp"

namespace chatops::test {

class RandomEdits {
 public:
  RandomEdits(std::string root, std::uint64_t seed) : root_(std::move(root)), random_(seed) {}

  void one() {
    namespace fs = std::filesystem;
    std::error_code ignored;
    const auto path = any_path();
    switch (random_.next() % 12) {
      case 0:
      case 1:
      case 2: write(path, size()); break;
      case 3: {  // as editors do
        write(path + "~", size());
        fs::rename(path + "~", path, ignored);
        break;
      }
      case 4: append(path); break;
      case 5: fs::remove(path, ignored); break;
      case 6: fs::remove_all(folder(), ignored); break;
      case 7: fs::rename(path, any_path(), ignored); break;
      case 8: {
        const auto from = folder(), to = folder() + "x";
        fs::rename(from, to, ignored);
        break;
      }
      case 9:
        fs::remove(path, ignored);
        fs::create_symlink("target-" + std::to_string(random_.next() % 5), path, ignored);
        break;
      case 10: {
        struct stat st{};
        if (::lstat(path.c_str(), &st) == 0 && S_ISREG(st.st_mode))
          ::chmod(path.c_str(), random_.next() % 2 == 0 ? 0755 : 0644);
        break;
      }
      default: fs::create_directories(path, ignored); break;
    }
  }

 private:
  std::string folder() {
    static const std::vector<std::string> names{"a", "b", "a/c", "a/c/d", "e f", "\xC3\xA9"};
    return root_ + "/" + names[random_.next() % names.size()];
  }
  std::string any_path() {
    std::error_code ignored;
    const auto where = random_.next() % 4 == 0 ? root_ : folder();
    std::filesystem::create_directories(where, ignored);
    return where + "/f" + std::to_string(random_.next() % 6);
  }
  std::size_t size() {
    const auto kind = random_.next() % 20;
    if (kind == 0) return 200'000 + random_.next() % 2'000'000;
    return kind < 4 ? 0 : random_.next() % 5000;
  }
  void write(const std::string& path, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += std::to_string(random_.next());
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
  }
  void append(const std::string& path) {
    std::ofstream(path, std::ios::binary | std::ios::app) << random_.next();
  }

  std::string root_;
  SeededRandom random_;
};

}  // namespace chatops::test
