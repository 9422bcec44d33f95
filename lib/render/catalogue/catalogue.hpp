// The catalogue: every reason and every label in English and Chinese. Sentences for people stand
// here and in the table of commands, and nowhere else.
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "command/table/language.hpp"

namespace chatops::render {

using command::table::in;
using command::table::Language;
using command::table::Said;

/// What a reason says: what happened and why, then what to try ("" = nothing better than the
/// message).
/// "{what}" is an argument of the error; a part in [brackets] appears only when all its arguments
/// do. Several wordings may stand on a line each: the first whose arguments outside of brackets are
/// all there is taken, else the last. Beside the error's own arguments there are those of
/// explained().
struct Sentence {
  Reason reason;
  Said message, hint;
};

/// The sentences, in parts by subject; together every reason exactly once.
std::span<const Sentence> sentences_of_words();
std::span<const Sentence> sentences_of_things();
std::span<const Sentence> sentences_of_outside();
const Sentence& sentence_of(Reason reason);

/// A code and its words.
struct Label {
  std::string_view code;
  Said said;
};

/// All labels, and all words that a `why` may be: for whoever checks the catalogue.
std::span<const Label> all_labels();
std::span<const Label> all_whys();

/// The label of a code ("component", "state.ready", "card.deploy"); the code itself when there is
/// none.
std::string_view label(Language language, std::string_view code);
/// True when the catalogue knows the code.
bool has_label(std::string_view code);

/// The arguments as sentences take them: a `why` that is a word of ours put into words, and what
/// follows from `what`: {system} ("CODING") and {call} ("DescribeIteration") of
/// "coding.DescribeIteration", {credential} as that system calls it, {option} of "--output",
/// {form} of "COMPONENT=VERSION", and {must} of a value that is empty. An argument that is there
/// already stays.
Args explained(Language language, const Args& args);

/// What an error says, and what to try ("" = nothing better). A machine word that stands as `why`
/// is translated.
std::string message_of(Language language, const Error& error);
std::string hint_of(Language language, const Error& error);

/// Fills a sentence. Arguments are made safe for a terminal. "{count:path is|paths are}" stands for
/// the words that go with one, or with another number, of them.
std::string fill(std::string_view sentence, const Args& args);
/// The sentence with its blanks, for another number than one.
std::string for_many(std::string_view sentence);

}  // namespace chatops::render
