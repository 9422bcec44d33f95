// See forms.hpp. Labels are those of the terminal's form.
// SPDX-License-Identifier: Apache-2.0
#include "render/forms.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "render/message_parts.hpp"
#include "render/messages.hpp"

namespace chatops::render {

namespace {

std::string cell_text(const Style& style, const card::Column& column, const std::string& cell) {
  switch (column.kind) {
    case card::CellKind::time: return age_of(style, cell);
    case card::CellKind::word:
      return cell.empty() ? std::string() : card_line(word_or(style, column.code, cell));
    case card::CellKind::commit: return card_line(cell.substr(0, 8));
    case card::CellKind::text: break;
  }
  return card_line(cell);
}

std::vector<std::string> cells_text(const Style& style, const std::vector<card::Column>& columns,
                                    const std::vector<std::string>& cells) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(columns.size(), cells.size()); ++i)
    out.push_back(cell_text(style, columns[i], cells[i]));
  return out;
}

std::vector<std::string> heads_of(const Style& style, const std::vector<card::Column>& columns) {
  std::vector<std::string> out;
  for (const card::Column& column : columns) out.emplace_back(label(style.language, column.code));
  return out;
}

std::vector<std::string> cells_of(const Style& style, const card::Card& card,
                                  const card::Field& field, std::size_t choice) {
  if (choice >= field.cells.size()) return {};
  return cells_text(style, card.option_columns, field.cells[choice]);
}

core::FormField field_of(const Style& style, const card::Card& card, const card::Field& field) {
  core::FormField out{.id = field.id,
                      .label = card_line(field_name(style.language, field)),
                      .kind = field.kind,
                      .value = field.value,
                      .choices = {},
                      .required = field.required,
                      .free = field.free,
                      .wanted = field.wanted};
  for (std::size_t i = 0; i < std::min(field.choices.size(), most_form_choices); ++i)
    out.choices.push_back({field.choices[i], cells_of(style, card, field, i)});
  return out;
}

/// In the order in which they are met, which is that of their newest options.
std::vector<std::string> groups_of(const card::Row& row, std::size_t bytes) {
  std::vector<std::string> out;
  for (const card::Option& option : row.options) {
    if (option.group.empty() || among(out, option.group)) continue;
    if (out.size() == most_form_groups || option.group.size() > bytes) break;
    bytes -= option.group.size();
    out.push_back(option.group);
  }
  return out;
}

core::FormRow row_of(const Style& style, const card::Card& card, const card::Row& row) {
  return {.id = row.id,
          .cells = cells_text(style, card.columns, row.cells),
          .runs = row.runs,
          .runs_known = row.runs_known,
          .pick = row.pick,
          .wanted = row.wanted,
          .groups = groups_of(row, most_group_bytes / card.rows.size()),
          .options = row.options.size()};
}

std::string title_of(const Style& style, const command::Need& need) {
  const Args args{{"subject", card_line(need.card.subject)},
                  {"revision", text_at(need.body, "back_to")}};
  const std::string form = "form." + need.card.kind;
  const bool is_form = card::is_form(need.card) && has_label(form);
  return std::string(trim(said(style, is_form ? form : "card." + need.card.kind, args)));
}

/// Words that all must be there.
class Filter {
 public:
  explicit Filter(const std::string& text) {
    const std::string lower = to_lower(text);
    for (const std::string_view word : split(lower, ' ')) {
      if (!word.empty()) words_.emplace_back(word);
    }
  }
  bool fits(const std::string& id, const std::string& group,
            const std::vector<std::string>& cells) const {
    std::string all = id + "\n" + group;
    for (const std::string& cell : cells) all += "\n" + cell;
    all = to_lower(all);
    return std::all_of(words_.begin(), words_.end(), [&](const std::string& word) {
      return all.find(word) != std::string::npos;
    });
  }

 private:
  std::vector<std::string> words_;
};

}  // namespace

core::Form form_of(const Style& style, const command::Need& need, std::string id) {
  const card::Card& card = need.card;
  core::Form out{.id = std::move(id),
                 .title = title_of(style, need),
                 .subject = card_line(card.subject),
                 .revision = card.revision,
                 .columns = heads_of(style, card.columns),
                 .option_columns = heads_of(style, card.option_columns)};
  for (const card::Field& field : card.settings) out.fields.push_back(field_of(style, card, field));
  for (const card::Row& row : card.rows) out.rows.push_back(row_of(style, card, row));
  for (const card::Besides& one : card.besides)
    out.besides.push_back(card_line(besides_text(style.language, one)));
  for (const Error& note : need.notes)
    out.notes.push_back(card_line(as_typed_in_chat(message_of(style.language, note))));
  for (const card::Button& one : card.buttons)
    out.buttons.push_back(
        {one.id, std::string(label(style.language, "button." + one.id)), one.tone});
  return out;
}

core::FormOptions options_of(const Style& style, const card::Card& card, const std::string& row,
                             const std::string& filter, const std::string& group, int limit) {
  constexpr int most = 200;
  const auto room = static_cast<std::size_t>(std::clamp(limit, 1, most));
  const Filter wanted(filter);
  core::FormOptions out;
  const auto offer = [&](const std::string& id, const std::string& of,
                         const std::vector<std::string>& cells) {
    if ((!group.empty() && of != group) || !wanted.fits(id, of, cells)) return;
    out.more = out.options.size() == room;
    if (!out.more) out.options.push_back({id, of, cells_text(style, card.option_columns, cells)});
  };
  for (const card::Row& one : card.rows) {
    if (one.id != row) continue;
    for (const card::Option& option : one.options) {
      if (!out.more) offer(option.id, option.group, option.cells);
    }
    return out;
  }
  for (const card::Field& field : card.settings) {
    if (field.id != row) continue;
    for (std::size_t i = 0; i < field.choices.size() && !out.more; ++i)
      offer(field.choices[i], "",
            i < field.cells.size() ? field.cells[i] : std::vector<std::string>{});
    return out;
  }
  throw Error(Reason::card_outdated, {{"what", row}});
}

}  // namespace chatops::render
