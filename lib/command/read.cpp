// Each command reads its own words; here the right one is found.
// SPDX-License-Identifier: Apache-2.0
#include "command/read.hpp"

#include <utility>

#include "base/error.hpp"
#include "command/commands/reading.hpp"
#include "command/table/language.hpp"

namespace chatops::command {

namespace {

template <std::size_t index = 0>
Request read_row(const ParsedArgs& args, const Around& around) {
  if constexpr (index < boost::variant2::variant_size_v<Request>) {
    using Wanted = boost::variant2::variant_alternative_t<index, Request>;
    if (Wanted::row.path != args.command->path) return read_row<index + 1>(args, around);
    Wanted request{};
    read(request, args, around);
    return request;
  } else {
    throw Error(Reason::internal_error, {{"what", std::string(args.command->path)}});
  }
}

}  // namespace

Request read_request(const ParsedArgs& args, const Around& around) {
  if (args.has("lang") && !table::language_of(args.get("lang")))
    bad("--lang", args.get("lang"), "en, zh");
  return read_row(args, around);
}

std::string output_format(const ParsedArgs& args) {
  if (!args.has("output")) return "table";
  const std::string format = args.get("output");
  for (const char* known : {"table", "wide", "json", "yaml", "name"}) {
    if (format == known) return format;
  }
  bad("--output", format, "table, wide, json, yaml, name");
}

}  // namespace chatops::command
