// Reads packed charts with libarchive, by the rules of Helm's own loader (pkg/chart/loader/archive
// of helm 4.3.1).
// SPDX-License-Identifier: Apache-2.0
#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>

#include "base/text.hpp"
#include "registry/chart_files.hpp"

namespace chatops::registry {

namespace {

constexpr std::size_t block = 64U << 10U;
constexpr std::int64_t largest_unpacked = 100LL << 20U;
constexpr std::string_view gzip_mark = "\x1F\x8B\x08";

struct Closer {
  void operator()(archive* open) const { archive_read_free(open); }
};

Error invalid_package(std::string_view why, std::string_view piece) {
  return Error(Reason::chart_invalid, {{"why", std::string(why)}, {"piece", std::string(piece)}});
}

/// What a file that is no package begins with, where that tells something.
std::optional<Error> foreign(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string begin(256, '\0');
  in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(in.gcount()));
  if (begin.starts_with(gzip_mark)) return std::nullopt;
  if (begin.empty()) return invalid_package("not_a_package", "0 bytes");
  return invalid_package("not_a_package", trim(begin).starts_with('<') ? "HTML" : "");
}

/// Go's path.Clean for what is not absolute: "" is ".".
std::string cleaned(std::string_view path) {
  std::vector<std::string> parts;
  for (const auto part : split(path, '/')) {
    if (part.empty() || part == ".") continue;
    const bool up = part == "..";
    if (up && !parts.empty() && parts.back() != "..") {
      parts.pop_back();
    } else {
      parts.emplace_back(part);
    }
  }
  return parts.empty() ? "." : join(parts, "/");
}

bool has_drive(std::string_view path) {
  const char letter = path.size() < 3 ? '\0' : static_cast<char>(path[0] | 0x20);
  return letter >= 'a' && letter <= 'z' && path.substr(1, 2) == ":/";
}

/// The path within the chart. The top folder's name does not matter; on Windows paths are written
/// with backslashes. Throws chart_invalid.
std::string path_within(const std::string& name) {
  const char delimiter = name.find('\\') == std::string::npos ? '/' : '\\';
  const auto top = name.find(delimiter);
  std::string rest = top == std::string::npos ? std::string() : name.substr(top + 1);
  std::replace(rest.begin(), rest.end(), delimiter, '/');
  if (rest.starts_with('/')) throw invalid_package("path_leaves", name);
  std::string path = cleaned(rest);
  if (path == ".") throw invalid_package("no_top_folder", name);
  if (path.starts_with("..") || has_drive(path)) throw invalid_package("path_leaves", name);
  return path;
}

class PackageReader {
 public:
  explicit PackageReader(const std::string& file) : file_(file), archive_(archive_read_new()) {}

  /// Throws chart_invalid.
  ChartFiles read() {
    if (auto error = foreign(file_)) throw Error(std::move(*error));
    archive_read_support_filter_gzip(archive_.get());
    archive_read_support_format_tar(archive_.get());
    archive_read_support_format_empty(archive_.get());
    if (archive_read_open_filename(archive_.get(), file_.c_str(), block) != ARCHIVE_OK) fail();
    archive_entry* entry = nullptr;
    for (;;) {
      const int result = archive_read_next_header(archive_.get(), &entry);
      if (result == ARCHIVE_EOF) break;
      if (result != ARCHIVE_OK && result != ARCHIVE_WARN) fail();
      if (archive_entry_filetype(entry) == AE_IFDIR) continue;
      if (++files_ > most_chart_files) throw invalid_package("too_many_files", "");
      take(entry);
    }
    return finish();
  }

 private:
  [[noreturn]] void fail() const {
    const char* said = archive_error_string(archive_.get());
    throw invalid_package("damaged_package", said == nullptr ? "" : said);
  }

  void take(archive_entry* entry) {
    const char* name = archive_entry_pathname_utf8(entry);
    if (name == nullptr) name = archive_entry_pathname(entry);
    if (name == nullptr) throw invalid_package("no_top_folder", "");
    const std::string path = path_within(name);
    std::string* into = path == "Chart.yaml" ? &chart_ : path == "values.yaml" ? &values_ : nullptr;
    if (path == "Chart.yaml") has_chart_ = true;
    const bool link =
        archive_entry_hardlink(entry) != nullptr || archive_entry_filetype(entry) != AE_IFREG;
    if (into != nullptr) into->clear();
    if (!link) take_data(name, into);
  }

  /// Reads the entry's data, or counts it: sizes in headers are not believed.
  void take_data(const std::string& name, std::string* into) {
    std::string buffer(block, '\0');
    for (;;) {
      const auto got = archive_read_data(archive_.get(), buffer.data(), buffer.size());
      if (got == 0) return;
      if (got < 0) fail();
      unpacked_ += got;
      if (unpacked_ > largest_unpacked) throw invalid_package("package_too_large", "100 MB");
      if (into == nullptr) continue;
      into->append(buffer.data(), static_cast<std::size_t>(got));
      if (into->size() > largest_chart_text) throw invalid_package("file_too_large", name);
    }
  }

  ChartFiles finish() {
    if (files_ == 0) throw invalid_package("empty_package", "");
    if (!has_chart_) throw invalid_package("no_chart_yaml", "");
    return ChartFiles{value_or_throw(read_chart_yaml(chart_)), std::move(values_)};
  }

  const std::string& file_;
  std::unique_ptr<archive, Closer> archive_;
  std::string chart_, values_;
  bool has_chart_ = false;
  std::size_t files_ = 0;
  std::int64_t unpacked_ = 0;
};

}  // namespace

Known<ChartFiles> read_package(const std::string& file) {
  try {
    return PackageReader(file).read();
  } catch (Error& error) {
    error.args.set("what", file);
    return unknown(std::move(error));
  }
}

}  // namespace chatops::registry
