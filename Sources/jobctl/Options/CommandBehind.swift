// `edit ID… -- PROG ARG…`: the ids are all words in front of the dashes, of which the parser tells no command. So what
// stands behind them is handed to it as an option.

/// The command behind `--`, where ids may stand before it.
enum CommandBehind {
  /// The option that carries it.
  static let option = "command"

  /// The arguments with the command as an option, where there is one.
  static func marked(_ arguments: [String]) -> [String] {
    guard arguments.first == "edit", let dashes = arguments.firstIndex(of: "--") else { return arguments }
    let isMarked = arguments[..<dashes].contains { $0 == "--\(option)" }
    return isMarked ? arguments : arguments[..<dashes] + ["--\(option)"] + arguments[(dashes + 1)...]
  }
}
