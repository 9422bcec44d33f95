// Puts arguments into sentences.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "render/catalogue/catalogue.hpp"
#include "render/safe.hpp"

namespace chatops::render {

namespace {

/// What stands between braces: an argument's name, or "NAME:ONE|MANY", which words depend on it.
struct Blank {
  explicit Blank(std::string_view text) : name(text.substr(0, text.find(':'))) {
    counted = name.size() < text.size();
    if (!counted) return;
    const std::string_view words = text.substr(name.size() + 1);
    one = words.substr(0, words.find('|'));
    many = words.substr(std::min(words.size(), one.size() + 1));
  }
  std::string_view name, one, many;
  bool counted = false;
};

/// Fills a part without brackets. `complete` becomes false when an argument is missing or empty.
std::string fill_part(std::string_view part, const Args& args, bool& complete) {
  std::string out;
  while (!part.empty()) {
    const std::size_t open = part.find('{');
    const std::size_t close = open == std::string_view::npos ? open : part.find('}', open);
    if (close == std::string_view::npos) return out += part;
    out += part.substr(0, open);
    const Blank blank(part.substr(open + 1, close - open - 1));
    const std::string_view value = args.get(blank.name);
    if (value.empty()) complete = false;
    out += blank.counted ? std::string(value == "1" ? blank.one : blank.many) : safe_line(value);
    part.remove_prefix(close + 1);
  }
  return out;
}

/// `complete` becomes false when an argument outside of brackets is missing or empty.
std::string fill_wording(std::string_view sentence, const Args& args, bool& complete) {
  std::string out;
  while (!sentence.empty()) {
    const std::size_t open = sentence.find('[');
    const std::size_t close = open == std::string_view::npos ? open : sentence.find(']', open);
    if (close == std::string_view::npos) return out += fill_part(sentence, args, complete);
    out += fill_part(sentence.substr(0, open), args, complete);
    bool known = true;
    const std::string optional =
        fill_part(sentence.substr(open + 1, close - open - 1), args, known);
    if (known) out += optional;
    sentence.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace

std::string fill(std::string_view sentence, const Args& args) {
  while (true) {
    const std::size_t end = sentence.find('\n');
    bool complete = true;
    std::string out = fill_wording(sentence.substr(0, end), args, complete);
    if (complete || end == std::string_view::npos) return out;
    sentence.remove_prefix(end + 1);
  }
}

std::string for_many(std::string_view sentence) {
  std::string out;
  while (true) {
    const std::size_t open = sentence.find('{');
    const std::size_t close = open == std::string_view::npos ? open : sentence.find('}', open);
    if (close == std::string_view::npos) return out += sentence;
    const Blank blank(sentence.substr(open + 1, close - open - 1));
    out += sentence.substr(0, open);
    out += blank.counted ? blank.many : sentence.substr(open, close - open + 1);
    sentence.remove_prefix(close + 1);
  }
}

namespace {

/// Where an error tells the reason behind it as a code (`cause`), that reason's own sentence stands
/// as its `why`: a fragment of somebody else's answer explains nothing.
Args with_cause_told(Language language, const Error& error) {
  const auto cause = reason_of(std::string(error.args.get("cause")));
  if (!cause || *cause == error.reason) return explained(language, error.args);
  Args inner;
  constexpr std::string_view own = "cause.";  // before the names of that reason's arguments
  for (const auto& [name, value] : error.args.pairs())
    if (name.starts_with(own)) inner.set(name.substr(own.size()), value);
  // A reason that brings its own arguments says all there is to say.
  if (inner.pairs().empty()) inner.set("why", std::string(error.args.get("why")));
  const std::string of(error.args.get("of"));
  const std::string code = "system." + of;
  if (!inner.has("what"))
    inner.set("what", has_label(code) ? std::string(label(language, code)) : of);
  Args out = explained(language, error.args);
  out.set("why", message_of(language, Error(*cause, std::move(inner))));
  return out;
}

}  // namespace

std::string message_of(Language language, const Error& error) {
  return fill(in(language, sentence_of(error.reason).message), with_cause_told(language, error));
}

std::string hint_of(Language language, const Error& error) {
  return fill(in(language, sentence_of(error.reason).hint), explained(language, error.args));
}

const Sentence& sentence_of(Reason reason) {
  for (const auto part : {sentences_of_words(), sentences_of_things(), sentences_of_outside()}) {
    for (const Sentence& sentence : part) {
      if (sentence.reason == reason) return sentence;
    }
  }
  return sentence_of(Reason::internal_error);
}

}  // namespace chatops::render
