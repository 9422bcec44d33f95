// What a push brought, and merging two branches without a working tree.
// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <sstream>

#include "git/repositories.hpp"

namespace chatops::sandbox {
namespace {

std::vector<std::string> fields_of(const std::string& text, char separator) {
  std::vector<std::string> fields;
  std::istringstream in(text);
  for (std::string field; std::getline(in, field, separator);) fields.push_back(field);
  return fields;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// One record of `git log`: eight fields, the last of which is the list of files.
hooks::PushedCommit pushed_commit(const std::vector<std::string>& field) {
  hooks::PushedCommit commit{field[0], field[6], field[1], field[2], field[3],
                             field[4], 0,        {},       {},       {}};
  std::from_chars(field[5].data(), field[5].data() + field[5].size(), commit.at);
  commit.at *= 1000;
  while (commit.message.ends_with('\n')) commit.message.pop_back();
  for (const auto& line : fields_of(field.size() > 7 ? field[7] : "", '\n')) {
    if (line.size() < 3 || line[1] != '\t') continue;
    auto& files = line[0] == 'A' ? commit.added : line[0] == 'D' ? commit.removed : commit.modified;
    files.push_back(line.substr(2));
  }
  return commit;
}

}  // namespace

std::vector<hooks::PushedCommit> Repositories::new_commits(const std::string& depot,
                                                           const std::string& sha,
                                                           const std::vector<std::string>& seen) {
  std::vector<std::string> arguments = {
      "-c",
      "core.quotePath=false",
      "log",
      "-n",
      "20",
      "--name-status",
      "--no-renames",
      "--format=%x1e%H%x1f%an%x1f%ae%x1f%cn%x1f%ce%x1f%ct%x1f%B%x1f",
      sha,
      "--not"};
  arguments.insert(arguments.end(), seen.begin(), seen.end());
  arguments.emplace_back("--");
  std::vector<hooks::PushedCommit> commits;
  for (const auto& record : fields_of(git(depot, std::move(arguments)), '\x1e')) {
    const auto field = fields_of(record, '\x1f');
    if (field.size() >= 7) commits.push_back(pushed_commit(field));
  }
  return commits;
}

std::string Repositories::merge(const MergeOrder& order, const User& user, Moment at) {
  const auto known = heads(order.depot);
  const auto target = known.find("refs/heads/" + order.target),
             source = known.find("refs/heads/" + order.source);
  const auto refuse = [&](const char* why) {
    throw Error(Reason::refused, {{"what", "git merge"}, {"where", order.depot}, {"why", why}});
  };
  if (target == known.end() || source == known.end()) refuse("no such branch");
  const auto base = first_line(git(order.depot, {"merge-base", target->second, source->second}));
  if (base == source->second) refuse("nothing to merge");
  std::string sha = source->second;
  if (order.fast_forward && base != target->second) refuse("cannot be fast-forwarded");
  if (!order.fast_forward) {
    const auto tree = first_line(
        git(order.depot, {"merge-tree", "--write-tree", target->second, source->second}));
    std::vector<std::string> arguments = {"commit-tree", tree, "-p", target->second};
    if (!order.squash) arguments.insert(arguments.end(), {"-p", source->second});
    const auto when = std::to_string(at / 1000) + " +0800";
    sha = first_line(git(order.depot, std::move(arguments), order.message + "\n",
                         {{"GIT_AUTHOR_NAME", user.name},
                          {"GIT_AUTHOR_EMAIL", user.email},
                          {"GIT_AUTHOR_DATE", when},
                          {"GIT_COMMITTER_NAME", user.name},
                          {"GIT_COMMITTER_EMAIL", user.email},
                          {"GIT_COMMITTER_DATE", when}}));
  }
  git(order.depot, {"update-ref", target->first, sha, target->second});
  if (order.delete_source) git(order.depot, {"update-ref", "-d", source->first, source->second});
  return sha;
}

}  // namespace chatops::sandbox
