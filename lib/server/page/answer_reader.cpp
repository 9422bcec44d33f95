// SPDX-License-Identifier: Apache-2.0
// Anything odd is refused as a whole: no browser of ours sends it.
#include "server/page/answer_reader.hpp"

#include "base/text.hpp"
#include "server/page/answers.hpp"

namespace chatops::server {

namespace {

constexpr std::size_t most_entries = 2000, longest_value = 1024;

[[noreturn]] void odd() { throw Refused{400, "odd_answer"}; }

std::string short_text(const net::Json& value) {
  if (!value.is_string()) odd();
  const auto& out = value.get_ref<const std::string&>();
  if (out.size() > longest_value || !is_utf8(out)) odd();
  return out;
}

card::Pick pick(const net::Json& value) {
  const std::string mode = short_text(net::member(value, "mode"));
  if (mode != "pin" && mode != "follow") odd();
  return {mode == "pin" ? card::PickMode::pin : card::PickMode::follow,
          short_text(net::member(value, "value"))};
}

template <class Out, class Read>
void read_each(const net::Json& object, Out& out, Read read) {
  if (!object.is_object() || object.size() > most_entries) odd();
  for (const auto& [key, value] : object.items()) {
    if (key.size() > longest_value) odd();
    out.emplace(key, read(value));
  }
}

}  // namespace

card::Answer answer_of(const net::Json& filled) {
  if (!filled.is_object()) odd();
  card::Answer out{.revision = short_text(net::member(filled, "revision")),
                   .button = short_text(net::member(filled, "button"))};
  read_each(net::member(filled, "settings"), out.settings, short_text);
  read_each(net::member(filled, "picks"), out.picks, pick);
  read_each(net::member(filled, "seen"), out.seen, short_text);
  return out;
}

}  // namespace chatops::server
