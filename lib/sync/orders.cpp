// Orders of channels to bytes and back.
// SPDX-License-Identifier: Apache-2.0
#include "sync/orders.hpp"

namespace chatops::sync {

namespace {

constexpr std::size_t longest_word = 32U << 10U;
constexpr std::uint32_t most_words = 1000, most_programs = 16;
constexpr std::size_t largest_part = 256U << 10U;
constexpr std::uint8_t with_terminal = 1, with_log = 2, with_all = 4;

/// Neither a word nor a variable can hold a NUL.
std::string word_of(Reader& in) {
  std::string out(in.text(longest_word));
  if (out.find('\0') != std::string::npos) in.raw(~std::size_t{0} >> 1U);
  return out;
}

void put_words(Writer& out, const std::vector<std::string>& words) {
  out.u32(static_cast<std::uint32_t>(words.size()));
  for (const auto& word : words) out.text(word);
}

/// False where it is no command.
bool read_words(Reader& in, std::vector<std::string>& out) {
  auto count = in.u32();
  if (count > most_words) return false;
  for (; count > 0 && in.ok(); --count) out.push_back(word_of(in));
  return in.ok() && !out.empty() && !out.front().empty();
}

}  // namespace

std::string encode(const CommandOrder& order) {
  Writer out;
  const unsigned how = (order.terminal ? unsigned{with_terminal} : 0U) |
                       (order.logged ? unsigned{with_log} : 0U) |
                       (order.whole ? unsigned{with_all} : 0U);
  out.u8(static_cast<std::uint8_t>(how))
      .u16(order.size.columns)
      .u16(order.size.rows)
      .text(order.folder);
  put_words(out, order.argv);
  out.u32(static_cast<std::uint32_t>(order.environment.size()));
  for (const auto& [name, value] : order.environment) out.text(name).text(value);
  out.u32(static_cast<std::uint32_t>(order.otherwise.size()));
  for (const auto& argv : order.otherwise) put_words(out, argv);
  return out.take();
}

bool decode(std::string_view bytes, CommandOrder& out) {
  Reader in(bytes);
  const auto how = in.u8();
  if (how > (with_terminal | with_log | with_all)) return false;
  out.terminal = (how & with_terminal) != 0;
  out.logged = (how & with_log) != 0;
  out.whole = (how & with_all) != 0;
  out.size.columns = in.u16();
  out.size.rows = in.u16();
  out.folder = word_of(in);
  if (!read_words(in, out.argv)) return false;
  auto count = in.u32();
  if (count > most_words) return false;
  for (; count > 0 && in.ok(); --count) {
    auto name = word_of(in);
    auto value = word_of(in);
    if (name.empty() || name.find('=') != std::string::npos) return false;
    out.environment.emplace_back(std::move(name), std::move(value));
  }
  count = in.u32();
  if (count > most_programs) return false;
  for (; count > 0 && in.ok(); --count) {
    if (!read_words(in, out.otherwise.emplace_back())) return false;
  }
  return in.done();
}

std::string encode(const ForwardOrder& order) { return Writer().u16(order.port).take(); }

bool decode(std::string_view bytes, ForwardOrder& out) {
  Reader in(bytes);
  out.port = in.u16();
  return in.done() && out.port != 0;
}

std::string encode(const CommandPart& part) {
  return Writer().u8(static_cast<std::uint8_t>(part.type)).text(part.bytes).take();
}

Result<bool> PartReader::next(CommandPart& out) {
  Reader in(buffer_);
  const auto type = in.u8();
  const auto size = in.u32();
  if (in.ok() && (size > largest_part || (type > 3 && type < 16) || type > 19))
    return failure(Reason::answer_odd, {{"what", "part"}});
  const auto bytes = in.raw(size);
  if (!in.ok()) return false;
  out.type = static_cast<CommandPart::Type>(type);
  out.bytes.assign(bytes);
  buffer_.erase(0, 5 + size);
  return true;
}

}  // namespace chatops::sync
