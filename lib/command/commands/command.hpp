// What the header of every command needs. A command is four things under one name: its row
// (table/rows/NAME.hpp), its request with its JSON members (commands/NAME.hpp), reading and
// handling it (commands/NAME.cpp), and where its output is its own, the view
// (render/views/NAME.cpp).
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "base/known.hpp"
#include "command/argv.hpp"
#include "command/reply.hpp"
#include "command/table/types.hpp"

namespace chatops::command {

class Context;
struct Given;

/// What reading a command line may need beside its words: a file's text ("-" = standard input), and
/// whether somebody watches.
struct Around {
  std::function<Result<std::string>(const std::string& path)> read_file;
  bool terminal = false;  ///< a person at a terminal: `env show` follows a running deployment
  bool form = false;      ///< and the terminal can show a card as a form
};

/// The request of a row of the table: its member `type`. Each command's header says its own, and
/// declares for it, found by the request's type:
///   void read(Request&, const Words&, const Around&);   the words; throws Error of kind usage
///   Reply handle(Context&, const Request&);             does it; reached through run() only
///   void take(Request&, const Need&, Given);            a person's answer, where it asks
/// and as a member, where the caller's place matters (CallerPlace, place.hpp):
///   bool reads_place() const;
template <const table::Command& row>
struct RequestOf;

}  // namespace chatops::command
