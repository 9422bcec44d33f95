// See image_probe.hpp.
// SPDX-License-Identifier: Apache-2.0
#include "dev/image_probe.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "base/text.hpp"
#include "dev/run_once.hpp"

namespace chatops::dev {

namespace {

using Argv = std::vector<std::string>;
constexpr std::size_t at_once = 4;
constexpr std::size_t most_heard = 1U << 20U;  ///< `nginx -T` and `php -i` say much
constexpr Millis patience_with_one{20'000};
constexpr std::size_t longest_value = 200;
/// A file that is written to find out whether one can be; it goes with its pod.
constexpr std::string_view trial_file = "/.chatops-check";

/// How each is asked without anything being done.
struct Question {
  std::string_view name;
  std::array<std::string_view, 2> arguments;
};
constexpr auto questions = std::to_array<Question>({{"tee", {"/dev/null", ""}},
                                                    {"chmod", {"--help", ""}},
                                                    {"mv", {"--help", ""}},
                                                    {"sh", {"-c", "exit 0"}},
                                                    {"dlv", {"version", ""}},
                                                    {"openssl", {"version", ""}},
                                                    {"java", {"-version", ""}},
                                                    {"go", {"version", ""}},
                                                    {"nginx", {"-v", ""}},
                                                    {"php-fpm", {"-v", ""}}});

Argv question_for(std::string_view program) {
  Argv out{std::string(program)};
  for (const auto& one : questions) {
    if (one.name != program) continue;
    for (const auto argument : one.arguments)
      if (!argument.empty()) out.emplace_back(argument);
    return out;
  }
  out.emplace_back("--version");
  return out;
}

/// Side by side; answers in their order. Throws Interrupted.
std::vector<Result<Ran>> run_all(const Call& call, const Clock& clock, kube::Api& api,
                                 const Container& in, const std::vector<Argv>& programs) {
  std::vector<Result<Ran>> out(programs.size(), failure(Reason::deadline_passed));
  std::atomic<std::size_t> next{0};
  std::exception_ptr thrown;
  std::mutex mutex;  // guards thrown
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < std::min(at_once, programs.size()); ++i) {
      threads.emplace_back([&] {
        try {
          for (std::size_t at = next++; at < programs.size(); at = next++) {
            const auto brief = call.until(clock.tick() + patience_with_one);
            out[at] = run_once(brief, api, in, programs[at], most_heard);
          }
        } catch (...) {
          const std::lock_guard lock(mutex);
          thrown = std::current_exception();
          next = programs.size();
        }
      });
    }
  }
  if (thrown) std::rethrow_exception(thrown);
  return out;
}

/// Nothing: it cannot be told. The words are those of runc, crun and the container runtimes.
std::optional<bool> is_there(const Result<Ran>& ran) {
  constexpr int not_executable = 126, not_found = 127;
  if (ran) return ran->code != not_executable && ran->code != not_found;
  if (ran.error().reason != Reason::refused) return std::nullopt;
  const auto why = to_lower(ran.error().args.get("why"));
  for (const auto* word : {"not found", "no such file", "permission denied", "format error"}) {
    if (why.find(word) != why.npos) return false;
  }
  return std::nullopt;
}

class Probe {
 public:
  Probe(const Call& call, const Clock& clock, kube::Api& api, const Container& in,
        core::DevImageFacts& facts)
      : call_(call), clock_(clock), api_(api), in_(in), facts_(facts) {}

  void programs(const std::vector<std::string>& names) {
    std::vector<Argv> wanted;
    wanted.reserve(names.size());
    for (const auto& name : names) wanted.push_back(question_for(name));
    const auto answers = run_all(call_, clock_, api_, in_, wanted);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (const auto there = is_there(answers[i]))
        facts_.programs[names[i]] = *there;
      else
        trouble(answers[i].error());
    }
  }

  void user() {
    const auto answers = run_all(call_, clock_, api_, in_, {{"id", "-u"}, {"pwd"}});
    if (answers[0] && answers[0]->code == 0) facts_.user = to_integer(trim(answers[0]->output));
    if (answers[1] && answers[1]->code == 0) working_directory_ = trim(answers[1]->output);
  }

  /// From the folder upwards, to the first that there is.
  void folder(std::string path, bool is_tried) {
    // Dev mode would not take the root; which directory it is then, `dev start` is to be told.
    if (path.empty() && working_directory_ != "/") path = working_directory_;
    facts_.folder = path;
    if (path.empty() || !is_tried || !facts_.programs["tee"]) return;
    auto found = core::FolderState::writable;
    for (int depth = 0; depth < 64; ++depth) {
      const auto file = (path == "/" ? "" : path) + std::string(trial_file);
      const auto tried = one({"tee", file});
      if (!tried) return;
      if (tried->code == 0) {
        facts_.folder_state = found;
        return;
      }
      const bool absent = tried->errors.find("No such file") != std::string::npos;
      if (!absent || path == "/") {
        facts_.folder_state = core::FolderState::unwritable;
        const auto colon = tried->errors.rfind(": ");
        facts_.folder_why =
            shown(colon == std::string::npos ? tried->errors : tried->errors.substr(colon + 2));
        return;
      }
      found = core::FolderState::makeable;
      path = path.substr(0, std::max<std::size_t>(path.rfind('/'), 1));
    }
  }

  void php() {
    // What serves pages may have settings of its own.
    const auto answer = one({has("php-fpm") ? "php-fpm" : "php", "-i"});
    if (!whole(answer)) return;
    set("php.answered", "yes");
    set("php.xdebug", "no");
    for (const auto line : lines_of(answer->output)) {
      const auto arrow = line.find(" => ");
      if (arrow == line.npos) continue;
      const auto name = trim(line.substr(0, arrow));
      auto value = line.substr(arrow + 4);
      value = trim(value.substr(0, value.find(" => ")));
      if (name.starts_with("opcache.")) set(name, value);
      if (name.starts_with("xdebug.")) set("php.xdebug", "yes");
    }
  }

  void python() {
    const auto answer = one({"python3", "-c",
                             "import sys, importlib.util as u\n"
                             "print(sys.dont_write_bytecode, u.find_spec('debugpy') is not None)"});
    if (!whole(answer)) return;
    const auto words = split(trim(std::string_view(answer->output)), ' ');
    if (words.size() != 2) return;
    set("python.dont_write_bytecode", words[0]);
    set("python.debugpy", words[1] == "True" ? "yes" : "no");
  }

  void java() {
    const auto answers =
        run_all(call_, clock_, api_, in_,
                {{"java", "-XX:+PrintFlagsFinal", "-version"}, {"java", "-agentlib:jdwp=help"}});
    if (answers[1]) set("java.jdwp", answers[1]->code == 0 ? "yes" : "no");
    if (!answers[0]) return trouble(answers[0].error());
    if (!whole(*answers[0])) return;
    set("java.answered", "yes");
    // "    ccstr SharedArchiveFile      = /app.jsa      {product} {command line}"
    for (const auto line : lines_of(answers[0]->output)) {
      const auto equals = line.find('=');
      if (equals == line.npos) continue;
      const auto before = trim(line.substr(0, equals));
      const auto value = trim(line.substr(equals + 1, line.find('{', equals) - equals - 1));
      for (const auto* flag : {"SharedArchiveFile", "ArchiveClassesAtExit", "AOTCache"}) {
        if (before.ends_with(std::string(" ") + flag)) set(std::string("java.") + flag, value);
      }
    }
  }

  void node() {
    const auto cache = facts_.folder + "/node_modules/.cache";
    const auto answer = one(
        {"node", "-p",
         "(process.env.NODE_ENV || '') + ' ' + require('fs').existsSync(process.argv[1])", cache});
    if (!whole(answer)) return;
    const auto words = split(trim(std::string_view(answer->output)), ' ');
    set("node.env", words.size() > 1 ? words.front() : "");
    if (words.back() == "true") set("node.cache", cache);
  }

  void nginx() {
    const auto answer = one({"nginx", "-T"});
    if (!whole(answer)) return;
    set("nginx.answered", "yes");
    for (auto line : lines_of(answer->output)) {
      line = trim(line.substr(0, line.find('#')));
      for (const auto* name : {"open_file_cache", "proxy_cache", "fastcgi_cache"}) {
        if (!line.starts_with(std::string(name) + " ")) continue;
        const auto value = trim(line.substr(std::string_view(name).size(),
                                            line.find(';') - std::string_view(name).size()));
        if (value != "off") set(std::string("nginx.") + name, value);
      }
    }
  }

  bool has(std::string_view program) const {
    const auto found = facts_.programs.find(program);
    return found != facts_.programs.end() && found->second;
  }

 private:
  static std::string shown(std::string_view text) {
    return std::string(clip(trim(text), longest_value));
  }
  void set(std::string_view name, std::string_view value) {
    facts_.settings[std::string(name)] = shown(value);
  }
  void trouble(const Error& error) {
    if (!facts_.trouble) facts_.trouble = error;
  }
  Result<Ran> one(Argv argv) {
    auto out = std::move(run_all(call_, clock_, api_, in_, {std::move(argv)}).front());
    if (!out) trouble(out.error());
    return out;
  }
  /// It did what it was asked, and all that it said is there.
  static bool whole(const Result<Ran>& ran) {
    return ran && ran->code == 0 && ran->output.size() < most_heard;
  }

  const Call& call_;
  const Clock& clock_;
  kube::Api& api_;
  const Container& in_;
  core::DevImageFacts& facts_;
  std::string working_directory_;
};

}  // namespace

void probe_image(const Call& call, const Clock& clock, kube::Api& api, const Container& in,
                 const std::string& root, bool try_folder, core::DevImageFacts& facts) {
  Probe probe(call, clock, api, in, facts);
  facts.programs["sleep"] = true;  // the container waits with it
  std::vector<std::string> names{"tee", "chmod", "mv", "sh", "tar", "dlv", "php-fpm"};
  names.insert(names.end(), core::dev_image_tools.begin(), core::dev_image_tools.end());
  probe.programs(names);
  probe.user();
  probe.folder(root, try_folder);
  if (probe.has("php")) probe.php();
  if (probe.has("python3")) probe.python();
  if (probe.has("java")) probe.java();
  if (probe.has("node")) probe.node();
  if (probe.has("nginx")) probe.nginx();
}

void probe_tools(const Call& call, const Clock& clock, kube::Api& api, const Container& in,
                 core::DevImageFacts& facts) {
  Probe(call, clock, api, in, facts)
      .programs({core::dev_image_tools.begin(), core::dev_image_tools.end()});
}

}  // namespace chatops::dev
