// Stands in for libFuzzer where it is not built in: runs the target over every file of the folders
// given, over its beginnings, and over copies with one byte spoilt. The same every time.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t variants = 200;

void run(const std::string& input) {
  // A copy of its exact size, so that reading past the end is seen by the address sanitizer.
  const std::vector<std::uint8_t> bytes(input.begin(), input.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

void run_with_variants(const std::string& input) {
  run(input);
  if (input.empty()) return;
  const std::size_t step = input.size() / variants + 1;
  for (std::size_t cut = 0; cut < input.size(); cut += step) run(input.substr(0, cut));
  std::mt19937 random(1);
  for (std::size_t i = 0; i < variants; ++i) {
    std::string spoilt = input;
    spoilt[random() % spoilt.size()] = static_cast<char>(random());
    run(spoilt);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> files;
  for (int i = 1; i < argc; ++i)
    for (const auto& entry : std::filesystem::directory_iterator(argv[i]))
      if (entry.is_regular_file()) files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  for (const std::string& name : files) {
    std::printf("%s\n", name.c_str());
    std::fflush(stdout);  // the last line names the file that was fatal
    std::ifstream file(name, std::ios::binary);
    run_with_variants(std::string(std::istreambuf_iterator<char>(file), {}));
  }
  return files.empty() ? 1 : 0;
}
