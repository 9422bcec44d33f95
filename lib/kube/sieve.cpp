// A SAX reader of nlohmann's that builds only what is wanted.
// SPDX-License-Identifier: Apache-2.0
#include "kube/sieve.hpp"

#include <utility>
#include <vector>

#include "base/text.hpp"

namespace chatops::kube {

namespace {

constexpr std::size_t most_depth = 128;

const Keep& everything() {
  static const Keep keep{.rest = true, .dropped = false, .members = {}};
  return keep;
}

class Sieve final : public nlohmann::json_sax<Json> {
 public:
  explicit Sieve(const Keep& keep) : keep_(keep) {}

  Json result;
  bool too_deep = false;
  std::size_t position = 0;

  bool null() override { return scalar(nullptr); }
  bool boolean(bool value) override { return scalar(value); }
  bool number_integer(number_integer_t value) override { return scalar(value); }
  bool number_unsigned(number_unsigned_t value) override { return scalar(value); }
  bool number_float(number_float_t value, const string_t& /*text*/) override {
    return scalar(value);
  }
  bool string(string_t& value) override { return scalar(std::move(value)); }
  bool binary(binary_t& /*value*/) override { return false; }

  bool start_object(std::size_t /*size*/) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*size*/) override { return open(Json::array()); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    if (skipped_ > 0) return true;
    const Level& level = levels_.back();
    const auto at = level.keep->members.find(name);
    if (at != level.keep->members.end()) {
      next_ = at->second.dropped ? nullptr : &at->second;
    } else {
      next_ = level.keep->rest ? &everything() : nullptr;
    }
    if (next_ != nullptr) key_ = std::move(name);
    return true;
  }

  bool parse_error(std::size_t at, const std::string& /*token*/,
                   const nlohmann::detail::exception& /*why*/) override {
    position = at;
    return false;
  }

 private:
  struct Level {
    Json* value;
    const Keep* keep;
  };

  /// Where the value that comes now belongs; null = it is not wanted.
  const Keep* wanted() const {
    if (skipped_ > 0) return nullptr;
    if (levels_.empty()) return &keep_;
    return levels_.back().value->is_array() ? levels_.back().keep : next_;
  }

  Json* put(Json value) {
    if (levels_.empty()) {
      result = std::move(value);
      return &result;
    }
    Json& parent = *levels_.back().value;
    if (parent.is_array()) {
      parent.push_back(std::move(value));
      return &parent.back();
    }
    Json& place = parent[std::move(key_)];
    place = std::move(value);
    return &place;
  }

  bool scalar(Json value) {
    if (wanted() != nullptr) put(std::move(value));
    return true;
  }

  bool open(Json value) {
    if (skipped_ + levels_.size() >= most_depth) {
      too_deep = true;
      return false;
    }
    const Keep* keep = wanted();
    if (keep == nullptr) {
      ++skipped_;
      return true;
    }
    // A list's elements are not moved while one of them is open: its levels are above.
    levels_.push_back({put(std::move(value)), keep});
    return true;
  }

  bool close() {
    if (skipped_ > 0) {
      --skipped_;
    } else {
      levels_.pop_back();
    }
    return true;
  }

  const Keep& keep_;
  std::vector<Level> levels_;
  std::size_t skipped_ = 0;  ///< levels that are open and not wanted
  std::string key_;
  const Keep* next_ = nullptr;  ///< of the member whose value comes now
};

}  // namespace

void Keep::add(std::string_view pointer) {
  Keep* at = this;
  for (const auto part : split(pointer.substr(pointer.starts_with('/') ? 1 : 0), '/')) {
    if (at->rest) return;
    at = &at->members[replace_all(replace_all(part, "~1", "/"), "~0", "~")];
  }
  *at = everything();
}

Keep Keep::of_object(std::span<const std::string> pointers) {
  Keep out;
  if (pointers.empty()) {
    out.rest = true;
    out.members["metadata"].rest = true;
    out.members["metadata"].members["managedFields"].dropped = true;
    return out;
  }
  for (const auto& one : pointers) out.add(one);
  for (const char* one : {"/apiVersion", "/kind", "/metadata/name", "/metadata/namespace",
                          "/metadata/uid", "/metadata/resourceVersion"})
    out.add(one);
  return out;
}

Known<Json> parse_kept(std::string_view text, const Keep& keep) {
  Sieve sieve(keep);
  if (Json::sax_parse(text, &sieve)) return std::move(sieve.result);
  if (sieve.too_deep) return failure(Reason::answer_too_deep);
  return failure(Reason::answer_not_json, {{"why", std::to_string(sieve.position)}});
}

}  // namespace chatops::kube
