// Compiling and reading version patterns. The soundness rules leave at most one free text, so a
// version is read from both ends towards it and never in two ways.
// SPDX-License-Identifier: Apache-2.0
#include "core/version_pattern.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "core/build_order.hpp"
#include "core/hex.hpp"

namespace chatops::core {
namespace {

bool hex_of_any_case(char c) { return is_hex_digit(c) || (c >= 'A' && c <= 'F'); }
/// What a tag may hold: https://docs.docker.com/reference/cli/docker/image/tag/
bool tag_character(char c) {
  return is_digit(c) || is_letter(c) || c == '.' || c == '_' || c == '-';
}
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

Error bad(std::string_view what, std::string_view why) {
  return Error(Reason::yaml_bad_value, {{"what", std::string(what)}, {"why", std::string(why)}});
}

}  // namespace

std::string branch_slug(std::string_view branch) {
  std::string out;
  for (const char c : branch) {
    if (is_digit(c) || is_letter(c)) {
      out += lower(c);
    } else if (!out.empty() && out.back() != '-') {
      out += '-';
    }
  }
  if (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

bool slug_is_faithful(std::string_view branch) {
  return std::all_of(branch.begin(), branch.end(),
                     [](char c) { return tag_character(c) || c == '/'; });
}

std::string plain_branch(std::string_view branch) {
  for (const std::string_view prefix :
       {"refs/heads/", "refs/remotes/origin/", "heads/", "origin/"}) {
    if (branch.size() > prefix.size() && branch.starts_with(prefix)) {
      return std::string(branch.substr(prefix.size()));
    }
  }
  return std::string(branch);
}

bool possible_branch(std::string_view branch) {
  if (branch.empty() || branch.front() == '-' || branch.find("..") != std::string_view::npos)
    return false;
  return std::all_of(branch.begin(), branch.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F &&
           std::string_view("~^:?*[\\").find(c) == std::string_view::npos;
  });
}

namespace {

struct Alphabet {
  bool (*accepts)(char) = nullptr;
  std::size_t least = 0, most = 0;
};

}  // namespace

Result<VersionPattern> VersionPattern::compile(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Piece>, 6> names{{{"branch", Piece::branch},
                                                                     {"tag", Piece::tag},
                                                                     {"any", Piece::any},
                                                                     {"build", Piece::build},
                                                                     {"commit", Piece::commit},
                                                                     {"date", Piece::date}}};
  if (text.empty()) return unknown(bad("", "empty"));
  if (text.size() > 200) return unknown(bad(text.substr(0, 40), "too_long"));
  VersionPattern pattern;
  pattern.text_ = text;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) pattern.tokens_.push_back({Piece::literal, std::move(literal)});
    literal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{') {
      literal += text[i];
      continue;
    }
    const auto close = text.find('}', i);
    if (close == std::string_view::npos) return unknown(bad(text.substr(i), "unclosed"));
    const auto name = text.substr(i + 1, close - i - 1);
    const auto* known = std::find_if(names.begin(), names.end(),
                                     [&](const auto& row) { return row.first == name; });
    if (known == names.end()) {
      return unknown(bad(text.substr(i, close - i + 1), "unknown_placeholder"));
    }
    flush();
    pattern.tokens_.push_back({known->second, std::string(text.substr(i, close - i + 1))});
    i = close;
  }
  flush();
  if (auto found = flaw(pattern.tokens_)) return unknown(std::move(*found));
  return pattern;
}

namespace {

/// 'd' a digit, 'Z' one that may be missing, '-' one of the marks, which is the same at both
/// places.
constexpr std::array<std::string_view, 5> date_spellings{
    "dddd-dd-dd", "ddddddddTddddddZ", "ddddddddTdddddd", "ddddddddTddddZ", "ddddddddTdddd"};

bool written_as(std::string_view text, std::string_view spelling) {
  char mark = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char wanted = spelling[i];
    if (wanted == '-') {
      const bool same = mark == 0 || mark == text[i];
      if (!same || std::string_view("-._").find(text[i]) == std::string_view::npos) return false;
      mark = text[i];
    } else if (wanted == 'd' ? !is_digit(text[i]) : text[i] != wanted) {
      return false;
    }
  }
  return true;
}

/// The length of a date that is written otherwise than in digits alone, at the left or right end;
/// 0 = none. A digit beside it would belong to it.
std::size_t spelled_date(std::string_view version, bool left) {
  for (const std::string_view spelling : date_spellings) {
    const std::size_t size = spelling.size();
    if (version.size() < size) continue;
    const auto piece = left ? version.substr(0, size) : version.substr(version.size() - size);
    const bool more = version.size() > size &&
                      is_digit(left ? version[size] : version[version.size() - size - 1]);
    if (!more && written_as(piece, spelling)) return size;
  }
  return 0;
}

/// Nothing for free text and literals.
template <class Piece>
Alphabet alphabet_of(Piece piece) {
  switch (piece) {
    case Piece::build: return {is_digit, 1, 18};
    case Piece::date: return {is_digit, 8, 14};
    case Piece::commit: return {hex_of_any_case, 7, 40};
    case Piece::literal:
    case Piece::branch:
    case Piece::tag:
    case Piece::any: return {};
  }
  return {};
}

}  // namespace

std::optional<Error> VersionPattern::flaw(const std::vector<Token>& tokens) {
  int free_texts = 0;
  bool tells = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    if (token.piece == Piece::literal) {
      for (const char c : token.literal) {
        if (!tag_character(c)) return bad(token.literal, "impossible_character");
      }
      for (const auto* neighbour :
           {i > 0 ? &tokens[i - 1] : nullptr, i + 1 < tokens.size() ? &tokens[i + 1] : nullptr}) {
        if (neighbour == nullptr) continue;
        const char touching = neighbour < &token ? token.literal.front() : token.literal.back();
        const auto alphabet = alphabet_of(neighbour->piece);
        if (alphabet.accepts != nullptr && alphabet.accepts(touching)) {
          return bad(neighbour->literal, "ambiguous_separator");
        }
      }
      continue;
    }
    if (i > 0 && tokens[i - 1].piece != Piece::literal) return bad(token.literal, "adjacent");
    for (std::size_t j = 0; j < i; ++j) {
      if (tokens[j].piece == token.piece) return bad(token.literal, "placeholder_twice");
    }
    if (alphabet_of(token.piece).accepts == nullptr && ++free_texts > 1) {
      return bad(token.literal, "two_free_texts");
    }
    tells = tells || token.piece != Piece::any;
  }
  if (!tells) return bad("", "tells_nothing");
  return std::nullopt;
}

bool VersionPattern::store(const Token& token, std::string_view text, VersionParts& parts) {
  const auto alphabet = alphabet_of(token.piece);
  const auto too_long = [&] { return text.size() < alphabet.least || text.size() > alphabet.most; };
  const bool spelled =
      token.piece == Piece::date && !std::all_of(text.begin(), text.end(), is_digit);
  if (alphabet.accepts == nullptr ? text.empty() : !spelled && too_long()) return false;
  switch (token.piece) {
    case Piece::branch: parts.branch = text; break;
    case Piece::tag: parts.tag = text; break;
    case Piece::commit: parts.commit = lowered(text); break;
    case Piece::date:
      parts.date.clear();
      std::copy_if(text.begin(), text.end(), std::back_inserter(parts.date), is_digit);
      break;
    case Piece::build: {
      std::int64_t number = 0;
      for (const char c : text) number = number * 10 + (c - '0');
      parts.build = number;
      break;
    }
    case Piece::any:
    case Piece::literal: break;
  }
  return true;
}

std::optional<VersionParts> VersionPattern::read(std::string_view version) const {
  const bool dated = std::any_of(tokens_.begin(), tokens_.end(),
                                 [](const Token& t) { return t.piece == Piece::date; });
  auto parts = read_as(version, dated);
  return parts || !dated ? parts : read_as(version, false);
}

std::optional<VersionParts> VersionPattern::read_as(std::string_view version, bool spelled) const {
  VersionParts parts;
  std::size_t first = 0;
  std::size_t last = tokens_.size();
  // A token at the left (or right) end of what is left; false ends the reading.
  const auto take = [&](const Token& token, bool left) {
    std::size_t length = token.literal.size();
    if (token.piece == Piece::literal) {
      if (left ? !version.starts_with(token.literal) : !version.ends_with(token.literal)) {
        return false;
      }
    } else {
      length = spelled && token.piece == Piece::date ? spelled_date(version, left) : 0;
      const auto accepts = length == 0 ? alphabet_of(token.piece).accepts : nullptr;
      while (accepts != nullptr && length < version.size() &&
             accepts(left ? version[length] : version[version.size() - 1 - length])) {
        ++length;
      }
      const auto piece = left ? version.substr(0, length) : version.substr(version.size() - length);
      if (!store(token, piece, parts)) return false;
    }
    if (left) {
      version.remove_prefix(length);
    } else {
      version.remove_suffix(length);
    }
    return true;
  };
  const auto free = [](const Token& token) {
    return token.piece != Piece::literal && alphabet_of(token.piece).accepts == nullptr;
  };
  while (first < last && !free(tokens_[first])) {
    if (!take(tokens_[first++], true)) return std::nullopt;
  }
  while (last > first && !free(tokens_[last - 1])) {
    if (!take(tokens_[--last], false)) return std::nullopt;
  }
  if (first == last ? !version.empty()
                    : !std::all_of(version.begin(), version.end(), tag_character) ||
                          !store(tokens_[first], version, parts)) {
    return std::nullopt;
  }
  parts.sequence = sequence_of(parts);
  return parts;
}

std::string VersionPattern::sequence_of(const VersionParts& parts) const {
  if (parts.date.empty()) return {};
  std::string out;
  for (const Token& token : tokens_) {
    const bool date = token.piece == Piece::date;
    if (!date && token.piece != Piece::build) continue;
    if (!out.empty()) out += '.';
    out += date ? sequence_piece('d', parts.date)
                : sequence_piece('b', std::to_string(parts.build.value_or(0)));
  }
  return out;
}

namespace {

/// CI_COMMIT_REF_SLUG: https://docs.gitlab.com/ci/variables/predefined_variables/
constexpr std::size_t usual_cut = 63;
/// Nobody cuts shorter, and short names begin alike.
constexpr std::size_t shortest_cut = 24;

}  // namespace

BranchVerdict VersionPattern::verdict(std::string_view version, std::string_view branch) const {
  const auto parts = read(version);
  if (!parts) return BranchVerdict::other;
  const bool names_branch = std::any_of(tokens_.begin(), tokens_.end(),
                                        [](const Token& t) { return t.piece == Piece::branch; });
  if (!names_branch) return BranchVerdict::possible;
  const std::string wanted = branch_slug(branch);
  const std::string written = branch_slug(parts->branch);
  if (wanted.empty())
    return slug_is_faithful(branch) ? BranchVerdict::other : BranchVerdict::possible;
  const bool cut = written.size() >= shortest_cut && wanted.starts_with(written);
  if (written != wanted) return cut ? BranchVerdict::possible : BranchVerdict::other;
  // What is as long as names are cut to may be the beginning of another branch.
  const bool sure = slug_is_faithful(branch) && parts->branch.size() != usual_cut;
  return sure ? BranchVerdict::confirmed : BranchVerdict::possible;
}

}  // namespace chatops::core
