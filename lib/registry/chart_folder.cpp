// Charts that lie beside chatops.yaml as folders.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include "base/file.hpp"
#include "crypto/crypto.hpp"
#include "registry/chart_files.hpp"

namespace chatops::registry {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_chart_file = 16U << 20U;

Error invalid_folder(const std::string& folder, const char* why, std::string piece) {
  return Error(Reason::chart_invalid,
               {{"what", folder}, {"why", why}, {"piece", std::move(piece)}});
}

/// Names of the files below a folder, links followed as Helm follows them. A link that leads
/// nowhere, or back to a folder that it is in, is a name without content.
class Files {
 public:
  explicit Files(const std::string& folder) : folder_(folder) {}

  /// Throws chart_invalid.
  std::vector<std::string> sorted() {
    below(fs::path());
    std::sort(names_.begin(), names_.end());
    return std::move(names_);
  }

 private:
  void below(const fs::path& inside) {
    std::error_code error;
    const fs::path real = fs::canonical(folder_ / inside, error);
    if (error || std::find(way_.begin(), way_.end(), real) != way_.end()) {
      names_.push_back(inside.generic_string());
      return;
    }
    way_.push_back(real);
    fs::directory_iterator entries(folder_ / inside, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
      const fs::path name = inside / entries->path().filename();
      std::error_code gone;
      const fs::file_status status = entries->status(gone);
      if (fs::is_directory(status)) {
        below(name);
      } else if (fs::is_regular_file(status) || entries->is_symlink(gone)) {
        names_.push_back(name.generic_string());
      }
      if (names_.size() > most_chart_files)
        throw invalid_folder(folder_.string(), "too_many_files", "");
    }
    if (error) throw invalid_folder(folder_.string(), "unreadable_file", inside.generic_string());
    way_.pop_back();
  }

  fs::path folder_;
  std::vector<fs::path> way_;  ///< the real folders from the top to here
  std::vector<std::string> names_;
};

/// Throws chart_invalid.
std::string folder_digest(const std::string& folder) {
  crypto::Sha256 hash;
  for (const auto& name : Files(folder).sorted()) {
    const fs::path path = fs::path(folder) / name;
    std::error_code gone;
    std::string content;
    if (fs::is_regular_file(path, gone)) {
      auto text = read_file(path.string(), largest_chart_file);
      if (!text) throw invalid_folder(folder, "unreadable_file", name);
      content = std::move(*text);
    }
    // Lengths are part of it, so that no two different folders read the same.
    hash.add(std::to_string(name.size()) + ":" + name + std::to_string(content.size()) + ":");
    hash.add(content);
  }
  return "sha256:" + hash.hex();
}

ChartFiles files_of(const std::string& folder) {
  const auto chart = read_file(folder + "/Chart.yaml", largest_chart_text);
  if (!chart) {
    throw Error(Reason::chart_not_found, {{"what", folder}, {"why", "Chart.yaml"}});
  }
  auto version = read_chart_yaml(*chart);
  if (!version) {
    Error error = std::move(version).error();
    error.args.set("what", folder);
    throw error;
  }
  ChartFiles out{std::move(*version), {}};
  auto values = read_file(folder + "/values.yaml", largest_chart_text);
  if (values) {
    out.values = std::move(*values);
  } else if (values.error().args.get("missing") != "yes") {
    throw invalid_folder(folder, "unreadable_file", "values.yaml");
  }
  out.version.digest = folder_digest(folder);
  out.version.url = folder;
  return out;
}

}  // namespace

Known<ChartFiles> read_folder(const std::string& folder) {
  try {
    return files_of(folder);
  } catch (Error& error) {
    return unknown(std::move(error));
  }
}

}  // namespace chatops::registry
