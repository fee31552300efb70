// What a submission runs, in one line.

import JobWire

/// Words for submissions.
enum SpecText {
  /// The command, URL or handler of a submission; for an external job, what there is instead.
  static func command(_ spec: JSONValue) -> String? {
    if let argv = spec["argv"]?.arrayValue { return ShellWords.joined(argv.compactMap(\.stringValue)) }
    if let shell = spec["shell"]?.stringValue { return shell }
    if spec["external"]?.boolValue == true { return "external: ends when somebody completes or fails it" }
    return spec["http"]?["url"]?.stringValue ?? spec["handler"]?.stringValue.map { "handler \($0)" }
  }
}
