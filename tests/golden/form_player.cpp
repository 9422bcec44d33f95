// A form on a real terminal without anything behind it: shows a made card and prints the answer.
// form_player ROWS OPTIONS [no-colour]
// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "base/signals.hpp"
#include "command/table/language.hpp"
#include "support/big_card.hpp"
#include "terminal/device.hpp"
#include "terminal/form.hpp"

using namespace chatops;

namespace {

void print(const card::Answer& answer) {
  std::printf("button %s\n", answer.button.c_str());
  for (const auto& [name, value] : answer.settings)
    std::printf("setting %s=%s\n", name.c_str(), value.c_str());
  for (const auto& [row, pick] : answer.picks)
    std::printf("row %s %s %s sees %s\n", row.c_str(),
                pick.mode == card::PickMode::pin ? "pin" : "follow", pick.value.c_str(),
                answer.seen.at(row).c_str());
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) return 2;
  const Signals signals;
  SystemClock clock;
  SystemRandom random;
  const SystemVariables variables;
  SystemSpawner spawner;
  const System system{clock, random, variables, spawner};
  if (!terminal::can_draw(STDIN_FILENO, STDERR_FILENO, variables)) {
    std::puts("cannot draw");
    return 3;
  }
  const std::string_view last = words[count - 1];
  render::Style style;
  style.language =
      variables.get("CHATOPS_LANG") == "zh" ? render::Language::zh : render::Language::en;
  style.err.colour = last != "no-colour";
  style.now = test::card_now();
  const card::Card card = last == "hostile"
                              ? test::hostile_card()
                              : test::made_card(std::atoi(words[1]), std::atoi(words[2]));
  try {
    const auto answer = terminal::fill_in(Call{.stop = signals.token()}, system, style, card);
    if (!answer) {
      std::puts("left");
      return 4;
    }
    print(*answer);
  } catch (const Interrupted&) {
    std::puts("interrupted");
    return 130;
  }
  return 0;
}
