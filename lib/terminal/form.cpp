// SPDX-License-Identifier: Apache-2.0
// The loop between the terminal's bytes and the pure rest: read, step, draw, write what differs.
#include "terminal/form.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/locale.hpp"
#include "terminal/device.hpp"
#include "terminal/draw.hpp"
#include "terminal/live.hpp"
#include "terminal/state.hpp"

namespace chatops::terminal {

namespace {

/// How long a lone Escape is waited for to become a sequence; slow lines split them.
constexpr Millis escape_wait{50};

/// Nothing is chosen or pressed on a screen that cannot be read; leaving is always possible.
bool is_safe_unseen(const Key& key) {
  return key.press == Press::escape ||
         (key.press == Press::control && (key.text == "c" || key.text == "z" || key.text == "l"));
}

class Form {
 public:
  Form(const Call& call, const System& system, const render::Style& style, const card::Card& card,
       std::string note, const std::optional<card::Answer>& start)
      : call_(call),
        theme_{.language = style.language,
               .now = style.now,
               .colour = style.err.colour,
               .unicode = utf8_locale(system.variables)},
        state_(begin(card, start)),
        device_(STDIN_FILENO, STDERR_FILENO) {
    state_.note = std::move(note);
  }

  std::optional<card::Answer> run() {
    show();
    for (;;) {
      const auto wait = keys_.undecided() ? std::optional(escape_wait) : std::nullopt;
      const Device::Read got = device_.read(wait, call_.stop);
      switch (got.why) {
        case Device::Woken::stopped:
        case Device::Woken::ended: throw Interrupted{};
        case Device::Woken::resized: shown_ = Frame(); break;
        case Device::Woken::timeout: take(keys_.flush()); break;
        case Device::Woken::input: take(keys_.feed(got.bytes)); break;
      }
      if (state_.ending == Ending::answered) return state_.answer;
      if (state_.ending == Ending::left) return std::nullopt;
      show();
    }
  }

 private:
  void take(const std::vector<Key>& keys) {
    const bool seen = has_room(device_.size());
    for (const Key& key : keys) {
      if (!seen && !is_safe_unseen(key)) continue;
      state_ = step(std::move(state_), key);
      switch (state_.ending) {
        case Ending::interrupted: throw Interrupted{};
        case Ending::redraw: shown_ = Frame(); break;
        case Ending::suspended:
          device_.suspend();
          shown_ = Frame();
          break;
        case Ending::answered:
        case Ending::left: return;
        case Ending::open: break;
      }
    }
  }

  void show() {
    const Size size = device_.size();
    state_.page = static_cast<std::size_t>(std::max(1, size.rows / 2));
    Frame next = draw(state_, size, theme_);
    if (!device_.write(paint(shown_, next))) throw Interrupted{};
    shown_ = std::move(next);
  }

  const Call& call_;
  Theme theme_;
  State state_;
  Decoder keys_;
  Frame shown_;
  Device device_;  // last: the terminal is taken when all is ready, and given back first
};

}  // namespace

std::optional<card::Answer> fill_in(const Call& call, const System& system,
                                    const render::Style& style, const card::Card& card,
                                    std::string note, const std::optional<card::Answer>& start) {
  return Form(call, system, style, card, std::move(note), start).run();
}

}  // namespace chatops::terminal
