// State to lines: a head with the whole, a line for each stage, and what a failed one says.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/width.hpp"
#include "render/safe.hpp"
#include "render/views.hpp"
#include "terminal/line.hpp"
#include "terminal/watch.hpp"

namespace chatops::terminal {

namespace {

using render::Tone;
using Lines = std::vector<std::string>;

constexpr int room_for_words = 44;  ///< columns from which a stage's state is told in a word too
constexpr int room_for_usual = 60;  ///< … and what it usually takes
constexpr int widest_bar = 20, narrowest_bar = 6;
constexpr std::size_t most_of_cause = 3;

struct Symbol {
  std::string_view status, unicode, ascii;
};
constexpr auto symbols = std::to_array<Symbol>({{"waiting", "·", "."},
                                                {"approval", "?", "?"},
                                                {"succeeded", "✓", "+"},
                                                {"failed", "✗", "x"},
                                                {"failed_ignored", "!", "!"},
                                                {"skipped", "–", "-"},
                                                {"canceled", "✗", "x"},
                                                {"stopped", "✗", "x"}});
constexpr auto spinner =
    std::to_array<std::string_view>({"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"});
constexpr auto ascii_spinner = std::to_array<std::string_view>({"|", "/", "-", "\\"});

bool ended_word(const std::string& status) {
  return status == "succeeded" || status == "failed" || status == "canceled" ||
         status == "superseded" || status == "unknown";
}

class Picture {
 public:
  Picture(const Watched& state, Instant now, const Drawing& drawing, const render::Style& style)
      : state_(state), now_(now), drawing_(drawing), style_(style) {
    for (const WatchedStage& stage : state.stages)
      names_ = std::max(names_, display_width(render::safe_line(stage.name)));
    names_ = std::min(names_, std::max(4, width() - 12));
    for (const WatchedStage& stage : state.stages)
      words_ = std::max(words_, display_width(word(stage.status).text));
  }

  Lines lines() const {
    Lines out = {head()};
    if (!state_.note.empty()) out.push_back(note());
    std::vector<Lines> stages;
    for (const WatchedStage& stage : state_.stages) stages.push_back(lines_of(stage));
    const int room = drawing_.size.rows - 1 - static_cast<int>(out.size());
    append_window(out, stages, drawing_.last ? 1 << 20 : room);
    if (!drawing_.last)
      out.resize(
          std::min(out.size(), static_cast<std::size_t>(std::max(0, drawing_.size.rows - 1))));
    return out;
  }

 private:
  /// A terminal moves on by itself after its last column: that one stays empty.
  int width() const { return std::max(1, drawing_.size.columns - 1); }
  std::string_view mark() const { return drawing_.unicode ? "…" : "~"; }
  Line line() const { return {width(), style_.err, mark()}; }
  render::Cell word(const std::string& status) const {
    // What still waits when all is over never ran.
    const bool over = ended_word(state_.status) && state_.status != "unknown";
    return render::word_cell(style_, "stage", over && status == "waiting" ? "not_run" : status);
  }

  std::string_view symbol(const std::string& status) const {
    if (status == "running") {
      if (drawing_.last) return mark();
      return drawing_.unicode ? spinner[drawing_.frame % spinner.size()]
                              : ascii_spinner[drawing_.frame % ascii_spinner.size()];
    }
    const auto found = std::find_if(symbols.begin(), symbols.end(),
                                    [&](const Symbol& s) { return s.status == status; });
    if (found == symbols.end()) return " ";
    return drawing_.unicode ? found->unicode : found->ascii;
  }

  /// "1m05s of about 2m00s"; only the first while there is no room or no expectation.
  std::string times(Millis took, std::optional<Millis> usual, bool over) const {
    if (!usual || over || width() < room_for_usual) return elapsed(took);
    return render::phrase(style_, took <= *usual ? "watch.of_about" : "watch.longer",
                          {{"took", elapsed(took)}, {"usual", elapsed(*usual)}});
  }

  std::string head() const {
    Line out = line();
    const bool over = ended_word(state_.status);
    const Millis took = now_ - state_.began;
    out.add(render::safe_line(state_.environment), Tone::strong)
        .add(" #" + render::safe_line(state_.revision));
    const auto cell = render::word_cell(
        style_, "status", state_.status.empty() ? std::string("intended") : state_.status);
    out.to(out.width() + 2).add(cell.text, cell.tone);
    if (state_.began != Instant{}) out.to(out.width() + 2).add(times(took, state_.usual, over));
    if (!over && state_.usual && state_.note.empty() && took <= *state_.usual)
      add_bar(out, took, *state_.usual);
    return std::move(out).text();
  }

  void add_bar(Line& out, Millis took, Millis usual) const {
    const int room = std::min(widest_bar, width() - out.width() - 8);
    if (room < narrowest_bar || usual.count() <= 0) return;
    const auto share = static_cast<int>(took.count() * 100 / usual.count());
    const int percent = std::clamp(share, 0, 99);
    const int done = room * percent / 100;
    std::string bar, left;
    for (int i = 0; i < done; ++i) bar += drawing_.unicode ? "━" : "#";
    for (int i = done; i < room; ++i) left += drawing_.unicode ? "━" : "-";
    // Without colour the two halves must differ by themselves.
    if (!style_.err.colour && drawing_.unicode) left = std::string(left.size() / 3, '.');
    out.to(out.width() + 2).add(bar, Tone::good).add(left, Tone::quiet);
    out.add(" " + std::to_string(percent) + "%");
  }

  std::string note() const {
    Line out = line();
    std::string text(render::label(style_.language, "event." + state_.note));
    if (state_.why) text += ": " + render::message_of(style_.language, *state_.why);
    out.add("  ").add(render::safe_line(text), Tone::busy);
    return std::move(out).text();
  }

  Lines lines_of(const WatchedStage& stage) const {
    Line out = line();
    const render::Cell cell = word(stage.status);
    out.to(1).add(symbol(stage.status), cell.tone).to(3);
    out.add(fitting(render::safe_line(stage.name), names_, mark())).to(3 + names_ + 2);
    if (width() >= room_for_words) out.add(cell.text, cell.tone).to(3 + names_ + 2 + words_ + 2);
    if (stage.began) {
      const auto usual = state_.usual_stages.find(stage.name);
      const bool known = usual != state_.usual_stages.end();
      out.add(times(stage.ended.value_or(now_) - *stage.began,
                    known ? std::optional(usual->second) : std::nullopt, stage.ended.has_value()),
              Tone::quiet);
    }
    Lines lines = {std::move(out).text()};
    add_details(stage, lines);
    return lines;
  }

  void add_details(const WatchedStage& stage, Lines& lines) const {
    if (!stage.link.empty() && stage.status == "approval") {
      Line out = line();
      out.to(3).add(render::phrase(style_, "phrase.decide", {{"link", stage.link}}), Tone::busy);
      lines.push_back(std::move(out).text());
    }
    // Under the picture that stays, the error says it.
    const bool said_below = drawing_.last && stage.status == "failed";
    for (const std::string& piece : wrapped(said_below ? "" : render::safe_line(stage.cause))) {
      Line out = line();
      out.to(3).add(piece, stage.status == "failed_ignored" ? Tone::busy : Tone::bad);
      lines.push_back(std::move(out).text());
    }
    const std::size_t from =
        stage.log.size() > render::shown_of_log ? stage.log.size() - render::shown_of_log : 0;
    for (std::size_t i = from; i < stage.log.size(); ++i) {
      Line out = line();
      out.to(3).add("| " + render::safe_line(stage.log[i]), Tone::quiet);
      lines.push_back(std::move(out).text());
    }
  }

  /// A cause is read in full where a few lines hold it.
  Lines wrapped(std::string_view text) const {
    Lines out;
    const int room = std::max(1, width() - 3);
    while (!text.empty() && out.size() + 1 < most_of_cause && display_width(text) > room) {
      const std::string piece = fitting(text, room, "");
      if (piece.empty()) break;
      const auto blank = piece.rfind(' ');
      const std::size_t end = blank == std::string::npos || blank == 0 ? piece.size() : blank;
      out.push_back(piece.substr(0, end));
      text.remove_prefix(end);
      while (text.starts_with(' ')) text.remove_prefix(1);
    }
    if (!text.empty()) out.emplace_back(text);
    return out;
  }

  /// The stage that matters most: the one that failed, else the one that runs, else the last that
  /// ended.
  std::size_t focus() const {
    std::size_t best = 0;
    int weight = -1;
    for (std::size_t i = 0; i < state_.stages.size(); ++i) {
      const std::string& status = state_.stages[i].status;
      const int w = status == "failed" || status == "stopped"     ? 3
                    : status == "running" || status == "approval" ? 2
                    : status == "waiting"                         ? 0
                                                                  : 1;
      if (w > weight || (w == 1 && weight == 1)) best = i;
      weight = std::max(weight, w);
    }
    return best;
  }

  std::string counted(const char* code, std::size_t count) const {
    Line out = line();
    out.to(1).add(mark()).to(3).add(
        render::phrase(style_, code, {{"count", std::to_string(count)}}), Tone::quiet);
    return std::move(out).text();
  }

  /// As many stages around the one that matters as `room` lines hold; the others are counted.
  void append_window(Lines& out, const std::vector<Lines>& stages, int room) const {
    if (stages.empty() || room < 1) return;
    const int count = static_cast<int>(stages.size());
    const auto size = [&](int i) {
      return static_cast<int>(stages[static_cast<std::size_t>(i)].size());
    };
    int low = static_cast<int>(focus()), high = low;
    int used = std::min(size(low), room);
    const auto fits = [&](int l, int h, int more) {
      return used + more + (l > 0 ? 1 : 0) + (h + 1 < count ? 1 : 0) <= room;
    };
    for (bool grown = true; grown;) {
      grown = false;
      if (high + 1 < count && fits(low, high + 1, size(high + 1))) {
        used += size(++high);
        grown = true;
      }
      if (low > 0 && fits(low - 1, high, size(low - 1))) {
        used += size(--low);
        grown = true;
      }
    }
    const bool tell = fits(low, high, 0);
    if (tell && low > 0) out.push_back(counted("watch.before", static_cast<std::size_t>(low)));
    for (int i = low; i <= high; ++i) {
      const Lines& lines = stages[static_cast<std::size_t>(i)];
      const auto end =
          low == high ? std::min<std::ptrdiff_t>(std::ssize(lines), room) : std::ssize(lines);
      out.insert(out.end(), lines.begin(), lines.begin() + end);
    }
    if (tell && high + 1 < count)
      out.push_back(counted("watch.after", static_cast<std::size_t>(count - high - 1)));
  }

  const Watched& state_;
  Instant now_;
  const Drawing& drawing_;
  const render::Style& style_;
  int names_ = 0, words_ = 0;
};

}  // namespace

std::vector<std::string> draw(const Watched& state, Instant now, const Drawing& drawing,
                              const render::Style& style) {
  return Picture(state, now, drawing, style).lines();
}

}  // namespace chatops::terminal
