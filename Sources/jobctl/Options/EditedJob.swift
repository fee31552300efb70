// A text that comes back from an editor, read as changes.

import JobWire

/// Reads what a person has written.
enum EditedJob {
  /// The text without the lines that are not read.
  static func body(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).filter { !isRemark($0) }.joined(separator: "\n")
  }

  /// What has changed of `job`; empty if nothing has.
  ///
  /// - Errors: what is wrong, in words for who has written it.
  static func patch(_ text: String, of job: EditableJob) throws(CommandFailure) -> PatchRequest {
    // Lines keep their numbers.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { isRemark($0) ? "" : $0 }
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONReader.parse(Array(lines.joined(separator: "\n").utf8))
    } catch {
      throw CommandFailure(.usage, "It is not JSON: \(error).")
    }
    guard let members = value.objectValue else {
      throw CommandFailure(.usage, "It must be an object, {…}, and not \(value.kindName).")
    }
    do throws(WireDecodeError) {
      return try PatchRequest(json: .object(try changes(members, of: job)))
    } catch {
      throw CommandFailure(.usage, "\(error).")
    }
  }

  private static func changes(_ members: [JSONMember], of job: EditableJob) throws(WireDecodeError) -> [JSONMember] {
    let known = job.members.map(\.name)
    let unknown = members.filter { !known.contains($0.name) }.map { member in
      FieldProblem(field: member.name, detail: "cannot be changed here; there are \(known.joined(separator: ", "))")
    }
    if !unknown.isEmpty { throw .fields(unknown) }
    return job.members.compactMap { before in
      // A line that was removed is what null is.
      let after = members.first { $0.name == before.name }?.value ?? .null
      return after == before.value ? nil : JSONMember(name: before.name, value: after)
    }
  }

  private static func isRemark(_ line: Substring) -> Bool { line.first { !$0.isWhitespace } == "#" }
}
