// What client and agent say on a channel of kind `sync`: messages of a length, a type and a body.
// The client decides everything; the agent lists, applies, reads and tells.
//
//   client → agent                            agent → client
//   begin   both ways?, rules                 listing  (path, state, touched)…, then `listed`
//   batch   number, changes                   done     number, what did not go as asked
//   big_*   one file in pieces                done     the same
//   rules   they have changed
//   fetch   path                              down_*   the file in pieces
//                                             changed  (path, state)…  where both ways are synced
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/known.hpp"
#include "sync/apply.hpp"
#include "sync/bytes.hpp"
#include "sync/entry.hpp"
#include "sync/pack.hpp"

namespace chatops::sync {

enum class MessageType : std::uint8_t {
  begin = 1,
  batch = 2,
  big_begin = 3,
  big_data = 4,
  big_copy = 5,
  big_end = 6,
  rules = 7,
  fetch = 8,
  listing = 32,
  listed = 33,
  done = 34,
  changed = 35,
  down_begin = 36,
  down_data = 37,
  down_end = 38,
};

inline constexpr std::size_t largest_message = 2U << 20U;
/// Larger files go in pieces.
inline constexpr std::size_t largest_whole_file = 128U << 10U;
/// A batch is sent when it holds so much; so long the agent is busy with nothing else.
inline constexpr std::size_t batch_target = 128U << 10U;
inline constexpr std::size_t data_piece_size = 256U << 10U;

std::string encode_message(MessageType type, std::string_view body);

struct Message {
  MessageType type = MessageType::begin;
  std::string body;
};
/// Finds messages in bytes that come in pieces.
class MessageReader {
 public:
  void feed(std::string_view bytes);
  /// False: more is needed. Error: answer_odd.
  Result<bool> next(Message& out);

 private:
  std::string buffer_;
  std::size_t at_ = 0;
};

// ---- bodies. decode: nothing when it is odd; every path in the result is sound.

struct Begin {
  bool both_ways = false;
  std::string rules;  ///< IgnoreRules::encode, packed
};
std::string encode(const Begin& begin, Packer& packer);
bool decode(std::string_view body, Begin& out);

struct Listed {
  std::string path;
  State state;
  bool touched = false;  ///< by somebody in the container, since the agent has looked
  Trouble trouble = Trouble::none;
};
std::string encode(const std::vector<Listed>& listed, Packer& packer);
bool decode(std::string_view body, std::vector<Listed>& out);

void put(Writer& out, const Change& change);
bool get(Reader& in, Change& out);

struct Batch {
  std::uint64_t number = 0;
  std::vector<Change> changes;
};
/// `changes`: each as put() wrote it.
std::string encode_batch(std::uint64_t number, std::string_view changes, Packer& packer);
bool decode(std::string_view body, Batch& out);

struct BigBegin {
  std::uint64_t number = 0;
  bool from_old = false;
  Change change;  ///< size and hash are not known yet
};
std::string encode(const BigBegin& begin);
bool decode(std::string_view body, BigBegin& out);

struct Outcome {
  std::uint32_t index = 0;  ///< in the batch
  Trouble trouble = Trouble::none;
  std::string kept;
};
struct Done {
  std::uint64_t number = 0;
  std::vector<Outcome> outcomes;  ///< only of what did not go as asked
};
std::string encode(const Done& done);
bool decode(std::string_view body, Done& out);

struct DownEnd {
  Trouble trouble = Trouble::none;
  State state;
};
std::string encode(const DownEnd& end);
bool decode(std::string_view body, DownEnd& out);

}  // namespace chatops::sync
