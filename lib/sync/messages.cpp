// Messages of a sync channel to bytes and back.
// SPDX-License-Identifier: Apache-2.0
#include "sync/messages.hpp"

namespace chatops::sync {

namespace {

constexpr std::uint32_t most_outcomes = 100'000;

}  // namespace

std::string encode_message(MessageType type, std::string_view body) {
  return Writer()
      .u32(static_cast<std::uint32_t>(body.size()))
      .u8(static_cast<std::uint8_t>(type))
      .raw(body)
      .take();
}

void MessageReader::feed(std::string_view bytes) {
  if (at_ > 0) {
    buffer_.erase(0, at_);
    at_ = 0;
  }
  buffer_.append(bytes);
}

Result<bool> MessageReader::next(Message& out) {
  Reader in(std::string_view(buffer_).substr(at_));
  const auto size = in.u32();
  const auto type = in.u8();
  if (in.ok() && size > largest_message) return failure(Reason::answer_odd, {{"what", "message"}});
  const auto body = in.raw(size);
  if (!in.ok()) return false;
  out.type = static_cast<MessageType>(type);
  out.body.assign(body);
  at_ += 5 + size;
  if (at_ == buffer_.size()) {
    // What was large once is not kept for ever.
    std::string().swap(buffer_);
    at_ = 0;
  }
  return true;
}

std::string encode(const Begin& begin, Packer& packer) {
  Writer out;
  out.u8(begin.both_ways ? 1 : 0);
  packer.put(out, begin.rules);
  return out.take();
}

bool decode(std::string_view body, Begin& out) {
  Reader in(body);
  out.both_ways = in.u8() == 1;
  return unpack(in, out.rules) && in.done();
}

std::string encode(const std::vector<Listed>& listed, Packer& packer) {
  Writer inner;
  for (const auto& one : listed) {
    inner.text(one.path).u8(one.touched ? 1 : 0).u8(static_cast<std::uint8_t>(one.trouble));
    put(inner, one.state);
  }
  Writer out;
  packer.put(out, inner.bytes());
  return out.take();
}

bool decode(std::string_view body, std::vector<Listed>& out) {
  Reader outer(body);
  std::string inner;
  if (!unpack(outer, inner) || !outer.done()) return false;
  for (Reader in(inner); !in.empty();) {
    Listed one;
    one.path = in.text(longest_path);
    one.touched = in.u8() == 1;
    const auto trouble = in.u8();
    one.state = get_state(in);
    if (!in.ok() || !path_is_sound(one.path) || trouble > last_trouble) return false;
    one.trouble = static_cast<Trouble>(trouble);
    out.push_back(std::move(one));
  }
  return true;
}

void put(Writer& out, const Change& change) {
  out.text(change.path);
  put(out, change.state);
  put(out, change.expect);
  out.text(change.content);
}

bool get(Reader& in, Change& out) {
  out.path = in.text(longest_path);
  out.state = get_state(in);
  out.expect = get_state(in);
  out.content = in.text(largest_packed);
  if (!in.ok() || !path_is_sound(out.path)) return false;
  if (out.state.kind == EntryKind::link)
    return !out.content.empty() && out.content.size() <= longest_link &&
           out.content.find('\0') == std::string::npos;
  return out.state.kind == EntryKind::file || out.content.empty();
}

std::string encode_batch(std::uint64_t number, std::string_view changes, Packer& packer) {
  Writer out;
  out.u64(number);
  packer.put(out, changes);
  return out.take();
}

bool decode(std::string_view body, Batch& out) {
  Reader outer(body);
  out.number = outer.u64();
  std::string inner;
  if (!unpack(outer, inner) || !outer.done()) return false;
  for (Reader in(inner); !in.empty();) {
    Change change;
    if (!get(in, change)) return false;
    // Without content it is a change of mode alone.
    if (change.state.kind == EntryKind::file && !change.content.empty() &&
        change.content.size() != change.state.size)
      return false;
    out.changes.push_back(std::move(change));
  }
  return true;
}

std::string encode(const BigBegin& begin) {
  Writer out;
  out.u64(begin.number).u8(begin.from_old ? 1 : 0);
  put(out, begin.change);
  return out.take();
}

bool decode(std::string_view body, BigBegin& out) {
  Reader in(body);
  out.number = in.u64();
  out.from_old = in.u8() == 1;
  return get(in, out.change) && in.done() && out.change.state.kind == EntryKind::file;
}

std::string encode(const Done& done) {
  Writer out;
  out.u64(done.number);
  for (const auto& one : done.outcomes)
    out.u32(one.index).u8(static_cast<std::uint8_t>(one.trouble)).text(one.kept);
  return out.take();
}

bool decode(std::string_view body, Done& out) {
  Reader in(body);
  out.number = in.u64();
  while (!in.empty()) {
    Outcome one;
    one.index = in.u32();
    const auto trouble = in.u8();
    one.kept = in.text(longest_path + longest_name);
    if (!in.ok() || trouble > last_trouble || out.outcomes.size() >= most_outcomes) return false;
    one.trouble = static_cast<Trouble>(trouble);
    out.outcomes.push_back(std::move(one));
  }
  return in.ok();
}

std::string encode(const DownEnd& end) {
  Writer out;
  out.u8(static_cast<std::uint8_t>(end.trouble));
  put(out, end.state);
  return out.take();
}

bool decode(std::string_view body, DownEnd& out) {
  Reader in(body);
  const auto trouble = in.u8();
  out.state = get_state(in);
  if (!in.done() || trouble > last_trouble) return false;
  out.trouble = static_cast<Trouble>(trouble);
  return true;
}

}  // namespace chatops::sync
