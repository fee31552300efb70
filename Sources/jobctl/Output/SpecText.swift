// What a submission runs, in one line.

import JobWire

/// Words for submissions.
enum SpecText {
  /// The command, URL or handler of a submission.
  static func command(_ spec: JSONValue) -> String? {
    if let argv = spec["argv"]?.arrayValue { return ShellWords.joined(argv.compactMap(\.stringValue)) }
    if let shell = spec["shell"]?.stringValue { return shell }
    return spec["http"]?["url"]?.stringValue ?? spec["handler"]?.stringValue.map { "handler \($0)" }
  }
}
