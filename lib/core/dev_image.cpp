// See dev_image.hpp. What each cache does to an edit was tried: docs/dev-images.md.
// SPDX-License-Identifier: Apache-2.0
#include "core/dev_image.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace chatops::core {

namespace {

class Judge {
 public:
  Judge(const DevImageFacts& image, const DevImageFacts* own, std::string_view language)
      : image_(image), own_(own), language_(language) {}

  Findings findings() {
    if (image_.why) {
      not_running();
      return std::move(out_);
    }
    fine("image", image_.image);
    programs();
    user();
    folder();
    convenience("shell", "sh");
    convenience("tar", "tar");
    debuggers();
    tools();
    opcache();
    bytecode();
    class_data();
    node();
    nginx();
    return std::move(out_);
  }

 private:
  // ---- what was seen ----
  std::optional<bool> has(std::string_view program) const {
    const auto found = image_.programs.find(program);
    return found == image_.programs.end() ? std::nullopt : std::optional(found->second);
  }
  std::string setting(std::string_view name) const {
    const auto found = image_.settings.find(name);
    return found == image_.settings.end() ? std::string() : found->second;
  }
  bool knows(std::string_view name) const { return image_.settings.contains(name); }

  // ---- what is said ----
  void say(std::string_view check, Finding finding) {
    finding.check = check;
    out_.push_back(std::move(finding));
  }
  void fine(std::string_view check, std::string what, std::string detail = {}) {
    say(check, Finding::fine(std::move(what), std::move(detail)));
  }
  void unseen(std::string_view check, std::string what) {
    Args args{{"what", what}};
    say(check, Finding::not_known(std::move(what), image_.trouble.value_or(Error(
                                                       Reason::answer_odd, std::move(args)))));
  }
  /// `advice`: "try", what to set; "run", what to run.
  void hides(std::string_view check, std::string what, std::string why, std::string advice,
             std::string_view kind_of_advice = "try") {
    Args args{{"what", what}, {"why", std::move(why)}};
    args.set(kind_of_advice, std::move(advice));
    say(check, Finding::note(std::move(what), Error(Reason::dev_edits_hidden, std::move(args))));
  }

  // ---- the rules ----
  void not_running() {
    const auto sleep = has("sleep");
    if (sleep && !*sleep)
      say("programs",
          Finding::problem("sleep", Error(Reason::dev_program_missing, {{"what", "sleep"}})));
    else
      say("image", Finding::problem(image_.image, *image_.why));
  }

  void programs() {
    std::string there;
    for (const auto name : dev_programs) {
      const std::string program(name);
      const auto seen = has(name);
      if (!seen) {
        unseen("programs", program);
      } else if (*seen) {
        there += (there.empty() ? "" : ", ") + program;
      } else {
        say("programs",
            Finding::problem(program, Error(Reason::dev_program_missing, {{"what", program}})));
      }
    }
    if (!there.empty()) fine("programs", there);
  }

  void user() {
    if (image_.user) fine("user", std::to_string(*image_.user));
  }

  void folder() {
    const auto& name = image_.folder;
    if (name.empty()) return;
    switch (image_.folder_state) {
      case FolderState::unknown: unseen("folder", name); break;
      case FolderState::writable:
      case FolderState::makeable: fine("folder", name); break;
      case FolderState::unwritable: {
        Args args{{"what", name}};
        if (image_.user) args.set("who", std::to_string(*image_.user));
        if (!image_.folder_why.empty()) args.set("why", image_.folder_why);
        say("folder",
            Finding::problem(name, Error(Reason::dev_folder_unwritable, std::move(args))));
      }
    }
  }

  /// Dev mode works without.
  void convenience(std::string_view check, const std::string& program) {
    const auto seen = has(program);
    if (!seen)
      unseen(check, program);
    else if (*seen)
      fine(check, program);
    else
      say(check, Finding::note(program, Error(Reason::dev_tools_missing, {{"what", program}})));
  }

  void debugger(std::string_view language, const std::string& name, std::optional<bool> there) {
    if (!there)
      unseen("debugger", name);
    else if (*there)
      fine("debugger", name, std::string(language));
    else
      say("debugger",
          Finding::note(name, Error(Reason::dev_debugger_missing,
                                    {{"what", name}, {"language", std::string(language)}})));
  }

  std::optional<bool> answered_yes(std::string_view name) const {
    return knows(name) ? std::optional(setting(name) == "yes") : std::nullopt;
  }

  /// Of the languages that are there, and of the one that is meant.
  void debuggers() {
    const auto speaks = [&](std::string_view language, std::string_view program) {
      return has(program).value_or(false) || language_ == language;
    };
    if (speaks("node", "node")) debugger("node", "node --inspect", has("node"));
    if (speaks("python", "python3"))
      debugger("python", "debugpy",
               has("python3").value_or(false) ? answered_yes("python.debugpy") : has("python3"));
    if (speaks("go", "go")) debugger("go", "dlv", has("dlv"));
    if (speaks("java", "java"))
      debugger("java", "jdwp",
               has("java").value_or(false) ? answered_yes("java.jdwp") : has("java"));
    if (speaks("php", "php")) debugger("php", "xdebug", answered_yes("php.xdebug"));
  }

  void tools() {
    if (own_ == nullptr) return;
    if (own_->why) {
      say("tools", Finding::not_known(own_->image, *own_->why));
      return;
    }
    std::string lacking, there;
    for (const auto name : dev_image_tools) {
      const auto theirs = own_->programs.find(name);
      if (theirs == own_->programs.end() || !theirs->second) continue;
      const auto here = has(name);
      if (!here) continue;
      auto& list = *here ? there : lacking;
      list += (list.empty() ? "" : ", ") + std::string(name);
    }
    if (!lacking.empty())
      say("tools", Finding::note(lacking, Error(Reason::dev_tools_missing,
                                                {{"what", lacking}, {"where", own_->image}})));
    else
      fine("tools", there);
  }

  static bool is_on(std::string_view value) {
    const auto lower = to_lower(value);
    return lower == "1" || lower == "on" || lower == "yes" || lower == "true";
  }

  /// https://www.php.net/manual/en/opcache.configuration.php
  void opcache() {
    if (!has("php").value_or(false)) return;
    if (!knows("opcache.enable")) {
      // Without the extension there are no such settings; without an answer it is not known.
      if (answered_yes("php.answered").value_or(false))
        fine("opcache", "php");
      else
        unseen("opcache", "php -i");
      return;
    }
    const std::string advice = "opcache.validate_timestamps=1, opcache.revalidate_freq=0";
    if (!is_on(setting("opcache.enable"))) {
      fine("opcache", "opcache.enable=0");
    } else if (knows("opcache.validate_timestamps") &&
               !is_on(setting("opcache.validate_timestamps"))) {
      hides("opcache", "opcache.validate_timestamps=0", "opcache_never", advice);
    } else if (const auto seconds = to_integer(setting("opcache.revalidate_freq"));
               !seconds || *seconds > 0) {
      hides("opcache", "opcache.revalidate_freq=" + setting("opcache.revalidate_freq"),
            "opcache_late", "opcache.revalidate_freq=0");
    } else {
      fine("opcache", "opcache.revalidate_freq=0");
    }
    if (const auto preload = setting("opcache.preload");
        !preload.empty() && preload != "no value" && is_on(setting("opcache.enable")))
      hides("opcache", "opcache.preload=" + preload, "read_once", "opcache.preload=");
  }

  void bytecode() {
    if (!has("python3").value_or(false)) return;
    if (!knows("python.dont_write_bytecode"))
      unseen("bytecode", "python3");
    else if (setting("python.dont_write_bytecode") == "True")
      fine("bytecode", "PYTHONDONTWRITEBYTECODE=1");
    else
      hides("bytecode", "__pycache__", "bytecode", "PYTHONDONTWRITEBYTECODE=1");
  }

  /// The JDK's own archive holds nothing that is edited; one of the application's classes does.
  /// https://docs.oracle.com/en/java/javase/21/vm/class-data-sharing.html
  void class_data() {
    if (!has("java").value_or(false)) return;
    if (!answered_yes("java.answered").value_or(false)) {
      unseen("class_data", "java -XX:+PrintFlagsFinal");
      return;
    }
    const std::pair<const char*, const char*> flags[] = {{"SharedArchiveFile", "-Xshare:off"},
                                                         {"ArchiveClassesAtExit", "-Xshare:off"},
                                                         {"AOTCache", "-XX:AOTMode=off"}};
    for (const auto& [flag, instead] : flags) {
      const auto value = setting(std::string("java.") + flag);
      if (value.empty()) continue;
      hides("class_data", std::string("-XX:") + flag + "=" + value, "class_data", instead);
      return;
    }
    fine("class_data", "java");
  }

  void node() {
    if (!has("node").value_or(false)) return;
    if (!knows("node.env"))
      unseen("node_env", "NODE_ENV");
    else if (setting("node.env") == "production")
      hides("node_env", "NODE_ENV=production", "production", "NODE_ENV=development");
    else
      fine("node_env", "NODE_ENV", setting("node.env"));
    if (const auto cache = setting("node.cache"); !cache.empty())
      hides("bundler", cache, "bundler", "rm -r " + cache, "run");
  }

  /// sendfile is left out: a file that is replaced by renaming is another one, and is opened anew.
  void nginx() {
    if (!has("nginx").value_or(false)) return;
    if (!answered_yes("nginx.answered").value_or(false)) {
      unseen("nginx", "nginx -T");
      return;
    }
    bool any = false;
    for (const auto* name : {"open_file_cache", "proxy_cache", "fastcgi_cache"}) {
      const auto value = setting(std::string("nginx.") + name);
      if (value.empty() || value == "off") continue;
      any = true;
      hides("nginx", std::string(name) + " " + value, "kept_answers", std::string(name) + " off;");
    }
    if (!any) fine("nginx", "nginx");
  }

  const DevImageFacts& image_;
  const DevImageFacts* own_;
  std::string_view language_;
  Findings out_;
};

}  // namespace

Findings judge_image(const DevImageFacts& image, const DevImageFacts* own,
                     std::string_view language) {
  return Judge(image, own, language).findings();
}

}  // namespace chatops::core
