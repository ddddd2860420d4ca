/** What each shell has to be told so that it asks us for words. */

const bash = `# bash completion of chrono: eval "$(chrono completion bash)"
_chrono() {
  local IFS=$'\\n'
  COMPREPLY=($(chrono __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _chrono chrono
`;

const zsh = `#compdef chrono
# zsh completion of chrono: eval "$(chrono completion zsh)"
_chrono() {
  local -a found
  found=("\${(@f)$(chrono __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "$found[1]" ]]; then compadd -a found; else _files; fi
}
compdef _chrono chrono
`;

const fish = `# fish completion of chrono: chrono completion fish | source
complete -c chrono -f -a '(chrono __complete (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
`;

export const completionScripts: Readonly<Record<string, string>> = { bash, zsh, fish };
