# bash completion for chatops: asks the program itself, so that it never falls behind. Needs nothing but bash.
#   source <(chatops completion bash)
# SPDX-License-Identifier: Apache-2.0

# Takes the line up to the cursor apart as bash would, without expanding anything: _chatops_words, the last one at the
# cursor, and _chatops_quote, the quote that is still open there ("", ' or ").
_chatops_split() {
  local line=$1 word='' char quote='' i begun=''
  _chatops_words=() _chatops_quote=''
  for ((i = 0; i < ${#line}; i++)); do
    char=${line:i:1}
    if [[ $quote == "'" ]]; then
      if [[ $char == "'" ]]; then quote=''; else word+=$char; fi
    elif [[ $char == "\\" ]]; then
      i=$((i + 1)) begun=1
      [[ $quote && ${line:i:1} != [\"\\\$\`] ]] && word+=$char
      word+=${line:i:1}
    elif [[ $quote ]]; then
      if [[ $char == '"' ]]; then quote=''; else word+=$char; fi
    elif [[ $char == [\'\"] ]]; then
      quote=$char begun=1
    elif [[ $char == [[:space:]] ]]; then
      [[ $word || $begun ]] && _chatops_words+=("$word")
      word='' begun=''
    else
      word+=$char
    fi
  done
  _chatops_words+=("$word")
  _chatops_quote=$quote
}

# Sets _chatops_kept: readline replaces only what stands after the last of its breaks = and :, or from the last @ on, so
# what stands before is not offered.
_chatops_keep() {
  local word=$1 breaks=${COMP_WORDBREAKS//[^=@:]/}
  _chatops_kept=''
  [[ $breaks && ! $_chatops_quote ]] && _chatops_kept=${word%"${word##*["$breaks"]}"}
  _chatops_kept=${_chatops_kept%@}
}

# Sets _chatops_typed: a word of the answer as it must be typed here; "" when it cannot be.
_chatops_type() {
  local rest=${1#"$_chatops_kept"} special='[^A-Za-z0-9_./:=@%+,^-]'
  _chatops_typed=$rest
  if [[ $_chatops_quote ]]; then
    [[ $rest == *[\\\'\"\`\$!]* ]] && _chatops_typed=''
  elif [[ $rest =~ $special ]]; then
    printf -v _chatops_typed %q "$rest"
  fi
}

_chatops() {
  local _chatops_words _chatops_quote _chatops_kept _chatops_typed
  local IFS=$' \t\n' program=${COMP_WORDS[0]/#\~\//$HOME/} line last='' longest=0 i
  local -a says=()
  COMPREPLY=()
  _chatops_split "${COMP_LINE:0:COMP_POINT}"
  # What stands before the program's name (an assignment, sudo) is none of ours.
  while ((${#_chatops_words[@]} > 1)) && [[ ${_chatops_words[0]} != "${COMP_WORDS[0]}" ]]; do
    _chatops_words=("${_chatops_words[@]:1}")
  done
  _chatops_keep "${_chatops_words[-1]}"
  while IFS= read -r line; do
    if [[ $last ]]; then
      _chatops_type "${last%%$'\t'*}"
      if [[ $_chatops_typed ]]; then
        COMPREPLY+=("$_chatops_typed")
        if [[ $last == *$'\t'* ]]; then says+=("${last#*$'\t'}"); else says+=(''); fi
        ((${#_chatops_typed} > longest)) && longest=${#_chatops_typed}
      fi
    fi
    last=$line
  done < <("$program" __complete "${_chatops_words[@]:1}" 2>/dev/null)

  # Several are listed with what they are, unless a word is put into the line at each Tab.
  if ((${#COMPREPLY[@]} > 1)) && [[ ${COMP_TYPE:-9} != 37 && ${COMP_TYPE:-9} != 42 ]]; then
    for i in "${!COMPREPLY[@]}"; do
      [[ ${says[i]} ]] && printf -v 'COMPREPLY[i]' "%-${longest}s  (%s)" "${COMPREPLY[i]}" "${says[i]}"
    done
  fi
  compopt -o nosort 2>/dev/null
  case ${last%%$'\t'*} in
    :nospace) compopt -o nospace ;;
    :files) compopt -o default ;;
    :folders) compopt -o dirnames ;;
  esac
}
complete -F _chatops chatops
