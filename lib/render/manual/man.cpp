// Pages for `man`, with the macros of groff_man(7): they lint clean in mandoc and read the same in
// groff.
// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "command/table/help.hpp"
#include "render/manual/manual.hpp"
#include "render/manual/roff.hpp"

namespace chatops::render {

namespace {

namespace table = command::table;

/// The day of the last change that a reader of the manual would notice.
constexpr std::string_view changed_on = "2026-11-24";

constexpr table::Said name_head{"NAME", "名称"}, synopsis_head{"SYNOPSIS", "概要"},
    description_head{"DESCRIPTION", "描述"}, examples_head{"EXAMPLES", "示例"},
    options_head{"OPTIONS", "选项"}, common_head{"OPTIONS OF EVERY COMMAND", "通用选项"},
    commands_head{"COMMANDS", "命令"}, topics_head{"TOPICS", "主题"},
    exit_head{"EXIT STATUS", "退出码"}, see_head{"SEE ALSO", "另见"};

constexpr table::Said about{
    "brings project iterations, environments and artifact versions together on one command line",
    "把项目迭代、环境和制品版本放到同一个命令行里"};
constexpr table::Said exit_text{"0 when it is done or nothing was to do; the others are in",
                                "完成或无需操作时为 0；其余见"};
constexpr table::Said common_text{"Those of every command are in", "通用选项见"};

std::string page_name(std::string_view path) {
  std::string name = "chatops-" + std::string(path);
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

/// A topic that bears the name of a command or a group is read there.
bool has_own_page(const table::Topic& topic) {
  return table::find(topic.name) == nullptr && table::find_group(topic.name) == nullptr;
}

std::string reference(std::string_view path) {
  const table::Topic* topic = table::find_topic(path);
  const bool seven = topic != nullptr && has_own_page(*topic);
  return roff_bold(page_name(path)) + (seven ? "(7)" : "(1)");
}

/// One page being written.
class Writer {
 public:
  Writer(std::string name, char section, Language language)
      : name_(std::move(name)), section_(section), language_(language) {}

  void head(const table::Said& summary) {
    std::string title = name_;
    std::transform(title.begin(), title.end(), title.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    text_ = "." + std::string("TH ") + title + " " + section_ + " " + std::string(changed_on) +
            " \"chatops " CHATOPS_VERSION "\" chatops\n";
    if (language_ == Language::zh) line(".ad l");  // Chinese has no blanks to stretch
    section(name_head);
    line(roff_text(name_) + " \\- " + roff_text(in(language_, summary)));
  }
  void section(const table::Said& title) { heading(".SH ", in(language_, title)); }
  void line(const std::string& text) {
    text_ += text + "\n";
    fresh_ = false;
  }
  void paragraph(const std::string& text) {
    if (!fresh_) text_ += ".PP\n";
    line(text);
  }
  void item(const std::string& term, const std::string& says) {
    line(".TP\n" + term + "\n" + says);
  }
  void prose(const table::Said& said);
  void options(std::span<const table::Option> options);
  void synopsis(const table::Command& command);
  void examples(std::span<const table::Example> examples);
  void see_also(const std::vector<std::string>& others);

  Page finish() const {
    return {std::string("man") + section_ + "/" + name_ + "." + section_, text_};
  }

 private:
  void heading(std::string_view macro, std::string_view title) {
    text_ += std::string(macro) + roff_text(title) + "\n";
    fresh_ = true;
  }
  void verbatim(std::string_view text, bool first, bool last) {
    if (first) paragraph(".nf\n.RS 4");
    line(roff_text(text));
    if (last) line(".RE\n.fi");
  }

  std::string name_;
  char section_;
  Language language_;
  std::string text_;
  bool fresh_ = true;  ///< nothing stands under the last heading yet
};

void Writer::prose(const table::Said& said) {
  const std::vector<table::Piece> pieces = table::pieces_of(in(language_, said));
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const table::Piece& piece = pieces[i];
    const bool last = i + 1 == pieces.size() || pieces[i + 1].opens;
    if (piece.mark == table::Mark::heading) {
      heading(".SS ", piece.text);
    } else if (piece.mark == table::Mark::verbatim) {
      verbatim(piece.text, piece.opens, last);
    } else if (piece.mark == table::Mark::entry) {
      item(roff_bold(piece.text), roff_prose(piece.says));
    } else {
      paragraph(roff_prose(piece.text));
    }
  }
}

void Writer::options(std::span<const table::Option> options) {
  for (const table::Option& o : options) {
    std::string term = o.letter != 0 ? roff_bold(std::string("-") + o.letter) + ", " : "";
    term += roff_bold("--" + std::string(o.name));
    if (!o.shown.empty()) term += " \\fI" + roff_text(o.shown) + "\\fR";
    item(term, roff_prose(in(language_, o.summary)));
  }
}

void Writer::synopsis(const table::Command& command) {
  section(synopsis_head);
  std::string usage = roff_bold("chatops " + std::string(command.path));
  for (const table::Positional& p : command.positionals)
    usage += " " + roff_text(table::help_parts::positional_text(p));
  line(usage + " [\\fIoptions\\fR]");
}

void Writer::examples(std::span<const table::Example> examples) {
  if (examples.empty()) return;
  section(examples_head);
  for (const table::Example& e : examples) {
    paragraph(roff_prose(in(language_, e.says)) + (language_ == Language::zh ? "：" : ":"));
    verbatim(e.line, true, true);
  }
}

void Writer::see_also(const std::vector<std::string>& others) {
  section(see_head);
  std::string all;
  for (const std::string& other : others) all += (all.empty() ? "" : ",\n") + other;
  line(all);
}

Page command_page(const table::Command& command, Language language) {
  Writer page(page_name(command.path), '1', language);
  page.head(command.summary);
  page.synopsis(command);
  page.section(description_head);
  const table::Topic* topic = table::find_topic(command.path);
  const table::Said& details = topic != nullptr ? topic->text : command.details;
  page.prose(details.en.empty() ? command.summary : details);
  page.examples(command.examples);
  page.section(options_head);
  page.options(command.options);
  if (command.takes_environment) page.options({&table::environment_option, 1});
  page.paragraph(roff_text(in(language, common_text)) + " " + roff_bold("chatops") + "(1)");
  std::vector<std::string> others{roff_bold("chatops") + "(1)"};
  for (const std::string_view other : table::see_also(command)) others.push_back(reference(other));
  page.see_also(others);
  return page.finish();
}

Page group_page(const table::Group& group, Language language) {
  Writer page(page_name(group.name), '1', language);
  page.head(group.summary);
  page.section(commands_head);
  for (const std::string_view word : table::next_words(&group)) {
    const std::string path = std::string(group.name) + " " + std::string(word);
    page.item(reference(path), roff_prose(in(language, table::find(path)->summary)));
  }
  if (const table::Topic* topic = table::find_topic(group.name)) {
    page.section(description_head);
    page.prose(topic->text);
  }
  page.see_also({roff_bold("chatops") + "(1)"});
  return page.finish();
}

Page topic_page(const table::Topic& topic, Language language) {
  Writer page(page_name(topic.name), '7', language);
  page.head(topic.summary);
  page.section(description_head);
  page.prose(topic.text);
  page.see_also({roff_bold("chatops") + "(1)"});
  return page.finish();
}

Page program_page(Language language) {
  Writer page("chatops", '1', language);
  page.head(about);
  page.section(synopsis_head);
  page.line(roff_bold("chatops") + " \\fICOMMAND\\fR [\\fIoptions\\fR]");
  page.section(description_head);
  page.prose(table::find_topic("quickstart")->text);
  page.section(commands_head);
  for (const std::string_view word : table::next_words(nullptr)) {
    const table::Command* command = table::find(word);
    const table::Said& summary =
        command != nullptr ? command->summary : table::find_group(word)->summary;
    page.item(reference(word), roff_prose(in(language, summary)));
  }
  page.section(topics_head);
  for (const table::Topic& t : table::topics)
    page.item(reference(t.name), roff_prose(in(language, t.summary)));
  page.section(common_head);
  page.options(table::common_options);
  page.section(exit_head);
  page.line(roff_text(in(language, exit_text)) + " " + reference("output"));
  page.see_also({reference("help"), reference("quickstart"), reference("words")});
  return page.finish();
}

}  // namespace

std::vector<Page> man_pages(Language language) {
  std::vector<Page> out{program_page(language)};
  for (const table::Command& c : table::commands) out.push_back(command_page(c, language));
  for (const table::Group& g : table::groups) {
    if (table::find(g.name) == nullptr) out.push_back(group_page(g, language));
  }
  for (const table::Topic& t : table::topics) {
    if (has_own_page(t)) out.push_back(topic_page(t, language));
  }
  return out;
}

}  // namespace chatops::render
