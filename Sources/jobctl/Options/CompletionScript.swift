// The script by which a shell completes jobctl's words, with the user's aliases beside the commands: the parser, which
// writes it, knows of none.

import ArgumentParser

/// Makes the script of a shell whole.
enum CompletionScript {
  private static let ask = "jobctl completions --words aliases 2>/dev/null"

  /// - Parameter script: as the parser writes it.
  static func text(_ script: String, for shell: CompletionShell) -> String {
    switch shell {
    case .bash: script + "\n" + bash
    case .fish: script + "\n" + fish
    case .zsh: script.replacingFirst(zshList, with: zshWords + zshList)
    default: script
    }
  }

  /// Names of aliases have no marks that a shell would carry out.
  private static let bash = """
    __jobctl_with_aliases() {
        _jobctl "${@}"
        if [[ "${COMP_CWORD}" -eq 1 ]]; then
            COMPREPLY+=($(compgen -W "$(\(ask))" -- "${2}"))
        fi
    }
    complete -o filenames -F __jobctl_with_aliases jobctl
    """

  private static let fish = "complete -c jobctl -n '__fish_use_subcommand' -fa '(\(ask))'"

  /// The end of the list of commands; the first one is that of jobctl itself.
  private static let zshList = """
            )
            _describe -V subcommand subcommands && ret=0
    """
  private static let zshWords = """
                ${(f)"$(\(ask))"}

    """
}

extension String {
  fileprivate func replacingFirst(_ text: String, with other: String) -> String {
    guard let range = firstRange(of: text) else { return self }
    return String(self[..<range.lowerBound]) + other + self[range.upperBound...]
  }
}
