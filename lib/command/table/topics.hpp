// The topics of `chatops help TOPIC`: what a beginner wants to know that belongs to no single
// command. Written as prose.hpp says; every line in it that begins with `chatops` is run by
// tests/golden/examples_test.py.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "command/table/join.hpp"
#include "command/table/topics/choosing.hpp"
#include "command/table/topics/first.hpp"
#include "command/table/topics/serving.hpp"
#include "command/table/topics/telling.hpp"

namespace chatops::command::table {

inline constexpr auto topics =
    joined(first_topics, choosing_topics, serving_topics, telling_topics);

}  // namespace chatops::command::table
