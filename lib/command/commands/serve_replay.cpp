// `serve replay FROM[..TO]`: how it is read and done.
// SPDX-License-Identifier: Apache-2.0
#include "command/commands/serve_replay.hpp"

#include <charconv>
#include <optional>
#include <string_view>

#include "command/commands/reading.hpp"
#include "command/run.hpp"

namespace chatops::command {

namespace {

std::optional<std::int64_t> sequence_of(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (problem != std::errc() || end != text.data() + text.size() || value < 1) return std::nullopt;
  return value;
}

}  // namespace

void read(ServeReplayRequest& request, const ParsedArgs& args, const Around&) {
  const std::string& text = args.positionals.at(0);
  const std::size_t dots = text.find("..");
  const auto from = sequence_of(std::string_view(text).substr(0, dots));
  const auto to =
      dots == std::string::npos ? from : sequence_of(std::string_view(text).substr(dots + 2));
  if (!from || !to || *to < *from) bad("FROM..TO", text, "120, 120..140");
  request.from = *from;
  request.to = *to;
}

Reply handle(Context& context, const ServeReplayRequest& request) {
  const std::int64_t count =
      context.services.server().replay(context.call, request.from, request.to);
  return Outcome{.kind = "replayed",
                 .body = {{"from", request.from}, {"to", request.to}, {"count", count}}};
}

}  // namespace chatops::command
