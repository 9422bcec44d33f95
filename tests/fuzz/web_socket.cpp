// Any bytes from a server: frames or an error, the same however the bytes are cut, and never more
// than the cap.
// SPDX-License-Identifier: Apache-2.0
#include <string_view>
#include <vector>

#include "net/web_socket_codec.hpp"
#include "target.hpp"

using namespace chatops;
using namespace chatops::net;

namespace {

constexpr std::size_t most = 4096;

struct Read {
  std::vector<std::string> frames;
  bool failed = false;
  bool operator==(const Read&) const = default;
};

Read read(std::string_view bytes, std::size_t step) {
  Read out;
  WebSocketReader reader(most);
  for (std::size_t at = 0; at < bytes.size() && !out.failed; at += step) {
    reader.add(bytes.substr(at, step));
    while (true) {
      const auto frame = reader.next();
      out.failed = !frame;
      if (!frame || !*frame) break;
      require((*frame)->payload.size() <= most);
      out.frames.push_back(std::to_string(static_cast<int>((*frame)->opcode)) + (*frame)->payload);
    }
  }
  return out;
}

}  // namespace

FUZZ_TARGET(web_socket) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  require(read(bytes, 1) == read(bytes, bytes.size() + 1));
  return 0;
}
