// A job as a line that can be submitted again, elsewhere: what the daemon shows of its submission, without what is masked
// and without what names other jobs of that daemon by their ids.

import JobWire

/// A submission as it is exported.
struct ExportedJob: Equatable {
  /// Nil if nothing is left that could run.
  let spec: JSONValue?
  /// The fields that were left out, or of which a part was.
  let left: [String]

  /// - Parameters:
  ///   - spec: as `view=full` shows it.
  ///   - runAs: the user as whom it runs; `nil` is the daemon's own.
  init(_ spec: JSONValue, runAs: String? = nil) {
    var left = Self.masked(in: spec)
    var members = spec.objectValue ?? []
    let isRunnable = !left.contains { Self.needed.contains($0) }
    members = members.compactMap { Self.unmasked($0) }
    let ties = members.filter { Self.ties.contains($0.name) }.map(\.name)
    left += ties
    // Its follow-ups are jobs, and are exported as such.
    members.removeAll { Self.ties.contains($0.name) || $0.name == "then" }
    // What waited for others must not start because that is forgotten.
    if ties.contains("after") {
      members.removeAll { $0.name == "hold" }
      members.append(JSONMember(name: "hold", value: .bool(true)))
    }
    if let runAs, !members.isEmpty { members.append(JSONMember(name: Self.user, value: .string(runAs))) }
    self.spec = isRunnable && !members.isEmpty ? .object(members) : nil
    self.left = left
  }

  /// An exported line as a submission, and the user that it names. What is no such name stays, and is refused as part of
  /// a submission.
  static func parted(_ line: JSONValue) -> (spec: JSONValue, runAs: String?) {
    guard let members = line.objectValue, let name = line[user]?.stringValue else { return (line, nil) }
    return (.object(members.filter { $0.name != user }), name)
  }

  /// No field of a submission: as whom a job runs is not for its submitter to say.
  private static let user = "run_as"
  private static let mask = "***"
  /// By ids, which mean nothing elsewhere.
  private static let ties: Set<String> = ["after", "batch"]
  /// Without it the job is not the same.
  private static let needed: Set<String> = ["http.url"]

  /// Where a submission has masks instead of values.
  static func masked(in spec: JSONValue) -> [String] {
    var found: [String] = []
    for member in spec.objectValue ?? [] {
      switch member.name {
      case "env":
        for variable in member.value.objectValue ?? [] where isMask(variable) { found.append("env.\(variable.name)") }
      case "stdin" where isMask(member.value): found.append("stdin")
      case "http":
        for part in member.value.objectValue ?? [] {
          if part.name == "url", hidesPart(part.value) { found.append("http.url") }
          if part.name == "body", isMask(part.value) { found.append("http.body") }
          guard part.name == "headers" else { continue }
          for header in part.value.objectValue ?? [] where isMask(header) {
            found.append("http.headers.\(header.name)")
          }
        }
      case "callbacks":
        for (index, callback) in (member.value.arrayValue ?? []).enumerated()
        where callback["url"].map(hidesPart) ?? false {
          found.append("callbacks[\(index)]")
        }
      case "then":
        for (index, followUp) in (member.value.arrayValue ?? []).enumerated() {
          found += masked(in: followUp["job"] ?? .null).map { "then[\(index)].job.\($0)" }
        }
      default: break
      }
    }
    return found
  }

  /// The field without its masks; nil if nothing is left.
  private static func unmasked(_ member: JSONMember) -> JSONMember? {
    switch member.name {
    case "env": return kept(member, member.value.objectValue?.filter { !isMask($0) })
    case "stdin": return isMask(member.value) ? nil : member
    case "http":
      let parts = member.value.objectValue?.compactMap { part in
        part.name == "headers"
          ? kept(part, part.value.objectValue?.filter { !isMask($0) })
          : part.name == "body" && isMask(part.value) ? nil : part
      }
      return kept(member, parts)
    case "callbacks":
      let callbacks = (member.value.arrayValue ?? []).filter { !($0["url"].map(hidesPart) ?? false) }
      return callbacks.isEmpty ? nil : JSONMember(name: member.name, value: .array(callbacks))
    default: return member
    }
  }

  private static func kept(_ member: JSONMember, _ members: [JSONMember]?) -> JSONMember? {
    guard let members, !members.isEmpty else { return nil }
    return JSONMember(name: member.name, value: .object(members))
  }

  /// A secret as it is shown: only what has the name of one is masked.
  private static func isMask(_ member: JSONMember) -> Bool { member.value.stringValue == mask }

  /// "*** (5 bytes)"
  private static func isMask(_ value: JSONValue) -> Bool {
    value.stringValue.map { $0.hasPrefix(mask + " (") && $0.hasSuffix(" bytes)") } ?? false
  }

  private static func hidesPart(_ url: JSONValue) -> Bool { url.stringValue?.contains(mask) ?? false }
}
