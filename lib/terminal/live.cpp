// SPDX-License-Identifier: Apache-2.0
// A terminal that went away is not written to again by anybody who could notice: writes fail and
// the hangup ends the waiting.
#include "terminal/live.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace chatops::terminal {

namespace {

constexpr Millis between_frames{150};

constexpr auto told_by_picture =
    std::to_array<std::string_view>({"committed", "following", "queued", "started", "waiting",
                                     "stage", "approval", "lost", "restarted", "finished"});

/// Everything else is worth a line of its own, above the block.
bool stays_above(const command::Event& event) {
  return std::find(told_by_picture.begin(), told_by_picture.end(), event.kind) ==
         told_by_picture.end();
}

}  // namespace

std::string Block::redraw(Instant now, Size size) {
  std::string out;
  if (size != size_) {
    if (size_.columns > size.columns || size_.rows > size.rows)
      out = canvas_.clear(size.columns, size.rows);
    size_ = size;
  }
  return out + canvas_.show(draw(
                   state_, now, {.size = size, .unicode = unicode_, .frame = frame_, .last = false},
                   style_));
}

std::string Block::event(const command::Event& event, Instant now, Size size) {
  if (event.kind == "following") {
    open_ = true;
    size_ = size;
  }
  std::string out;
  if (stays_above(event))
    out = canvas_.clear(size.columns, size.rows) + render::event_line(style_, event);
  if (!open_) return out;
  if (!stays_above(event)) take(state_, event);
  return out + redraw(now, size);
}

std::string Block::tick(Instant now, Size size, bool went_on) {
  if (!open_) return {};
  ++frame_;
  if (went_on) canvas_.leave();
  return redraw(now, size);
}

std::string Block::end(Instant now) {
  if (!open_) return {};
  open_ = false;
  std::string out = canvas_.clear(size_.columns, size_.rows);
  const Drawing drawing{.size = size_, .unicode = unicode_, .frame = frame_, .last = true};
  for (const std::string& line : draw(state_, now, drawing, style_)) out += line + "\r\n";
  return out;
}

bool can_live(int descriptor, const Variables& variables) {
  const std::string term = variables.get("TERM").value_or("dumb");
  return ::isatty(descriptor) == 1 && term != "dumb" && size_of(descriptor).rows > 2;
}

Size size_of(int descriptor) {
  winsize told{};
  if (::ioctl(descriptor, TIOCGWINSZ, &told) != 0 || told.ws_col == 0 || told.ws_row == 0)
    return {};
  return {.columns = told.ws_col, .rows = told.ws_row};
}

void Live::on_event(const command::Event& event) {
  const std::lock_guard lock(mutex_);
  if (event.kind == "following" && !block_.open()) cursor_.emplace(descriptor_);
  write(block_.event(event, clock_.now(), size_of(descriptor_)));
  if (block_.open() && !thread_.joinable())
    thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

void Live::run(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    wake_.wait_for(lock, stop, between_frames, [] { return false; });
    if (stop.stop_requested()) return;
    write(block_.tick(clock_.now(), size_of(descriptor_), HiddenCursor::went_on()));
  }
}

void Live::settle() {
  if (thread_.joinable()) {
    thread_.request_stop();
    thread_.join();
  }
  const std::lock_guard lock(mutex_);
  write(block_.end(clock_.now()));
  cursor_.reset();
}

void Live::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace chatops::terminal
