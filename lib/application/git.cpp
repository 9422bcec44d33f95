// git as a program. Nothing it prints is trusted beyond the line it is asked for.
// SPDX-License-Identifier: Apache-2.0
#include "application/git.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/file.hpp"
#include "base/text.hpp"
#include "core/hex.hpp"

namespace chatops::application {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t output_cap = 4U << 20U;

/// Protocols: https://git-scm.com/docs/git#Documentation/git.txt-codeGITALLOWPROTOCOLcode
Command git(std::vector<std::string> arguments) {
  Command command;
  command.argv = {"git", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false"};
  command.argv.insert(command.argv.end(), std::make_move_iterator(arguments.begin()),
                      std::make_move_iterator(arguments.end()));
  command.extra_environment = {{"GIT_ALLOW_PROTOCOL", "https:ssh:http:file"},
                               {"GIT_TERMINAL_PROMPT", "0"},
                               {"GIT_ASKPASS", "true"},
                               {"SSH_ASKPASS", "true"},
                               {"GIT_OPTIONAL_LOCKS", "0"},
                               {"LC_ALL", "C"}};
  command.output_cap = output_cap;
  return command;
}

/// Talks to a remote. A user's own GIT_SSH_COMMAND is kept.
Command remote_git(const System& system, std::vector<std::string> arguments) {
  Command command = git(std::move(arguments));
  if (!system.variables.get("GIT_SSH_COMMAND")) {
    command.extra_environment["GIT_SSH_COMMAND"] = "ssh -oBatchMode=yes";
  }
  return command;
}

bool contains(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

/// git's own word: its first "fatal:" or "remote:" line.
std::string fatal_line(const std::string& errors) {
  for (const auto line : lines_of(errors)) {
    if (line.starts_with("fatal: ")) return std::string(clip(line.substr(7), 300));
  }
  const auto lines = lines_of(errors);
  return lines.empty() ? std::string() : std::string(clip(lines.front(), 300));
}

Error remote_error(const GitSource& source, const Finished& done) {
  Reason reason = Reason::unreachable;
  for (const std::string_view word :
       {"Authentication failed", "Permission denied", "error: 401", "error: 403"}) {
    if (contains(done.errors, word)) reason = Reason::auth_invalid;
  }
  // Nothing was sent: it had nothing, and may not ask.
  if (contains(done.errors, "could not read Username")) reason = Reason::auth_missing;
  for (const std::string_view word :
       {"not found", "does not exist", "does not appear to be a git repository"}) {
    if (contains(done.errors, word)) reason = Reason::application_not_found;
  }
  const std::string url = without_user(source.url);
  return Error(reason, {{"what", url},
                        {"where", url},
                        {"why", replace_all(fatal_line(done.errors), source.url, url)}});
}

/// A commit and the full name of the ref it was asked by.
struct Head {
  std::string commit, ref;
};

/// "<hash>\t<ref>" lines; a branch wins over a tag of the same name, a tag's commit over the tag.
std::optional<Head> choose(const std::string& listing, const std::string& wanted) {
  const std::string names[] = {"refs/heads/" + wanted, "refs/tags/" + wanted + "^{}",
                               "refs/tags/" + wanted, wanted};
  for (const std::string& name : names) {
    for (const auto line : lines_of(listing)) {
      const auto tab = line.find('\t');
      if (tab == std::string_view::npos || line.substr(tab + 1) != name) continue;
      std::string ref = name.ends_with("^{}") ? name.substr(0, name.size() - 3) : name;
      if (core::is_hex(line.substr(0, tab), 40, 64)) {
        return Head{std::string(line.substr(0, tab)), std::move(ref)};
      }
    }
  }
  return std::nullopt;
}

Result<Head> head_of(const Call& call, const System& system, const GitSource& source) {
  if (core::is_hex(source.ref, 40, 40)) return Head{source.ref, source.ref};
  const std::string wanted = source.ref.empty() ? "HEAD" : source.ref;
  const auto done = system.spawner.run(
      call, remote_git(system, {"ls-remote", "--", source.url, wanted, wanted + "^{}"}));
  if (!done) return unknown(done.error());
  if (done->code != 0) return unknown(remote_error(source, *done));
  auto head = choose(done->output, wanted);
  if (head) return *head;
  return failure(Reason::unknown_branch, {{"what", wanted}, {"where", without_user(source.url)}});
}

/// Fetches one commit into a new folder beside `target` and moves it there whole.
Result<void> materialise(const Call& call, const System& system, const GitSource& source,
                         const Head& head, const std::string& target) {
  const std::string fresh = target + "." + make_ulid(system.clock.now(), system.random);
  const auto made = make_folders(fresh, 0700);
  if (!made) return made;
  const auto discard = [&] {
    std::error_code ignored;
    fs::remove_all(fresh, ignored);
  };
  const std::vector<Command> steps = {
      git({"init", "--quiet", fresh}),
      remote_git(system, {"-C", fresh, "fetch", "--quiet", "--depth", "1", "--no-tags",
                          "--no-recurse-submodules", "--", source.url, head.ref}),
      git({"-C", fresh, "-c", "core.symlinks=false", "checkout", "--quiet", "--detach",
           head.commit})};
  for (const Command& step : steps) {
    std::optional<Error> failed;
    try {
      const auto done = system.spawner.run(call, step);
      if (!done) failed = done.error();
      if (done && done->code != 0) failed = remote_error(source, *done);
    } catch (...) {
      discard();
      throw;
    }
    if (failed) {
      discard();
      return unknown(std::move(*failed));
    }
  }
  std::error_code moved;
  fs::rename(fresh, target, moved);
  if (moved) discard();
  if (fs::is_directory(target)) return {};  // by us, or by another process meanwhile
  return failure(Reason::file_unwritable, {{"what", target}, {"why", moved.message()}});
}

/// What a local git prints; "" where it says no.
Result<std::string> told(const Call& call, const System& system,
                         std::vector<std::string> arguments) {
  auto done = system.spawner.run(call, git(std::move(arguments)));
  if (!done) return unknown(done.error());
  return done->code == 0 ? std::move(done->output) : std::string();
}

/// HEAD, or the nearest commit before it that a remote branch holds; "" = none.
Result<std::string> published_commit(const Call& call, const System& system,
                                     const std::string& folder) {
  const auto holders =
      told(call, system,
           {"-C", folder, "for-each-ref", "--count=1", "--contains", "HEAD", "refs/remotes"});
  if (!holders) return holders;
  if (!trim(*holders).empty()) {
    const auto head = told(call, system, {"-C", folder, "rev-parse", "--verify", "HEAD"});
    return head ? Result<std::string>(trim(*head)) : head;
  }
  const auto remotes =
      told(call, system, {"-C", folder, "for-each-ref", "--count=1", "refs/remotes"});
  if (!remotes || trim(*remotes).empty()) return remotes;
  const auto ways =
      told(call, system, {"-C", folder, "rev-list", "--boundary", "HEAD", "--not", "--remotes"});
  if (!ways) return ways;
  for (const auto line : lines_of(*ways)) {
    if (line.starts_with('-')) return std::string(line.substr(1));
  }
  return std::string();
}

/// NUL-separated paths, in their shortest form.
std::set<std::string> paths_of(const std::string& listing) {
  std::set<std::string> out;
  for (std::size_t at = 0; at < listing.size();) {
    const std::size_t end = std::min(listing.find('\0', at), listing.size());
    out.insert(fs::path(listing.substr(at, end - at)).lexically_normal().string());
    at = end + 1;
  }
  return out;
}

}  // namespace

Result<std::optional<Checkout>> checkout_of(const Call& call, const System& system,
                                            const std::string& folder) {
  const auto top = system.spawner.run(
      call, git({"-C", folder, "rev-parse", "--show-toplevel", "--show-prefix"}));
  if (!top) return unknown(top.error());
  const auto lines = lines_of(top->output);
  if (top->code != 0 || lines.empty()) return std::optional<Checkout>();
  Checkout out;
  out.root = lines[0];
  if (lines.size() > 1) out.path = lines[1];
  while (out.path.ends_with('/')) out.path.pop_back();
  const auto head =
      system.spawner.run(call, git({"-C", folder, "rev-parse", "--verify", "--quiet", "HEAD"}));
  if (!head) return unknown(head.error());
  if (head->code == 0) out.commit = trim(head->output);
  const auto remotes = system.spawner.run(call, git({"-C", folder, "remote", "-v"}));
  if (!remotes) return unknown(remotes.error());
  for (const auto line : lines_of(remotes->output)) {
    const auto tab = line.find('\t');
    const auto end = line.rfind(" (fetch)");
    if (tab == std::string_view::npos || end == std::string_view::npos || end < tab) continue;
    const bool origin = line.substr(0, tab) == "origin";
    out.remotes.insert(origin ? out.remotes.begin() : out.remotes.end(),
                       std::string(line.substr(tab + 1, end - tab - 1)));
  }
  return std::optional(std::move(out));
}

std::string default_branch_of(const Call& call, const System& system, const std::string& folder) {
  constexpr std::string_view remote = "origin/";
  const auto ask = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"-C", folder});
    const auto done = system.spawner.run(call, git(std::move(words)));
    return done && done->code == 0 ? std::string(trim(done->output)) : std::string();
  };
  const std::string begun =
      ask({"rev-parse", "--verify", "--quiet", "--abbrev-ref", "origin/HEAD"});
  if (begun.starts_with(remote) && begun != "origin/HEAD") return begun.substr(remote.size());
  std::string now = ask({"symbolic-ref", "--quiet", "--short", "HEAD"});
  for (const char* usual : {"main", "master", "trunk", "develop"})
    if (now == usual) return now;
  return {};
}

Result<std::optional<Published>> published(const Call& call, const System& system,
                                           const std::string& folder,
                                           const std::vector<std::string>& files) {
  const auto commit = published_commit(call, system, folder);
  if (!commit) return unknown(commit.error());
  if (commit->empty()) return std::optional<Published>();
  Published out{.commit = *commit};
  if (files.empty()) return std::optional(std::move(out));
  std::vector<std::string> held_words{"--literal-pathspecs", "-C",    folder, "ls-tree", "-z",
                                      "--name-only",         *commit, "--"};
  std::vector<std::string> changed_words{
      "--literal-pathspecs", "-C",         folder,          "diff",          "--name-only", "-z",
      "--no-renames",        "--relative", "--no-ext-diff", "--no-textconv", *commit,       "--"};
  for (auto* words : {&held_words, &changed_words}) {
    words->insert(words->end(), files.begin(), files.end());
  }
  const auto held = told(call, system, std::move(held_words));
  if (!held) return unknown(held.error());
  const auto changed = told(call, system, std::move(changed_words));
  if (!changed) return unknown(changed.error());
  const auto have = paths_of(*held);
  const auto differ = paths_of(*changed);
  for (const std::string& file : files) {
    const std::string path = fs::path(file).lexically_normal().string();
    if (!have.contains(path) || differ.contains(path)) out.changed.push_back(file);
  }
  return std::optional(std::move(out));
}

Result<Fetched> fetch_source(const Call& call, const System& system, const GitSource& source,
                             const std::string& cache_dir) {
  const auto head = head_of(call, system, source);
  if (!head) return unknown(head.error());
  Fetched out;
  out.commit = head->commit;
  out.folder =
      cache_dir + "/applications/" + core::short_hash(same_place(source.url)) + "/" + head->commit;
  if (fs::is_directory(out.folder)) return out;
  const auto done = materialise(call, system, source, *head, out.folder);
  if (!done) return unknown(done.error());
  return out;
}

}  // namespace chatops::application
