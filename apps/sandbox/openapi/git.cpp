// Reading bare repositories with git itself: records split by NUL and unit separators, so that no
// message can confuse them.
// SPDX-License-Identifier: Apache-2.0
#include "openapi/git.hpp"

#include <algorithm>
#include <cstdlib>

#include "world/access.hpp"

namespace chatops::sandbox::openapi {
namespace {

constexpr Millis git_timeout{10000};

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (true) {
    const auto at = text.find(separator);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::vector<std::string> lines(std::string_view text) {
  auto all = split(text, '\n');
  std::erase_if(all, [](const std::string& line) { return line.empty(); });
  return all;
}

Moment moment_of(const std::string& text) { return std::strtoll(text.c_str(), nullptr, 10) * 1000; }

/// Nobody may pass an option, a range or a refspec where a revision is expected.
void check_revision(const std::string& revision) {
  const bool odd = revision.empty() || revision.front() == '-' ||
                   revision.find("..") != std::string::npos ||
                   revision.find_first_of(" ~^:?*[\\\n") != std::string::npos;
  if (odd) throw Refusal{"InternalError", "Ref or Path invalid"};
}

}  // namespace

std::string GitReader::run(const std::string& depot, std::vector<std::string> arguments) const {
  auto& system = world_.system();
  Command command;
  command.argv = {"git", "--git-dir", (world_.directory() / "git" / (depot + ".git")).string()};
  command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
  command.extra_environment = {
      {"LC_ALL", "C.UTF-8"}, {"GIT_CONFIG_NOSYSTEM", "1"}, {"GIT_TERMINAL_PROMPT", "0"}};
  const auto done =
      system.spawner.run(Call{.deadline = system.clock.tick() + git_timeout}, command);
  if (!done || done->code != 0) throw Refusal{"InternalError", "Ref or Path invalid"};
  return done->output;
}

std::vector<GitRef> GitReader::refs(const std::string& depot, const std::string& prefix) const {
  const auto text =
      run(depot, {"for-each-ref", "--sort=-committerdate", "--sort=-*committerdate",
                  "--format=%(refname)%1f%(objectname)%1f%(*objectname)%1f%(committerdate:unix)%1f"
                  "%(*committerdate:unix)%1f%(contents:subject)",
                  prefix});
  std::vector<GitRef> refs;
  for (const auto& line : lines(text)) {
    const auto field = split(line, '\x1f');
    if (field.size() < 6) continue;
    const bool annotated = !field[2].empty();
    refs.push_back({field[0].substr(prefix.size()), annotated ? field[2] : field[1],
                    annotated ? field[5] : "", moment_of(annotated ? field[4] : field[3])});
  }
  return refs;
}

std::vector<GitCommit> GitReader::commits(const std::string& depot, const std::string& ref, Id skip,
                                          Id count, const std::string& path) const {
  check_revision(ref);
  std::vector<std::string> arguments = {
      "log",
      "-z",
      "--format=%H%x1f%P%x1f%an%x1f%ae%x1f%cn%x1f%ce%x1f%at%x1f%ct%x1f%s%x1f%B",
      "--skip=" + std::to_string(skip),
      "-n",
      std::to_string(count),
      ref,
      "--"};
  if (!path.empty()) arguments.push_back(path);
  std::vector<GitCommit> commits;
  for (const auto& record : split(run(depot, std::move(arguments)), '\0')) {
    const auto field = split(record, '\x1f');
    if (field.size() < 10) continue;
    GitCommit commit{field[0],
                     field[8],
                     field[9],
                     field[2],
                     field[3],
                     field[4],
                     field[5],
                     moment_of(field[6]),
                     moment_of(field[7]),
                     {}};
    if (!field[1].empty()) commit.parents = split(field[1], ' ');
    commits.push_back(std::move(commit));
  }
  return commits;
}

Id GitReader::count(const std::string& depot, const std::string& ref,
                    const std::string& path) const {
  check_revision(ref);
  std::vector<std::string> arguments = {"rev-list", "--count", ref, "--"};
  if (!path.empty()) arguments.push_back(path);
  return std::strtoll(run(depot, std::move(arguments)).c_str(), nullptr, 10);
}

std::vector<std::string> GitReader::refs_with(const std::string& depot, const std::string& sha,
                                              const std::string& prefix) const {
  check_revision(sha);
  return lines(run(depot, {"for-each-ref", "--contains", sha, "--format=%(refname)", prefix}));
}

void GitReader::create_ref(const std::string& depot, const std::string& ref,
                           const std::string& start_point) const {
  check_revision(start_point);
  check_revision(ref);
  const auto commit =
      lines(run(depot, {"rev-parse", "--verify", "--end-of-options", start_point + "^{commit}"}));
  if (commit.empty()) throw Refusal{"InternalError", "Ref or Path invalid"};
  run(depot, {"update-ref", ref, commit.front(), std::string(40, '0')});
}

}  // namespace chatops::sandbox::openapi
