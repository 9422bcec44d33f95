// What a person sees of a deployment that is followed: its stages as a block of lines. Two pure
// functions, events → state and state → lines; live.hpp keeps the block on the screen.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "command/reply.hpp"
#include "render/output.hpp"

namespace chatops::terminal {

struct Size {
  int columns = 80, rows = 24;
  bool operator==(const Size&) const = default;
};

struct WatchedStage {
  std::string name, status;  ///< core's word
  std::optional<Instant> began, ended;
  std::string cause, link;
  std::vector<std::string> log;
};

/// What the events have told so far. Texts as they came; drawing makes them safe.
struct Watched {
  std::string environment, revision;
  std::string status;  ///< of the deployment, core's word; "" = not told yet
  std::string note;    ///< the event that says why nothing moves: queued, waiting …; "" = none
  std::optional<Error> why;     ///< of the note
  Instant began{};              ///< elapsed time counts from here
  std::optional<Millis> usual;  ///< what it took the last time
  std::map<std::string, Millis> usual_stages;
  std::vector<WatchedStage> stages;
};

/// The state after one more event; members of odd types count as absent. `following` begins anew.
void take(Watched& state, const command::Event& event);

struct Drawing {
  Size size;
  bool unicode = true;  ///< else symbols are ASCII
  unsigned frame = 0;   ///< of the spinner
  bool last = false;    ///< the picture that stays: nothing turns, and the rows do not limit it
};

/// Lines for the terminal, each narrower than `columns` and without line end; fewer lines than
/// `rows`, unless `last`. The style's err side decides about colour.
std::vector<std::string> draw(const Watched& state, Instant now, const Drawing& drawing,
                              const render::Style& style);

}  // namespace chatops::terminal
