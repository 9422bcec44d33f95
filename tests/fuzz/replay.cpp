// Stands in for libFuzzer where it is not built in: runs a target over every file of the folder
// given, over its beginnings, and over copies with one byte spoilt. The same every time.
// Usage: fuzz_replay TARGET FOLDER
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "target.hpp"

namespace {

using chatops::fuzz::Target;

constexpr std::size_t variants = 200;

void run(Target target, const std::string& input) {
  // A copy of its exact size, so that reading past the end is seen by the address sanitizer.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  target(bytes.data(), bytes.size());
}

void run_with_variants(Target target, const std::string& input) {
  run(target, input);
  if (input.empty()) return;
  const std::size_t step = input.size() / variants + 1;
  for (std::size_t cut = 0; cut < input.size(); cut += step) run(target, input.substr(0, cut));
  std::mt19937 random(1);
  for (std::size_t i = 0; i < variants; ++i) {
    std::string spoilt = input;
    spoilt[random() % spoilt.size()] = static_cast<char>(random());
    run(target, spoilt);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto& targets = chatops::fuzz::targets();
  const auto target = targets.find(argc == 3 ? argv[1] : "");
  if (target == targets.end()) {
    for (const auto& [name, function] : targets) std::printf("%s\n", name.data());
    return 2;
  }
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[2]))
    if (entry.is_regular_file()) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  for (const std::string& name : files) {
    std::printf("%s\n", name.c_str());
    std::fflush(stdout);  // the last line names the file that was fatal
    std::ifstream file(name, std::ios::binary);
    run_with_variants(target->second, std::string(std::istreambuf_iterator<char>(file), {}));
  }
  return files.empty() ? 1 : 0;
}
