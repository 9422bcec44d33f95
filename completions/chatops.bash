# bash completion for chatops: asks the program itself, so that it never falls behind.
# SPDX-License-Identifier: Apache-2.0
_chatops() {
  local IFS=$'\n' line
  COMPREPLY=()
  # The last word may be empty; words after the cursor do not matter.
  while IFS= read -r line; do
    COMPREPLY+=("${line%%$'\t'*}")
  done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [[ ${#COMPREPLY[@]} -gt 0 ]] || compopt -o default 2>/dev/null
}
complete -F _chatops chatops
