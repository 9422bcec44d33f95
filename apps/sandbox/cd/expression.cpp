// A recursive-descent evaluator: what is parsed is at once computed, so that nothing outlives the
// call.
// SPDX-License-Identifier: Apache-2.0
#include "cd/expression.hpp"

#include <fmt/format.h>

#include <cctype>
#include <cstdlib>
#include <vector>

#include "crypto/crypto.hpp"

namespace chatops::sandbox {
namespace {

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  return value.is_null() ? "" : value.dump();
}

bool truth(const Json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_string()) return value == "true";
  return !value.is_null();
}

bool empty(const Json& value) {
  return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty());
}

class Evaluator {
 public:
  Evaluator(std::string_view text, const ExpressionScope& scope) : text_(text), scope_(scope) {}

  Json whole() {
    auto value = either();
    space();
    if (at_ != text_.size())
      fail(fmt::format(
          "After parsing a valid expression, there is still more data in the expression: '{}'",
          text_.substr(at_)));
    return value;
  }

 private:
  static constexpr int deepest = 50;

  [[noreturn]] static void fail(std::string message) { throw ExpressionError{std::move(message)}; }

  void space() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }
  bool take(std::string_view token) {
    space();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }
  void need(std::string_view token) {
    if (!take(token)) fail(fmt::format("Unexpected token. Expected '{}'", token));
  }

  /// Deep nesting is refused before the stack is.
  Json either() {
    if (++depth_ > deepest) fail("expression nested too deeply");
    auto left = disjunction();
    if (take("?:")) {
      auto right = either();
      if (empty(left)) left = std::move(right);
    }
    --depth_;
    return left;
  }
  Json disjunction() {
    auto left = conjunction();
    while (take("||")) {
      const auto right = conjunction();
      left = truth(left) || truth(right);
    }
    return left;
  }
  Json conjunction() {
    auto left = comparison();
    while (take("&&")) {
      const auto right = comparison();
      left = truth(left) && truth(right);
    }
    return left;
  }
  Json comparison() {
    auto left = sum();
    if (take("==")) return left == sum();
    if (take("!=")) return left != sum();
    return left;
  }
  Json sum() {
    auto left = unary();
    while (take("+")) {
      const auto right = unary();
      if (left.is_number() && right.is_number())
        left = left.get<double>() + right.get<double>();
      else
        left = text_of(left) + text_of(right);
    }
    return left;
  }
  Json unary() {
    space();
    if (at_ + 1 < text_.size() && text_[at_] == '!' && text_[at_ + 1] != '=') {
      ++at_;
      if (++depth_ > deepest) fail("expression nested too deeply");
      const auto inner = unary();
      --depth_;
      return !truth(inner);
    }
    return postfix();
  }

  std::string word() {
    space();
    const auto begin = at_;
    while (at_ < text_.size() &&
           (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
      ++at_;
    if (at_ == begin) fail(fmt::format("Unexpected token at position {}", begin));
    return std::string(text_.substr(begin, at_ - begin));
  }
  std::string quoted(char quote) {
    std::string out;
    for (;;) {
      if (at_ >= text_.size()) fail("Cannot find terminating quote for string");
      if (text_[at_] == quote) {
        ++at_;
        if (at_ < text_.size() && text_[at_] == quote) {
          out += quote;
          ++at_;
          continue;
        }
        return out;
      }
      out += text_[at_++];
    }
  }

  static Json property(const Json& object, const std::string& name) {
    if (object.is_null())
      fail(fmt::format("EL1007E: Property or field '{}' cannot be found on null", name));
    const auto found = object.is_object() ? object.find(name) : object.end();
    if (!object.is_object() || found == object.end())
      fail(
          fmt::format("EL1008E: Property or field '{}' cannot be found on object of type '{}' - "
                      "maybe not public or "
                      "not valid?",
                      name, object.is_object() ? "java.util.LinkedHashMap" : object.type_name()));
    return *found;
  }
  static Json element(const Json& object, const Json& key) {
    if (object.is_null()) fail("EL1012E: Cannot index into a null value");
    if (object.is_array() && key.is_number_unsigned()) {
      if (key.get<std::size_t>() >= object.size())
        fail("EL1025E: The collection has fewer elements than that");
      return object.at(key.get<std::size_t>());
    }
    return object.is_object() ? object.value(text_of(key), Json()) : Json();
  }

  Json postfix() {
    auto value = primary();
    for (;;) {
      if (take("?.")) {
        const auto name = word();
        value = value.is_object() ? value.value(name, Json()) : Json();
      } else if (take(".")) {
        value = property(value, word());
      } else if (take("[")) {
        value = element(value, either());
        need("]");
      } else {
        return value;
      }
    }
  }

  Json primary() {
    space();
    if (at_ >= text_.size()) fail("Unexpected end of expression");
    const char c = text_[at_];
    if (c == '\'' || c == '"') {
      ++at_;
      return quoted(c);
    }
    if (take("(")) {
      auto value = either();
      need(")");
      return value;
    }
    if (take("#")) return function(word());
    const auto name = word();
    if (name == "true" || name == "false") return name == "true";
    if (name == "null") return nullptr;
    if (std::isdigit(static_cast<unsigned char>(name.front())) != 0)
      return static_cast<std::uint64_t>(std::strtoull(name.c_str(), nullptr, 10));
    return root(name);
  }

  Json root(const std::string& name) {
    const auto& trigger =
        scope_.execution.contains("trigger") ? scope_.execution["trigger"] : null_;
    if (name == "execution") return scope_.execution;
    if (name == "trigger") return trigger;
    if (name == "parameters") return trigger.value("parameters", Json::object());
    if (scope_.context.is_object() && scope_.context.contains(name)) return scope_.context[name];
    fail(fmt::format(
        "EL1008E: Property or field '{}' cannot be found on object of type "
        "'com.netflix.spinnaker.orca.pipeline.model.StageContext' - maybe not public or not valid?",
        name));
  }

  Json function(const std::string& name) {
    need("(");
    std::vector<Json> arguments;
    if (!take(")")) {
      do arguments.push_back(either());
      while (take(","));
      need(")");
    }
    if (arguments.size() != 1)
      fail(fmt::format("EL1004E: Method call: Method {} cannot be found with {} arguments", name,
                       arguments.size()));
    const auto text = text_of(arguments[0]);
    if (name == "toBase64") return crypto::to_base64(text);
    if (name == "fromBase64") {
      const auto plain = crypto::from_base64(text);
      if (!plain) fail("Illegal base64 character");
      return *plain;
    }
    if (name == "toInt") return std::atoll(text.c_str());
    if (name == "toJson") return arguments[0].dump();
    if (name == "stage") return stage(text);
    fail(fmt::format("EL1004E: Method call: Method {} cannot be found on the expression functions",
                     name));
  }

  Json stage(const std::string& name) {
    for (const auto& each : scope_.execution.value("stages", Json::array()))
      if (each.value("name", "") == name || each.value("refId", "") == name) return each;
    fail(fmt::format("Unable to locate [{0}, {0}] using #stage({0})", name));
  }

  std::string_view text_;
  const ExpressionScope& scope_;
  std::size_t at_ = 0;
  int depth_ = 0;
  Json null_ = Json::object();
};

/// Where the expression that begins at `begin` (behind "${") ends; quotes and braces inside count.
std::size_t end_of(std::string_view text, std::size_t begin) {
  int open = 0;
  char quote = 0;
  for (auto i = begin; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '{') {
      ++open;
    } else if (c == '}' && open-- == 0) {
      return i;
    }
  }
  throw ExpressionError{
      fmt::format("No ending suffix '}}' for expression starting at character {}: {}", begin - 2,
                  text.substr(begin - 2))};
}

Json evaluate_text(const std::string& text, const ExpressionScope& scope) {
  std::string out;
  for (std::size_t at = 0;;) {
    const auto begin = text.find("${", at);
    if (begin == std::string::npos) return out + text.substr(at);
    const auto end = end_of(text, begin + 2);
    const auto inside = std::string_view(text).substr(begin + 2, end - begin - 2);
    try {
      auto value = evaluate(inside, scope);
      if (begin == 0 && end + 1 == text.size()) return value;
      out += text.substr(at, begin - at) + text_of(value);
    } catch (const ExpressionError& e) {
      throw ExpressionError{fmt::format("Failed to evaluate [{}] {}", inside, e.message)};
    }
    at = end + 1;
  }
}

}  // namespace

Json evaluate(std::string_view expression, const ExpressionScope& scope) {
  return Evaluator(expression, scope).whole();
}

Json evaluate_all(const Json& value, const ExpressionScope& scope) {
  if (value.is_string()) return evaluate_text(value.get<std::string>(), scope);
  if (!value.is_structured()) return value;
  auto copy = value;
  for (auto& each : copy) each = evaluate_all(each, scope);
  return copy;
}

}  // namespace chatops::sandbox
