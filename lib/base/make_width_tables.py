#!/usr/bin/env python3
# Writes width_tables.hpp, how wide characters are and where they may be cut, from the files of Unicode as Debian's
# package unicode-data has them: make_width_tables.py [FOLDER] > width_tables.hpp. With --check it compares instead,
# and ends with 77 where the files are missing or of another version.
# SPDX-License-Identifier: Apache-2.0
import pathlib
import re
import sys

VERSION = "15.0.0"
HERE = pathlib.Path(__file__).parent
END = 0x110000
# How a character joins its neighbours (UAX #29); Hangul syllables LV and LVT are told by arithmetic.
JOINS = ["other", "control", "extend", "joiner", "mark", "prepend", "hangul_l", "hangul_v", "hangul_t", "hangul", "flag", "picture",
         "skin"]
GRAPHEME = {"Control": "control", "CR": "control", "LF": "control", "Extend": "extend", "ZWJ": "joiner", "SpacingMark": "mark",
            "Prepend": "prepend", "L": "hangul_l", "V": "hangul_v", "T": "hangul_t", "LV": "hangul", "LVT": "hangul",
            "Regional_Indicator": "flag"}


def rows(path):
    """(first, last, property) of a file in Unicode's usual form."""
    for line in path.read_text(encoding="utf-8").splitlines():
        match = re.match(r"([0-9A-F]+)(?:\.\.([0-9A-F]+))?\s*;\s*(\w+)", line)
        if match:
            first = int(match[1], 16)
            yield first, int(match[2] or match[1], 16), match[3]


def version_of(path):
    match = re.search(r"(\d+\.\d+(?:\.\d+)?)", path.read_text(encoding="utf-8")[:300])
    return match[1] if match else ""


def table(folder):
    width, joins = [1] * END, ["other"] * END
    for first, last, name in rows(folder / "EastAsianWidth.txt"):
        if name in ("W", "F"):
            width[first:last + 1] = [2] * (last + 1 - first)
    for first, last, name in rows(folder / "auxiliary" / "GraphemeBreakProperty.txt"):
        joins[first:last + 1] = [GRAPHEME[name]] * (last + 1 - first)
    for first, last, name in rows(folder / "emoji" / "emoji-data.txt"):
        for c in range(first, last + 1):
            if name == "Extended_Pictographic" and joins[c] == "other":
                joins[c] = "picture"
            if name == "Emoji_Modifier":
                joins[c] = "skin"
    category = ["Cn"] * END
    for first, last, name in rows(folder / "extracted" / "DerivedGeneralCategory.txt"):
        category[first:last + 1] = [name] * (last + 1 - first)
    for c in range(END):
        # Marks stand on the character before them; what formats has no shape. Vowels and final consonants of Hangul
        # fill the square of the first consonant. A soft hyphen is shown by terminals.
        unseen = category[c] in ("Mn", "Me", "Cf", "Zl", "Zp") and joins[c] != "prepend" and c != 0xAD
        if unseen or joins[c] in ("hangul_v", "hangul_t"):
            width[c] = 0
    return width, joins


def ranges(width, joins):
    """Runs of one kind; what is of width 1 and joins nothing is left out."""
    out, c = [], 0
    while c < END:
        end = c
        while end + 1 < END and (width[end + 1], joins[end + 1]) == (width[c], joins[c]):
            end += 1
        if (width[c], joins[c]) != (1, "other"):
            out.append((c, end, width[c], joins[c]))
        c = end + 1
    return out


def text(folder):
    cells = [f"{{0x{first:X}, 0x{last:X}, {wide}, {JOINS.index(how)}}}" for first, last, wide, how in ranges(*table(folder))]
    lines, line = [], ""
    for cell in cells:
        if len(line) + len(cell) + 2 > 98:
            lines.append(line.rstrip())
            line = ""
        line += cell + ", "
    lines.append(line.rstrip().rstrip(","))
    names = ",\n  ".join(JOINS)
    return f"""// Widths and joints of characters, Unicode {VERSION}: what make_width_tables.py writes.
// SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include <array>
#include <cstdint>

namespace chatops::width_tables {{

/// How a character joins its neighbours (UAX #29).
enum class Join : std::uint8_t {{
  {names}
}};

struct Range {{
  char32_t first, last;
  std::uint8_t columns;  ///< 0, 1 or 2
  std::uint8_t join;     ///< a Join
}};

/// Ascending; what stands in no range takes one column and joins nothing.
inline constexpr std::array<Range, {len(cells)}> ranges{{{{
{chr(10).join(lines)}
}}}};

}}  // namespace chatops::width_tables
// clang-format on
"""


def main():
    words = [w for w in sys.argv[1:] if w != "--check"]
    folder = pathlib.Path(words[0] if words else "/usr/share/unicode")
    if not (folder / "EastAsianWidth.txt").exists() or version_of(folder / "EastAsianWidth.txt") != VERSION:
        print(f"SKIP: no Unicode {VERSION} in {folder} (package unicode-data)", file=sys.stderr)
        return 77
    if "--check" not in sys.argv:
        sys.stdout.write(text(folder))
        return 0
    same = (HERE / "width_tables.hpp").read_text(encoding="utf-8") == text(folder)
    print("width_tables.hpp is what Unicode says" if same else "FAILED: width_tables.hpp is not what make_width_tables.py writes")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
