// Running git on the bare repositories.
// SPDX-License-Identifier: Apache-2.0
#include "git/repositories.hpp"

#include <fmt/format.h>

#include <charconv>
#include <sstream>

namespace chatops::sandbox {
namespace {

/// The stream that `git fast-import` reads; times are in China's zone, as the people are.
std::string import_stream(const std::vector<SeedCommit>& history) {
  std::string out;
  const auto data = [&](std::string_view bytes) {
    out += fmt::format("data {}\n{}\n", bytes.size(), bytes);
  };
  std::map<std::string, bool> born;
  for (const auto& commit : history) {
    out += fmt::format("commit refs/heads/{}\n", commit.branch);
    const auto person =
        fmt::format("{} <{}> {} +0800\n", commit.author, commit.email, commit.at / 1000);
    out += "author " + person + "committer " + person;
    data(commit.message + "\n");
    if (!born[commit.branch] && !commit.from.empty())
      out += fmt::format("from refs/heads/{}\n", commit.from);
    born[commit.branch] = true;
    for (const auto& [path, content] : commit.files) {
      out += fmt::format("M 100644 inline {}\n", path);
      data(content);
    }
    out += "\n";
  }
  return out + "done\n";
}

}  // namespace

std::map<std::string, std::string> Repositories::environment() {
  return {{"GIT_CONFIG_NOSYSTEM", "1"}, {"GIT_CONFIG_GLOBAL", "/dev/null"},
          {"GIT_CONFIG_COUNT", "1"},    {"GIT_CONFIG_KEY_0", "safe.directory"},
          {"GIT_CONFIG_VALUE_0", "*"},  {"GIT_TERMINAL_PROMPT", "0"},
          {"LC_ALL", "C.UTF-8"}};
}

std::string Repositories::git(const std::string& depot, std::vector<std::string> arguments,
                              std::string input, const std::map<std::string, std::string>& more) {
  Command command;
  command.argv = {"git", "--git-dir", (root_ / (depot + ".git")).string()};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.input = std::move(input);
  command.extra_environment = environment();
  command.extra_environment.insert(more.begin(), more.end());
  const auto done = value_or_throw(spawner_.run({}, command));
  if (done.code != 0)
    throw Error(Reason::refused, {{"what", "git " + arguments.front()},
                                  {"where", depot},
                                  {"why", done.errors.empty() ? done.output : done.errors}});
  return done.output;
}

bool Repositories::exists(const std::string& depot) const {
  return std::filesystem::exists(root_ / (depot + ".git") / "HEAD");
}

void Repositories::seed(const std::string& depot, const std::string& default_branch,
                        const std::vector<SeedCommit>& history) {
  std::filesystem::create_directories(root_);
  std::filesystem::remove_all(root_ / (depot + ".git"));
  git(depot, {"init", "--quiet", "--bare", "--initial-branch", default_branch});
  git(depot, {"fast-import", "--quiet", "--done"}, import_stream(history));
}

std::string Repositories::add(const std::string& depot, const SeedCommit& commit) {
  const auto known = heads(depot);
  auto made = commit;
  if (known.contains("refs/heads/" + commit.branch)) made.from = commit.branch;
  if (made.from.empty() || !known.contains("refs/heads/" + made.from))
    throw Error(
        Reason::refused,
        {{"what", "git commit"}, {"where", depot}, {"why", "no such branch: " + made.from}});
  // A branch's own head is named with ^0: fast-import refuses a commit that names its own branch.
  auto stream = import_stream({made});
  const auto line = "from refs/heads/" + made.from;
  stream.insert(stream.find(line) + line.size(), "^0");
  git(depot, {"fast-import", "--quiet", "--done"}, stream);
  return heads(depot).at("refs/heads/" + commit.branch);
}

std::map<std::string, std::string> Repositories::heads(const std::string& depot) {
  return refs(depot, "refs/heads");
}
std::map<std::string, std::string> Repositories::tags(const std::string& depot) {
  return refs(depot, "refs/tags");
}

std::map<std::string, std::string> Repositories::refs(const std::string& depot,
                                                      const std::string& under) {
  std::istringstream lines(
      git(depot, {"for-each-ref", "--format=%(refname) %(objectname)", under}));
  std::map<std::string, std::string> found;
  for (std::string name, sha; lines >> name >> sha;) found[name] = sha;
  return found;
}

CommitFacts Repositories::commit(const std::string& depot, const std::string& revision) {
  if (revision.empty() || revision.starts_with('-')) return {};
  std::string text;
  try {
    text = git(depot, {"log", "-1", "--format=%H%x00%s%x00%an%x00%ae%x00%ct", "--end-of-options",
                       revision, "--"});
  } catch (const Error& e) {
    if (e.reason == Reason::refused) return {};
    throw;
  }
  std::istringstream fields(text);
  CommitFacts facts;
  std::string seconds;
  std::getline(fields, facts.sha, '\0');
  std::getline(fields, facts.subject, '\0');
  std::getline(fields, facts.author, '\0');
  std::getline(fields, facts.email, '\0');
  std::getline(fields, seconds);
  Moment at = 0;
  std::from_chars(seconds.data(), seconds.data() + seconds.size(), at);
  facts.at = at * 1000;
  return facts;
}

std::optional<std::string> Repositories::file(const std::string& depot, const std::string& revision,
                                              const std::string& path) {
  if (revision.starts_with('-') || !exists(depot)) return std::nullopt;
  try {
    return git(depot, {"cat-file", "blob", revision + ":" + path});
  } catch (const Error& e) {
    if (e.reason == Reason::refused) return std::nullopt;
    throw;
  }
}

}  // namespace chatops::sandbox
