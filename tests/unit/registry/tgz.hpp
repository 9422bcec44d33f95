// Makes .tgz files for tests, also such as no honest tool would make.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace chatops::registry::testing {

struct Member {
  std::string path, content;
  int type = AE_IFREG;
  std::string link;
};

/// `comment`, in a format that has them, becomes an attribute of every member.
inline void write_tgz(const std::string& file, const std::vector<Member>& members,
                      int format = ARCHIVE_FORMAT_TAR_GNUTAR, const std::string& comment = "") {
  archive* out = archive_write_new();
  archive_write_add_filter_gzip(out);
  archive_write_set_format(out, format);
  archive_write_open_filename(out, file.c_str());
  for (const auto& member : members) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.path.c_str());
    archive_entry_set_filetype(entry, static_cast<unsigned>(member.type));
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(member.content.size()));
    if (member.type == AE_IFLNK) archive_entry_set_symlink(entry, member.link.c_str());
    if (member.type == AE_IFREG && !member.link.empty())
      archive_entry_set_hardlink(entry, member.link.c_str());
    if (!comment.empty())
      archive_entry_xattr_add_entry(entry, "user.comment", comment.data(), comment.size());
    archive_write_header(out, entry);
    archive_write_data(out, member.content.data(), member.content.size());
    archive_entry_free(entry);
  }
  archive_write_close(out);
  archive_write_free(out);
}

inline std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<Member> chart_members(const std::string& version = "1.2.3") {
  return {{"classroom/Chart.yaml", "name: classroom\nversion: " + version + "\nappVersion: a\n",
           AE_IFREG, ""},
          {"classroom/values.yaml", "replicas: 1\n", AE_IFREG, ""},
          {"classroom/templates/x.yaml", "kind: List\n", AE_IFREG, ""},
          {"classroom/charts/sub/values.yaml", "sub: true\n", AE_IFREG, ""}};
}

}  // namespace chatops::registry::testing
