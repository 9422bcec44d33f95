// The chat's door: what somebody said, clicked or filled in at any platform becomes a request, and
// what the command answers becomes a message, a form or a line. Platforms' fronts know nothing of
// commands, and commands nothing of platforms.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/call.hpp"
#include "card/answer.hpp"
#include "core/chat.hpp"
#include "core/form.hpp"

namespace chatops::server {

/// Who acts, where: an account of the group's platform, which the platform's front has verified.
struct Speaker {
  core::GroupRef group;
  std::string account;
};

struct ChatReply {
  std::optional<core::Message> message;  ///< for the person alone
  std::optional<core::Form> form;        ///< for the person to fill in
  std::string toast;                     ///< one line for the person; "" = none
};

struct Completion {
  std::string text;  ///< what stands in the place of the word that is typed
  std::string hint;  ///< one line, may be ""
};

/// Used from any thread. Every function answers within the call's deadline and throws the error
/// that ends the request, which is the person's to see; Interrupted.
class ChatDoor {
 public:
  virtual ~ChatDoor() = default;
  /// A line that is for chatops: `/deploy api@main`, `@bot deploy`, 部署. `key` is the same for
  /// every try, "" = none.
  virtual ChatReply said(const Call& call, const Speaker& speaker, const std::string& text,
                         const std::string& key) = 0;
  /// True when the line is for chatops, and not for the people.
  virtual bool addressed(const std::string& text) = 0;
  virtual ChatReply clicked(const Call& call, const Speaker& speaker,
                            const core::Action& action) = 0;
  /// card_outdated where there is no such form of the person (any more).
  virtual ChatReply answered(const Call& call, const Speaker& speaker, const std::string& form,
                             card::Answer answer) = 0;
  virtual core::FormOptions options(const Call& call, const Speaker& speaker,
                                    const std::string& form, const std::string& row,
                                    const std::string& filter, const std::string& group,
                                    int limit) = 0;
  /// What may be typed at the end of `text`.
  virtual std::vector<Completion> complete(const Call& call, const Speaker& speaker,
                                           const std::string& text) = 0;
  /// An error as the person reads it, in the group's language.
  virtual core::Message worded(const core::GroupRef& group, const Error& error) = 0;
};

}  // namespace chatops::server
