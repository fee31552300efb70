// What was asked for with a submission, beside what it runs: the lines of a job's page.

import JobWire

/// Words for the fields of a submission, which come with secrets masked.
enum SpecFields {
  /// Variables that are shown; the others are counted.
  private static let variablesMax = 12

  typealias Field = (label: String, value: String)

  static func of(_ spec: JSONValue) -> [Field] {
    var fields: [Field] = []
    func add(_ label: String, _ value: String?) { if let value { fields.append((label, value)) } }
    add("in", spec["cwd"]?.stringValue)
    fields += environment(spec)
    add("stdin", spec["stdin"]?.stringValue)
    add("umask", spec["umask"]?.stringValue)
    add("nice", number(spec["nice"]))
    add("executor", spec["executor"]?.stringValue)
    add("slots", number(spec["slots_needed"]).map { "takes \($0) of its queue's" })
    add("limit", spec["limit"].flatMap(limit))
    add("unique", spec["unique"].flatMap(unique))
    add("timeout", spec["timeout"]?.stringValue.map { "\($0) an attempt" })
    add("deadline", spec["deadline"]?.stringValue.flatMap { WireTime(parsing: $0) }.map(Moment.zoned))
    add("retry", spec["retry"].flatMap(retry))
    add("kept for", spec["keep_for"]?.stringValue.map { "\($0) after its end" })
    return fields
  }

  /// "LANG=C", a line each.
  private static func environment(_ spec: JSONValue) -> [Field] {
    let variables = (spec["env"]?.objectValue ?? []).sorted { $0.name < $1.name }
    var lines = variables.prefix(variablesMax).map { "\($0.name)=\(ShellWords.joined([$0.value.stringValue ?? ""]))" }
    if variables.count > variablesMax { lines.append("and \(variables.count - variablesMax) more") }
    if spec["clear_env"]?.boolValue == true { lines.append("(and nothing else)") }
    return lines.enumerated().map { ($0.offset == 0 ? "env" : "", $0.element) }
  }

  private static func limit(_ limit: JSONValue) -> String? {
    guard let key = limit["key"]?.stringValue, let max = number(limit["max"]) else { return nil }
    return "\(key): at most \(max) at a time"
  }

  private static func unique(_ unique: JSONValue) -> String? {
    guard let key = unique["key"]?.stringValue else { return nil }
    let taken = unique["for"]?.stringValue.map { ", and for \($0) after its end" } ?? ""
    switch unique["on_conflict"]?.stringValue {
    case "return": return "\(key)\(taken): another one is answered with this job"
    case "replace": return "\(key)\(taken): another one takes its place"
    default: return "\(key)\(taken): another one is refused"
    }
  }

  /// "5 attempts, exponential from 1s to 1h"
  private static func retry(_ retry: JSONValue) -> String? {
    guard let max = retry["max_attempts"]?.integerValue, max > 1 else { return nil }
    var words = "\(max) attempts"
    if let shape = retry["backoff"]?.stringValue { words += ", \(shape)" }
    if let first = retry["initial"]?.stringValue { words += " from \(first)" }
    if let last = retry["max"]?.stringValue { words += " to \(last)" }
    return words
  }

  private static func number(_ value: JSONValue?) -> String? { value?.integerValue.map { "\($0)" } }
}
