// Writing tar by hand (libarchive's writers add what would differ between runs), reading with
// libarchive.
// SPDX-License-Identifier: Apache-2.0
#include "build/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

#include "base/error.hpp"

namespace chatops::sandbox {
namespace {
constexpr std::size_t block = 512;
}

void Tar::header(std::string_view path, std::size_t size, unsigned mode, char type,
                 std::string_view target) {
  if (path.size() > 99 || target.size() > 99)
    throw Error(Reason::name_invalid, {{"what", std::string(path)}});
  std::array<char, block> h{};
  const auto octal = [&](std::size_t at, std::size_t digits, std::size_t value) {
    for (auto place = at + digits; place > at; value /= 8)
      h[--place] = static_cast<char>('0' + value % 8);
  };
  std::ranges::copy(path, h.begin());
  octal(100, 7, mode);
  octal(108, 7, 0);
  octal(116, 7, 0);
  octal(124, 11, size);
  octal(136, 11, 0);
  std::fill_n(h.begin() + 148, 8, ' ');
  h[156] = type;
  std::ranges::copy(target, h.begin() + 157);
  std::memcpy(h.data() + 257, "ustar\00000", 8);
  std::size_t sum = 0;
  for (const char c : h) sum += static_cast<unsigned char>(c);
  octal(148, 6, sum);
  bytes_.append(h.data(), h.size());
}

void Tar::folder(std::string_view path, unsigned mode) { header(path, 0, mode, '5', ""); }

void Tar::file(std::string_view path, std::string_view content, unsigned mode) {
  header(path, content.size(), mode, '0', "");
  bytes_.append(content);
  bytes_.append((block - content.size() % block) % block, '\0');
}

void Tar::link(std::string_view path, std::string_view target) {
  header(path, 0, 0777, '2', target);
}

std::string Tar::finish() && {
  bytes_.append(2 * block, '\0');
  return std::move(bytes_);
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int gzip_window = 15 + 16;
  if (deflateInit2(&stream, 1, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw Error(Reason::internal_error, {{"what", "deflate"}});
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (result != Z_STREAM_END) throw Error(Reason::internal_error, {{"what", "deflate"}});
  return out;
}

std::map<std::string, std::string> unpack(std::string_view tgz, std::size_t cap) {
  const std::unique_ptr<archive, int (*)(archive*)> reader(archive_read_new(), archive_read_free);
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_format_tar(reader.get());
  if (archive_read_open_memory(reader.get(), tgz.data(), tgz.size()) != ARCHIVE_OK)
    throw Error(Reason::answer_odd, {{"what", "archive"}});
  std::map<std::string, std::string> files;
  std::size_t total = 0;
  for (archive_entry* entry = nullptr;;) {
    const int result = archive_read_next_header(reader.get(), &entry);
    if (result == ARCHIVE_EOF) return files;
    if (result != ARCHIVE_OK) throw Error(Reason::answer_odd, {{"what", "archive"}});
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    auto& content = files[archive_entry_pathname(entry)];
    std::array<char, 16384> piece{};
    for (;;) {
      const auto got = archive_read_data(reader.get(), piece.data(), piece.size());
      if (got < 0) throw Error(Reason::answer_odd, {{"what", "archive"}});
      if (got == 0) break;
      total += static_cast<std::size_t>(got);
      if (total > cap) throw Error(Reason::answer_too_large, {{"what", "archive"}});
      content.append(piece.data(), static_cast<std::size_t>(got));
    }
  }
}

}  // namespace chatops::sandbox
