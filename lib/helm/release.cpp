// Decoding within limits: nothing is unpacked beyond them.
// SPDX-License-Identifier: Apache-2.0
#include "helm/release.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "crypto/crypto.hpp"
#include "helm/json.hpp"

namespace chatops::helm {
namespace {

using nlohmann::json;

constexpr std::string_view gzip_magic = "\x1f\x8b\x08";
constexpr int with_gzip_header = 16;

tl::unexpected<Error> unreadable(const char* why) {
  return failure(Reason::release_unreadable, {{"why", why}});
}

Result<std::string> unpacked(std::string_view packed, std::size_t cap) {
  z_stream stream{};
  if (inflateInit2(&stream, MAX_WBITS + with_gzip_header) != Z_OK) return unreadable("too_large");
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  std::array<char, 64U << 10U> piece{};
  int told = Z_OK;
  while (told == Z_OK && out.size() <= cap) {
    stream.next_out = reinterpret_cast<Bytef*>(piece.data());
    stream.avail_out = static_cast<uInt>(piece.size());
    told = inflate(&stream, Z_NO_FLUSH);
    out.append(piece.data(), piece.size() - stream.avail_out);
  }
  inflateEnd(&stream);
  if (out.size() > cap) return unreadable("too_large");
  if (told != Z_STREAM_END) return unreadable("damaged_package");
  return out;
}

Result<std::string> packed(const std::string& text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + with_gzip_header, 9,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    return unreadable("too_large");
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int told = deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  if (told != Z_STREAM_END) return unreadable("too_large");
  return out;
}

Result<std::string> text_of(std::string_view stored, const ReleaseLimits& limits) {
  if (stored.size() > limits.stored) return unreadable("too_large");
  auto bytes = crypto::from_base64(trim(stored));
  if (!bytes) return unreadable("not_base64");
  if (!bytes->starts_with(gzip_magic)) return std::move(*bytes);
  return unpacked(*bytes, limits.unpacked);
}

/// Keeps what `wanted(depth, key)` says of the members of the document; deeper ones come with them.
template <class Wanted>
Result<json> parsed(const std::string& text, int limit, const Wanted& wanted) {
  bool too_deep = false;
  json out = json::parse(
      text,
      [&](int depth, json::parse_event_t event, json& value) {
        if (depth > limit) too_deep = true;
        if (too_deep) return false;
        return event != json::parse_event_t::key || wanted(depth, value);
      },
      false);
  if (too_deep) return unreadable("too_deep");
  if (!out.is_object()) return unreadable("not_json");
  return out;
}

}  // namespace

Result<Release> decode_release(std::string_view stored, const ReleaseLimits& limits) {
  const auto text = text_of(stored, limits);
  if (!text) return unknown(text.error());
  std::string top;
  const auto document = parsed(*text, limits.depth, [&](int depth, const json& key) {
    constexpr auto kept =
        std::to_array<std::string_view>({"name", "info", "chart", "manifest", "version"});
    const std::string& name = key.get_ref<const std::string&>();
    if (depth == 1) top = name;
    if (depth == 1) return among(kept, name);
    return depth != 2 || top != "chart" || name == "metadata";
  });
  if (!document) return unknown(document.error());
  const json& info = member(*document, "info");
  const json& chart = member(member(*document, "chart"), "metadata");
  const json& revision = member(*document, "version");
  Release out{.name = text_in(*document, "name"),
              .revision = revision.is_number_integer() ? revision.get<std::int64_t>() : 0,
              .status = text_in(info, "status"),
              .description = text_in(info, "description"),
              .deployed_at = from_rfc3339(text_in(info, "last_deployed")),
              .chart_name = text_in(chart, "name"),
              .chart_version = text_in(chart, "version"),
              .manifest = text_in(*document, "manifest")};
  if (out.name.empty() || out.status.empty() || out.revision < 1) return unreadable("not_json");
  return out;
}

Result<std::string> with_status(std::string_view stored, const std::string& status,
                                const std::string& description, const ReleaseLimits& limits) {
  const auto text = text_of(stored, limits);
  if (!text) return unknown(text.error());
  auto document = parsed(*text, limits.depth, [](int, const json&) { return true; });
  if (!document) return unknown(document.error());
  json& info = (*document)["info"];
  if (!info.is_object()) return unreadable("not_json");
  info["status"] = status;
  info["description"] = description;
  const auto bytes = packed(document->dump(-1, ' ', false, json::error_handler_t::replace));
  if (!bytes) return unknown(bytes.error());
  return crypto::to_base64(*bytes);
}

bool is_pending(std::string_view status) { return status.starts_with("pending-"); }

std::vector<std::string> images_of(std::string_view manifest) {
  constexpr std::string_view key = "image";
  std::vector<std::string> out;
  for (auto at = manifest.find(key); at != std::string_view::npos;
       at = manifest.find(key, at + key.size())) {
    const char before = at == 0 ? '\n' : manifest[at - 1];
    const bool quoted_key = before == '"' || before == '\'';
    const bool begins =
        quoted_key || std::string_view(" \t\n{,").find(before) != std::string_view::npos;
    std::string_view rest = manifest.substr(at + key.size());
    if (quoted_key && rest.starts_with(before)) rest.remove_prefix(1);
    if (!begins || !rest.starts_with(':')) continue;
    rest = rest.substr(1, rest.find('\n', 1) - 1);
    rest = trim(rest);
    if (rest.empty()) continue;
    const bool quoted = rest.front() == '"' || rest.front() == '\'';
    const std::string_view image = quoted ? rest.substr(1, rest.find(rest.front(), 1) - 1)
                                          : rest.substr(0, rest.find_first_of(" \t,}"));
    if (!image.empty() && !among(out, image)) out.emplace_back(image);
  }
  return out;
}

}  // namespace chatops::helm
