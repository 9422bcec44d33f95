// SPDX-License-Identifier: Apache-2.0
// Notices: BEL, notify-send (Desktop Notifications Specification), OSC 9 (iTerm2, also Windows
// Terminal, kitty, WezTerm, ConEmu).
#include "progress_listener.hpp"

#include <unistd.h>

#include <utility>

#include "base/locale.hpp"
#include "render/safe.hpp"
#include "terminal.hpp"
#include "terminal/live.hpp"

namespace chatops {

namespace {

constexpr Millis notice_patience{3000};

class Lines final : public command::Listener {
 public:
  explicit Lines(const render::Style& style) : style_(style) {}
  void on_event(const command::Event& event) override {
    // A server's log, one line of JSON an event, has the same for machines.
    if (event.kind == "serving" && ::isatty(STDERR_FILENO) == 0) return;
    write_all(STDERR_FILENO, render::event_line(style_, event));
  }

 private:
  const render::Style& style_;
};

std::string text_at(const nlohmann::json& body, const char* name) {
  return body.is_object() && body.contains(name) && body[name].is_string()
             ? body[name].get<std::string>()
             : std::string();
}

}  // namespace

Notice notice_of(const std::string& given, const Variables& variables) {
  const std::string word = given.empty() ? variables.get("CHATOPS_NOTIFY").value_or("") : given;
  if (word.empty()) return Notice::none;
  if (word == "bell") return Notice::bell;
  if (word == "desktop") return Notice::desktop;
  throw Error(Reason::usage_bad_value, {{"what", given.empty() ? "CHATOPS_NOTIFY" : "--notify"},
                                        {"value", word},
                                        {"try", "bell, desktop"}});
}

ProgressListener::ProgressListener(const System& system, const render::Style& style, How how)
    : system_(system),
      style_(style),
      how_(how),
      watched_(system.clock, style,
               how.block && terminal::can_live(STDOUT_FILENO, system.variables)) {
  if (how.block && terminal::can_live(STDERR_FILENO, system.variables)) {
    screen_ = std::make_unique<terminal::Live>(system.clock, style, utf8_locale(system.variables),
                                               STDERR_FILENO);
    state_line_.emplace(style);
  } else {
    screen_ = std::make_unique<Lines>(style);
  }
}

void ProgressListener::on_event(const command::Event& event) {
  if (event.kind == "following") {
    followed_ = true;
    environment_ = text_at(event.body, "environment");
    status_.clear();
  }
  if (const std::string status = text_at(event.body, "status"); !status.empty()) {
    status_ = status;
    waits_to_start_ = text_at(event.body, "started_at").empty();
  }
  if (event.kind == "committed") waits_to_start_ = true;
  const bool document = style_.format == render::Format::json;
  if (event.kind == "log" || (event.kind == "forward" && document)) {
    write_all(STDOUT_FILENO, render::log_line(style_, event));
    return;
  }
  if (event.kind == "environment") {
    watched_.show(event.body);
    return;
  }
  if (state_line_ && state_line_->show(event)) return;
  if (state_line_) state_line_->settle();
  screen_->on_event(event);
}

void ProgressListener::settle(bool tell) {
  if (state_line_) state_line_->settle();
  if (auto* live = dynamic_cast<terminal::Live*>(screen_.get())) live->settle();
  if (!std::exchange(followed_, false) || !tell || how_.notice == Notice::none) return;
  const bool terminal = ::isatty(STDERR_FILENO) == 1;
  if (how_.notice == Notice::bell && terminal) write_all(STDERR_FILENO, "\a");
  if (how_.notice == Notice::desktop)
    tell_by_desktop(render::notice_text(style_, environment_, status_));
}

void ProgressListener::tell_by_desktop(const std::string& text) const {
  const Call call{.deadline = system_.clock.tick() + notice_patience, .stop = {}, .trace = nullptr};
  Command command;
  command.argv = {"notify-send", "--app-name=chatops", "--", "chatops", text};
  const auto sent = system_.spawner.run(call, command);
  if (sent && sent->code == 0) return;
  if (::isatty(STDERR_FILENO) == 1) write_all(STDERR_FILENO, "\x1b]9;" + text + "\a");
}

}  // namespace chatops
