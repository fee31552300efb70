// `jobctl --url X status` means the same as `jobctl status --url X`: options of every command may stand before it.

/// Moves the options of every command from before it to behind its name.
enum LeadingOptions {
  private static let withValue: Set<String> = ["--url", "--token-file"]
  private static let withoutValue: Set<String> = ["--json"]
  private static let groups: Set<String> = ["queue", "batch", "schedule", "callback", "notify"]

  static func moved(_ arguments: [String]) -> [String] {
    let (leading, behind) = split(arguments[...])
    var rest = behind
    guard !leading.isEmpty, let command = rest.popFirst() else { return arguments }
    var names = [command]
    if groups.contains(command), let name = rest.first, !name.hasPrefix("-") {
      names.append(name)
      rest.removeFirst()
    }
    return names + leading + rest
  }

  /// The options of every command at the front, with their values, and what follows them.
  static func split(_ arguments: ArraySlice<String>) -> (leading: [String], rest: ArraySlice<String>) {
    var rest = arguments
    var leading: [String] = []
    while let word = rest.first {
      if withoutValue.contains(word) || withValue.contains(where: { word.hasPrefix($0 + "=") }) {
        leading.append(rest.removeFirst())
      } else if withValue.contains(word), rest.count > 1 {
        leading.append(rest.removeFirst())
        leading.append(rest.removeFirst())
      } else {
        break
      }
    }
    return (leading, rest)
  }
}
